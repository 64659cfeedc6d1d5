import asyncio
import io
import logging
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from multidict import CIMultiDict
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.clock import SystemClock
from bot.config import ConfigurationError
from bot.metrics import Metrics
from bot.sandbox import Sandbox, SandboxClock
from bot.transport.guard import LARGEST_BODY, Guard
from bot.transport.http import HttpServer, SlackEndpoint, web_app
from bot.transport.inflight import Inflight
from tests.transport.test_guard import COMMAND, FORM, SECRET, UNREADABLE, StoppedClock, signed


def bolt_app() -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0KNOW", bot_token="xoxb-1", bot_user_id="U0KNOW")

    return AsyncApp(authorize=authorize, process_before_response=True, logger=logging.getLogger("slack_bolt"))


@dataclass
class Door:
    """A server with an app behind it that does as it is told."""

    url: str = ""
    server: HttpServer | None = None
    inflight: Inflight = field(default_factory=Inflight)
    wrong: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    entered: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def ready(self) -> list[str]:
        return self.wrong

    def app(self) -> AsyncApp:
        app = bolt_app()

        @app.command("/ask-expert")
        async def ask(ack: AsyncAck, body: dict[str, Any]) -> None:
            self.heard.append(body)
            if body["text"] == "fail":
                raise RuntimeError("the database is gone")
            if body["text"] == "wait":
                self.entered.set()
                await self.go_on.wait()
            await ack("Heard.")

        return app


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    it = Door()
    endpoint = SlackEndpoint(
        Guard(SecretStr(SECRET), StoppedClock()), it.app().async_dispatch, it.inflight, Metrics(), read_seconds=0.2
    )
    it.server = HttpServer(web_app(it.ready, endpoint), host="127.0.0.1", port=0)
    await it.server.start()
    it.url = f"http://127.0.0.1:{it.server.port}"
    yield it
    it.go_on.set()
    await it.server.stop()


@pytest.fixture
async def slack() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def send(
    slack: aiohttp.ClientSession, door: Door, body: bytes | io.BytesIO, headers: CIMultiDict[str]
) -> tuple[int, str]:
    async with slack.post(f"{door.url}/slack/events", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_signed_command_is_handled_and_answered(slack: aiohttp.ClientSession, door: Door) -> None:
    assert await send(slack, door, COMMAND, signed(COMMAND, FORM)) == (200, "Heard.")
    assert door.heard[0]["text"] == "why?"
    assert door.inflight.count == 0


async def test_slack_verifies_the_address(slack: aiohttp.ClientSession, door: Door) -> None:
    body = b'{"type": "url_verification", "challenge": "c-1"}'

    assert (await send(slack, door, body, signed(body)))[1] == '{"challenge": "c-1"}'


async def test_a_failure_of_ours_is_a_500_so_that_slack_comes_again(slack: aiohttp.ClientSession, door: Door) -> None:
    body = COMMAND.replace(b"why%3F", b"fail")

    assert (await send(slack, door, body, signed(body, FORM)))[0] == 500
    assert door.inflight.count == 0


@pytest.mark.parametrize(("body", "content_type"), UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_nothing_hostile_is_a_500_signed_or_not(
    slack: aiohttp.ClientSession, door: Door, body: bytes, content_type: str
) -> None:
    assert (await send(slack, door, body, signed(body, content_type)))[0] == 400
    assert (await send(slack, door, body, signed(body, content_type, secret="another")))[0] == 401
    assert door.heard == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Slack-Request-Timestamp", "now"),
        ("X-Slack-Signature", "v0=ünsigned"),
        ("Content-Type", "application/json; charset=klingon"),
        ("Content-Type", "ünknown/ÿ"),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "deflate"),
        ("Content-Encoding", "klingon"),
    ],
)
async def test_no_hostile_header_is_a_500(slack: aiohttp.ClientSession, door: Door, header: str, value: str) -> None:
    headers = signed(COMMAND, FORM)
    headers[header] = value
    status, _ = await send(slack, door, COMMAND, headers)

    assert status in {200, 400, 401}


async def test_a_body_that_unpacks_to_too_much_is_not_unpacked_to_the_end(
    slack: aiohttp.ClientSession, door: Door
) -> None:
    bomb = zlib.compress(b"x" * (20 * LARGEST_BODY))
    headers = signed(b"", FORM)
    headers["Content-Encoding"] = "deflate"

    assert (await send(slack, door, bomb, headers))[0] == 413


