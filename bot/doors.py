"""The doors of the program: how Slack reaches us, and where an operator looks."""

import asyncio

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.config import Settings
from bot.health import Health
from bot.metrics import Metrics
from bot.transport.guard import Guard
from bot.transport.http import HttpServer, InstallEndpoint, SlackEndpoint, metrics_app, web_app
from bot.transport.inflight import Inflight
from bot.transport.socket import SocketDoor
from storage.store import Store


class Doors:
    """Socket Mode when there is an app token, signed requests otherwise; pages, health and metrics over HTTP."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        bolt: AsyncApp,
        client: AsyncWebClient,
        *,
        installing: AsyncOAuthFlow | None,
        inflight: Inflight,
        store: Store,
        metrics: Metrics,
    ) -> None:
        self._socket: SocketDoor | None = None
        endpoint = None
        if settings.slack_app_token is not None:
            self._socket = SocketDoor(
                bolt,
                app_token=settings.slack_app_token.get_secret_value(),
                web_client=client,
                inflight=inflight,
                metrics=metrics,
            )
        else:
            assert settings.slack_signing_secret is not None, "checked by require_serving"
            guard = Guard(settings.slack_signing_secret, clock)
            endpoint = SlackEndpoint(guard, bolt.async_dispatch, inflight, metrics)
        self._metrics = metrics
        self._health = health = Health(store, clock, metrics, connected=self._connected)
        beside = health.page if settings.metrics_port is None else None
        pages = None if installing is None else InstallEndpoint(installing)
        self._http = HttpServer(web_app(health.wrong, endpoint, beside, pages), host=settings.host, port=settings.port)
        self._apart: HttpServer | None = None
        if settings.metrics_port is not None:
            self._apart = HttpServer(
                metrics_app(health.page),
                host=settings.metrics_host,
                port=settings.metrics_port,
                settings="METRICS_HOST and METRICS_PORT",
            )

    @property
    def port(self) -> int:
        """The port of the HTTP door."""
        return self._http.port

    @property
    def metrics_port(self) -> int:
        """The port of the metrics."""
        return (self._apart or self._http).port

    @property
    def uses_socket(self) -> bool:
        """Whether Slack's deliveries come through Socket Mode."""
        return self._socket is not None

    async def open(self) -> None:
        """Take what Slack sends. Raises ConfigurationError when the address can't be had."""
        self._metrics.start()
        await self._http.start()
        if self._apart is not None:
            await self._apart.start()
        if self._socket is not None:
            await self._socket.start()

    async def close(self) -> None:
        """Take nothing more, and wait for what runs, some ten seconds at most, at both doors at once."""
        doors = (self._http, self._apart, self._socket)
        await asyncio.gather(*(door.stop() for door in doors if door is not None))
        await self._metrics.stop()

    async def ready(self) -> list[str]:
        """Say in sentences what keeps us from serving now; nothing when all is well."""
        return await self._health.wrong()

    def _connected(self) -> bool:
        """Whether Slack can reach us as far as we can tell: over HTTP it calls when it wants to."""
        return self._socket is None or self._socket.connected()
