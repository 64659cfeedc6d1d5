"""Slack's side of OAuth: the page that asks a person, the code it gives, and the tokens that the app gets for it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from bot.sandbox.backstage import Backstage
from bot.sandbox.errors import ApiError
from bot.sandbox.identity import BOT_TOKEN_PREFIX, token
from bot.sandbox.messages import Json
from bot.sandbox.methods.request import Request

CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{app} wants access</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 10vh auto; padding: 0 1rem">
<h1>{app} is requesting permission to access {team}</h1>
<ul>{scopes}</ul>
<form method="post"><label>Sign in as <select name="user">{people}</select></label>
<p><button name="answer" value="allow">Allow</button> <button name="answer" value="cancel">Cancel</button></p></form>
</body></html>"""


@dataclass(frozen=True, slots=True)
class Code:
    """A person's permission, to be exchanged once."""

    user: str
    at: datetime


class Installs:
    """Asks people and gives tokens out; with rotation a token lives for twelve hours."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage
        self._codes: dict[str, Code] = {}
        self._refreshes: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where the browser is sent."""
        return [web.get("/oauth/v2/authorize", self._ask), web.post("/oauth/v2/authorize", self._answered)]

    def allow(self, user: str, authorize_url: str) -> str:
        """A person allows it; returns the app's address that the browser is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorize_url).query).items()}
        code = secrets.token_hex(16)
        self._codes[code] = Code(user, self._backstage.clock.now())
        return self._back(asked, code=code)

    def access(self, request: Request) -> Json:
        """oauth.v2.access: a token for a code, or a new one for a refresh token, each of which works once."""
        identity, args = self._backstage.identity, request.args
        if args.text("client_id") != identity.client_id:
            raise ApiError("invalid_client_id")
        if args.text("client_secret") != identity.client_secret:
            raise ApiError("bad_client_secret")
        if args.text("grant_type") == "refresh_token":
            return self._granted() | self._token_for(args.required("refresh_token"))
        code = self._codes.pop(args.text("code"), None)
        if code is None or self._backstage.clock.now() - code.at > CODE_LIFE:
            raise ApiError("invalid_code")
        self._backstage.revoked, self._backstage.events.revoked = "", False
        return self._granted() | {"authed_user": {"id": code.user}} | self._new_token()

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("client_id") != self._backstage.identity.client_id:
            return web.Response(text="Something went wrong when authorizing this app: invalid_client_id", status=400)
        identity, people = self._backstage.identity, self._backstage.world.people.values()
        scopes = "".join(f"<li><code>{escape(each)}</code></li>" for each in request.query.get("scope", "").split(","))
        options = "".join(
            f'<option value="{one.id}">{escape(one.real_name)}</option>' for one in people if not one.is_bot
        )
        page = _PAGE.format(app=identity.app_name, team=escape(identity.team_name), scopes=scopes, people=options)
        return web.Response(text=page, content_type="text/html")

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if form.get("answer") == "allow":
            raise web.HTTPFound(self.allow(str(form["user"]), str(request.url)))
        raise web.HTTPFound(self._back(request.query, error="access_denied"))

    def _back(self, asked: Mapping[str, str], **told: str) -> str:
        redirect = asked.get("redirect_uri") or self._backstage.identity.redirect_url
        return f"{redirect}?{urlencode(told | {'state': asked.get('state', '')})}"

    def _granted(self) -> Json:
        identity = self._backstage.identity
        team = {"id": identity.team_id, "name": identity.team_name}
        enterprise = identity.enterprise_id and {"id": identity.enterprise_id, "name": "Knowhow organisation"}
        return {
            "token_type": "bot", "scope": ",".join(sorted(self._backstage.granted)),
            "bot_user_id": identity.bot_user_id, "app_id": identity.app_id,
            "team": None if identity.is_org_wide else team, "enterprise": enterprise or None,
            "is_enterprise_install": identity.is_org_wide,
        }  # fmt: skip

    def _new_token(self) -> Json:
        identity = self._backstage.identity
        identity.bot_token = token(BOT_TOKEN_PREFIX)
        if not self._backstage.manifest.rotates_tokens:
            return {"access_token": identity.bot_token}
        refresh = token("xoxe-1-")
        self._refreshes.add(refresh)
        self._backstage.lives_until[identity.bot_token] = self._backstage.clock.now() + TOKEN_LIFE
        lives = int(TOKEN_LIFE.total_seconds())
        return {"access_token": identity.bot_token, "refresh_token": refresh, "expires_in": lives}

    def _token_for(self, refresh: str) -> Json:
        if refresh not in self._refreshes:
            raise ApiError("invalid_refresh_token")
        self._refreshes.remove(refresh)
        return self._new_token()
