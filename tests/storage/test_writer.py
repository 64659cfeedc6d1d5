"""One writer per SQLite file: several units of work in one commit, each failing alone."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import engines
from storage.writer import AT_ONCE, Writer

Work = Callable[[Connection], Any]


class Desk:
    """A writer on a file of its own, that can be kept busy so that work piles up behind it."""

    def __init__(self, path: Path) -> None:
        self.url = engines.parse(f"sqlite:///{path}")
        self.engine: Engine = engines.sqlite_writer(self.url)
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE line (number INTEGER PRIMARY KEY)"))
            connection.execute(text("CREATE TABLE page (it BLOB)"))
        self.commits = 0
        event.listen(self.engine, "commit", self._count)
        self.writer = Writer(self.engine)
        self._released = threading.Event()

    async def keep_busy(self) -> asyncio.Task[Any]:
        self._released.clear()
        began = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wait(_connection: Connection) -> None:
            loop.call_soon_threadsafe(began.set)
            self._released.wait()

        task = asyncio.create_task(self.writer.write(wait))
        await began.wait()
        return task

    async def together(self, *works: Work) -> list[Any]:
        """Have these wait behind something, so that they share a commit; what became of each."""
        busy = await self.keep_busy()
        tasks = [asyncio.create_task(self.writer.write(work)) for work in works]
        await asyncio.sleep(0)  # each is queued now
        self.commits = 0
        self.release()
        await busy
        return await asyncio.gather(*tasks, return_exceptions=True)

    def release(self) -> None:
        self._released.set()

    async def lines(self) -> list[int]:
        return await self.writer.write(
            lambda connection: list(connection.execute(text("SELECT number FROM line ORDER BY rowid")).scalars())
        )

    def _count(self, _connection: Connection) -> None:
        self.commits += 1


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path / "a.db")
    yield desk
    desk.release()
    await desk.writer.close()


def line(number: int) -> Work:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO line VALUES (:number)"), {"number": number})
        return number

    return work


def delete_first(connection: Connection) -> None:
    connection.execute(text("DELETE FROM line WHERE number = 1"))


async def test_work_that_waits_shares_one_commit_in_the_order_it_came(desk: Desk) -> None:
    results = await desk.together(*(line(number) for number in range(10)))

    assert results == list(range(10))
    assert desk.commits == 2  # what kept it busy, and all the others
    assert await desk.lines() == list(range(10))


async def test_more_than_fits_into_one_commit_takes_more(desk: Desk) -> None:
    results = await desk.together(*(line(number) for number in range(AT_ONCE + 1)))

    assert results == list(range(AT_ONCE + 1))
    assert desk.commits == 3


async def test_work_that_fails_fails_alone_and_leaves_nothing_half_done(desk: Desk) -> None:
    def half(connection: Connection) -> None:
        line(2)(connection)
        raise LookupError("half way")

    first, failed, twice, last = await desk.together(line(1), half, line(1), line(3))

    assert (first, last) == (1, 3)
    assert isinstance(failed, LookupError)
    assert isinstance(twice, IntegrityError)
    assert await desk.lines() == [1, 3]


async def test_a_full_disk_fails_all_that_shared_the_commit_and_acknowledges_nothing(desk: Desk) -> None:
    """SQLite undoes the whole transaction then, not only the statement."""

    def grow(connection: Connection) -> None:
        connection.execute(text("INSERT INTO page VALUES (randomblob(200000))"))

    await desk.writer.write(lambda connection: connection.execute(text("PRAGMA max_page_count = 10")).scalar())

    before, full, after = await desk.together(line(1), grow, line(3))

    assert [isinstance(each, OperationalError) for each in (before, full, after)] == [True, True, True]
    assert await desk.lines() == []
    assert await desk.writer.write(line(4)) == 4  # and it works on


async def test_a_commit_that_fails_is_told_to_everybody(desk: Desk) -> None:
    """A deferred foreign key is checked by the commit itself."""

    def orphan(connection: Connection) -> None:
        connection.execute(text("INSERT INTO under VALUES (1)"))

    await desk.writer.write(
        lambda connection: (
            connection.execute(
                text("CREATE TABLE under (line INTEGER REFERENCES line DEFERRABLE INITIALLY DEFERRED)")
            ).rowcount
        )
    )

    assert await desk.together(line(1), orphan, line(2)) == [1, None, 2]
    results = await desk.together(line(3), delete_first, line(4))

    assert [type(each) for each in results] == [IntegrityError, IntegrityError, IntegrityError]
    assert await desk.lines() == [1, 2]


async def test_work_cancelled_before_it_began_is_not_done(desk: Desk) -> None:
    busy = await desk.keep_busy()
    cancelled, kept = (asyncio.create_task(desk.writer.write(line(number))) for number in (1, 2))
    await asyncio.sleep(0)
    cancelled.cancel()
    with suppress(asyncio.CancelledError):
        await cancelled
    desk.release()
    await asyncio.gather(busy, kept)

    assert await desk.lines() == [2]


async def test_work_cancelled_while_it_runs_is_done_all_the_same(desk: Desk) -> None:
    busy = await desk.keep_busy()
    busy.cancel()
    with pytest.raises(asyncio.CancelledError):
        await busy
    desk.release()

    assert await desk.writer.write(line(1)) == 1


async def test_closing_finishes_what_waits_and_takes_nothing_more(desk: Desk) -> None:
    busy = await desk.keep_busy()
    waiting = [asyncio.create_task(desk.writer.write(line(number))) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(desk.writer.close())
    await asyncio.sleep(0)
    desk.release()

    assert await asyncio.gather(*waiting) == [1, 2, 3]
    await asyncio.gather(busy, closing)
    with pytest.raises(RuntimeError, match="closed"):
        await desk.writer.write(line(4))


async def test_a_file_locked_by_another_process_is_told_within_three_seconds_and_works_afterwards(desk: Desk) -> None:
    other = engines.sqlite_writer(desk.url)
    with other.begin() as lock:
        lock.execute(text("INSERT INTO line VALUES (99)"))
        async with asyncio.timeout(3):
            with pytest.raises(OperationalError, match="locked"):
                await desk.writer.write(line(1))
    other.dispose()

    assert await desk.writer.write(line(1)) == 1
    assert await desk.lines() == [1, 99]


async def test_one_that_raises_what_no_future_takes_keeps_nobody_else_waiting(desk: Desk) -> None:
    def stop(_connection: Connection) -> None:
        raise StopIteration

    async with asyncio.timeout(5):
        told = await desk.together(line(1), stop, line(2))

    assert isinstance(told[1], RuntimeError)
    assert await desk.lines() == [1, 2]


async def test_what_wants_the_connection_alone_is_in_no_transaction_and_in_its_turn(desk: Desk) -> None:
    busy = await desk.keep_busy()
    before = asyncio.create_task(desk.writer.write(line(1)))
    alone = asyncio.create_task(desk.writer.alone(_count_and_vacuum))
    after = asyncio.create_task(desk.writer.write(line(2)))
    await asyncio.sleep(0)  # each is queued now
    desk.release()

    assert await alone == 1
    await asyncio.gather(busy, before, after)
    assert await desk.lines() == [1, 2]


async def test_what_fails_alone_is_told_and_the_writer_goes_on(desk: Desk) -> None:
    def fail(_driver: Any) -> None:
        raise LookupError("no such thing")

    with pytest.raises(LookupError):
        await desk.writer.alone(fail)

    assert await desk.writer.write(line(1)) == 1


def _count_and_vacuum(driver: Any) -> int:
    driver.execute("VACUUM")  # which refuses to be in a transaction
    [[count]] = driver.execute("SELECT count(*) FROM line").fetchall()
    return int(count)
