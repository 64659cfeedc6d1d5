"""The door to the data: a unit of work is a plain function, so that nothing can be awaited inside a transaction."""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, bindparam, func, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from bot import logs
from bot.domain.deliveries import Delivery
from bot.domain.ids import WorkspaceId
from storage import engines, schema, tenancy
from storage.columns import Moment
from storage.everywhere import Everywhere
from storage.readers import Readers
from storage.tenancy import EVERYBODY, Whose
from storage.unit_of_work import UnitOfWork
from storage.writer import AT_ONCE, Writer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Work = Callable[[UnitOfWork], T]
TRIES = 3
PONDERING = 2
"""Look-ups that compute in threads at once: they share Python's lock with each other and with all else."""
_LOST_RACES = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization failure and deadlock: certainly rolled back, so it may be tried again."""

_LOOK = select(schema.workspace.c.id).limit(1)
_LANE = "readiness"
_WIPING = 0x77697065
"""PostgreSQL's advisory lock of the replica that wipes: "wipe"."""
_PUT = schema.pace.insert().from_select(
    ["workspace", "lane", "next_at"],
    select(schema.workspace.c.id, literal(_LANE), bindparam("now", type_=Moment())).order_by("id").limit(1),
)
_TAKE_BACK = schema.pace.delete().where(schema.pace.c.lane == _LANE)


class Store(ABC):
    """Runs units of work, each in one transaction."""

    duplicates = 0
    """Deliveries that came again and changed nothing, since the start."""
    committed: Callable[[], None] = staticmethod(lambda: None)
    """Called after each change of a workspace's data: something may be due by it."""

    async def read(self, workspace: WorkspaceId, work: Work[T]) -> T:
        """Look things up in one consistent snapshot."""
        return await self._read(tenancy.of(workspace), lambda connection: work(UnitOfWork(connection, workspace)))

    async def ponder(self, workspace: WorkspaceId, work: Work[T]) -> T:
        """Look things up as :meth:`read` does, and compute with them for longer than a moment, as a search does."""
        return await self.read(workspace, work)

    async def write(self, workspace: WorkspaceId, work: Work[T]) -> T:
        """Change things; returns after the commit, and when it raises nothing was changed."""
        result = await self._write_in(workspace, work)
        self.committed()
        return result

    async def once(self, delivery: Delivery, work: Work[T]) -> T | None:
        """Change things unless this delivery already did: its key and its effect are one commit.

        ``None`` means that it was done before. ``work`` is called with the delivery's workspace.
        """

        def taken_once(uow: UnitOfWork) -> tuple[bool, T | None]:
            is_new = uow.deliveries.take(delivery.key, delivery.at)
            return is_new, work(uow) if is_new else None

        is_new, result = await self._write_in(delivery.workspace, taken_once)
        if is_new:
            self.committed()
        else:
            self.duplicates += 1
        return result

    async def everywhere(self, work: Callable[[Everywhere], T], *, only: WorkspaceId | None = None) -> T:
        """Change what is due in any workspace, or in one that is known; for the program's own work only."""
        request = logs.request_id()
        whose = EVERYBODY if only is None else tenancy.of(only)
        return await self._write(whose, lambda connection: work(Everywhere(connection, request, whose)))

    async def survey(self, work: Callable[[Everywhere], T]) -> T:
        """Look at what is due in any workspace, in one consistent snapshot."""
        return await self._read(EVERYBODY, lambda connection: work(Everywhere(connection)))

    async def try_reading(self) -> None:
        """Raise whatever keeps the database from being read."""
        await self._read(EVERYBODY, lambda connection: connection.scalar(_LOOK))

    async def try_writing(self, now: datetime) -> None:
        """Raise whatever keeps the database from keeping something, such as a full disk; leaves nothing behind.

        To write what stands there already would not do: SQLite sees that nothing is different and writes nothing.
        """

        def work(connection: Connection) -> None:
            connection.execute(_PUT, {"now": now})
            connection.execute(_TAKE_BACK)

        await self._write(EVERYBODY, work)

    @abstractmethod
    async def wipe(self) -> bool:
        """Leave no trace of what was erased where the engine keeps what is free; ``False`` when that is for later.

        On SQLite in the file and beside it; on PostgreSQL what a server does for it, see docs/privacy.md.
        """

    async def _write_in(self, workspace: WorkspaceId, work: Work[T]) -> T:
        request = logs.request_id()
        return await self._write(
            tenancy.of(workspace), lambda connection: work(UnitOfWork(connection, workspace, request))
        )

    @property
    @abstractmethod
    def at_once(self) -> int:
        """How many units of work are done at once or together; more wait for these, and not for long."""

    @property
    @abstractmethod
    def queue(self) -> int:
        """How many units of work wait for SQLite's writer, or how many of PostgreSQL's connections are in use."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what runs and let go of the database."""

    @abstractmethod
    async def _read(self, whose: Whose, work: Callable[[Connection], T]) -> T: ...

    @abstractmethod
    async def _write(self, whose: Whose, work: Callable[[Connection], T]) -> T: ...


