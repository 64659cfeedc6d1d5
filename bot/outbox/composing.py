"""Composes what is asked for in the same turn of the event loop in one look, instead of a look for each."""

import asyncio

from bot.clock import Clock
from bot.domain.ids import ChannelId
from bot.domain.notices import Kind, Notice
from bot.outbox.composed import AskFirst, Composed, NotYet
from bot.outbox.composers import compose
from bot.outbox.exporting import Exports
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.everywhere import Everywhere
from storage.store import Store

TOGETHER, LOOKS = 16, 3
"""How many notices share a look, so that the first needn't wait for the last, and how many looks there are at once."""


class Composing:
    """Says what messages should be now; what was claimed together is read together."""

    def __init__(
        self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory, exports: Exports
    ) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory
        self._exports = exports
        self._looks = asyncio.Semaphore(LOOKS)
        self._asked: list[tuple[Notice, asyncio.Future[Composed | AskFirst | None]]] = []

    async def compose(self, notice: Notice) -> Composed:
        """What a notice's message should be; one that breaks holds no other up, and is tried once more by itself."""
        if notice.kind is Kind.EXPORT:
            return await self._exports.compose(notice)
        mine: asyncio.Future[Composed | AskFirst | None] = asyncio.get_running_loop().create_future()
        self._asked.append((notice, mine))
        if len(self._asked) % TOGETHER == 1:  # the first of those who share a look takes it
            await asyncio.sleep(0)  # all that were claimed together ask in this turn
            await self._look()
        composed = await mine or await self._alone(notice)
        return await self._having_asked(notice, composed) if isinstance(composed, AskFirst) else composed

    async def _look(self) -> None:
        asked, self._asked = self._asked[:TOGETHER], self._asked[TOGETHER:]
        asked.sort(key=lambda each: each[0].workspace)  # what a workspace's messages share is looked up once
        if len(asked) == 1:
            asked[0][1].set_result(None)
            return
        found: list[Composed | AskFirst | None] = [None] * len(asked)
        try:
            async with self._looks:
                found = await self._store.survey(lambda all_: [self._try(all_, notice) for notice, _ in asked])
        finally:
            for (_, future), composed in zip(asked, found, strict=True):
                if not future.done():
                    future.set_result(composed)

    def _try(self, all_: Everywhere, notice: Notice) -> Composed | AskFirst | None:
        """``None`` when it breaks, as on PostgreSQL all do that come after the first in the same transaction."""
        try:
            return compose(all_.within(notice.workspace), notice, self._rules, self._clock)
        except Exception:  # noqa: BLE001 - told, if it breaks alone too, where a notice alone is handled
            return None

    async def _alone(self, notice: Notice, unseen: frozenset[ChannelId] | None = None) -> Composed | AskFirst:
        return await self._store.read(
            notice.workspace, lambda uow: compose(uow, notice, self._rules, self._clock, unseen)
        )

    async def _having_asked(self, notice: Notice, asked: AskFirst) -> Composed:
        """The same without what its recipient may not see now; while Slack can't say, only a Home doesn't wait."""
        members = {each: await self._directory.members(notice.workspace, each) for each in asked.places}
        if notice.kind is not Kind.HOME and not all(members.values()):
            return NotYet()
        unseen = frozenset(each for each, those in members.items() if notice.recipient not in those)
        composed = await self._alone(notice, unseen)
        assert not isinstance(composed, AskFirst), "it was asked"
        return composed
