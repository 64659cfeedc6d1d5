"""Where a person may have something posted."""

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.places import Place
from bot.domain.refusals import Reason, Refused
from bot.services.sight import Sights
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class Untold(Exception):  # noqa: N818 - no error: somebody else has to be asked
    """What is kept does not tell whether a person may post in a channel."""


class Channels:
    """The channels of somebody who asks or shares."""

    def __init__(self, store: Store, sights: Sights) -> None:
        self._store = store
        self._sights = sights

    async def postable(self, workspace: WorkspaceId, by: PersonId, words: str, limit: int = 100) -> list[Place]:
        """The channels in which a person may post: public ones the app is in, and private ones both are in.

        Guests may post in those they are in.
        """
        sight = await self._sights.of(workspace, by)
        is_public_too = sight.posts_in_public
        return await self._store.read(
            workspace, lambda uow: uow.places.search(words, limit, among=sight.places, is_public_too=is_public_too)
        )

    async def postable_here(self, workspace: WorkspaceId, channel: ChannelId) -> Place | None:
        """The channel somebody is in right now, if the app may post there."""
        place = await self._store.read(workspace, lambda uow: uow.places.get(channel))
        return place if place and not place.is_archived else None

    async def unusable(self, workspace: WorkspaceId, channel: ChannelId, by: PersonId) -> Refused | None:
        """Why a person may not post in a channel, at the field ``channel``.

        Whoever is known to be no guest may in any public one; for others it matters where they are.
        """

        def work(uow: UnitOfWork) -> tuple[bool, Place | None]:
            is_open = uow.places.is_open_to(channel, by)
            return is_open, None if is_open else uow.places.get(channel)

        is_open, place = await self._store.read(workspace, work)
        if is_open:
            return None
        if place is not None and not place.is_archived:
            sight = await self._sights.of(workspace, by)
            if channel in sight.places or (sight.posts_in_public and not place.is_private):
                return None
        return Refused(Reason.NOT_IN_CHANNEL, field="channel")
