"""All workspaces and organisations that installed the app, each with a token of its own.

A module of its own, since it brings cryptography and Bolt's stores along: one workspace needs neither.
"""

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.clock import Clock
from bot.config import ConfigurationError, Settings
from bot.domain.ids import PersonId, WorkspaceId
from bot.services.workspaces import Workspaces
from bot.slack.client import web_client
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways
from bot.slack.installed import ClientKeys, InstalledGateways
from bot.slack.installing import Installing
from storage.installations import Installations, States
from storage.store import Store, open_installations
from storage.vault import Vault


class ManyTenants:
    """Any workspace or organisation that installs the app by OAuth."""

    def __init__(self, settings: Settings, clock: Clock, session: aiohttp.ClientSession, store: Store) -> None:
        assert settings.slack_client_id is not None, "checked by require_serving"
        assert settings.slack_client_secret is not None, "checked by require_serving"
        self._api_url, self._clock = settings.slack_api_url, clock
        self._keys = ClientKeys(settings.slack_client_id, settings.slack_client_secret.get_secret_value())
        self._engine = open_installations(settings.database_url)
        self._installations = Installations(self._keys.id, self._engine, Vault(settings.encryption_keys))
        self.client = web_client(None, base_url=self._api_url, session=session)

        def connect(token: str, team: WorkspaceId | None) -> Gateway:
            return Gateway(token, base_url=self._api_url, session=session, team=team)

        self._gateways = InstalledGateways(
            store, self._installations, clock, connect=connect, client=self.client, keys=self._keys
        )

    @property
    def gateways(self) -> Gateways:
        """One for each installation."""
        return self._gateways

    def installing(self, workspaces: Workspaces) -> Installing | None:
        """At our own address."""

        async def welcome(installation: Installation) -> None:
            await self._welcome(workspaces, installation)

        return Installing(
            self.client,
            self._keys,
            api_url=self._api_url,
            installations=self._installations,
            states=States(self._engine, self._clock.now),
            welcome=welcome,
            clock=self._clock,
        )

    async def open(self, _workspaces: Workspaces) -> None:
        """See that all tokens can be read, and encrypt with the first key what an older one encrypted."""
        if unreadable := await self._installations.lock_anew():
            raise ConfigurationError(
                f"ENCRYPTION_KEY can't read the tokens of {unreadable} installation{'s' if unreadable > 1 else ''}; "
                "put the key they were encrypted with behind the new one, separated by a comma."
            )

    async def authorize(
        self, workspaces: Workspaces, enterprise: str | None, team: str | None
    ) -> AuthorizeResult | None:
        """Who the app is there; a workspace of an organisation that installed it is served from its first word on."""
        if team is None:
            return None
        workspace = WorkspaceId(team)
        found = await self._gateways.installed(workspace, enterprise)
        if found is None:
            return None
        bot = found.bot
        if bot.team_id is None:
            assert enterprise is not None, "its bot was found by it"
            await workspaces.meet(workspace, bot_user=PersonId(bot.bot_user_id), enterprise=enterprise)
        return AuthorizeResult(
            enterprise_id=enterprise,
            team_id=team,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )

    async def close(self) -> None:
        """Let go of the connections for installations."""
        await self._engine.dispose()

    async def _welcome(self, workspaces: Workspaces, installation: Installation) -> None:
        """Begin to serve a workspace; one of an organisation begins when somebody there says something."""
        installer = PersonId(installation.user_id)
        if installation.team_id is None:
            assert installation.enterprise_id is not None, "Slack names the organisation, or the workspace"
            url = installation.enterprise_url or ""
            await workspaces.install_organisation(installation.enterprise_id, url=url, installer=installer)
            return
        workspace = WorkspaceId(installation.team_id)
        self._gateways.forget(workspace)
        found = await self._gateways.installed(workspace, installation.enterprise_id)
        url = (await found.gateway.identity()).url if found else ""
        await workspaces.install(
            workspace,
            name=installation.team_name or "",
            url=url,
            bot_user=PersonId(installation.bot_user_id or ""),
            enterprise=installation.enterprise_id,
            installer=installer,
        )
        await workspaces.read_channels(workspace)
