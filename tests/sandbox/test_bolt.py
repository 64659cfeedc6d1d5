"""A real Bolt app, over HTTP and over Socket Mode."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Container, Sandbox, SandboxClock
from tests.sandbox.conftest import bolt, over_http, over_socket
from tests.sandbox.ear import until
from tests.sandbox.kit import actions, button, field, modal, option, text_input

Transport = Callable[[Sandbox, AsyncApp], AbstractAsyncContextManager[Any]]
TOPICS = {"type": "external_select", "action_id": "topic", "min_query_length": 1}


def build(app: AsyncApp) -> None:
    """A command opens a modal; its submission posts a card; its button answers."""

    @app.command("/ask-expert")
    async def ask(ack: Any, body: Any, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input(), field(TOPICS, "t")))
        await ack()

    @app.options("topic")
    async def topics(ack: Any, payload: Any) -> None:
        await ack(options=[option(payload["value"])])

    @app.view("ask")
    async def asked(ack: Any, view: Any, client: Any) -> None:
        text = view["state"]["values"]["q"]["text"]["value"]
        if text == "bad":
            await ack(response_action="errors", errors={"q": "Bad."})
            return
        await client.chat_postMessage(channel="C0HELP", text=text, blocks=[actions(button())])
        await ack()

    @app.action("go")
    async def went(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Thank you", replace_original=False)

    @app.command("/my-topics")
    async def topics_of(ack: Any) -> None:
        await ack("None")

    @app.event("message")
    async def message(event: Any, client: Any) -> None:
        await client.chat_postMessage(channel=event["channel"], text="Heard", thread_ts=event["ts"])


@pytest.mark.parametrize("transport", [over_http, over_socket])
async def test_an_app_works_over_both(sandbox: Sandbox, transport: Transport) -> None:
    async with transport(sandbox, bolt(sandbox, build)):
        assert (await sandbox.command("U0ADA", "C0HELP", "/ask-expert")).ok
        view = sandbox.modal("U0ADA")
        assert view is not None
        bad = await sandbox.submit("U0ADA", view.id, {"q": {"text": "bad"}, "t": {"topic": "sql"}})
        assert bad.errors == {"q": "Bad."}
        assert (await sandbox.submit("U0ADA", view.id, {"q": {"text": "good"}})).ok
        (card,) = sandbox.messages("C0HELP")
        where = Container(channel="C0HELP", ts=card.ts)
        assert (await sandbox.press("U0GRACE", container=where, action_id="go")).ok
        assert sandbox.messages("C0HELP", viewer="U0GRACE")[-1].text == "Thank you"
        reply = (await sandbox.command("U0ADA", "C0HELP", "/my-topics")).reply
        assert reply is not None
        assert reply.text == "None"
        said = await sandbox.say("U0ADA", "C0HELP", "Hello?")
        await sandbox.idle()
        assert said.reply_count == 1


@pytest.mark.parametrize(("transport", "name"), [(over_http, "http_service_error"), (over_socket, "operation_timeout")])
async def test_what_the_app_does_not_know_fails(sandbox: Sandbox, transport: Transport, name: str) -> None:
    async with transport(sandbox, bolt(sandbox, build)):
        outcome = await sandbox.command("U0ADA", "C0HELP", "/find-expert")
        assert outcome.failure == f'/find-expert failed with the error "{name}"'


# The sockets themselves


async def listening(sandbox: Sandbox, heard: list[Any], *, acknowledge: bool = True) -> SocketModeClient:
    web = AsyncWebClient(base_url=sandbox.api_url, retry_handlers=[])
    client = SocketModeClient(sandbox.app_token, web_client=web, auto_reconnect_enabled=False)

    async def listen(_: Any, request: Any) -> None:
        heard.append(request)
        if acknowledge:
            await client.send_socket_mode_response({"envelope_id": request.envelope_id})

    client.socket_mode_request_listeners.append(listen)
    await client.connect()  # type: ignore[no-untyped-call] # the SDK's
    return client


async def leave(client: SocketModeClient) -> None:
    await client.close()  # type: ignore[no-untyped-call] # the SDK's


async def test_each_envelope_goes_to_one_socket(sandbox: Sandbox) -> None:
    heard: tuple[list[Any], list[Any]] = ([], [])
    clients = [await listening(sandbox, one) for one in heard]
    assert sandbox.sockets == 2
    for number in range(4):
        await sandbox.say("U0ADA", "C0HELP", str(number))
    assert [len(one) for one in heard] == [2, 2]
    assert {request.type for one in heard for request in one} == {"events_api"}
    for client in clients:
        await leave(client)


async def test_an_unacknowledged_event_is_retried(sandbox: Sandbox, clock: SandboxClock) -> None:
    heard: list[Any] = []
    client = await listening(sandbox, heard, acknowledge=False)
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    clock.advance(timedelta(minutes=1))
    await sandbox.idle()
    attempts = [(request.retry_attempt, request.retry_reason) for request in heard]
    assert attempts == [(0, ""), (1, "http_timeout"), (2, "http_timeout")]
    await leave(client)


async def test_a_lost_socket_is_a_failed_delivery(sandbox: Sandbox) -> None:
    heard: list[Any] = []
    client = await listening(sandbox, heard, acknowledge=False)
    asked = asyncio.ensure_future(sandbox.command("U0ADA", "C0HELP", "/ask-expert"))
    await until(lambda: heard)
    await leave(client)
    assert "dispatch_failed" in str((await asked).failure)


async def test_sockets_can_be_sent_away_and_come_back(sandbox: Sandbox) -> None:
    async with over_socket(sandbox, bolt(sandbox, build)) as handler:
        await sandbox.disconnect_sockets()
        await until(lambda: sandbox.sockets)
        assert (await sandbox.command("U0ADA", "C0HELP", "/my-topics")).ok
        assert handler.client.closed is False


async def test_a_warning_comes_before(sandbox: Sandbox) -> None:
    url = await _address(sandbox)
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        await socket.send_str("no json")
        await socket.send_json({"envelope_id": "unknown"})
        await sandbox.disconnect_sockets("warning")
        assert (await socket.receive_json())["reason"] == "warning"
        assert sandbox.sockets == 1
        await sandbox.disconnect_sockets("link_disabled")
        assert (await socket.receive_json())["reason"] == "link_disabled"


async def test_a_leaving_socket_may_still_acknowledge(sandbox: Sandbox) -> None:
    url = await _address(sandbox)
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        await socket.receive_json()
        asked = asyncio.ensure_future(sandbox.command("U0ADA", "C0HELP", "/ask-expert"))
        envelope = await socket.receive_json()
        await sandbox.disconnect_sockets()
        assert (await socket.receive_json())["reason"] == "refresh_requested"
        assert sandbox.sockets == 0
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "In time"}})
        assert (await asked).ok


async def test_ten_sockets_and_no_more(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        open_ = [await session.ws_connect(await _address(sandbox)) for _ in range(10)]
        sandbox.rate_limits = False
        extra = await session.ws_connect(await _address(sandbox))
        assert (await extra.receive_json())["reason"] == "too_many_websockets"
        assert sandbox.sockets == 10
        await asyncio.gather(*[socket.close() for socket in open_])


async def test_an_address_opens_once(sandbox: Sandbox) -> None:
    url = await _address(sandbox)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def _address(sandbox: Sandbox) -> str:
    client = AsyncWebClient(base_url=sandbox.api_url, retry_handlers=[])
    url: str = (await client.apps_connections_open(app_token=sandbox.app_token))["url"]
    return url
