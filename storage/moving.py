"""Moves an SQLite file over to PostgreSQL: all of it or nothing, and counted on both sides."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import URL, Column, Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import engines, migrate, schema
from storage.engines import UnusableDatabase

AT_ONCE = 5_000
"""Rows read at a time: what is in memory, whatever is moved."""

TABLES = schema.metadata.sorted_tables
"""Those that others refer to come first."""
_GROWING = (*(table.c.id for table in TABLES if table.autoincrement_column is not None), schema.delivery.c.taken_at)
"""What only grows while Knowhow is served: by these a database that was served is told from a mere copy."""

_FORCED = text("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity")

Counts = dict[str, int]
Report = Callable[[str, int], None]
"""Called with a table and how many more of its rows are over."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, and how much of it there was on both sides at the end."""

    counts: Counts

    @property
    def rows(self) -> int:
        """All rows."""
        return sum(self.counts.values())


class Source:
    """An SQLite file that nobody else has open, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self) -> Counts:
        """How many rows each table has."""
        return {table.name: self._connection.scalar(_counted(table)) or 0 for table in TABLES}

    def highest(self) -> list[Any]:
        """How far each thing that only grows has grown."""
        return [self._connection.scalar(select(func.max(column))) for column in _GROWING]

    def batches(self, table: Table) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table, some at a time."""
        rows = self._connection.execution_options(yield_per=AT_ONCE).execute(select(table))
        for batch in rows.partitions():
            yield [tuple(row) for row in batch]


async def move(source_url: str, target_url: str, *, began: Callable[[Counts], None], report: Report) -> Moved:
    """Copy every row of an SQLite file to a PostgreSQL database, which is brought to the same schema first.

    One transaction: whoever interrupts it leaves the target as it was, and it may be done again. ``began`` is told how
    many rows there are. Raises :class:`UnusableDatabase` when the file is still served, when either database can't be
    used, and when the target holds what this file doesn't, which would be lost.
    """
    source, target = engines.parse(source_url), engines.parse(target_url)
    if source.get_backend_name() != "sqlite":
        raise UnusableDatabase("DATABASE_URL names no SQLite file, so there is nothing to move.")
    if target.get_backend_name() != "postgresql":
        raise UnusableDatabase("What is named is not PostgreSQL; write postgresql://user:password@host/name.")
    if wrong := await migrate.what_is_wrong(source_url):
        raise UnusableDatabase(wrong)
    await migrate.migrate(target_url)
    try:
        async with _alone_with(source) as read, migrate.held(target) as write:
            counts = await asyncio.to_thread(read.counts)
            await _refuse_what_was_served(read, write)
            began(counts)
            await _empty(write)
            async with _without_policies(write):
                for table in TABLES:
                    await _copy(read, write, table, report)
            await _number_on(write)
            await _compare(write, counts)
            await write.execute(text("ANALYZE"))
    except (SQLAlchemyError, OSError) as error:
        raise UnusableDatabase(migrate.sentence(error)) from error
    return Moved(counts)


@asynccontextmanager
async def _alone_with(url: URL) -> AsyncIterator[Source]:
    """Open the file for ourselves alone, so that nothing is accepted there that would stay behind."""
    engine = engines.sqlite_alone(url)
    try:
        connection = await asyncio.to_thread(_begun, engine.connect)
        try:
            yield Source(connection)
        finally:
            await asyncio.to_thread(connection.close)
    finally:
        engine.dispose()


def _begun(connect: Callable[[], Connection]) -> Connection:
    try:
        connection = connect()
        connection.begin()
    except DBAPIError as error:
        if "locked" in str(error.orig):
            raise UnusableDatabase(
                "Something still has the SQLite file open; stop knowhow serve, then move it."
            ) from error
        raise
    return connection


async def _refuse_what_was_served(read: Source, write: AsyncConnection) -> None:
    """Refuse a target that went further than the source: it was served since, and has what only it has."""
    ours = await asyncio.to_thread(read.highest)
    for column, highest in zip(_GROWING, ours, strict=True):
        there = await write.scalar(select(func.max(column)))
        if there is not None and (highest is None or there > highest):
            raise UnusableDatabase(
                f"The PostgreSQL database holds what the SQLite file doesn't (in {column.table.name}), so it was "
                "served since; nothing was moved. Name an empty database."
            )


async def _empty(write: AsyncConnection) -> None:
    """Take away what an earlier try left."""
    names = ", ".join(write.dialect.identifier_preparer.format_table(table) for table in TABLES)
    await write.execute(text(f"TRUNCATE {names}"))


@asynccontextmanager
async def _without_policies(write: AsyncConnection) -> AsyncIterator[None]:
    """Let the owner's COPY in, which PostgreSQL refuses where a policy holds; the tables are locked by now."""
    tables = (await write.scalars(_FORCED)).all()
    await _alter(write, tables, "NO FORCE")
    yield
    await _alter(write, tables, "FORCE")


async def _alter(write: AsyncConnection, tables: Sequence[str], state: str) -> None:
    for name in tables:
        await write.execute(text(f"ALTER TABLE {name} {state} ROW LEVEL SECURITY"))


async def _copy(read: Source, write: AsyncConnection, table: Table, report: Report) -> None:
    """Bring a table's rows over, as they are read."""
    driver: Any = (await write.get_raw_connection()).driver_connection
    writers = [_writer(column, write) for column in table.columns]
    batches = read.batches(table)
    while batch := await asyncio.to_thread(next, batches, None):
        rows = [tuple(put(value) for put, value in zip(writers, row, strict=True)) for row in batch]
        try:
            await driver.copy_records_to_table(table.name, records=rows, columns=table.columns.keys())
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # Without the error's own words, which may quote what somebody wrote.
            raise UnusableDatabase(
                f"PostgreSQL refuses a row of {table.name} ({type(error).__name__}); nothing was moved."
            ) from error
        report(table.name, len(rows))


def _writer(column: Column[Any], write: AsyncConnection) -> Callable[[Any], Any]:
    """How a value of this column is told to the driver."""
    return column.type.dialect_impl(write.dialect).bind_processor(write.dialect) or (lambda value: value)


async def _number_on(write: AsyncConnection) -> None:
    """Let new rows be numbered after those that came."""
    for table in TABLES:
        if table.autoincrement_column is not None:
            highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, "id")
            await write.execute(select(func.setval(sequence, highest, False)))  # noqa: FBT003 - PostgreSQL's own


async def _compare(write: AsyncConnection, counts: Counts) -> None:
    """Count what arrived; raises UnusableDatabase, and so undoes it all, when it is not what was there."""
    for table in TABLES:
        there = await write.scalar(_counted(table))
        if there != counts[table.name]:
            raise UnusableDatabase(
                f"{counts[table.name]} rows of {table.name} were to be moved and {there} arrived; nothing was moved."
            )


def _counted(table: Table) -> Any:
    return select(func.count()).select_from(table)
