"""Databases of a measurement's own, gone afterwards."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from storage.migrate import migrate
from storage.store import open_store
from tests import postgres
from tests.benchmarks.filling import PostgresqlSink, Sink, SqliteSink
from tests.evaluation.databases import HERE, install


@asynccontextmanager
async def migrated(engine: str) -> AsyncIterator[str]:
    """The address of an empty, migrated database; ``OSError`` where there is no server."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="knowhow-bench-") as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            await migrate(url)
            yield url
        return
    async with postgres.database("bench") as url:
        await migrate(url)
        yield url


@asynccontextmanager
async def to_fill(engine: str) -> AsyncIterator[tuple[str, Sink]]:
    """Likewise, with the workspace recorded, and where its rows go."""
    async with migrated(engine) as url:
        store = open_store(url)
        await store.write(HERE, install)
        await store.close()
        if engine == "sqlite":
            yield url, SqliteSink(url.removeprefix("sqlite:///"))
            return
        connection = await asyncpg.connect(postgres.above(url))  # COPY into tables with policies is refused
        try:
            yield url, PostgresqlSink(connection)
        finally:
            await connection.close()
