from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from storage.store import Store, open_store
from tests.workspace import MONDAY_AFTERNOON

HERE, THERE = WorkspaceId("T0HERE"), WorkspaceId("T0THERE")
NOW = MONDAY_AFTERNOON
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def store(clean_database_url: str) -> AsyncIterator[Store]:
    """A migrated database with two workspaces in it."""
    store = open_store(clean_database_url)
    for workspace in (HERE, THERE):
        await install(store, workspace)
    yield store
    await store.close()


async def install(store: Store, workspace: WorkspaceId) -> None:
    await store.everywhere(
        lambda all_: all_.workspaces.install(workspace, name="", url="", bot_user=PersonId("UBOT"), now=NOW)
    )
