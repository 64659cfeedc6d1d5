"""What a cohort may be: its name, its people, its days and zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import holidays
from bot.domain.cohorts import Draft, Order, find_zones, problems, read_dates, slug_of, write_dates, zones
from bot.domain.ids import ChannelId, PersonId
from bot.domain.refusals import Reason
from bot.domain.schedules import Schedule

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SCHEDULE = Schedule("Europe/London", time(9), frozenset({0}), date(2026, 3, 2))
DRAFT = Draft("SQL", ChannelId("C1"), (PersonId("U1"),), SCHEDULE, (), Order.LISTED)


def test_a_sound_draft_has_no_problems() -> None:
    assert problems(DRAFT, NOW) == ()


@pytest.mark.parametrize(
    ("draft", "reason", "field"),
    [
        (replace(DRAFT, name="x"), Reason.TOO_SHORT, "name"),
        (replace(DRAFT, name="x" * 61), Reason.TOO_LONG, "name"),
        (replace(DRAFT, name="Leave us"), Reason.NAME_RESERVED, "name"),
        (replace(DRAFT, facilitators=()), Reason.NO_FACILITATOR, "facilitators"),
        (
            replace(DRAFT, facilitators=tuple(PersonId(f"U{n}") for n in range(11))),
            Reason.TOO_MANY_PEOPLE,
            "facilitators",
        ),
        (replace(DRAFT, schedule=replace(SCHEDULE, days=frozenset())), Reason.NO_DAYS, "days"),
        (replace(DRAFT, schedule=replace(SCHEDULE, zone="Mars/Olympus")), Reason.UNKNOWN_ZONE, "zone"),
        (replace(DRAFT, schedule=replace(SCHEDULE, countries=("XX",))), Reason.UNKNOWN_COUNTRY, "countries"),
        (
            replace(DRAFT, schedule=replace(SCHEDULE, last_day=date(2026, 3, 1))),
            Reason.ENDS_BEFORE_IT_BEGINS,
            "last_day",
        ),
        (
            replace(DRAFT, schedule=replace(SCHEDULE, first_day=date(2026, 1, 1), last_day=date(2026, 3, 1))),
            Reason.DATE_PASSED,
            "last_day",
        ),
        (replace(DRAFT, schedule=replace(SCHEDULE, last_day=date(2026, 3, 8))), Reason.NO_DATE_LEFT, "days"),
    ],
)
def test_what_is_wrong_is_named_at_its_field(draft: Draft, reason: Reason, field: str) -> None:
    assert [(problem.reason, problem.field) for problem in problems(draft, NOW)] == [(reason, field)]


def test_names_are_the_same_whatever_their_case_and_spaces() -> None:
    assert slug_of("  SQL  for\tAnalysts ") == slug_of("sql for analysts")


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60))
def test_days_are_read_as_they_are_written(days: set[date]) -> None:
    assert read_dates(write_dates(days)) == days


def test_days_in_a_row_are_written_as_one() -> None:
    days = [date(2026, 12, 24) + timedelta(days=step) for step in (0, 4, 5, 6)]
    assert write_dates(days) == "2026-12-24, 2026-12-28 to 2026-12-30"
    assert read_dates("2026-12-24\n2026-12-28..2026-12-30; ") == set(days)


def test_zones_are_found_by_words_of_their_names() -> None:
    assert find_zones("new york", 9) == ["America/New_York"]
    assert len(find_zones("", 20)) == 20
    assert "UTC" in zones()
    assert not [each for each in zones() if each.startswith("Etc/")]


def test_countries_are_found_by_name_and_code() -> None:
    assert holidays.find_countries("united kingdom", 9) == ["GB"]
    assert "CZ" in holidays.find_countries("cz", 9)
