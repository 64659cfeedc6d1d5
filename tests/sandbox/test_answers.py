"""response_urls: five uses, thirty minutes, and what each can do."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox import Container, Sandbox, SandboxClock
from tests.sandbox.ear import Ear
from tests.sandbox.kit import actions, button, section


async def of_command(sandbox: Sandbox, ear: Ear, text: str = "") -> AsyncWebhookClient:
    await sandbox.command("U0ADA", "C0HELP", "/ask-expert", text)
    return AsyncWebhookClient(ear.last["response_url"])


async def of_button(sandbox: Sandbox, ear: Ear, ts: str) -> AsyncWebhookClient:
    await sandbox.idle()
    await sandbox.press("U0ADA", container=Container(channel="C0HELP", ts=ts), action_id="go")
    return AsyncWebhookClient(ear.last["response_url"])


def seen(sandbox: Sandbox, viewer: str = "U0ADA") -> list[str]:
    return [message.text for message in sandbox.messages("C0HELP", viewer=viewer)]


async def test_five_times_and_no_more(sandbox: Sandbox, ear: Ear) -> None:
    respond = await of_command(sandbox, ear)
    for number in range(5):
        answer = await respond.send(text=str(number))
        assert (answer.status_code, answer.body) == (200, '{"ok": true}')
    answer = await respond.send(text="6")
    assert (answer.status_code, answer.body) == (404, '{"ok": false, "error": "used_url"}')
    assert seen(sandbox) == list("01234")
    assert seen(sandbox, "U0GRACE") == []


async def test_thirty_minutes_and_no_longer(sandbox: Sandbox, ear: Ear, clock: SandboxClock) -> None:
    respond = await of_command(sandbox, ear)
    clock.advance(timedelta(minutes=30))
    assert (await respond.send(text="a")).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert "expired_url" in (await respond.send(text="b")).body


async def test_an_invented_address_is_refused(sandbox: Sandbox) -> None:
    answer = await AsyncWebhookClient(f"{sandbox.url}/commands/T0KNOW/guess").send(text="a")
    assert (answer.status_code, "invalid_url" in answer.body) == (404, True)


async def test_in_channel_shows_the_command_once(sandbox: Sandbox, ear: Ear) -> None:
    respond = await of_command(sandbox, ear, "why?")
    await respond.send(text="All see this", response_type="in_channel")
    await respond.send(text="This too", response_type="in_channel")
    assert seen(sandbox, "U0GRACE") == ["/ask-expert why?", "All see this", "This too"]


async def test_it_works_where_the_app_is_not(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.command("U0ADA", "C0RANDOM", "/ask-expert")
    await AsyncWebhookClient(ear.last["response_url"]).send(text="Hello")
    assert [message.text for message in sandbox.messages("C0RANDOM", viewer="U0ADA")] == ["Hello"]


async def test_the_first_answer_can_be_replaced(sandbox: Sandbox, ear: Ear) -> None:
    respond = await of_command(sandbox, ear)
    await respond.send(text="Wait ...", replace_original=True)
    await respond.send(text="Done", replace_original=True, blocks=[section()])
    assert seen(sandbox) == ["Done"]
    await respond.send(delete_original=True)
    assert seen(sandbox) == []
    await respond.send(delete_original=True)
    await respond.send(text="Anew", replace_original=True)
    assert seen(sandbox) == ["Anew"]


async def test_a_buttons_message_can_be_replaced_and_deleted(
    sandbox: Sandbox, ear: Ear, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C0HELP", text="a", blocks=[actions(button())])
    respond = await of_button(sandbox, ear, posted["ts"])
    await respond.send(text="only for you")
    await respond.send(text="b", replace_original=True)
    assert seen(sandbox) == ["b", "only for you"]
    await respond.send_dict({"text": "in thread", "thread_ts": posted["ts"], "replace_original": False})
    assert sandbox.messages("C0HELP", viewer="U0ADA")[-1].thread_ts == posted["ts"]
    await respond.send(delete_original=True)
    assert "b" not in seen(sandbox)


async def test_an_ephemeral_is_replaced_for_its_reader(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    blocks = [actions(button())]
    answer = await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="a", blocks=blocks)
    respond = await of_button(sandbox, ear, answer["message_ts"])
    await respond.send(text="b", replace_original=True, response_type="in_channel")
    assert (seen(sandbox), seen(sandbox, "U0GRACE")) == (["b"], [])


@pytest.mark.parametrize(
    ("body", "error"),
    [("{", "invalid_payload"), ("[]", "invalid_payload"), ("{}", "no_text"), ('{"blocks": [{}]}', "invalid_blocks")],
)
async def test_a_bad_body_is_refused(sandbox: Sandbox, ear: Ear, body: str, error: str) -> None:
    respond = await of_command(sandbox, ear)
    async with aiohttp.ClientSession() as session, session.post(respond.url, data=body) as response:
        answer: dict[str, Any] = await response.json()
        assert (response.status, answer["error"]) == (400, error)
