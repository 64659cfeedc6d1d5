"""What goes wrong around the processes while people act."""

import asyncio
import resource
import signal
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from tests.faults.cluster import Cluster
from tests.faults.run import Run, Scene

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LITTLE = 32 * 1024
"""Bytes that a log may still grow while there is no room for anything else."""


def one_after_another(troubles: Sequence[Scene], *, pause: float = 0.5) -> Scene:
    """Each trouble when the one before is over, with a pause of so many of our seconds between."""

    async def happen(run: Run) -> None:
        for trouble in troubles:
            await asyncio.sleep(pause)
            await trouble(run)

    return happen


def locked(seconds: float) -> Scene:
    """Somebody holds the database for so long that no connection gets anywhere."""

    async def happen(run: Run) -> None:
        with run.outage():
            async with run.data.locked():
                await asyncio.sleep(seconds)

    return happen


def full_disk(seconds: float) -> Scene:
    """No process can make a file any larger, as if the disk were full."""

    async def happen(run: Run) -> None:
        lives = [replica.life for replica in run.replicas if replica.life is not None]
        with run.outage():
            for life in lives:
                _limit(life.pid, life.log.stat().st_size + LITTLE)
            await asyncio.sleep(seconds)
            for life in lives:
                _limit(life.pid, resource.RLIM_INFINITY)

    return happen


def _limit(pid: int, room: int) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))


def crashed(cluster: Cluster, seconds: float) -> Scene:
    """The database server crashes, and is back after so many of our seconds."""

    async def happen(run: Run) -> None:
        with run.outage():
            await cluster.crash()
            await asyncio.sleep(seconds)
            await cluster.start()

    return happen


async def killed(run: Run) -> None:
    """Some process is killed, whatever it is doing."""
    run.dice.choice(run.replicas).strike(signal.SIGKILL)


async def rolled(run: Run) -> None:
    """One process after another is told to end, and started anew."""
    for replica in run.replicas:
        await replica.serving()
        await replica.roll()


async def replaced(run: Run) -> None:
    """The first process is told to end, and another one starts in its place."""
    await run.replicas[0].roll()


def sent_away(reason: str) -> Scene:
    """Slack sends the app away from its sockets."""

    async def happen(run: Run) -> None:
        await run.sandbox.disconnect_sockets(reason)

    return happen


def half_open(seconds: float) -> Scene:
    """One socket stands and lets nothing through; then it is gone."""

    async def happen(run: Run) -> None:
        line = run.wire.hold()
        await asyncio.sleep(seconds)
        if line is not None:
            run.wire.cut(line)

    return happen


def jumps(by: timedelta) -> Scene:
    """The clock jumps, for Slack and for all processes."""

    async def happen(run: Run) -> None:
        run.clock.advance(by)

    return happen


def strays(by: timedelta, seconds: float) -> Scene:
    """The clock of the processes is wrong for so many of our seconds, then right again."""

    async def happen(run: Run) -> None:
        run.clock.skew(by)
        await asyncio.sleep(seconds)
        run.clock.skew(timedelta())

    return happen
