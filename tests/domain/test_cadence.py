from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cadence import (
    InvalidDuration,
    InvalidQuietHours,
    QuietHours,
    add_daytime,
    is_quiet,
    parse_duration,
    quiet_until,
    zone_of,
)

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
DEFAULT = QuietHours()

# Weeks in which clocks did odd things, by the UTC date on which each week begins.
ODD_WEEKS = [
    ("Europe/Berlin", datetime(2026, 3, 26, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 22, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 2, tzinfo=UTC)),  # by half an hour
    ("Australia/Lord_Howe", datetime(2026, 10, 1, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 5, 4, tzinfo=UTC)),  # +05:45
    ("Africa/Casablanca", datetime(2026, 2, 12, tzinfo=UTC)),  # back for Ramadan
    ("Africa/Casablanca", datetime(2026, 3, 19, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 3, tzinfo=UTC)),  # skips midnight
    ("America/Santiago", datetime(2026, 4, 2, tzinfo=UTC)),  # repeats the hour before midnight
    ("America/Havana", datetime(2025, 10, 30, tzinfo=UTC)),  # repeats the hour after midnight
    ("America/St_Johns", datetime(2010, 11, 4, tzinfo=UTC)),  # goes back over midnight at 00:01
    ("Pacific/Apia", datetime(2011, 12, 27, tzinfo=UTC)),  # leaves out a Friday
]

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.frozensets(st.integers(0, 6), max_size=6)
quiet_hours = st.builds(QuietHours, minutes, minutes, days)
odd_weeks = st.sampled_from(ODD_WEEKS)
offsets = st.integers(0, 7 * 24 * 60).map(lambda count: count * MINUTE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:00-09:00 Sat Sun", DEFAULT),
        ("18:00-9:00 saturday, SUNDAY", DEFAULT),
        ("  18 – 9   sun and sat ", DEFAULT),
        ("18.00 to 9.00; Sat-Sun.", DEFAULT),
        ("none", QuietHours.none()),
        (" None. ", QuietHours.none()),
        ("22:00-07:00", QuietHours(time(22), time(7), frozenset())),
        ("12:30-13:30 Tues Thurs", QuietHours(time(12, 30), time(13, 30), frozenset({1, 3}))),
        ("18:00-24:00", QuietHours(time(18), time(0), frozenset())),
        ("Fri-Mon", QuietHours(time(0), time(0), frozenset({4, 5, 6, 0}))),
        ("09:00-09:00 we", QuietHours(time(0), time(0), frozenset({2}))),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(text: str, expected: QuietHours) -> None:
    assert QuietHours.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No quiet hours were given."),
        ("at night", "I can't read “at” as quiet hours."),
        ("18:00 09:00", "I can't read “18:00” as quiet hours."),
        ("18:00-09:00 s", "I can't read “s” as quiet hours."),
        ("18:00-09:00 none", "I can't read “none” as quiet hours."),
        ("18:00-09:00 20:00-21:00", "I can't read “20:00” as quiet hours."),
        ("25:00-09:00", "“25:00-09:00” has a time that isn't on the clock."),
        ("9:60-10", "“9:60-10” has a time that isn't on the clock."),
        ("00:00-24:00", "Quiet hours can't take the whole day."),
        ("Mon-Sun", "Quiet hours can't take all seven days."),
        ("x" * 5000, f"I can't read “{'x' * 40}” as quiet hours."),
    ],
)
def test_quiet_hours_that_make_no_sense_are_refused_in_plain_words(text: str, says: str) -> None:
    with pytest.raises(InvalidQuietHours) as refused:
        QuietHours.parse(text)
    assert str(refused.value) == f"{says} Write them like 18:00-09:00 Sat Sun, 22:00-07:00 or none."


def test_a_week_has_seven_days() -> None:
    with pytest.raises(InvalidQuietHours, match="Mon to Sun"):
        QuietHours(days=frozenset({7}))


@pytest.mark.parametrize("text", ["18:00-09:00 Sat Sun", "none", "22:00-07:00", "Sat", "00:00-09:30 Mon"])
def test_quiet_hours_have_one_canonical_text(text: str) -> None:
    assert str(QuietHours.parse(text)) == text


