"""Databases of a measurement's own, gone afterwards, and what they begin from where that is kept."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from storage.migrate import head, migrate
from storage.store import open_store
from tests import postgres
from tests.benchmarks.filling import PostgresqlSink, Sink, SqliteSink
from tests.evaluation.databases import HERE, install

Fill = Callable[[Sink], Awaitable[None]]
SQLITE = "sqlite:///"
KEPT = Path(__file__).parent.parent.parent / "build" / "kept"


@asynccontextmanager
async def migrated(engine: str) -> AsyncIterator[str]:
    """The address of an empty, migrated database; ``OSError`` where there is no server."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="knowhow-bench-") as folder:
            url = f"{SQLITE}{Path(folder) / 'bench.db'}"
            await migrate(url)
            yield url
        return
    async with postgres.database("bench") as url:
        await migrate(url)
        yield url


@asynccontextmanager
async def to_fill(engine: str) -> AsyncIterator[tuple[str, Sink]]:
    """Likewise, with the workspace recorded, and where its rows go."""
    async with migrated(engine) as url, _sink(url) as sink:
        yield url, sink


@asynccontextmanager
async def filled(engine: str, fill: Fill) -> AsyncIterator[str]:
    """The address of a database that was filled for this measurement alone."""
    async with migrated(engine) as url:
        await _fill(url, fill)
        yield url


@asynccontextmanager
async def copied(engine: str, name: str, fill: Fill) -> AsyncIterator[str]:
    """The address of a copy of what was filled once under this name, for this schema, and stays when all is measured.

    The file is in ``build/kept``, PostgreSQL's database is called ``knowhow_kept_…``; to be rid of them is yours.
    """
    original = f"knowhow_kept_{name}_{head()}"
    if engine == "postgresql":
        if not await postgres.exists(original):
            async with filled(engine, fill) as url:
                await postgres.keep(url, original)
        async with postgres.database("bench", template=original) as url:
            yield url
        return
    file = KEPT / f"{original}.db"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        async with filled(engine, fill) as url:
            shutil.move(url.removeprefix(SQLITE), file)
    with tempfile.TemporaryDirectory(prefix="knowhow-bench-", dir=KEPT) as folder:
        yield f"{SQLITE}{shutil.copyfile(file, Path(folder) / 'bench.db')}"


async def _fill(url: str, fill: Fill) -> None:
    async with _sink(url) as sink:
        await fill(sink)


@asynccontextmanager
async def _sink(url: str) -> AsyncIterator[Sink]:
    """Where rows of the recorded workspace go, all of them written when this ends."""
    store = open_store(url)
    await store.write(HERE, install)
    await store.close()
    if url.startswith(SQLITE):
        file = SqliteSink(url.removeprefix(SQLITE))
        try:
            yield file
        finally:
            file.close()
        return
    connection = await asyncpg.connect(postgres.above(url))  # COPY into tables with policies is refused
    try:
        yield PostgresqlSink(connection)
    finally:
        await connection.close()
