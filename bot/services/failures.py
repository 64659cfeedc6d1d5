"""Events that could not be handled: kept, listed, and done again once their cause is mended."""

from collections.abc import Mapping
from typing import Any

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.failures import Failed
from bot.domain.ids import WorkspaceId
from storage.store import Store

LISTED = 1_000


class Failures:
    """The use cases of an operator."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, delivery: Delivery, kind: str, body: Mapping[str, Any], error: Exception) -> None:
        """Keep an event that failed. Slack delivers it again a few times, and then never more."""
        now, name = self._clock.now(), type(error).__name__
        await self._store.write(delivery.workspace, lambda uow: uow.failures.keep(delivery.key, kind, body, name, now))

    async def waiting(self, workspace: WorkspaceId) -> list[Failed]:
        """Those that no delivery has got done, longest ago first."""
        return await self._store.read(workspace, lambda uow: uow.failures.waiting(LISTED))

    async def done(self, workspace: WorkspaceId, key: str) -> None:
        """An event was handled after all."""
        await self._store.write(workspace, lambda uow: uow.failures.drop(key))
