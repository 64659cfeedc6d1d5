"""A migrated database of its own for each measurement, on each engine."""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from bot.domain.ids import WorkspaceId
from storage import schema
from storage.migrate import migrate
from storage.store import Store, open_store
from storage.unit_of_work import UnitOfWork
from tests.workspace import MONDAY_AFTERNOON

ENGINES = ("sqlite", "postgresql")
POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
HERE = WorkspaceId("T0EVALUATION")


@asynccontextmanager
async def database(engine: str) -> AsyncIterator[Store]:
    """An empty, migrated database that is gone afterwards; ``OSError`` where there is no server."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            async with _opened(f"sqlite:///{Path(folder) / 'evaluation.db'}") as store:
                yield store
        return
    name = f"knowhow_evaluation_{uuid4().hex[:12]}"
    await _on_server(f'CREATE DATABASE "{name}"')
    try:
        async with _opened(POSTGRES.rsplit("/", 1)[0] + f"/{name}") as store:
            yield store
    finally:
        await _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    await migrate(url)
    store = open_store(url)
    try:
        await store.write(HERE, install)
        yield store
    finally:
        await store.close()


def install(uow: UnitOfWork) -> None:
    """Record the workspace."""
    uow._connection.execute(schema.workspace.insert().values(id=HERE, installed_at=MONDAY_AFTERNOON))


async def _on_server(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
