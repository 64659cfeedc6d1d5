"""Scheduled work: a name, an interval and a coroutine each; the database knows what is due."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

HANGS_AFTER = timedelta(minutes=2)
"""With one instance at a time a job that hangs would never run again."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done again and again."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


class Jobs:
    """Runs jobs at their intervals, each never twice at once, in memory only: no timer per reminder."""

    def __init__(self, jobs: Sequence[Job], *, hangs_after: timedelta = HANGS_AFTER) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._hangs_after = hangs_after
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick."""
        for job in self._jobs.values():
            self._scheduler.add_job(
                self.run,
                IntervalTrigger(seconds=job.every.total_seconds()),
                args=[job.name],
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a job that runs is cancelled, its units of work are done or not."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def run(self, name: str) -> None:
        """Run a job once, now; raises LookupError for a name that is none. What goes wrong in it is logged."""
        job = self._jobs[name]
        try:
            async with asyncio.timeout(self._hangs_after.total_seconds()):
                await job.work()
        except Exception:
            log.exception("job failed", job=name)
