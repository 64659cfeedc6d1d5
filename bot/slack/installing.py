"""Slack's OAuth flow as Bolt walks it, with our pages and our stores."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urljoin

import structlog
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.messages import pages
from bot.slack.installed import ClientKeys
from bot.slack.scopes import OPTIONAL, REQUIRED
from storage.installations import STATE_LIVES, Installations, States

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
HTML: Mapping[str, str | Sequence[str]] = {"content-type": "text/html; charset=utf-8"}
UNREACHABLE, BROKEN = 502, "unreachable"

Welcome = Callable[[Installation], Awaitable[None]]
"""Called when the app was installed, before the page says so."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)
# The SDK's own warnings quote the code that Slack gave, and all that it answered.
_silent = logging.getLogger("slack_bolt.oauth")
_silent.setLevel(logging.CRITICAL)


class Installing(AsyncOAuthFlow):
    """Takes an administrator from our page to Slack's and back; a state is good once, in the browser that got it."""

    def __init__(
        self,
        client: AsyncWebClient,
        keys: ClientKeys,
        *,
        api_url: str,
        installations: Installations,
        states: States,
        welcome: Welcome,
        clock: Clock,
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=keys.id,
            client_secret=keys.secret,
            scopes=[*REQUIRED, *OPTIONAL],
            user_scopes=[],
            authorization_url=urljoin(api_url, "../oauth/v2/authorize"),
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=states,
            state_expiration_seconds=int(STATE_LIVES.total_seconds()),
            callback_options=AsyncCallbackOptions(success=self._done, failure=self._failed),
        )
        super().__init__(client=client, logger=_silent, settings=settings)
        self._welcome = welcome
        self._clock = clock

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002 - Bolt's
        """Our own page instead of Bolt's."""
        return pages.install(url)

    async def handle_callback(self, request: AsyncBoltRequest) -> BoltResponse:
        """Finish an installation; whatever goes wrong ends in a page that says how to begin again."""
        try:
            return await super().handle_callback(request)
        except Exception:
            log.exception("installation not finished")
            return _not_installed(BROKEN, UNREACHABLE)

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep it. When it was made and when its token ends the SDK reckons by the machine's clock, and we by ours."""
        installation.installed_at = self._clock.now().timestamp()
        if installation.bot_token_expires_at is not None:
            lives = installation.bot_token_expires_at - int(time.time())
            installation.bot_token_expires_at = int(self._clock.now().timestamp()) + lives
        await super().store_installation(request, installation)

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        installation = args.installation
        await self._welcome(installation)
        team, app = installation.team_id, installation.app_id
        log.info("installed", workspace=team or installation.enterprise_id)
        opened = f"https://slack.com/app_redirect?app={app}" + (f"&team={team}" if team else "")
        named = None if installation.is_enterprise_install else installation.team_name or "your workspace"
        cookie = self.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=200, headers={**HTML, "set-cookie": cookie}, body=pages.installed(named, opened))

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        log.warning("not installed", reason=args.reason if args.reason in pages.REASONS else "other")
        return _not_installed(args.reason, args.suggested_status_code)


def _not_installed(reason: str, status: int) -> BoltResponse:
    return BoltResponse(status=status, headers=dict(HTML), body=pages.not_installed(reason, INSTALL_PATH))
