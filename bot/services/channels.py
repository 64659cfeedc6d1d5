"""Where a person may have something posted."""

import asyncio

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.places import Place
from bot.domain.refusals import Reason, Refused
from bot.services.directory import Directory
from storage.store import Store

MEMBERSHIPS_AT_ONCE = 10
"""The most private channels whose members are asked for while somebody waits for a list."""


class Channels:
    """The channels of somebody who asks or shares."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    async def postable(self, workspace: WorkspaceId, by: PersonId, words: str, limit: int = 100) -> list[Place]:
        """The channels in which a person may post: public ones the app is in, and private ones both are in."""
        places = await self._store.read(workspace, lambda uow: uow.places.search(words, limit))
        private = [place.id for place in places if place.is_private][:MEMBERSHIPS_AT_ONCE]
        is_in = await asyncio.gather(*(self._is_member(workspace, channel, by) for channel in private))
        joined = {channel for channel, member in zip(private, is_in, strict=True) if member}
        return [place for place in places if not place.is_private or place.id in joined]

    async def postable_here(self, workspace: WorkspaceId, channel: ChannelId) -> Place | None:
        """The channel somebody is in right now, if the app may post there."""
        place = await self._store.read(workspace, lambda uow: uow.places.get(channel))
        return place if place and not place.is_archived else None

    async def unusable(self, workspace: WorkspaceId, channel: ChannelId, by: PersonId) -> Refused | None:
        """Why a person may not post in a channel, at the field ``channel``."""
        place = await self.postable_here(workspace, channel)
        if place is None or (place.is_private and not await self._is_member(workspace, channel, by)):
            return Refused(Reason.NOT_IN_CHANNEL, field="channel")
        return None

    async def _is_member(self, workspace: WorkspaceId, channel: ChannelId, person: PersonId) -> bool:
        return person in await self._directory.members(workspace, channel)
