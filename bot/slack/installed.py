"""The gateways of all workspaces that installed the app by OAuth, with tokens that are fresh."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.domain.ids import WorkspaceId
from bot.slack.gateway import Gateway
from bot.slack.outcomes import FAILURES, classify
from storage.installations import Installations
from storage.store import Store
from storage.vault import Locked

REMEMBERED = timedelta(seconds=5)
"""How long a token is used without a look at whether it is still the one: the app may be installed anew elsewhere."""
AHEAD = timedelta(hours=2)
"""How long before its end a token is refreshed, as Bolt does it; they live for twelve hours."""
USED = "invalid_refresh_token"

Connect = Callable[[str, WorkspaceId | None], Gateway]
"""Makes the gateway of a token, and of the workspace it is to speak for where the token is a whole organisation's."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """What the app proves itself by when it asks for tokens."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Installed:
    """The app in one workspace."""

    bot: Bot
    gateway: Gateway
    works: bool
    """Whether the token does, as far as we know."""
    read_at: datetime


class InstalledGateways:
    """Finds the token of a workspace where it is kept, and refreshes it in time, one replica at a time."""

    def __init__(
        self,
        store: Store,
        installations: Installations,
        clock: Clock,
        *,
        connect: Connect,
        client: AsyncWebClient,
        keys: ClientKeys,
    ) -> None:
        self._store = store
        self._installations = installations
        self._clock = clock
        self._connect = connect
        self._client = client
        self._keys = keys
        self._known: dict[WorkspaceId, Installed] = {}
        self._unkept: dict[str, Bot] = {}
        """Bots with new tokens that the database did not take yet, by the refresh token that was used up."""

    async def of(self, workspace: WorkspaceId) -> Gateway | None:
        """A workspace's gateway, as of some seconds ago; ``None`` when the app is not installed there.

        Also ``None`` while its token has ended and Slack gives no new one: what is owed waits.
        """
        found = self._remembered(workspace)
        try:
            if found is None:
                enterprise = await self._store.survey(lambda all_: all_.workspaces.enterprise(workspace))
                found = await self._look(workspace, enterprise)
        except Locked:
            log.warning("token can't be read with ENCRYPTION_KEY", workspace=workspace)
        return found.gateway if found and found.works else None

    async def installed(self, workspace: WorkspaceId, enterprise: str | None) -> Installed | None:
        """The app as it is installed where Slack just told something; to take it in no token is needed.

        Raises Locked when none of the keys reads it: then Slack has to tell it again.
        """
        return self._remembered(workspace) or await self._look(workspace, enterprise)

    async def is_replaced(self, workspace: WorkspaceId, gateway: Gateway) -> bool:
        """Whether a workspace has another token by now than the one that Slack just refused."""
        self._known.pop(workspace, None)
        now = await self.of(workspace)
        return now is not None and now.client.token != gateway.client.token

    def forget(self, workspace: WorkspaceId) -> None:
        """Look the token up when it is needed next: it was just installed."""
        self._known.pop(workspace, None)

    async def _look(self, workspace: WorkspaceId, enterprise: str | None) -> Installed | None:
        """Look the token up, and refresh it if it ends soon."""
        before = self._known.pop(workspace, None)
        bot = await self._installations.find(workspace, enterprise)
        if bot is None:
            return None
        bot, works = await self._fresh(bot)
        is_same = before is not None and before.bot.bot_token == bot.bot_token
        gateway = before.gateway if before and is_same else self._new_gateway(workspace, bot)
        found = Installed(bot, gateway, works=works, read_at=self._clock.now())
        if works:
            self._known[workspace] = found
        return found

    def _remembered(self, workspace: WorkspaceId) -> Installed | None:
        known = self._known.get(workspace)
        return known if known and self._clock.now() - known.read_at < REMEMBERED else None

    def _new_gateway(self, workspace: WorkspaceId, bot: Bot) -> Gateway:
        return self._connect(bot.bot_token, workspace if bot.team_id is None else None)

    async def _fresh(self, bot: Bot) -> tuple[Bot, bool]:
        """The bot, and whether its token works: the old one does until it ends, while somebody refreshes it."""
        now = self._clock.now()
        if bot.bot_token_expires_at is None:
            return bot, True
        if unkept := self._unkept.get(bot.bot_refresh_token or ""):
            return await self._keep(bot, unkept)
        ends = datetime.fromtimestamp(bot.bot_token_expires_at, UTC)
        if ends - now > AHEAD:
            return bot, True
        refreshed = await self._refresh(bot) if await self._installations.take_refresh(bot, now) else None
        return await self._keep(bot, refreshed) if refreshed else (bot, now < ends)

    async def _keep(self, before: Bot, refreshed: Bot) -> tuple[Bot, bool]:
        """Keep new tokens; where the database can't take them now they are kept when they are looked up next."""
        key = before.bot_refresh_token or ""
        self._unkept[key] = refreshed
        await self._installations.replace(before, refreshed)
        self._unkept.pop(key, None)
        return refreshed, True

    async def _refresh(self, bot: Bot) -> Bot | None:
        """Have Slack give a new token for the old one."""
        try:
            answer = await self._client.oauth_v2_access(
                client_id=self._keys.id,
                client_secret=self._keys.secret,
                grant_type="refresh_token",
                refresh_token=bot.bot_refresh_token,
            )
        except FAILURES as error:
            _tell(bot.team_id or bot.enterprise_id, getattr(classify(error), "error", ""))
            return None
        refreshed = Bot(**bot.to_dict_for_copying())
        refreshed.bot_token = answer["access_token"]
        refreshed.bot_refresh_token = answer["refresh_token"]
        refreshed.bot_token_expires_at = int(self._clock.now().timestamp()) + int(answer["expires_in"])
        return refreshed


def _tell(workspace: str | None, error: str) -> None:
    """Log why there is no new token; where Slack says that the refresh token was used, there will never be one."""
    if error == USED:
        log.error("token is lost, and the app has to be installed again", workspace=workspace)
    else:
        log.warning("token not refreshed", workspace=workspace, error=error)
