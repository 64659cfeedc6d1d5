"""Planned misbehaviour of the Web API."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Fault, Sandbox
from tests.sandbox.ear import Ear, until
from tests.sandbox.test_api import refused


async def post(client: AsyncWebClient) -> Any:
    return await client.chat_postMessage(channel="C0HELP", text="a")


def texts(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.messages("C0HELP")]


async def test_ratelimited(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.ratelimited("chat.postMessage", retry_after=30))
    answer = await refused(post(client))
    assert (answer.status_code, answer.headers["Retry-After"], answer["error"]) == (429, "30", "ratelimited")
    await post(client)
    assert texts(sandbox) == ["a"]


async def test_server_error_and_html(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.server_error("chat.postMessage"))
    sandbox.faults.add(Fault.html("*"))
    statuses = []
    for _ in range(2):
        with pytest.raises(SlackApiError) as error:
            await post(client)
        statuses.append(error.value.response.status_code)
    assert statuses == [500, 503]
    assert texts(sandbox) == []
    assert [call.error for call in sandbox.calls] == ["server_error", "html"]


async def test_slacks_own_errors(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.error("chat.postMessage", "is_archived", times=2))
    assert [(await refused(post(client)))["error"] for _ in range(2)] == ["is_archived"] * 2
    await post(client)


async def test_broken_json_after_the_work(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.broken_json("chat.postMessage"))
    with pytest.raises(SlackApiError):
        await post(client)
    assert texts(sandbox) == ["a"]


async def test_a_dropped_connection_before_and_after_the_work(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.drop_before_work("chat.postMessage"))
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert texts(sandbox) == []
    sandbox.faults.add(Fault.drop_after_work("chat.postMessage"))
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert texts(sandbox) == ["a"]


async def test_hanging_ends_in_nothing(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.hang("chat.postMessage", 0.02))
    with pytest.raises(aiohttp.ClientError):
        await post(client)
    assert texts(sandbox) == []


async def test_a_late_commit_happens_although_nobody_waits(sandbox: Sandbox, client: AsyncWebClient) -> None:
    gate = asyncio.Event()
    sandbox.faults.add(Fault.commit_after("chat.postMessage", gate))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(post(client), 0.05)
    assert texts(sandbox) == []
    gate.set()
    await until(lambda: texts(sandbox))


async def test_stopping_does_not_wait_for_what_hangs(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.faults.add(Fault.hang("chat.postMessage", 60))
    call = asyncio.ensure_future(post(client))
    await asyncio.sleep(0.02)
    async with asyncio.timeout(1):
        await sandbox.stop()
    with pytest.raises(aiohttp.ClientError):
        await call


async def test_chance_has_a_seed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rate_limits = False
    runs = []
    for _ in range(2):
        sandbox.faults.random(3, {"error": 0.5})
        sandbox.calls.clear()
        for _ in range(10):
            try:
                await post(client)
            except SlackApiError:
                continue
        runs.append([call.ok for call in sandbox.calls])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {True, False}
    await client.auth_test()
    sandbox.faults.clear()
    await post(client)


async def test_a_response_url_can_fail_too(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    respond = AsyncWebhookClient(ear.last["response_url"], retry_handlers=[])
    sandbox.faults.add(Fault.server_error("response_url"))
    sandbox.faults.add(Fault.ratelimited("response_url", retry_after=3))
    statuses = [(await respond.send(text="a")).status_code for _ in range(3)]
    assert statuses == [500, 429, 200]


def test_a_fault_must_be_known(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="earthquake"):
        sandbox.faults.random(1, {"earthquake": 1})
    with pytest.raises(ValueError, match="earthquake"):
        Fault("earthquake")
