"""Days and hours of cohorts in words."""

from datetime import date, time

import pytest

from bot.domain.schedules import Schedule
from bot.messages.schedules import rhythm


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (range(7), "every day"),
        (range(5), "Monday to Friday"),
        ((2,), "Wednesday"),
        ((0, 3), "Monday and Thursday"),
        ((0, 2, 5), "Monday, Wednesday and Saturday"),
    ],
)
def test_the_days_are_said_as_people_say_them(days: range, said: str) -> None:
    schedule = Schedule("Europe/Prague", time(9, 5), frozenset(days), date(2026, 3, 2))

    assert rhythm(schedule) == f"{said} at 09:05 (Europe/Prague)"
