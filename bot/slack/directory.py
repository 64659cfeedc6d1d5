"""What a workspace says of its people and channels, membership remembered briefly."""

from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.slack.gateway import CannotLook
from bot.slack.gateways import Gateways

REMEMBERED = timedelta(minutes=5)
NOBODY: frozenset[PersonId] = frozenset()

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class SlackDirectory:
    """The workspace's own knowledge, asked of Slack; what Slack does not tell is logged and missing."""

    def __init__(self, gateways: Gateways, clock: Clock) -> None:
        self._gateways = gateways
        self._clock = clock
        self._members: dict[tuple[WorkspaceId, ChannelId], tuple[datetime, frozenset[PersonId]]] = {}

    async def profile(self, workspace: WorkspaceId, person: PersonId) -> Profile | None:
        """What Slack says of a person now; ``None`` when it can't say."""
        gateway = self._gateways.of(workspace)
        try:
            return await gateway.profile(person) if gateway else None
        except CannotLook as error:
            log.warning("profile not read", error=error.error)
            return None

    async def members(self, workspace: WorkspaceId, channel: ChannelId) -> frozenset[PersonId]:
        """Who is in a channel, as of five minutes ago at most; nobody when Slack can't say."""
        now = self._clock.now()
        read_at, members = self._members.get((workspace, channel), (None, NOBODY))
        if read_at is not None and now - read_at < REMEMBERED:
            return members
        gateway = self._gateways.of(workspace)
        try:
            members = await gateway.members(channel) if gateway else NOBODY
        except CannotLook as error:
            log.warning("members not read", error=error.error)
            return NOBODY
        self._forget_old(now)
        self._members[workspace, channel] = (now, members)
        return members

    async def channels(self, workspace: WorkspaceId) -> list[Place] | None:
        """The channels that the app is in; ``None`` when Slack can't say."""
        gateway = self._gateways.of(workspace)
        try:
            return await gateway.channels() if gateway else None
        except CannotLook as error:
            log.warning("channels not read", error=error.error)
            return None

    def _forget_old(self, now: datetime) -> None:
        for key in [key for key, (read_at, _) in self._members.items() if now - read_at >= REMEMBERED]:
            del self._members[key]
