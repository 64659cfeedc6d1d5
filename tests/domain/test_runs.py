"""What is due, what is too late, and when a week is wrapped up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.runs import come_due, monday_of, wrap_up_at
from bot.domain.schedules import Schedule

MONDAY = date(2026, 3, 2)
WITHIN = timedelta(hours=4)
DAILY = Schedule("UTC", time(9), frozenset(range(7)), MONDAY)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def nothing_is_free(_day: date) -> bool:
    """No holidays."""
    return False


@pytest.mark.parametrize(
    ("late", "missed", "posted"),
    [
        (timedelta(0), 0, 0),
        (timedelta(hours=4), 0, 0),
        (timedelta(hours=4, seconds=1), 1, None),
        (timedelta(days=1), 1, 1),
        (timedelta(days=3, hours=5), 4, None),
        (timedelta(days=400), 400, 400),
    ],
)
def test_only_the_latest_is_posted_and_only_in_time(late: timedelta, missed: int, posted: int | None) -> None:
    due = come_due(DAILY, nothing_is_free, since=MONDAY, skipped=(), now=NINE + late, within=WITHIN)

    assert len(due.missed) == missed
    assert (due.to_post and due.to_post.day) == (None if posted is None else MONDAY + timedelta(days=posted))
    assert due.following is not None
    assert due.following.at > NINE + late


def test_skipped_days_are_neither_posted_nor_missed() -> None:
    skipped = {MONDAY, MONDAY + timedelta(days=1)}

    due = come_due(DAILY, nothing_is_free, since=MONDAY, skipped=skipped, now=NINE + timedelta(days=1), within=WITHIN)

    assert due.missed == ()
    assert due.to_post is None
    assert due.following is not None
    assert due.following.day == MONDAY + timedelta(days=2)


def test_after_the_last_day_nothing_follows() -> None:
    last = Schedule("UTC", time(9), frozenset(range(7)), MONDAY, last_day=MONDAY)

    due = come_due(last, nothing_is_free, since=MONDAY, skipped=(), now=NINE, within=WITHIN)

    assert due.to_post is not None
    assert due.following is None


@pytest.mark.parametrize(
    ("at", "wrapped_up"),
    [("09:00", "17:00"), ("12:59", "17:00"), ("15:00", "19:00"), ("21:00", "23:30"), ("23:20", "23:50")],
)
def test_a_week_is_wrapped_up_in_the_afternoon_with_time_to_answer(at: str, wrapped_up: str) -> None:
    posted = datetime.combine(MONDAY, time.fromisoformat(at), tzinfo=UTC)

    assert f"{wrap_up_at(DAILY, MONDAY, posted):%H:%M}" == wrapped_up


@given(st.integers(0, 24 * 60 - 1), st.sampled_from(["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]))
def test_a_wrap_up_always_comes_after_its_question_and_soon(minute: int, zone: str) -> None:
    schedule = Schedule(zone, time(9), frozenset(range(7)), MONDAY)
    posted = datetime.combine(MONDAY, time(minute // 60, minute % 60), tzinfo=schedule.timezone).astimezone(UTC)

    at = wrap_up_at(schedule, MONDAY, posted)

    assert timedelta(minutes=30) <= at - posted <= timedelta(hours=17)


def test_a_week_begins_on_monday() -> None:
    assert [monday_of(MONDAY + timedelta(days=step)) for step in (0, 6, 7)] == [
        MONDAY,
        MONDAY,
        MONDAY + timedelta(days=7),
    ]
