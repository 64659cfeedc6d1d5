"""What is running now, so that a stop can wait for it."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Inflight:
    """Counts the deliveries that are being handled, and keeps the background tasks."""

    def __init__(self) -> None:
        self._deliveries = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def count(self) -> int:
        """How many deliveries and tasks are running."""
        return self._deliveries + len(self._tasks)

    @contextmanager
    def delivery(self) -> Iterator[None]:
        """Count a delivery while it is handled."""
        self._deliveries += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._deliveries -= 1
            self._note_idleness()

    def spawn(self, work: Coroutine[Any, Any, object], *, name: str) -> asyncio.Task[Any]:
        """Run work in the background; a failure is logged and harms nothing else."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)  # the event loop itself keeps none
        self._idle.clear()
        task.add_done_callback(self._ended)
        return task

    async def rest(self) -> None:
        """Return when nothing runs."""
        await self._idle.wait()

    async def drain(self, timeout: timedelta) -> int:  # noqa: ASYNC109 - what is left is told, not raised
        """Wait until nothing runs, then cancel the tasks that are left; return how much was unfinished."""
        try:
            async with asyncio.timeout(timeout.total_seconds()):
                await self._idle.wait()
        except TimeoutError:
            log.warning("stopped before everything was done", deliveries=self._deliveries, tasks=len(self._tasks))
        unfinished = self.count
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return unfinished

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background task failed", task=task.get_name(), exc_info=error)
        self._note_idleness()

    def _note_idleness(self) -> None:
        if self.count == 0:
            self._idle.set()