@given(quiet_hours)
def test_quiet_hours_survive_being_written_and_read(quiet: QuietHours) -> None:
    assert QuietHours.parse(str(quiet)) == quiet


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidQuietHours):
        assert QuietHours.parse(text)


@pytest.mark.parametrize(
    ("quiet", "moment", "until"),
    [
        (DEFAULT, "2026-11-17 16:59", "2026-11-17 16:59"),
        (DEFAULT, "2026-11-17 17:00", "2026-11-18 08:00"),
        (DEFAULT, "2026-11-18 07:59", "2026-11-18 08:00"),
        (DEFAULT, "2026-11-20 17:00", "2026-11-23 08:00"),
        (DEFAULT, "2026-11-21 11:00", "2026-11-23 08:00"),
        (DEFAULT, "2026-03-29 11:00", "2026-03-30 07:00"),
        (QuietHours.none(), "2026-11-21 02:00", "2026-11-21 02:00"),
        (QuietHours.parse("12:00-13:00"), "2026-11-17 11:30", "2026-11-17 12:00"),
        (QuietHours.parse("01:00-02:30"), "2026-03-29 00:30", "2026-03-29 01:30"),  # 02:30 is skipped: 03:30
        (QuietHours.parse("00:00-02:30"), "2026-10-25 00:29", "2026-10-25 00:30"),  # the first 02:30
        (QuietHours.parse("00:00-02:30"), "2026-10-25 01:15", "2026-10-25 01:15"),  # the second 02:15
    ],
)
def test_quiet_time_ends_by_the_clock_on_the_wall(quiet: QuietHours, moment: str, until: str) -> None:
    assert quiet_until(quiet, BERLIN, at(moment)) == at(until)
    assert is_quiet(quiet, BERLIN, at(moment)) == (moment != until)


@pytest.mark.parametrize(
    ("start", "duration", "quiet", "expected"),
    [
        ("2026-11-17 09:00", "4h", DEFAULT, "2026-11-17 13:00"),
        ("2026-11-17 15:00", "4h", DEFAULT, "2026-11-18 10:00"),
        ("2026-11-17 13:00", "4h", DEFAULT, "2026-11-18 08:00"),  # over when the day is: the next one
        ("2026-11-20 15:00", "4h", DEFAULT, "2026-11-23 10:00"),
        ("2026-11-21 15:00", "4h", DEFAULT, "2026-11-23 12:00"),
        ("2026-11-17 09:00", "14d", QuietHours.none(), "2026-12-01 09:00"),
        ("2026-03-28 22:00", "5h", QuietHours.parse("04:00-05:00"), "2026-03-29 04:00"),
        ("2026-10-24 22:00", "5h", QuietHours.parse("04:00-05:00"), "2026-10-25 04:00"),
    ],
)
def test_promises_are_kept_in_daytime(start: str, duration: str, quiet: QuietHours, expected: str) -> None:
    assert add_daytime(at(start), parse_duration(duration), quiet, BERLIN) == at(expected)


def test_a_moment_may_come_in_any_zone() -> None:
    second_half_past_two = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    assert not is_quiet(QuietHours.none(), BERLIN, second_half_past_two)
    assert quiet_until(QuietHours.none(), BERLIN, second_half_past_two).tzinfo is UTC


def test_no_time_can_be_taken_back() -> None:
    with pytest.raises(ValueError, match="time to come"):
        add_daytime(at("2026-11-17 09:00"), -MINUTE, DEFAULT, BERLIN)


@settings(max_examples=60)
@given(quiet_hours, odd_weeks, offsets, st.timedeltas(timedelta(), timedelta(days=20)), offsets)
def test_a_promise_falls_due_in_daytime_and_in_order(
    quiet: QuietHours,
    week: tuple[str, datetime],
    offset: timedelta,
    duration: timedelta,
    more: timedelta,
) -> None:
    zone, start = ZoneInfo(week[0]), week[1] + offset
    due = add_daytime(start, duration, quiet, zone)
    assert due - start >= duration
    assert not is_quiet(quiet, zone, due)
    assert due <= add_daytime(start, duration + more, quiet, zone)
    assert due <= add_daytime(start + more, duration, quiet, zone)


