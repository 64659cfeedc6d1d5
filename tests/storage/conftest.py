from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from storage.store import Store
from tests.workspace import MONDAY_AFTERNOON

HERE, THERE = WorkspaceId("T0HERE"), WorkspaceId("T0THERE")
NOW = MONDAY_AFTERNOON
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def store(new_store: Callable[[], Store]) -> AsyncIterator[Store]:
    """A migrated database with two workspaces in it."""
    store = new_store()
    for workspace in (HERE, THERE):
        await install(store, workspace)
    yield store
    await store.close()


async def install(store: Store, workspace: WorkspaceId) -> None:
    await store.everywhere(
        lambda all_: all_.workspaces.install(workspace, name="", url="", bot_user=PersonId("UBOT"), now=NOW)
    )
