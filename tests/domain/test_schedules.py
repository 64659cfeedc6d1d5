"""Dates of a schedule: wall-clock time through every change of the clocks, days, holidays, ends."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.holidays import countries, free_in, name_of
from bot.domain.schedules import LOOKED_AHEAD, Schedule, Slot, moment, next_slot, slots

ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Europe/London",
    "Europe/Prague",
    "Pacific/Apia",
    "Pacific/Chatham",
)
EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
some_days = st.dates(date(2008, 1, 1), date(2030, 1, 1))


def never(_day: date) -> bool:
    return False


def a_schedule(zone: str = "Europe/London", at: time = time(9), **other: object) -> Schedule:
    told = {"days": WORKING_DAYS, "first_day": date(2026, 3, 2)} | other
    return Schedule(zone, at, **told)  # type: ignore[arg-type] # a table of any fields


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def shown_by_clocks(zone: str, day: date) -> Iterator[tuple[datetime, datetime]]:
    """Every minute of a local day as the clocks show it, with its moment: by walking through time."""
    at = datetime.combine(day, time(0), UTC) - timedelta(hours=26)
    for _ in range(60 * 76):
        if (told := local(at, zone)).date() == day:
            yield told, at
        at += timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29T01:00"),  # left out: 2:00 is the next there is
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),  # twice: the first, in summer time
        ("America/New_York", date(2026, 3, 8), time(2, 15), "2026-03-08T07:00"),
        ("America/Santiago", date(2025, 9, 7), time(0, 0), "2025-09-07T04:00"),  # midnight itself is left out
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "2026-10-03T15:30"),  # half an hour is left out
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
        ("Asia/Kathmandu", date(2026, 3, 2), time(9, 0), "2026-03-02T03:15"),
        ("Africa/Casablanca", date(2026, 3, 22), time(2, 30), "2026-03-22T02:00"),  # Ramadan is over
        ("Pacific/Apia", date(2011, 12, 29), time(9, 0), "2011-12-29T19:00"),
        ("Pacific/Apia", date(2011, 12, 31), time(9, 0), "2011-12-30T19:00"),
        ("Europe/Prague", date(2028, 2, 29), time(9, 0), "2028-02-29T08:00"),
    ],
)
def test_the_moment_of_a_local_time(zone: str, day: date, at: time, expected: str) -> None:
    assert moment(at, day, ZoneInfo(zone)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_day_that_never_was_has_no_moment() -> None:
    assert [moment(time(hour), date(2011, 12, 30), ZoneInfo("Pacific/Apia")) for hour in (0, 9, 23)] == [None] * 3
    found = slots(a_schedule("Pacific/Apia", days=EVERY_DAY, first_day=date(2011, 12, 28)), never, since=date.min)
    assert [slot.day.day for slot in islice(found, 4)] == [28, 29, 31, 1]


@given(zone=st.sampled_from(ZONES), day=some_days, at=times)
def test_it_is_the_first_minute_the_clocks_show_from_that_time_on(zone: str, day: date, at: time) -> None:
    wanted = datetime.combine(day, at)
    shown = list(shown_by_clocks(zone, day))
    exact = [moment_ for told, moment_ in shown if told == wanted]
    later = [moment_ for told, moment_ in sorted(shown, key=lambda each: each[1]) if told > wanted]
    expected = min(exact) if exact else (later[0] if later and shown[0][0] <= wanted else None)
    if not exact and later and shown[0][0] > wanted:  # left out from midnight on
        expected = later[0]
    found = moment(at, day, ZoneInfo(zone))
    assert found == expected


@given(
    zone=st.sampled_from(ZONES),
    first=some_days,
    at=times,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    length=st.integers(0, 60),
)
def test_the_days_are_those_of_a_recurrence_rule(
    zone: str, first: date, at: time, weekdays: frozenset[int], length: int
) -> None:
    last = first + timedelta(days=length)
    rule = rrule.rrule(
        rrule.DAILY,
        dtstart=datetime.combine(first, time(12)),
        until=datetime.combine(last, time(12)),
        byweekday=list(weekdays),
    )
    expected = [each.date() for each in rule if moment(at, each.date(), ZoneInfo(zone)) is not None]
    schedule = a_schedule(zone, at, days=weekdays, first_day=first, last_day=last)

    found = list(slots(schedule, never, since=date(2000, 1, 1)))

    assert [slot.day for slot in found] == expected
    assert [local(slot.at, zone).date() for slot in found] == expected


@given(zone=st.sampled_from(ZONES), at=times, first=some_days)
def test_one_after_another_leaves_none_out_and_none_comes_twice(zone: str, at: time, first: date) -> None:
    schedule = a_schedule(zone, at, days=EVERY_DAY, first_day=first, last_day=first + timedelta(days=40))
    expected = list(slots(schedule, never, since=first))

    found: list[Slot] = []
    now = datetime.combine(first, time(0), UTC) - timedelta(days=2)
    while (slot := next_slot(schedule, never, now)) is not None:
        found.append(slot)
        now = slot.at

    assert found == sorted(expected, key=lambda each: each.at)


@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_of_nine_oclock(zone: str) -> None:
    schedule = a_schedule(zone, days=EVERY_DAY, first_day=date(2020, 1, 1), last_day=date(2029, 12, 31))
    found = list(slots(schedule, never, since=date.min))
    assert len(found) == 3653
    assert {local(each.at, zone).time() for each in found} == {time(9)}
    assert date(2024, 2, 29) in {each.day for each in found}


def test_holidays_and_own_dates_are_left_out() -> None:
    schedule = a_schedule(first_day=date(2026, 4, 2), free_days=frozenset({date(2026, 4, 8)}), countries=("GB",))
    found = slots(schedule, free_in(schedule.countries), since=date.min)
    # Good Friday is everywhere; Easter Monday isn't in Scotland, and so isn't one of Britain as a whole
    assert [slot.day.day for slot in islice(found, 4)] == [2, 6, 7, 9]
    assert name_of(date(2026, 4, 3), ("US", "GB")) == "Good Friday"
    assert name_of(date(2026, 4, 3), ("XX",)) is None


def test_nothing_but_holidays_is_an_end() -> None:
    asked = []

    def always(day: date) -> bool:
        asked.append(day)
        return True

    assert next_slot(a_schedule(), always, datetime(2026, 3, 2, tzinfo=UTC)) is None
    assert len(asked) <= LOOKED_AHEAD.days + 1


def test_the_end_of_time_is_an_end() -> None:
    schedule = a_schedule("UTC", days=EVERY_DAY, first_day=date(9999, 12, 30))
    assert [slot.day.day for slot in slots(schedule, never, since=date.max - timedelta(days=1))] == [30, 31]


def test_before_the_first_day_and_after_the_last_there_is_none() -> None:
    schedule = a_schedule(first_day=date(2026, 3, 4), last_day=date(2026, 3, 5))
    first = next_slot(schedule, never, datetime(2026, 1, 1, tzinfo=UTC))
    assert first == Slot(date(2026, 3, 4), datetime(2026, 3, 4, 9, tzinfo=UTC))
    assert next_slot(schedule, never, datetime(2026, 3, 5, 9, tzinfo=UTC)) is None


def test_many_countries_are_known_by_code() -> None:
    assert {"GB", "DE", "US", "CZ", "IN"} <= set(countries())
    assert all(len(code) == 2 for code in countries())
