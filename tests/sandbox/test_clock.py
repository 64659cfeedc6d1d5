from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.sandbox import SandboxClock
from tests.sandbox.conftest import START


def test_a_standing_clock_moves_only_by_hand() -> None:
    clock = SandboxClock(START, running=False)
    assert clock.now() == clock.now() == START
    clock.advance(timedelta(hours=5))
    assert clock.now() == START + timedelta(hours=5)
    clock.advance(timedelta(hours=-6))
    assert clock.now() == START - timedelta(hours=1)


def test_a_running_clock_goes_on_from_where_it_was_set() -> None:
    clock = SandboxClock(START)
    assert timedelta(0) <= clock.now() - START < timedelta(seconds=5)
    clock.move_to(datetime(2030, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))))
    assert timedelta(0) <= clock.now() - datetime(2030, 1, 1, tzinfo=UTC) < timedelta(seconds=5)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        SandboxClock(START).move_to(START.replace(tzinfo=None))


def test_without_a_start_it_is_now() -> None:
    assert abs(SandboxClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_listeners_hear_of_moves_until_they_leave() -> None:
    clock, heard = SandboxClock(START, running=False), list[datetime]()
    leave = clock.on_move(lambda: heard.append(clock.now()))
    clock.advance(timedelta(minutes=1))
    leave()
    clock.advance(timedelta(minutes=1))
    assert heard == [START + timedelta(minutes=1)]
