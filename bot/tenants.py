"""Whom the program serves: the one workspace of the settings' token, or all that installed the app."""

from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.workspaces import Workspaces
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways, OneGateway
from bot.slack.readings import Identity


class Tenants(Protocol):
    """Knows who is served, and by which token."""

    client: AsyncWebClient
    """For Bolt and Socket Mode, which give it the token they need."""

    @property
    def gateways(self) -> Gateways:
        """The doors to Slack."""
        ...

    def installing(self, workspaces: Workspaces) -> AsyncOAuthFlow | None:
        """How the app is installed, if here."""
        ...

    async def open(self, workspaces: Workspaces) -> None:
        """Record who is served, as far as that is known by now; raises ConfigurationError."""
        ...

    async def authorize(
        self, workspaces: Workspaces, enterprise: str | None, team: str | None
    ) -> AuthorizeResult | None:
        """Who the app is where it was spoken to; ``None`` where it isn't installed."""
        ...

    async def close(self) -> None:
        """Let go of the database."""
        ...


class OneTenant:
    """The workspace whose token stands in the settings."""

    def __init__(self, gateway: Gateway, identity: Identity) -> None:
        self.client = gateway.client
        self._identity = identity
        self._gateways = OneGateway(identity.workspace, gateway)

    @property
    def gateways(self) -> Gateways:
        """The one."""
        return self._gateways

    def installing(self, _workspaces: Workspaces) -> AsyncOAuthFlow | None:
        """By hand, at api.slack.com."""
        return None

    async def open(self, workspaces: Workspaces) -> None:
        """Record the workspace, and the channels the app is in."""
        told = self._identity
        await workspaces.install(told.workspace, name=told.workspace_name, url=told.url, bot_user=told.bot_user)
        await workspaces.read_channels(told.workspace)

    async def authorize(
        self, _workspaces: Workspaces, enterprise: str | None, team: str | None
    ) -> AuthorizeResult | None:
        """The one, without asking anybody."""
        told = self._identity
        if team != told.workspace:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise,
            team_id=team,
            bot_user_id=told.bot_user,
            bot_id=told.bot,
            bot_token=self.client.token,
        )

    async def close(self) -> None:
        """Nothing is held."""
