"""A migrated database of its own for each measurement, on each engine."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.domain.ids import WorkspaceId
from storage import schema
from storage.migrate import migrate
from storage.store import Store, open_store
from storage.unit_of_work import UnitOfWork
from tests import postgres
from tests.workspace import MONDAY_AFTERNOON

ENGINES = ("sqlite", "postgresql")
HERE = WorkspaceId("T0EVALUATION")


@asynccontextmanager
async def database(engine: str) -> AsyncIterator[Store]:
    """An empty, migrated database that is gone afterwards; ``OSError`` where there is no server."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            async with _opened(f"sqlite:///{Path(folder) / 'evaluation.db'}") as store:
                yield store
        return
    async with postgres.database("evaluation") as url, _opened(url) as store:
        yield store


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
