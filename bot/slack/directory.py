"""What a workspace says of its people and channels, membership remembered briefly."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways
from bot.slack.looking import CannotLook

REMEMBERED = timedelta(minutes=5)
K = TypeVar("K")
V = TypeVar("V")
Remembered = dict[tuple[WorkspaceId, K], tuple[datetime, frozenset[V]]]

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class SlackDirectory:
    """The workspace's own knowledge, asked of Slack; what Slack does not tell is logged and missing."""

    def __init__(self, gateways: Gateways, clock: Clock) -> None:
        self._gateways = gateways
        self._clock = clock
        self._members: Remembered[ChannelId, PersonId] = {}
        self._places: Remembered[PersonId, ChannelId] = {}
        self._moves = 0
        """How often somebody joined or left: what was asked before the last time is not remembered."""

    async def profile(self, workspace: WorkspaceId, person: PersonId) -> Profile | None:
        """What Slack says of a person now; ``None`` when it can't say."""
        gateway = await self._gateways.of(workspace)
        try:
            return await gateway.profile(person, workspace) if gateway else None
        except CannotLook as error:
            log.warning("profile not read", error=error.error)
            return None

    async def members(self, workspace: WorkspaceId, channel: ChannelId) -> frozenset[PersonId]:
        """Who is in a channel, as of five minutes ago at most; nobody when Slack can't say."""
        return await self._remembered(self._members, workspace, channel, Gateway.members)

    async def places_of(self, workspace: WorkspaceId, person: PersonId) -> frozenset[ChannelId]:
        """The channels a person and the app are in, as of five minutes ago at most; none when Slack can't say."""
        return await self._remembered(self._places, workspace, person, Gateway.channels_of)

    def forget(self, workspace: WorkspaceId, channel: ChannelId, person: PersonId) -> None:
        """Ask anew when it matters next: somebody joined a channel or left it."""
        self._moves += 1
        self._members.pop((workspace, channel), None)
        self._places.pop((workspace, person), None)

    async def channels(self, workspace: WorkspaceId) -> list[Place] | None:
        """The channels that the app is in; ``None`` when Slack can't say."""
        gateway = await self._gateways.of(workspace)
        try:
            return await gateway.channels() if gateway else None
        except CannotLook as error:
            log.warning("channels not read", error=error.error)
            return None

    async def _remembered(
        self,
        memory: Remembered[K, V],
        workspace: WorkspaceId,
        key: K,
        ask: Callable[[Gateway, K], Awaitable[frozenset[V]]],
    ) -> frozenset[V]:
        now = self._clock.now()
        remembered = memory.get((workspace, key))
        if remembered is not None and now - remembered[0] < REMEMBERED:
            return remembered[1]
        moves, gateway = self._moves, await self._gateways.of(workspace)
        try:
            found = await ask(gateway, key) if gateway else frozenset()
        except CannotLook as error:
            log.warning("members not read", error=error.error)
            return frozenset()
        for old in [each for each, (then, _) in memory.items() if now - then >= REMEMBERED]:
            del memory[old]
        if moves == self._moves:
            memory[workspace, key] = (now, found)
        return found
