"""The process under test: ``knowhow serve`` at the harness's time, perhaps with a trap, perhaps without a protection.

What is served is constructed as ``bot.cli`` does. Where the harness's time runs faster than ours, the few things that
are measured in ours run faster by the same factor: a call's end, the end of an attempt, and the ticks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import typer

from bot import cli, preflight
from bot.commands.running import migrate_database, program, run, settings, stop_signal
from bot.jobs import Job, Jobs
from bot.outbox import dispatcher
from bot.slack import client
from tests.faults.ablations import ABLATIONS
from tests.faults.clock import SharedClock
from tests.faults.steps import Trap, lay

CLOCK, TRAP, ABLATION = "FAULTS_CLOCK", "FAULTS_TRAP", "FAULTS_ABLATION"
SHORTEST_TICK = timedelta(seconds=0.25)
"""Several replicas on a small machine have little time for more."""


def serve(told: Mapping[str, str]) -> int:
    """Serve until told to stop; returns the exit code."""
    clock = SharedClock(Path(told[CLOCK]))
    _hurry(clock.speed)
    if trap := told.get(TRAP):
        lay(Trap.parse(trap))
    if ablation := told.get(ABLATION):
        ABLATIONS[ablation]()
    try:
        run(_serve(clock))
    except typer.Exit as left:
        return left.exit_code
    return 0


async def _serve(clock: SharedClock) -> None:
    """``bot.cli._serve``, but for the clock."""
    found = settings()
    stop = stop_signal()
    cli._insist(await cli._look_at_slack(found))
    await migrate_database(found.database_url)
    cli._insist([await preflight.check_database(cli._probe(found))])
    await cli._until(stop, await program(found, clock))


def _hurry(speed: float) -> None:
    client.CALL_SECONDS /= speed
    dispatcher.LEASE /= speed  # type: ignore[attr-defined] # hurried on purpose
    construct = Jobs.__init__

    def hurried(self: Jobs, jobs: Sequence[Job], *, hangs_after: timedelta = timedelta(minutes=2)) -> None:
        faster = [replace(job, every=max(job.every / speed, SHORTEST_TICK)) for job in jobs]
        construct(self, faster, hangs_after=hangs_after)

    Jobs.__init__ = hurried  # type: ignore[method-assign] # hurried on purpose
