"""Composes what is asked for in the same turn of the event loop in one look, instead of a look for each."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.ids import ChannelId
from bot.domain.notices import Kind, Notice
from bot.outbox.composed import Composed
from bot.outbox.composers import compose
from bot.outbox.exporting import Exports
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import Everywhere, UnitOfWork


@dataclass(frozen=True, slots=True)
class _Asked:
    """A notice to compose."""

    notice: Notice
    unseen: Collection[ChannelId]
    composed: "asyncio.Future[Composed | None]"


class Composing:
    """Says what messages should be now; what was claimed together is read together."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, exports: Exports) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._exports = exports
        self._asked: list[_Asked] = []

    async def compose(self, notice: Notice, unseen: Collection[ChannelId] = ()) -> Composed:
        """What a notice's message should be, with nothing told of channels that are not seen.

        One that breaks holds no other up, and is tried once more by itself.
        """
        if notice.kind is Kind.EXPORT:
            return await self._exports.compose(notice)
        mine: asyncio.Future[Composed | None] = asyncio.get_running_loop().create_future()
        asked = _Asked(notice, unseen, mine)
        self._asked.append(asked)
        if len(self._asked) == 1:
            await asyncio.sleep(0)  # all that were claimed together ask in this turn
            await self._look()
        composed = await mine
        return await self._alone(asked) if composed is None else composed

    async def _look(self) -> None:
        asked, self._asked = self._asked, []
        if len(asked) == 1:
            asked[0].composed.set_result(None)
            return
        found: list[Composed | None] = [None] * len(asked)
        try:
            found = await self._store.survey(lambda all_: [self._try(all_, each) for each in asked])
        finally:
            for each, composed in zip(asked, found, strict=True):
                if not each.composed.done():
                    each.composed.set_result(composed)

    def _try(self, all_: Everywhere, asked: _Asked) -> Composed | None:
        """``None`` when it breaks, as on PostgreSQL all do that come after the first in the same transaction."""
        try:
            return self._compose(all_.within(asked.notice.workspace), asked)
        except Exception:  # noqa: BLE001 - told, if it breaks alone too, where a notice alone is handled
            return None

    async def _alone(self, asked: _Asked) -> Composed:
        return await self._store.read(asked.notice.workspace, lambda uow: self._compose(uow, asked))

    def _compose(self, uow: UnitOfWork, asked: _Asked) -> Composed:
        return compose(uow, asked.notice, self._rules, self._clock, asked.unseen)
