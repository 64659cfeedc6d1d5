import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.metrics import Metrics
from bot.sandbox import Sandbox, SandboxClock
from bot.slack.client import new_session, web_client
from bot.transport.inflight import Inflight
from bot.transport.socket import SocketDoor
from tests.slack.wire import Answer, Wire, no, ok, wire
from tests.transport.test_http import bolt_app

SHORT, LONG = timedelta(milliseconds=20), timedelta(seconds=5)


def command(text: str, envelope: str = "e1") -> dict[str, Any]:
    payload = {"command": "/ask-expert", "text": text, "team_id": "T0KNOW", "user_id": "U0ADA"}
    return envelope_of("slash_commands", payload, envelope)


def envelope_of(kind: str, payload: dict[str, Any], envelope: str) -> dict[str, Any]:
    return {"envelope_id": envelope, "type": kind, "payload": payload}


@dataclass
class Slack:
    """The other end: addresses by the wire, and the sockets behind them."""

    wire: Wire
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acknowledged: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    connected: asyncio.Condition = field(default_factory=asyncio.Condition)
    spent: set[str] = field(default_factory=set)

    async def link(self, request: web.Request) -> web.StreamResponse:
        if request.query["ticket"] in self.spent:
            return web.Response(status=404)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async with self.connected:
            self.sockets.append(socket)
            self.connected.notify_all()
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        async for message in socket:
            self.acknowledged.put_nowait(json.loads(message.data))
        return socket

    async def has(self, connections: int) -> None:
        async with self.connected, asyncio.timeout(5):
            await self.connected.wait_for(lambda: len(self.sockets) >= connections)

    async def deliver(self, envelope: dict[str, Any], socket: int = -1) -> None:
        await self.sockets[socket].send_str(json.dumps(envelope))

    async def acknowledgement(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self.acknowledged.get()


@dataclass
class App:
    """An app that does as the text of the command says."""

    heard: list[str] = field(default_factory=list)
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def build(self) -> AsyncApp:
        app = bolt_app()

        @app.command("/ask-expert")
        async def ask(ack: AsyncAck, body: dict[str, Any]) -> None:
            self.heard.append(body["text"])
            self.entered.set()
            if body["text"] == "fail":
                raise RuntimeError("the database is gone")
            if body["text"] == "wait":
                await self.go_on.wait()
            await ack(response_action="clear") if body["text"] == "json" else await ack(body["text"])

        return app


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with wire() as it, link_server() as server:
        other = Slack(it)
        server.handler = other.link
        it.put("apps.connections.open", address(server.url))
        yield other


@dataclass
class LinkServer:
    url: str = ""
    handler: Callable[[web.Request], Any] | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        assert self.handler is not None
        answer: web.StreamResponse = await self.handler(request)
        return answer


@asynccontextmanager
async def link_server() -> AsyncIterator[LinkServer]:
    it = LinkServer()
    app = web.Application()
    app.router.add_get("/link", it.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"ws://127.0.0.1:{runner.addresses[0][1]}/link"
    yield it
    await runner.cleanup()


def address(url: str) -> Answer:
    given = iter(range(1000))

    async def answer(request: web.Request) -> web.StreamResponse:
        return await ok(url=f"{url}?ticket={next(given)}")(request)

    return answer


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as it:
        yield it


@pytest.fixture
def app() -> App:
    return App()


@asynccontextmanager
async def opened(
    slack: Slack,
    app: App,
    session: aiohttp.ClientSession,
    *,
    connections: int = 1,
    patience: timedelta = LONG,
    check_every: timedelta = LONG,
) -> AsyncIterator[SocketDoor]:
    door = SocketDoor(
        app.build(),
        app_token="xapp-1",
        web_client=web_client(None, base_url=slack.wire.api_url, session=session),
        inflight=Inflight(),
        metrics=Metrics(),
        connections=connections,
        check_every=check_every,
    )
    await door.start(patience)
    try:
        yield door
    finally:
        app.go_on.set()
        await door.stop(SHORT)


async def test_an_envelope_is_acknowledged_with_the_answer(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    async with opened(slack, app, session) as door:
        assert door.connected()
        await slack.deliver(command("Heard."))
        assert await slack.acknowledgement() == {"envelope_id": "e1", "payload": {"text": "Heard."}}
        await slack.deliver(command("", "e2"))
        assert await slack.acknowledgement() == {"envelope_id": "e2"}
        await slack.deliver(command("json", "e3"))
        assert await slack.acknowledgement() == {"envelope_id": "e3", "payload": {"response_action": "clear"}}
    assert not door.connected()


async def test_what_failed_or_what_nobody_knows_is_not_acknowledged(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    async with opened(slack, app, session):
        await slack.deliver(command("fail", "e1"))
        await slack.deliver(envelope_of("events_api", {"event": {"type": "pin_added"}}, "e2"))
        await slack.deliver(envelope_of("events_api", {"authorizations": 5}, "e3"))
        await slack.deliver(command("next", "e4"))

        assert (await slack.acknowledgement())["envelope_id"] == "e4"
    assert slack.acknowledged.empty()
    assert sorted(app.heard) == ["fail", "next"]


async def test_two_connections_share_the_envelopes(slack: Slack, app: App, session: aiohttp.ClientSession) -> None:
    async with opened(slack, app, session, connections=2):
        await slack.has(2)
        await slack.deliver(command("one", "e1"), socket=0)
        await slack.deliver(command("two", "e2"), socket=1)

        assert {(await slack.acknowledgement())["envelope_id"] for _ in range(2)} == {"e1", "e2"}


async def test_a_stop_waits_for_what_runs_and_takes_nothing_more(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    async with opened(slack, app, session) as door:
        await slack.deliver(command("wait", "e1"))
        await app.entered.wait()
        stopping = asyncio.create_task(door.stop(LONG))
        await asyncio.sleep(0)  # lets it begin
        await slack.deliver(command("late", "e2"))
        app.go_on.set()
        await stopping

    assert (await slack.acknowledgement())["envelope_id"] == "e1"
    assert slack.acknowledged.empty()
    assert app.heard == ["wait"]


async def test_a_stop_does_not_wait_for_ever(slack: Slack, app: App, session: aiohttp.ClientSession) -> None:
    async with opened(slack, app, session) as door:
        await slack.deliver(command("wait"))
        await app.entered.wait()
        await door.stop(SHORT)

        assert not door.connected()


async def test_a_refresh_of_slacks_opens_a_new_connection(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    async with opened(slack, app, session):
        await slack.deliver({"type": "disconnect", "reason": "refresh_requested"})
        await slack.has(2)
        await slack.deliver(command("again"))

        assert (await slack.acknowledgement())["payload"] == {"text": "again"}


async def test_an_address_that_is_spent_is_not_tried_for_ever(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    slack.spent.add("0")

    async with opened(slack, app, session, patience=SHORT, check_every=SHORT):
        await slack.has(1)
        await slack.deliver(command("at last"))

        assert (await slack.acknowledgement())["payload"] == {"text": "at last"}


async def test_while_slack_is_away_it_starts_and_says_that_it_is_not_connected(
    slack: Slack, app: App, session: aiohttp.ClientSession
) -> None:
    slack.wire.answers.clear()
    slack.wire.put("apps.connections.open", no("internal_error"))

    async with opened(slack, app, session, patience=SHORT) as door:
        assert not door.connected()


async def test_on_the_sandbox_a_command_is_answered(app: App, session: aiohttp.ClientSession) -> None:
    workspace = Sandbox(clock=SandboxClock(running=False))
    await workspace.start()
    door = SocketDoor(
        app.build(),
        app_token=workspace.app_token,
        web_client=web_client(workspace.bot_token, base_url=workspace.api_url, session=session),
        inflight=Inflight(),
        metrics=Metrics(),
    )
    await door.start(LONG)
    try:
        outcome = await workspace.command("U0ADA", "C0HELP", "/ask-expert", "What is a payload?")
    finally:
        await door.stop(LONG)
        await workspace.stop()

    assert outcome.ok
    assert outcome.reply is not None
    assert outcome.reply.text == "What is a payload?"