async def test_a_body_of_more_than_a_mebibyte_is_refused_announced_or_not(door: Door) -> None:
    async def in_pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * (LARGEST_BODY // 2)

    async with aiohttp.ClientSession() as slack:
        large = io.BytesIO(b"x" * (LARGEST_BODY + 1))
        assert (await send(slack, door, large, signed(b"", FORM)))[0] == 413
    async with (
        aiohttp.ClientSession() as slack,
        slack.post(f"{door.url}/slack/events", data=in_pieces(), headers=signed(b"", FORM)) as answer,
    ):
        assert answer.status == 413


async def test_a_body_that_never_comes_is_not_waited_for(door: Door) -> None:
    assert door.server is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", door.server.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()

    assert (await reader.readline()).startswith(b"HTTP/1.1 408")
    assert b"the body came too slowly" in await reader.read()  # until the connection is closed
    writer.close()
    await writer.wait_closed()


async def test_a_body_that_breaks_off_harms_nothing(slack: aiohttp.ClientSession, door: Door) -> None:
    assert door.server is not None
    _, writer = await asyncio.open_connection("127.0.0.1", door.server.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    writer.close()
    await writer.wait_closed()

    assert (await send(slack, door, COMMAND, signed(COMMAND, FORM)))[0] == 200


async def test_only_a_post_to_the_one_path_is_slacks(slack: aiohttp.ClientSession, door: Door) -> None:
    async with slack.get(f"{door.url}/slack/events") as answer:
        assert answer.status == 405
    async with slack.post(f"{door.url}/slack/event") as answer:
        assert answer.status == 404


async def test_what_is_turned_away_is_logged_without_its_body(
    slack: aiohttp.ClientSession,
    door: Door,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    body = b"text=what-was-typed"
    status, said = await send(slack, door, body, signed(body, FORM, secret="another"))

    assert (status, said) == (401, "the signature is wrong")
    printed = capsys.readouterr()
    assert "what-was-typed" not in caplog.text + printed.out + printed.err
    assert "request turned away" in caplog.text + printed.out + printed.err


async def test_health_and_readiness(slack: aiohttp.ClientSession, door: Door) -> None:
    async with slack.get(f"{door.url}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"alive": True})
    async with slack.get(f"{door.url}/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "wrong": []})
    door.wrong.append("The database can't be reached.")
    async with slack.get(f"{door.url}/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"ready": False, "wrong": ["The database can't be reached."]}


async def test_without_an_endpoint_there_is_health_only(slack: aiohttp.ClientSession) -> None:
    server = HttpServer(web_app(Door().ready), host="127.0.0.1", port=0)
    await server.start()
    try:
        async with slack.post(f"http://127.0.0.1:{server.port}/slack/events") as answer:
            assert answer.status == 404
    finally:
        await server.stop()


async def test_what_is_too_much_at_once_is_refused_at_once(slack: aiohttp.ClientSession, door: Door) -> None:
    guard = Guard(SecretStr(SECRET), StoppedClock())
    endpoint = SlackEndpoint(guard, door.app().async_dispatch, door.inflight, Metrics(), most=1)
    server = HttpServer(web_app(door.ready, endpoint), host="127.0.0.1", port=0)
    await server.start()
    narrow = Door(url=f"http://127.0.0.1:{server.port}")
    body = COMMAND.replace(b"why%3F", b"wait")
    running = asyncio.create_task(send(slack, narrow, body, signed(body, FORM)))
    await door.entered.wait()

    assert (await send(slack, narrow, COMMAND, signed(COMMAND, FORM)))[0] == 503

    door.go_on.set()
    assert await running == (200, "Heard.")
    assert (await send(slack, narrow, COMMAND, signed(COMMAND, FORM)))[0] == 200
    await server.stop()


async def test_a_stop_answers_what_runs_and_takes_no_more(slack: aiohttp.ClientSession, door: Door) -> None:
    assert door.server is not None
    body = COMMAND.replace(b"why%3F", b"wait")
    running = asyncio.create_task(send(slack, door, body, signed(body, FORM)))
    await door.entered.wait()
    assert door.inflight.count == 1

    stopping = asyncio.create_task(door.server.stop())
    await asyncio.sleep(0)  # lets it begin
    with pytest.raises(aiohttp.ClientConnectorError):
        await send(slack, door, COMMAND, signed(COMMAND, FORM))
    assert not stopping.done()

    door.go_on.set()
    assert await running == (200, "Heard.")
    await stopping


async def test_an_address_that_is_taken_is_told_in_a_sentence(door: Door) -> None:
    assert door.server is not None
    second = HttpServer(web_app(door.ready), host="127.0.0.1", port=door.server.port)

    with pytest.raises(ConfigurationError, match=f"nothing can listen on 127.0.0.1:{door.server.port}"):
        await second.start()


async def test_on_the_sandbox_a_command_is_answered() -> None:
    workspace, door = Sandbox(clock=SandboxClock(running=False)), Door()
    await workspace.start()
    guard = Guard(SecretStr(workspace.signing_secret), SystemClock())
    endpoint = SlackEndpoint(guard, door.app().async_dispatch, door.inflight, Metrics())
    server = HttpServer(web_app(door.ready, endpoint), host="127.0.0.1", port=0)
    await server.start()
    workspace.deliver_to(f"http://127.0.0.1:{server.port}/slack/events")
    try:
        outcome = await workspace.command("U0ADA", "C0HELP", "/ask-expert", "What is a payload?")
    finally:
        await workspace.stop()
        await server.stop()

    assert outcome.ok
    assert outcome.reply is not None
    assert outcome.reply.text == "Heard."
    assert door.heard[0]["text"] == "What is a payload?"
