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

UPLOAD = "upload"


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

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file at the address that was given for it; its length must be what was announced.

        Faults are planned for it as for a method, by the name ``upload``.
        """
        fault = self._backstage.faults.for_call(UPLOAD)
        try:
            await self._misbehaviour.before(fault, request)
        except InsteadError as instead:
            return instead.response
        file = self._backstage.files.awaited(request.match_info["ticket"])
        if file is None or file.is_shared:
            raise web.HTTPNotFound(text="no such upload")
        data = await _sent(request)
        if len(data) != file.length:
            raise web.HTTPBadRequest(text="the length is not what was announced")
        file.data = data
        return after(fault, request, web.Response(text=f"OK - {len(data)}"))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give out a file that was shared."""
        file = self._backstage.files.get(request.match_info["file"])
        if file is None or file.data is None or not file.is_shared:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(body=file.data, content_type="application/octet-stream", headers=headers)

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


async def _sent(request: web.Request) -> bytes:
    """The bytes of an upload: the body as it is, or the file of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    sent = next((each for each in form.values() if isinstance(each, web.FileField)), None)
    return sent.file.read() if sent is not None else b""


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
