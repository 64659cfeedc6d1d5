"""What use cases ask the workspace itself: a port that bot.slack fills."""

from typing import Protocol

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place


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
