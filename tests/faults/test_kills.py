"""Killed at any moment, the program loses nothing, does nothing twice, and goes on."""

from tests.faults.conftest import Live
from tests.faults.plans import KILLED
from tests.faults.steps import STEPS


async def test_killed_at_every_step_nothing_is_lost_or_doubled(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(KILLED)

    assert report.problems == []
    assert report.kills == len(STEPS)
    assert report.acknowledged >= 20
