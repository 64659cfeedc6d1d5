"""What is said in threads: kept by whoever's thread it is, and followed when it is edited or deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.places import is_direct
from storage.store import Store
from storage.unit_of_work import UnitOfWork

HEARD_AT_MOST = 40_000
"""Slack's own limit of a message, and ours of what is kept of one."""
NOBODY = PersonId("")
"""The author of what no person wrote."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that may be an answer or a comment: where it stands, under what, by whom."""

    channel: ChannelId
    ts: MessageTs
    thread: MessageTs
    author: PersonId
    text: str
    is_under_ours: bool | None = None
    """Whether what it stands under is a message of ours, where Slack says whose that is."""


class NotYetKnown(Exception):  # noqa: N818 - nothing is wrong, it is only too early
    """What was said can't be placed before a message of ours is settled; Slack delivers it again."""


class Keeper(Protocol):
    """Keeps what is said in threads of its own kind, each call within somebody's transaction."""

    def hears(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether the message is one to be kept."""
        ...

    def keep(self, uow: UnitOfWork, message: Heard) -> bool:
        """Keep a message; ``False`` when it is not one to be kept, or was before."""
        ...

    def keep_out(self, uow: UnitOfWork, message: Heard) -> None:
        """Take a deleted message's place, so that it is not kept when Slack delivers it late."""
        ...

    def has(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether the message was kept, or kept out."""
        ...

    def reword(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who edited a message that was kept."""
        ...

    def remove(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who deleted a message that was kept."""
        ...


class Threads:
    """The use cases of those who speak in Slack itself."""

    def __init__(self, store: Store, keepers: Sequence[Keeper]) -> None:
        self._store = store
        self._keepers = keepers

    async def hear(self, delivery: Delivery, message: Heard) -> bool:
        """Keep a reply under a message of ours for what it is there; ``False`` for any other message."""
        keeper = await self._keeper_of(delivery.workspace, message)
        if keeper is None:
            return False
        return bool(await self._store.once(delivery, lambda uow: keeper.keep(uow, message)))

    async def reworded(self, delivery: Delivery, message: Heard) -> None:
        """Follow an author who edited a message. An edit can overtake its message: then it is what is kept."""

        def work(uow: UnitOfWork, late: Keeper | None) -> None:
            for keeper in self._keepers:
                keeper.reword(uow, message)
            if late is not None:
                late.keep(uow, message)

        await self._follow(delivery, message, work)

    async def removed(self, delivery: Delivery, message: Heard) -> None:
        """Follow an author who deleted a message, even if the deletion overtook the message."""

        def work(uow: UnitOfWork, late: Keeper | None) -> None:
            for keeper in self._keepers:
                keeper.remove(uow, message)
            if late is not None:
                late.keep_out(uow, message)

        await self._follow(delivery, message, work)

    async def _follow(
        self, delivery: Delivery, message: Heard, work: Callable[[UnitOfWork, Keeper | None], None]
    ) -> None:
        """Do this about a message, told who would keep it if nobody has it; nothing where it concerns nobody."""
        is_kept = await self._store.read(
            delivery.workspace, lambda uow: any(each.has(uow, message) for each in self._keepers)
        )
        late = None if is_kept else await self._keeper_of(delivery.workspace, message)
        if is_kept or late is not None:
            await self._store.once(delivery, lambda uow: work(uow, late))

    async def _keeper_of(self, workspace: WorkspaceId, message: Heard) -> Keeper | None:
        """Whoever keeps a message; nobody keeps most of what is said.

        Raises ``NotYetKnown`` while a message of ours is on its way there: this one may stand under it.
        """

        def work(uow: UnitOfWork) -> Keeper | None:
            if uow.standing.is_ours(message.channel, message.thread):
                return next((each for each in self._keepers if each.hears(uow, message)), None)
            if _is_too_early(uow, message):
                raise NotYetKnown
            return None

        return await self._store.read(workspace, work)


def _is_too_early(uow: UnitOfWork, message: Heard) -> bool:
    """Whether a message may stand under one of ours that is on its way.

    Where Slack doesn't say whose that is, the times have to tell; they are of two clocks.
    """
    if message.is_under_ours is False:
        return False
    recipient = message.author if is_direct(message.channel) else message.channel
    return uow.notices.is_on_its_way(recipient, None if message.is_under_ours else moment_of(message.thread))


def moment_of(ts: MessageTs) -> datetime:
    """When a message was written, by Slack's own timestamp."""
    return datetime.fromtimestamp(float(ts), UTC)
