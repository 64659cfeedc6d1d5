"""The ids, tokens and addresses of one sandbox."""

import secrets
from dataclasses import dataclass, field

APP_TOKEN_PREFIX = "xapp-"  # noqa: S105 -- a kind of token, not a token
BOT_TOKEN_PREFIX = "xoxb-"  # noqa: S105 -- a kind of token, not a token


def token(prefix: str) -> str:
    """A fresh token of that kind."""
    return f"{prefix}sandbox-{secrets.token_hex(12)}"


@dataclass(slots=True)
class Identity:
    """Who the app and its workspace are; the tokens are fresh for each sandbox unless given."""

    team_id: str = "T0KNOW"
    team_name: str = "Knowhow sandbox"
    team_domain: str = "knowhow-sandbox"
    app_id: str = "A0KNOW"
    bot_id: str = "B0KNOW"
    bot_user_id: str = "U0KNOW"
    bot_name: str = "knowhow"
    app_name: str = "Knowhow"
    url: str = ""
    bot_token: str = field(default_factory=lambda: token(BOT_TOKEN_PREFIX))
    app_token: str = field(default_factory=lambda: token(APP_TOKEN_PREFIX + "1-A0KNOW-"))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    client_id: str = "1234567890.1234567890123"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    redirect_url: str = ""
    """The app's address for OAuth, as *OAuth & Permissions* has it."""
    enterprise_id: str | None = None
    """The organisation that the workspace belongs to."""
    is_org_wide: bool = False
    """Whether the app is installed for the whole organisation."""
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))

    @property
    def api_url(self) -> str:
        """The base of the Web API, as SLACK_API_URL wants it."""
        return f"{self.url}/api/"

    def permalink(self, channel: str, ts: str, *, thread_ts: str | None = None) -> str:
        """The address of a message, shaped as Slack's and leading to the sandbox's page."""
        link = f"{self.url}/archives/{channel}/p{ts.replace('.', '')}"
        if thread_ts is None or thread_ts == ts:
            return link
        return f"{link}?thread_ts={thread_ts}&cid={channel}"