class SqliteStore(Store):
    """One file: a writer thread of our own and readers by aiosqlite, a thread each."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers
        self._pondering = asyncio.Semaphore(PONDERING)

    @property
    def at_once(self) -> int:
        """As many as share a commit."""
        return AT_ONCE

    async def ponder(self, workspace: WorkspaceId, work: Work[T]) -> T:
        """Likewise, few at once: side by side none of them would be done sooner, and all else would wait for them."""
        async with self._pondering:
            return await self.read(workspace, work)

    @property
    def queue(self) -> int:
        """How many units of work wait for the writer."""
        return self._writer.waiting

    async def close(self) -> None:
        """Finish what waits in the writer, then close the readers."""
        await self._writer.close()
        await self._readers.close()

    async def wipe(self) -> bool:
        """Write the file anew and empty its log: pages out of which rows were moved keep a copy of them otherwise.

        What is to be written waits until it is done, about a second for each 80 MB.
        """
        return await self._writer.alone(_write_anew)

    async def _read(self, _whose: Whose, work: Callable[[Connection], T]) -> T:
        return await self._readers.read(work)

    async def _write(self, _whose: Whose, work: Callable[[Connection], T]) -> T:
        return await self._writer.write(work)


class PostgresqlStore(Store):
    """A server, shared by any number of replicas."""

    def __init__(self, engine: "AsyncEngine") -> None:
        assert isinstance(engine.pool, QueuePool)
        self._engine = engine
        self._pool = engine.pool
        self._readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._upkeep = engine.execution_options(isolation_level="AUTOCOMMIT")

    @property
    def at_once(self) -> int:
        """As many as the pool keeps connections."""
        return self._pool.size()

    @property
    def queue(self) -> int:
        """How many connections are in use."""
        return self._pool.checkedout()

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()

    async def wipe(self) -> bool:
        """Have dead rows, their places in indexes and what the planner noted of them removed; one replica at a time."""
        async with self._upkeep.connect() as connection:
            if not await connection.scalar(select(func.pg_try_advisory_lock(_WIPING))):
                return False
            for patience in engines.TIMEOUTS:
                await connection.execute(text(f"SET {patience} = 0"))
            try:
                for table in schema.metadata.sorted_tables:
                    await connection.execute(text(f"VACUUM (ANALYZE) {table.name}"))
            finally:
                await connection.invalidate()  # with its lock, and with the patience that no other use may have
        return True

    async def _read(self, whose: Whose, work: Callable[[Connection], T]) -> T:
        async with self._readers.connect() as connection:
            return await connection.run_sync(tenancy.told(whose, work))

    async def _write(self, whose: Whose, work: Callable[[Connection], T]) -> T:
        telling = tenancy.told(whose, work)
        for _ in range(TRIES - 1):
            try:
                return await self._write_once(telling)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _LOST_RACES:
                    raise
        return await self._write_once(telling)

    async def _write_once(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)


def _write_anew(driver: sqlite3.Connection) -> bool:
    driver.execute("VACUUM")
    is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def open_installations(database_url: str) -> "AsyncEngine":
    """The database for the stores of installations, which are Bolt's; raises :class:`engines.UnusableDatabase`."""
    from storage import pools  # noqa: PLC0415 - asyncpg and the ORM are a tenth of a start that needs neither

    return pools.installations(engines.parse(database_url))


def open_store(database_url: str) -> Store:
    """Open the database named by ``DATABASE_URL``; raises :class:`engines.UnusableDatabase`."""
    url = engines.parse(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteStore(Writer(engines.sqlite_writer(url)), engines.sqlite_readers(url))
    from storage import pools  # noqa: PLC0415 - see above

    return PostgresqlStore(pools.postgresql(url))
