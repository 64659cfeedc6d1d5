"""Bring a database to a revision of the schema, one process at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from storage import engines, tenancy

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")
_LOCK = 0x6B6E6F77
"""PostgreSQL's advisory lock of our migrations: "know"."""
_ABOVE = (
    "The role in DATABASE_URL is a superuser or bypasses row-level security, so PostgreSQL does not help to keep "
    "workspaces apart; connect as an ordinary role that owns the database."
)
_VERSIONS = Path(__file__).parent / "migrations" / "versions"


async def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrade or downgrade to a revision (``head``, ``base``, or one of storage/migrations/versions).

    All of it happens in one transaction under a lock: of several replicas started at once one migrates, the others
    wait and find nothing to do. Where there is nothing to do from the start nobody waits, so that a replica starts
    whatever the others are writing. Raises :class:`engines.UnusableDatabase` when the database can't be reached.
    """
    if await revision_of(database_url) == (head() if revision == "head" else revision):
        return
    try:
        await _on_connection(database_url, lambda connection: _move(connection, revision))
    except (SQLAlchemyError, OSError) as error:
        raise engines.UnusableDatabase(sentence(error)) from error


async def what_is_wrong(database_url: str) -> str | None:
    """A sentence for the operator when the database can't be reached or its schema isn't the present one."""
    try:
        url = engines.parse(database_url)
        if url.get_backend_name() == "sqlite" and not _is_there(url):
            return "The database file does not exist yet; knowhow migrate makes it, and so does knowhow serve."
        found = await _look(database_url)
    except engines.UnusableDatabase as error:
        return str(error)
    except (SQLAlchemyError, OSError) as error:
        return sentence(error)
    if found == head():
        return None
    return f"The database has schema {found or 'none'} and needs {head()}; run knowhow migrate."


async def what_is_weak(database_url: str) -> str | None:
    """A sentence for the operator when PostgreSQL would keep workspaces apart and the role is above that.

    Of a database that can't be reached :func:`what_is_wrong` speaks.
    """
    try:
        if engines.parse(database_url).get_backend_name() == "sqlite":
            return None
        is_above = await _on_connection(database_url, tenancy.is_bypassed)
    except (engines.UnusableDatabase, SQLAlchemyError, OSError):
        return None
    return _ABOVE if is_above else None


async def revision_of(database_url: str) -> str | None:
    """The revision of a database's schema; ``None`` for an empty one."""
    try:
        return await _look(database_url)
    except (SQLAlchemyError, OSError) as error:
        raise engines.UnusableDatabase(sentence(error)) from error


def head() -> str:
    """The revision that this code needs: migrations are files, whose names begin with their revisions, in order."""
    return max(each.name.partition("_")[0] for each in _VERSIONS.glob("[0-9]*_*.py"))


@asynccontextmanager
async def held(url: URL) -> "AsyncIterator[AsyncConnection]":
    """A transaction on PostgreSQL that may take its time, and during which nobody migrates."""
    async with _begun(url) as connection:
        await connection.run_sync(_hold)
        yield connection


@asynccontextmanager
async def _begun(url: URL) -> "AsyncIterator[AsyncConnection]":
    """A transaction on PostgreSQL about all workspaces."""
    from storage import pools  # noqa: PLC0415 - see storage/store.py

    engine = pools.postgresql(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(tenancy.narrow, tenancy.EVERYBODY)
            yield connection
    finally:
        await engine.dispose()


def _hold(connection: Connection) -> None:
    """Keep all others from migrating until this transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        for patience in engines.TIMEOUTS:  # a large table takes its time, and so does the replica that was first
            connection.execute(text(f"SET LOCAL {patience} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _move(connection: Connection, revision: str) -> None:
    _hold(connection)
    current = _revision(connection)
    if revision in {"head", current} and current == head():
        return
    from storage import moves  # noqa: PLC0415 - Alembic is a tenth of a start that has nothing to migrate

    try:
        moves.move(connection, current, revision)
    except moves.UnknownRevision as error:
        raise engines.UnusableDatabase(
            f"The database can't be brought to schema {revision}: {error}. Perhaps a newer Knowhow made it."
        ) from error


def _revision(connection: Connection) -> str | None:
    """What Alembic wrote into its table; ``None`` where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def _on_connection(database_url: str, work: Callable[[Connection], T]) -> T:
    url = engines.parse(database_url)
    if url.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_on_file, engines.sqlite_writer(url), work)
    async with _begun(url) as connection:
        return await connection.run_sync(work)


async def _look(database_url: str) -> str | None:
    """The present revision; ``None`` for a database that is empty or not there."""
    url = engines.parse(database_url)
    if url.get_backend_name() != "sqlite":
        return await _on_connection(database_url, _revision)
    return await asyncio.to_thread(_on_file, engines.sqlite_look(url), _revision) if _is_there(url) else None


def _on_file(engine: Engine, work: Callable[[Connection], T]) -> T:
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def sentence(error: Exception) -> str:
    """What keeps us from a database, without its address."""
    cause = getattr(error, "orig", None) or error
    reason = (str(cause).splitlines() or [type(cause).__name__])[0]
    return f"The database can't be used: {reason}."


def _is_there(url: URL) -> bool:
    return Path(url.database or "").exists()
