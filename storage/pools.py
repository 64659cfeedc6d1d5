"""Pools of connections that are awaited: those of PostgreSQL, and the few of the stores of installations.

A module of its own, since it brings asyncpg and SQLAlchemy's ORM along: one workspace in a file needs neither.
"""

from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage import dialects, engines, tenancy

ENCRYPTION = {"sslmode": "ssl"}
"""What libpq, and so every provider's ready-made address, calls an option for which asyncpg has another name."""
STANDS_FOR = 1.0
NO_COMPILING = {"jit": "off"}
"""PostgreSQL compiles what it takes for a long statement, for some 150 ms; ours are short in any workspace."""


class TellingConnection(asyncpg.Connection):  # type: ignore[misc] # asyncpg has no types
    """A connection whose transactions say whose they are as they begin, on the same way to the server.

    asyncpg has no hook for this: it sends ``BEGIN …;`` by its own ``execute``, and a statement of ours may follow in
    the same message. Were that to change, nothing at all would be seen, and every test of PostgreSQL would fail.
    """

    whose = tenancy.NOBODY

    async def execute(self, query: str, *args: Any, **more: Any) -> str:
        """Run a statement; one that begins a transaction is followed by whose it is."""
        if self.whose and query.startswith("BEGIN"):
            query = f"{query} SET LOCAL {tenancy.SETTING} = '{self.whose}';"
        said: str = await super().execute(query, *args, **more)
        return said


def postgresql(url: URL, *, stands_for: float = STANDS_FOR, size: int = 10) -> AsyncEngine:
    """A pool that notices a restarted server and never lets a statement hang.

    A connection that was used less than ``stands_for`` seconds ago is trusted to stand.
    """
    engine = create_async_engine(
        url.set(
            drivername=dialects.POSTGRESQL, query={ENCRYPTION.get(name, name): url.query[name] for name in url.query}
        ),
        execution_options=engines.OPTIONS,
        pool_size=size,
        max_overflow=5,
        pool_timeout=engines.POOL_TIMEOUT,
        pool_use_lifo=True,  # the last one returned has the most statements prepared
        hide_parameters=True,
        connect_args={
            "timeout": 2.5,
            "connection_class": TellingConnection,
            "server_settings": engines.TIMEOUTS | NO_COMPILING,
        },
    )
    _try_what_was_idle(engine.sync_engine, stands_for)
    return engine


def installations(url: URL) -> AsyncEngine:
    """A few connections of their own for the SDK's stores, which bring their own statements.

    There are seldom any: what they tell is remembered for some seconds.
    """
    if url.get_backend_name() == "postgresql":
        return postgresql(url, size=1)
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), hide_parameters=True, poolclass=NullPool)
    engines.prepare(engine.sync_engine, begin="BEGIN IMMEDIATE")
    return engine


def _try_what_was_idle(engine: Engine, stands_for: float) -> None:
    """Ask a connection whether it still stands, unless it did a moment ago: to ask each time is a way to the server.

    As SQLAlchemy's ``pool_pre_ping`` does each time; ``DisconnectionError`` has the pool make a new one.
    """

    @event.listens_for(engine, "checkin")
    def returned(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def lent(connection: DBAPIConnection | None, record: ConnectionPoolEntry, _proxy: object) -> None:
        if connection is None or monotonic() - record.info.get("idle_since", monotonic()) < stands_for:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