@settings(max_examples=30)
@given(quiet_hours, odd_weeks, offsets, st.integers(0, 4 * 24 * 60))
def test_quiet_time_is_what_a_watcher_of_the_clock_on_the_wall_sees(
    quiet: QuietHours,
    week: tuple[str, datetime],
    offset: timedelta,
    duration: int,
) -> None:
    zone, start = ZoneInfo(week[0]), week[1] + offset
    awake = list(watch(quiet, *week))
    wakes = awake[bisect_right(awake, start - MINUTE) :]
    assert is_quiet(quiet, zone, start) == (wakes[0] != start)
    assert quiet_until(quiet, zone, start) == wakes[0]
    if duration < len(wakes):
        assert add_daytime(start, duration * MINUTE, quiet, zone) == wakes[duration]


def watch(quiet: QuietHours, zone: str, begins: datetime) -> Iterator[datetime]:
    """Yield each minute that isn't quiet, by walking through three weeks minute by minute.

    Knows nothing of offsets: a boundary is passed when the wall first shows it, or, when the wall
    jumps over it, as long after the jump as the boundary lies beyond the last minute shown.
    """
    seen, jumps = wall(zone, begins)

    def first(shown: datetime) -> datetime | None:
        if shown in seen:
            return seen[shown]
        late = (resumed + (shown - before) for before, after, resumed in jumps if before <= shown < after)
        return next(late, None)

    midnights = sorted({shown.replace(hour=0, minute=0) for shown in seen})
    for today in midnights[1:-1]:
        dawn, dusk = first(today), first(today + timedelta(days=1))
        assert dawn
        assert dusk
        start = first(datetime.combine(today, quiet.start))
        end = first(datetime.combine(today, quiet.end))
        assert start
        assert end
        if today.weekday() in quiet.days:
            continue
        minute = dawn
        while minute < dusk:
            if quiet.start < quiet.end:
                resting = start <= minute < end
            else:
                resting = quiet.start != quiet.end and (minute >= start or minute < end)
            if not resting:
                yield minute
            minute += MINUTE


@cache
def wall(zone: str, begins: datetime) -> tuple[dict[datetime, datetime], list[tuple[datetime, ...]]]:
    """Return when the wall first showed each minute, and each jump ahead: from, to, and when."""
    seen: dict[datetime, datetime] = {}
    jumps: list[tuple[datetime, ...]] = []
    expected = None
    for count in range(-3 * 24 * 60, 18 * 24 * 60):
        minute = begins + count * MINUTE
        shown = minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        if expected and shown > expected:
            jumps.append((expected, shown, minute))
        seen.setdefault(shown, minute)
        expected = shown + MINUTE
    return seen, jumps


@pytest.mark.parametrize(
    "name",
    [None, "", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "America", "a\0b", "\ud800", "x" * 9999],
)
def test_an_unknown_or_hostile_zone_is_utc(name: str | None) -> None:
    assert zone_of(name).key == "UTC"


def test_a_known_zone_is_found() -> None:
    assert zone_of("Asia/Kathmandu").key == "Asia/Kathmandu"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("1s", 1),
        ("90m", 5400),
        (" 4 H ", 14400),
        ("60m", 3600),
        ("24h", 86400),
        ("14d", 1209600),
        ("366d", 31622400),
    ],
)
def test_durations_are_read(text: str, seconds: int) -> None:
    duration = parse_duration(text)
    assert duration.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "4", "h", "-1h", "1.5h", "1w", "1h30m", "٤h", "9" * 5000 + "s"])
def test_a_duration_nobody_can_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidDuration, match=r"is not a duration\. Write .* such as 90m\.$"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["0s", "367d", "999999999d"])
def test_a_duration_out_of_bounds_is_refused(text: str) -> None:
    with pytest.raises(InvalidDuration, match=f"{text} is out of bounds"):
        parse_duration(text)
