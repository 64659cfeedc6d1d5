"""The Web API's door: token, scope, rate limit, planned misbehaviour, then the method."""

from base64 import b64decode
from collections.abc import Mapping

from aiohttp import web

from bot.sandbox import arguments
from bot.sandbox.arguments import Args
from bot.sandbox.backstage import Backstage, Call
from bot.sandbox.deliver_socket import SocketHub
from bot.sandbox.errors import ApiError
from bot.sandbox.installs import Installs
from bot.sandbox.messages import Json
from bot.sandbox.methods.request import Method, Request
from bot.sandbox.methods.table import METHODS
from bot.sandbox.misbehaving import InsteadError, Misbehaviour, RateLimitedError, after, refusal


class Api:
    """Answers `POST /api/METHOD` (and GET)."""

    def __init__(self, backstage: Backstage, hub: SocketHub, misbehaviour: Misbehaviour, installs: Installs) -> None:
        self._backstage = backstage
        self._misbehaviour = misbehaviour
        connection = Method(lambda _: {"url": hub.new_url()}, "connections:write", tier=1, token="app")  # noqa: S106 -- a kind of token
        access = Method(installs.access, tier=4, token=None)
        self._methods: Mapping[str, Method] = {
            **METHODS, "apps.connections.open": connection, "oauth.v2.access": access
        }  # fmt: skip

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call, with the misbehaviour planned for it."""
        name = request.match_info["method"]
        fault = self._backstage.faults.for_call(name)
        args = Args({})
        try:
            args = Args(await arguments.read(request) | _client(request))
            await self._misbehaviour.before(fault, request)
            answer = self._work(name, args, _token(request, args))
        except ApiError as error:
            self._note(name, args, error.name)
            return self._with_scopes(refusal(error, status=200))
        except InsteadError as instead:
            self._note(name, args, instead.error)
            return instead.response
        self._note(name, args, None)
        return after(fault, request, self._with_scopes(web.json_response(answer)))

    def _work(self, name: str, args: Args, token: str) -> Json:
        method = self._methods.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        self._check_token(method, token)
        self._check_scope(method)
        if self._backstage.rate_limits and (wait := self._backstage.limits.wait_for_call(name, method.tier)):
            raise RateLimitedError(wait)
        return {"ok": True, **method.handler(Request(args, self._backstage))}

    def _check_token(self, method: Method, token: str) -> None:
        identity = self._backstage.identity
        if method.token is None:
            return
        if not token:
            raise ApiError("not_authed")
        ends = self._backstage.lives_until.get(token)
        if ends is None and token not in (identity.bot_token, identity.app_token):
            raise ApiError("invalid_auth")
        if ends is not None and self._backstage.clock.now() >= ends:
            raise ApiError("token_expired")
        if self._backstage.revoked:
            raise ApiError(self._backstage.revoked)
        kind = "app" if token == identity.app_token else "bot"
        if method.token not in ("any", kind):
            raise ApiError("not_allowed_token_type")

    def _check_scope(self, method: Method) -> None:
        granted = self._backstage.granted
        if method.token == "bot" and method.scope and method.scope not in granted:  # noqa: S105 -- a kind of token
            raise ApiError("missing_scope", needed=method.scope, provided=",".join(sorted(granted)))

    def _with_scopes(self, response: web.Response) -> web.Response:
        response.headers["x-oauth-scopes"] = ",".join(sorted(self._backstage.granted))
        return response

    def _note(self, name: str, args: Args, error: str | None) -> None:
        call = Call(name, args.shown(), self._backstage.clock.now(), ok=error is None, error=error)
        self._backstage.calls.append(call)


def _client(request: web.Request) -> Json:
    """The app's own keys, where it proves itself by these instead of by a token."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return {}
    client, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": client, "client_secret": secret}


def _token(request: web.Request, args: Args) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or args.text("token")
