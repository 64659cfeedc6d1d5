"""The one writer of an SQLite file in this process: waiting units of work share a commit.

With full synchronous durability a commit costs a flush to the disk. Committing several waiting units of work at once
pays it once for all of them, and keeps them from waiting for each other's locks.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
AT_ONCE = 64
"""The most units of work in one commit."""


@dataclass(slots=True, eq=False)
class _Job:
    work: Callable[[Any], Any]
    future: asyncio.Future[Any]
    """Of the loop that waits; only that loop's thread may settle it."""
    is_alone: bool = False
    """Whether it wants the connection outside of any transaction."""
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell who waits what became of it; who waits no longer is not told."""
        if self.future.cancelled():
            return
        if self.error is None:
            self.future.set_result(self.result)
        elif isinstance(self.error, StopIteration):  # no future takes it, and the others of the commit must be told
            self.future.set_exception(RuntimeError("a unit of work raised StopIteration"))
        else:
            self.future.set_exception(self.error)


class Writer:
    """A thread that runs units of work in the order they came."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._alone: list[_Job] = []
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="knowhow-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many units of work wait for their turn."""
        return self._jobs.qsize()

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a unit of work and wait for its commit.

        When ``work`` raises, only its own changes are undone. Cancelling the wait before the work began prevents it;
        later it is done all the same. Raises RuntimeError once closed: nobody would do the work.
        """
        return await self._do(work, is_alone=False)

    async def alone(self, work: Callable[[Any], T]) -> T:
        """Do something with the driver's own connection, in no transaction; what else is written waits its turn."""
        return await self._do(work, is_alone=True)

    async def close(self) -> None:
        """Finish what waits, then end the thread."""
        self._is_closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()

    async def _do(self, work: Callable[[Any], T], *, is_alone: bool) -> T:
        if self._is_closed:
            raise RuntimeError("the writer is closed")
        job = _Job(work, asyncio.get_running_loop().create_future(), is_alone)
        self._jobs.put(job)
        result: T = await job.future
        return result

    def _run(self) -> None:
        has_ended = False
        while not has_ended:
            batch, has_ended = self._gather()
            if batch:
                self._commit([each for each in batch if not each.future.cancelled()])
            while self._alone:
                self._do_alone(self._alone.pop())

    def _gather(self) -> tuple[list[_Job], bool]:
        """Wait for something, take what else waits, up to what wants to be alone, and tell whether that was the end."""
        batch: list[_Job] = []
        while len(batch) < AT_ONCE:
            try:
                job = self._jobs.get(block=not batch)
            except Empty:
                break
            if job is None:
                return batch, True
            if job.is_alone:
                self._alone.append(job)
                break
            batch.append(job)
        return batch, False

    def _do_alone(self, job: _Job) -> None:
        try:
            if not job.future.cancelled():
                with closing(self._engine.raw_connection()) as connection:
                    job.result = job.work(connection.driver_connection)
        except BaseException as error:  # noqa: BLE001 - it is told to the one who waits for it
            job.error = error
        _tell([job])

    def _commit(self, batch: list[_Job]) -> None:
        try:
            with self._engine.begin() as connection:
                if len(batch) == 1:  # nobody else's work to keep: the transaction itself is undone
                    batch[0].result = batch[0].work(connection)
                else:
                    for job in batch:
                        _try(job, connection)
        except BaseException as error:  # noqa: BLE001 - whatever broke the commit is told to all who wait for it
            for job in batch:
                job.error = job.error or error
        _tell(batch)


def _tell(batch: list[_Job]) -> None:
    """Settle all of a commit at once in each loop: to wake a loop for each of them costs as much as a statement."""
    waiting: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in batch:
        waiting.setdefault(job.future.get_loop(), []).append(job)
    for loop, jobs in waiting.items():
        with suppress(RuntimeError):  # it is closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[_Job]) -> None:
    for job in jobs:
        job.settle()


def _try(job: _Job, connection: Connection) -> None:
    """Run one unit of work in a savepoint of its own, said to the driver itself, which is quicker.

    On some errors, such as a full disk, SQLite undoes the whole transaction by itself
    (https://www.sqlite.org/lang_transaction.html, "automatic rollback"): then nothing of the batch is done, and it
    fails as a whole. To go on would tell those before that what they wrote is kept.
    """
    raw: Any = connection.connection.driver_connection
    raw.execute("SAVEPOINT unit")
    try:
        job.result = job.work(connection)
    except Exception as error:
        job.error = error
        if not raw.in_transaction:
            raise
        raw.execute("ROLLBACK TO unit")
    raw.execute("RELEASE unit")
