"""The Web API's door: tokens, scopes, arguments, rates."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, SandboxClock
from tests.sandbox.conftest import client_of


async def refused(call: Any) -> Any:
    """The answer of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as error:
        await call
    return error.value.response


async def test_auth_test_says_who_the_app_is(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert answer["user_id"] == sandbox.bot_user_id
    assert answer["bot_id"] == sandbox.bot_id
    assert answer["team_id"] == sandbox.team_id
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    assert (await refused(client_of(sandbox, "xoxb-other").auth_test()))["error"] == "invalid_auth"
    anonymous = AsyncWebClient(base_url=sandbox.api_url, retry_handlers=[])
    assert (await refused(anonymous.auth_test()))["error"] == "not_authed"
    by_app_token = client_of(sandbox, sandbox.app_token)
    assert (await refused(by_app_token.users_list()))["error"] == "not_allowed_token_type"
    by_bot_token = client_of(sandbox).apps_connections_open(app_token=sandbox.bot_token)
    assert (await refused(by_bot_token))["error"] == "not_allowed_token_type"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_revoked_token_is_dead(sandbox: Sandbox, client: AsyncWebClient, error: str) -> None:
    await sandbox.revoke(error)
    await sandbox.revoke("once is enough")
    assert (await refused(client.auth_test()))["error"] == error


async def test_api_test_needs_no_token(sandbox: Sandbox) -> None:
    anonymous = AsyncWebClient(base_url=sandbox.api_url, retry_handlers=[])
    assert (await anonymous.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert (await refused(anonymous.api_test(error="my_error")))["error"] == "my_error"


async def test_an_unknown_method_is_called_so(client: AsyncWebClient) -> None:
    assert (await refused(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_a_refused_scope_is_named(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.granted_scopes.clear()
    sandbox.granted_scopes.update({"commands", "chat:write"})
    answer = await refused(client.users_info(user="U0ADA"))
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("users:read", "chat:write,commands")
    answer = await refused(client.conversations_history(channel="C0HELP"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


async def test_arguments_may_come_as_json_or_form_or_query(sandbox: Sandbox) -> None:
    sandbox.rate_limits = False
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    url = sandbox.api_url + "chat.postMessage"
    blocks = '[{"type": "divider"}]'
    async with aiohttp.ClientSession(headers=headers) as session:
        for request in (
            session.post(url, json={"channel": "C0HELP", "text": "json", "blocks": [{"type": "divider"}]}),
            session.post(url, data={"channel": "C0HELP", "text": "form", "blocks": blocks}),
            session.get(url, params={"channel": "C0HELP", "text": "query", "blocks": blocks}),
            session.post(url, data={"channel": "C0HELP", "text": "1", "token": sandbox.bot_token}, headers={}),
        ):
            async with request as response:
                assert (await response.json())["ok"] is True
    assert [message.text for message in sandbox.messages("C0HELP")] == ["json", "form", "query", "1"]
    assert all(call.args.get("blocks") == [{"type": "divider"}] for call in sandbox.calls[:3])
    assert "token" not in sandbox.calls[3].args


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_broken_json_is_refused(sandbox: Sandbox, body: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(sandbox.api_url + "auth.test", data=body, headers=headers) as response,
    ):
        assert (await response.json())["error"] == error


async def test_broken_structures_in_a_form_are_refused(sandbox: Sandbox, client: AsyncWebClient) -> None:
    call = client.api_call("chat.postMessage", data={"channel": "C0HELP", "text": "a", "blocks": "[{"})
    assert (await refused(call))["error"] == "invalid_blocks_format"
    assert sandbox.calls[-1].args["blocks"] == "[{"


async def test_the_calls_are_on_record(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELP", text="Hello")
    await refused(client.chat_postMessage(channel="C0NONE", text="Hello"))
    seen = [(call.method, call.ok, call.error) for call in sandbox.calls]
    assert seen == [("chat.postMessage", True, None), ("chat.postMessage", False, "channel_not_found")]
    assert sandbox.calls[0].args["text"] == "Hello"
    assert sandbox.calls[0].at == sandbox.clock.now()


async def test_a_third_message_at_once_is_too_many(
    sandbox: Sandbox, client: AsyncWebClient, clock: SandboxClock
) -> None:
    for _ in range(2):
        await client.chat_postMessage(channel="C0HELP", text="Hello")
    answer = await refused(client.chat_postMessage(channel="C0HELP", text="Hello"))
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    await client.chat_postMessage(channel="C0ENG", text="Elsewhere")
    clock.advance(timedelta(seconds=1))
    await client.chat_postMessage(channel="C0HELP", text="Hello")
    sandbox.rate_limits = False
    assert sandbox.rate_limits is False
    await client.chat_postMessage(channel="C0HELP", text="Hello")


async def test_a_method_has_a_window_of_a_minute(client: AsyncWebClient, clock: SandboxClock) -> None:
    for _ in range(60):
        await client.users_list()
    answer = await refused(client.users_list())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    clock.advance(timedelta(seconds=60))
    await client.users_list()
