"""The HTTP server of a sandbox: Web API, sockets, response_urls, page, control."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.acts.stage import Stage
from bot.sandbox.api import Api
from bot.sandbox.clockhand import ClockHand
from bot.sandbox.control import Control
from bot.sandbox.deliver_socket import SocketHub
from bot.sandbox.installs import Installs
from bot.sandbox.misbehaving import Misbehaviour
from bot.sandbox.page_api import PageApi

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox

LARGEST_UPLOAD = 100_000_000


class Server:
    """Listens at one address."""

    def __init__(
        self,
        sandbox: "Sandbox",
        stage: Stage,
        hand: ClockHand,
        *,
        hub: SocketHub,
        misbehaviour: Misbehaviour,
        address: tuple[str, int],
    ) -> None:
        self._stage = stage
        self._hub = hub
        self._misbehaviour = misbehaviour
        self._address = address
        self.installs = Installs(stage.backstage)
        self._api = Api(stage.backstage, hub, misbehaviour, self.installs)
        self._page = PageApi(stage, hand)
        self._app = web.Application(middlewares=[_only_from_here], client_max_size=LARGEST_UPLOAD)
        self._app.add_routes(self._routes())
        self._app.add_routes(self.installs.routes())
        self._app.add_routes(self._page.routes())
        self._app.add_routes(Control(sandbox, stage, hand).routes())
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=0.1)
        self._unsubscribe = stage.backstage.clock.on_move(self._show_clock)

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self._api.handle),
            web.get("/api/{method}", self._api.handle),
            web.post("/upload/v1/{ticket}", self._api.upload),
            web.get("/files/{file}/{name}", self._api.download),
            web.get("/link/", self._hub.connect),
            web.post("/commands/{team}/{secret}", self._stage.answers.handle),
        ]

    async def start(self) -> None:
        """Listen; the identity's url is known from then on."""
        host, port = self._address
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, reuse_address=True).start()
        actual = self._runner.addresses[0][1]
        self._stage.backstage.identity.url = f"http://{host}:{actual}"

    async def stop(self) -> None:
        """Close every connection."""
        self._unsubscribe()
        self._misbehaviour.stop()
        await self._hub.close()
        await self._page.live.close()
        await self._runner.cleanup()

    def _show_clock(self) -> None:
        self._stage.world.changed("clock")


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what a page of some other site sends: a browser would let it act in here."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="This sandbox answers its own page only.")
    return await handler(request)
