"""The Socket Mode door: Slack's envelopes over connections that we open."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.metrics import Metrics
from bot.slack.client import is_direct, sdk_logger
from bot.slack.outcomes import HTTP_OK
from bot.transport.cleaning import clean
from bot.transport.inflight import Inflight

# The SDK closes an old connection before it opens the next one; Slack refreshes each of them every few hours.
CONNECTIONS = 2
PATIENCE = timedelta(seconds=10)
GRACE = timedelta(seconds=10)
CHECK_EVERY = timedelta(seconds=30)
CLOSE_SECONDS = 2.0

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class SocketDoor:
    """Takes in what Slack sends through Socket Mode while started.

    An envelope is acknowledged once the app answered 200 and not before; any other answer, a 500 above all,
    leaves it unacknowledged, and Slack delivers an event again.
    """

    def __init__(
        self,
        app: AsyncApp,
        *,
        app_token: str,
        web_client: AsyncWebClient,
        inflight: Inflight,
        metrics: Metrics,
        connections: int = CONNECTIONS,
        check_every: timedelta = CHECK_EVERY,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._web_client = web_client
        self._inflight = inflight
        self._metrics = metrics
        self._connections = connections
        self._check_every = check_every.total_seconds()
        self._clients: dict[SocketModeClient, asyncio.Task[None]] = {}
        self._watcher: asyncio.Task[None] | None = None
        self._is_taking = False

    def connected(self) -> bool:
        """Whether at least one connection stands."""
        return any(_is_open(client) for client in self._clients)

    async def start(self, patience: timedelta = PATIENCE) -> None:
        """Connect; returns when the first connection stands, or after some patience while it still tries.

        It never gives up and never raises: whether the token is good is asked before, in bot/preflight.py.
        """
        self._is_taking = True
        for _ in range(self._connections):
            self._open()
        self._watcher = asyncio.create_task(self._watch(), name="socket mode watcher")
        await asyncio.wait(
            self._clients.values(), timeout=patience.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
        if not self.connected():
            log.warning("not connected to Slack yet, still trying")

    async def stop(self, grace: timedelta = GRACE) -> None:
        """Take nothing more, wait for what runs, at most this long, and disconnect.

        What arrives meanwhile stays unacknowledged, so Slack gives it to another replica or the next start.
        """
        self._is_taking = False
        if self._watcher is not None:
            self._watcher.cancel()
        for client in self._clients:
            client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        await self._inflight.drain(grace)
        await asyncio.gather(*(self._close(client) for client in list(self._clients)))

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if not self._is_taking:
            return
        with self._inflight.delivery(), logs.delivery(), self._metrics.acknowledging("socket") as told:
            request.payload = clean(request.payload)
            answer = await run_async_bolt_app(self._app, request)
            told.status = str(answer.status)
            if answer.status != HTTP_OK:
                log.warning("envelope not acknowledged", kind=request.type, status=answer.status)
            await send_async_response(client, request, answer, time.time())

    def _open(self) -> None:
        client = SocketModeClient(self._app_token, logger=sdk_logger, web_client=self._web_client, ping_interval=10)
        if is_direct(self._web_client.base_url):
            client.proxy = None
        client.socket_mode_request_listeners.append(self._receive)
        self._clients[client] = asyncio.create_task(_connect(client), name="socket mode connect")

    async def _watch(self) -> None:
        """Replace what stays disconnected for two checks.

        The SDK asks for one address and then tries that for ever, but Slack's addresses soon expire.
        """
        suspects: set[SocketModeClient] = set()
        while True:
            await asyncio.sleep(self._check_every)
            down = {client for client in self._clients if not _is_open(client)}
            for client in down & suspects:
                log.warning("connection to Slack replaced")
                await self._close(client)
                self._open()
            suspects = down

    async def _close(self, client: SocketModeClient) -> None:
        connecting = self._clients.pop(client)
        with suppress(TimeoutError):  # a peer that is gone doesn't say goodbye
            async with asyncio.timeout(CLOSE_SECONDS):
                await client.close()  # type: ignore[no-untyped-call] # the SDK's
        tasks = [
            connecting,
            client.message_processor,
            client.current_session_monitor,
            client.message_receiver,
        ]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await client.aiohttp_client_session.close()


async def _connect(client: SocketModeClient) -> None:
    await client.connect()  # type: ignore[no-untyped-call] # the SDK leaves some of itself untyped


def _is_open(client: SocketModeClient) -> bool:
    session = client.current_session
    return not client.closed and session is not None and not session.closed
