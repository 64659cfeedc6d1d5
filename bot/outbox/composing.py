"""Composes what is asked for in the same turn of the event loop in one look, instead of a look for each."""

import asyncio

from bot.clock import Clock
from bot.domain.notices import Notice
from bot.outbox.composed import Composed
from bot.outbox.composers import compose
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import Everywhere


class Composing:
    """Says what messages should be now; what was claimed together is read together."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._asked: list[tuple[Notice, asyncio.Future[Composed | None]]] = []

    async def compose(self, notice: Notice) -> Composed:
        """What a notice's message should be; one that breaks holds no other up, and is tried once more by itself."""
        mine: asyncio.Future[Composed | None] = asyncio.get_running_loop().create_future()
        self._asked.append((notice, mine))
        if len(self._asked) == 1:
            await asyncio.sleep(0)  # all that were claimed together ask in this turn
            await self._look()
        composed = await mine
        return await self._alone(notice) if composed is None else composed

    async def _look(self) -> None:
        asked, self._asked = self._asked, []
        if len(asked) == 1:
            asked[0][1].set_result(None)
            return
        found: list[Composed | None] = [None] * len(asked)
        try:
            found = await self._store.survey(lambda all_: [self._try(all_, notice) for notice, _ in asked])
        finally:
            for (_, future), composed in zip(asked, found, strict=True):
                if not future.done():
                    future.set_result(composed)

    def _try(self, all_: Everywhere, notice: Notice) -> Composed | None:
        """``None`` when it breaks, as on PostgreSQL all do that come after the first in the same transaction."""
        try:
            return compose(all_.within(notice.workspace), notice, self._rules, self._clock)
        except Exception:  # noqa: BLE001 - told, if it breaks alone too, where a notice alone is handled
            return None

    async def _alone(self, notice: Notice) -> Composed:
        return await self._store.read(notice.workspace, lambda uow: compose(uow, notice, self._rules, self._clock))
