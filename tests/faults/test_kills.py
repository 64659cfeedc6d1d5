"""Killed at any moment, the program loses nothing, does nothing twice, and goes on."""

from tests.faults.conftest import Live
from tests.faults.run import Plan
from tests.faults.steps import STEPS, Trap


async def test_killed_at_every_step_nothing_is_lost_or_doubled(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(Plan(seed=1, deeds=6, traps=[Trap(step, 2) for step in STEPS]))

    assert report.problems == []
    assert report.kills == len(STEPS)
    assert report.acknowledged >= 20
