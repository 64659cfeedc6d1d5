"""What use cases ask the workspace itself: a port that bot.slack fills."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Protocol, TypeVar

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place

T = TypeVar("T")


class Directory(Protocol):
    """The workspace's own knowledge of its people and channels. Never asked inside a transaction."""

    async def profile(self, workspace: WorkspaceId, person: PersonId) -> Profile | None:
        """What the workspace says of a person now; ``None`` when it can't say."""
        ...

    async def members(self, workspace: WorkspaceId, channel: ChannelId) -> frozenset[PersonId]:
        """Who is in a channel, perhaps as of some minutes ago; nobody when it can't say."""
        ...

    async def places_of(self, workspace: WorkspaceId, person: PersonId) -> frozenset[ChannelId]:
        """The channels a person is in that the app is in too, perhaps as of minutes ago; none when it can't say."""
        ...

    async def channels(self, workspace: WorkspaceId) -> list[Place] | None:
        """The channels that the app is in; ``None`` when it can't say."""
        ...

    def forget(self, workspace: WorkspaceId, channel: ChannelId, person: PersonId) -> None:
        """Ask anew when it matters next: somebody joined a channel or left it."""
        ...


class Hurried:
    """A directory for while somebody waits: what it does not tell within a moment, it can't say."""

    def __init__(self, directory: Directory, moment: timedelta = timedelta(seconds=1)) -> None:
        self._directory = directory
        self._moment = moment.total_seconds()

    async def profile(self, workspace: WorkspaceId, person: PersonId) -> Profile | None:
        """What the workspace says of a person now; ``None`` when it can't say soon."""
        return await self._soon(self._directory.profile(workspace, person), None)

    async def members(self, workspace: WorkspaceId, channel: ChannelId) -> frozenset[PersonId]:
        """Who is in a channel; nobody when it can't say soon."""
        return await self._soon(self._directory.members(workspace, channel), frozenset())

    async def places_of(self, workspace: WorkspaceId, person: PersonId) -> frozenset[ChannelId]:
        """The channels a person is in that the app is in too; none when it can't say soon."""
        return await self._soon(self._directory.places_of(workspace, person), frozenset())

    async def channels(self, workspace: WorkspaceId) -> list[Place] | None:
        """The channels that the app is in; ``None`` when it can't say soon."""
        return await self._soon(self._directory.channels(workspace), None)

    def forget(self, workspace: WorkspaceId, channel: ChannelId, person: PersonId) -> None:
        """Ask anew when it matters next: somebody joined a channel or left it."""
        self._directory.forget(workspace, channel, person)

    async def _soon(self, told: Awaitable[T], otherwise: T) -> T:
        try:
            async with asyncio.timeout(self._moment):
                return await told
        except TimeoutError:
            return otherwise
