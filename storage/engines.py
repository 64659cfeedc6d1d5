"""How each engine is opened: what a connection must be told so that nothing acknowledged is lost."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import SingletonThreadPool, StaticPool

from storage import dialects
from storage.readers import Readers

BUSY_TIMEOUT_MS = 2000
"""Below the three seconds in which Slack wants an answer."""
POOL_TIMEOUT = 2.5
"""Likewise: who waits longer for a connection is answered too late anyway."""
READERS = 4

CACHE_KIB = 32 * 1024
"""Of one connection, instead of SQLite's 2 MiB: one search among a million items touches more pages than that."""
MAPPED = 8 * 2**30
"""Bytes of the file that readers read without copying; only address space, taken as far as the file is long."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "secure_delete=ON",
    f"cache_size={-CACHE_KIB}",
)
OPTIONS = {"compiled_cache": dialects.COMPILED}
TIMEOUTS = {
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
}


_AWAY = ("08", "53", "55", "57", "58")
"""Classes of SQLSTATE (PostgreSQL's manual, appendix A): no connection, resources, a lock, an operator, the system."""


class UnusableDatabase(Exception):  # noqa: N818 - its text is the sentence an operator reads
    """``DATABASE_URL`` names nothing that Knowhow can keep its data in."""


def is_trouble(error: Exception) -> bool:
    """Whether a statement met what any may meet: the database went away, is locked, or its disk is full.

    asyncpg raises what the network says as it is, and SQLAlchemy knows PostgreSQL's operational errors by no class.
    """
    if not isinstance(error, DBAPIError):
        return isinstance(error, ConnectionError | TimeoutError | PoolTimeoutError)
    state: str = getattr(error.orig, "sqlstate", None) or ""
    return isinstance(error, OperationalError) or error.connection_invalidated or state.startswith(_AWAY)


def parse(url: str) -> URL:
    """Read a database address.

    Raises :class:`UnusableDatabase` with a sentence when it is neither SQLite nor PostgreSQL; the sentence never
    shows the address, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter quotes what stands where a port should: perhaps a password
        raise UnusableDatabase(
            "DATABASE_URL is not a database address; use sqlite:///data/knowhow.db or postgresql://user@host/name."
        ) from None
    backend = {"postgres": "postgresql"}.get(parsed.get_backend_name(), parsed.get_backend_name())
    if backend not in {"sqlite", "postgresql"}:
        raise UnusableDatabase(f"DATABASE_URL names {backend}; Knowhow keeps its data in SQLite or PostgreSQL.")
    if backend == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise UnusableDatabase("DATABASE_URL names no file; use sqlite:///data/knowhow.db.")
    return parsed.set(drivername=backend)


def sqlite_writer(url: URL) -> Engine:
    """The one writing connection of this process; each transaction takes the write lock at once.

    A file that is not there yet is made, for its owner alone; SQLite gives what it puts beside it the same mode.
    """
    file = Path(url.database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
    engine = create_engine(
        url.set(drivername=dialects.SQLITE),
        execution_options=OPTIONS,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    prepare(engine, begin="BEGIN IMMEDIATE")
    return engine


def sqlite_alone(url: URL) -> Engine:
    """One connection that nobody else may have beside it: its first transaction fails while the file is in use."""
    engine = create_engine(
        url.set(drivername=dialects.SQLITE),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        hide_parameters=True,
    )
    prepare(engine, begin="BEGIN IMMEDIATE", first=("locking_mode=EXCLUSIVE",))
    return engine


def sqlite_look(url: URL) -> Engine:
    """A connection for one look, which waits for nobody who writes."""
    engine = create_engine(
        url.set(drivername=dialects.SQLITE), execution_options=OPTIONS, poolclass=StaticPool, hide_parameters=True
    )
    prepare(engine, begin="BEGIN", more=("query_only=ON",))
    return engine


def sqlite_readers(url: URL) -> Readers:
    """Connections that only read, each on its own snapshot, while the writer writes."""

    def open_engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
        engine = create_engine(
            f"{dialects.SQLITE}://",
            execution_options=OPTIONS,
            creator=connect,
            poolclass=SingletonThreadPool,
            pool_size=READERS + 1,
            hide_parameters=True,
        )
        prepare(engine, begin="BEGIN", more=("query_only=ON", f"mmap_size={MAPPED}"))
        return engine

    return Readers(url.database or "", open_engine, most=READERS, patience=POOL_TIMEOUT)


def prepare(engine: Engine, *, begin: str, first: tuple[str, ...] = (), more: tuple[str, ...] = ()) -> None:
    """Take transactions out of the driver's hands, as the SQLite page of SQLAlchemy's manual describes."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*first, *_PRAGMAS, *more):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
