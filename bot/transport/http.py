"""The HTTP door: Slack's requests, and whether we are alive and ready."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import logs
from bot.config import ConfigurationError
from bot.metrics import Metrics
from bot.transport.guard import BAD_REQUEST, LARGEST_BODY, TOO_LARGE, Guard, TurnedAway
from bot.transport.inflight import Inflight

Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
Ready = Callable[[], Awaitable[list[str]]]
Page = Callable[[], Awaitable[bytes]]

READ_SECONDS = 10.0
MOST_AT_ONCE = 250
"""Deliveries under way: one more would be answered too late, and make all others later."""
REQUEST_TIMEOUT, UNAVAILABLE = 408, 503
IDLE_SECONDS = 75.0  # a connection without a request is closed; aiohttp's own default is an hour
LINGER_SECONDS = 1.0  # how long a stranger may go on sending so as to hear why it was turned away
SHUTDOWN_SECONDS = 10.0

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""A page of ours loads nothing, stands in no frame, and tells nobody its address, which holds Slack's code."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class SlackEndpoint:
    """Handles POST /slack/events: guard, Bolt, answer."""

    def __init__(
        self,
        guard: Guard,
        dispatch: Dispatch,
        inflight: Inflight,
        metrics: Metrics,
        *,
        read_seconds: float = READ_SECONDS,
        most: int = MOST_AT_ONCE,
    ) -> None:
        self._guard = guard
        self._dispatch = dispatch
        self._inflight = inflight
        self._metrics = metrics
        self._read_seconds = read_seconds
        self._most = most

    async def answer(self, request: web.Request) -> web.Response:
        """Answer Slack; what isn't Slack's gets 4xx and leaves one line in the log, without its body."""
        try:
            admitted = self._guard.admit(request.headers, await self._body(request))
        except TurnedAway as answer:
            log.warning("request turned away", status=answer.status, reason=answer.reason)
            self._metrics.turned_away(answer.status)
            return _closing(answer)
        if self._inflight.count >= self._most:
            # At once, rather than after the three seconds that Slack waits: it delivers an event again.
            log.warning("too much at once", inflight=self._inflight.count)
            self._metrics.turned_away(UNAVAILABLE)
            return web.Response(status=UNAVAILABLE)
        with self._inflight.delivery(), logs.delivery(), self._metrics.acknowledging("http") as told:
            response = await self._dispatch(admitted)
            told.status = str(response.status)
            return await to_aiohttp_response(response)

    async def _body(self, request: web.Request) -> bytes:
        if (request.content_length or 0) > LARGEST_BODY:
            raise TurnedAway(TOO_LARGE, "the body is too large")
        try:
            async with asyncio.timeout(self._read_seconds):
                return await request.read()
        except TimeoutError:
            raise TurnedAway(REQUEST_TIMEOUT, "the body came too slowly") from None
        except web.HTTPRequestEntityTooLarge:
            raise TurnedAway(TOO_LARGE, "the body is too large") from None
        except (aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError, web.RequestPayloadError):
            raise TurnedAway(BAD_REQUEST, "the body is broken") from None


def _closing(answer: TurnedAway) -> web.Response:
    """Return the answer to a stranger, and don't read on."""
    response = web.Response(status=answer.status, text=answer.reason)
    response.force_close()
    return response


class InstallEndpoint:
    """Handles what a browser asks for while the app is installed."""

    def __init__(self, flow: AsyncOAuthFlow) -> None:
        self._flow = flow

    def routes(self) -> list[web.RouteDef]:
        """Where it begins, and where Slack sends the browser back to."""
        flow = self._flow
        return [
            web.get(flow.install_path, _browsed(flow.handle_installation)),
            web.get(flow.redirect_uri_path, _browsed(flow.handle_callback)),
        ]


def _browsed(answer: Dispatch) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        asked = AsyncBoltRequest(
            body="", query=request.query_string, headers={"cookie": request.headers.get("Cookie", "")}
        )
        with logs.delivery():
            response = await to_aiohttp_response(await answer(asked))
        response.headers.update(_PAGE_HEADERS)
        return response

    return handle


def web_app(
    ready: Ready,
    endpoint: SlackEndpoint | None = None,
    page: Page | None = None,
    installing: InstallEndpoint | None = None,
) -> web.Application:
    """Return the application: health always, the rest unless it comes by another way or isn't done."""
    app = web.Application(client_max_size=LARGEST_BODY)
    if installing is not None:
        app.router.add_routes(installing.routes())
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _readiness(ready))
    if endpoint is not None:
        app.router.add_post("/slack/events", endpoint.answer)
    if page is not None:
        app.router.add_get("/metrics", _metrics(page))
    return app


def metrics_app(page: Page) -> web.Application:
    """Return the application for an address of its own."""
    app = web.Application()
    app.router.add_get("/metrics", _metrics(page))
    return app


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


def _readiness(ready: Ready) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        wrong = await ready()
        return web.json_response({"ready": not wrong, "wrong": wrong}, status=UNAVAILABLE if wrong else 200)

    return answer


def _metrics(page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=await page(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return answer


class HttpServer:
    """Listens while started; without an access log, which costs a fifth of the throughput (measured)."""

    def __init__(self, app: web.Application, *, host: str, port: int, settings: str = "HOST and PORT") -> None:
        self._runner = web.AppRunner(
            app,
            access_log=None,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        self._host, self._port, self._settings = host, port, settings

    @property
    def port(self) -> int:
        """The port it listens on, also where any free one was asked for."""
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Listen; raises ConfigurationError when the address can't be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError(
                f"{self._settings} can't be used: nothing can listen on {self._host}:{self._port} "
                f"({error.strerror or type(error).__name__}). Example: {self._settings.split()[-1]}=3001"
            ) from None

    async def stop(self) -> None:
        """Take no more requests, answer those that run, for 10 s at most."""
        await self._runner.cleanup()
