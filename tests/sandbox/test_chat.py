"""chat.*: what the app may write, and where."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import DEMO_CHANNELS, Sandbox, SandboxClock
from tests.sandbox.conftest import client_of, running
from tests.sandbox.ear import Ear
from tests.sandbox.kit import actions, button, section
from tests.sandbox.test_api import refused


async def test_a_message_appears(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0HELP", text="Hello", blocks=[section(), actions(button())])
    (message,) = sandbox.messages("C0HELP")
    assert (message.ts, message.user, message.text) == (answer["ts"], sandbox.bot_user_id, "Hello")
    assert message.is_app
    assert message.blocks is not None
    assert all(block["block_id"] for block in message.blocks)
    assert answer["message"]["bot_id"] == sandbox.bot_id


async def test_every_ts_is_later_than_the_one_before(
    sandbox: Sandbox, client: AsyncWebClient, clock: SandboxClock
) -> None:
    sandbox.rate_limits = False
    stamps = [(await client.chat_postMessage(channel="C0HELP", text="a"))["ts"]]
    for seconds in (0, 5, -60):
        clock.advance(timedelta(seconds=seconds))
        stamps.append((await client.chat_postMessage(channel="C0HELP", text="a"))["ts"])
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NONE", "text": "a"}, "channel_not_found"),
        ({"text": "a"}, "invalid_arguments"),
        ({"channel": "C0RANDOM", "text": "a"}, "not_in_channel"),
        ({"channel": "C0HELP"}, "no_text"),
        ({"channel": "C0HELP", "text": "  "}, "no_text"),
        ({"channel": "C0HELP", "text": "x" * 4041}, "msg_too_long"),
        ({"channel": "C0HELP", "text": "x" * 40_001, "blocks": [section()]}, "msg_too_long"),
        ({"channel": "C0HELP", "text": "a", "blocks": [{"type": "sektion"}]}, "invalid_blocks"),
        ({"channel": "C0HELP", "text": "a", "blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"channel": "C0HELP", "text": "a", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": "C0HELP", "text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"channel": "C0HELP", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "C0HELP", "text": "a", "attachments": "a"}, "invalid_attachments"),
        ({"channel": "C0HELP", "text": "a", "attachments": {"a": 1}}, "invalid_attachments"),
        ({"channel": "C0HELP", "text": "a", "attachments": [{"text": "b"}] * 101}, "too_many_attachments"),
        ({"channel": "C0HELP", "text": "a", "attachments": [{"blocks": [{"type": "x"}]}]}, "invalid_blocks"),
        ({"channel": "C0HELP", "text": "a", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        ({"channel": "C0HELP", "text": "a", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        (
            {"channel": "C0HELP", "text": "a", "metadata": {"event_type": "a", "event_payload": {"a": {"b": []}}}},
            "invalid_metadata_schema",
        ),
        (
            {"channel": "C0HELP", "text": "a", "metadata": {"event_type": "a", "event_payload": {"a": "x" * 16_001}}},
            "metadata_too_large",
        ),
        ({"channel": "U0KNOW", "text": "a"}, "channel_not_found"),
        ({"channel": "C0HELP", "text": "a", "thread_ts": "yesterday"}, "invalid_thread_ts"),
    ],
)
async def test_slack_refuses(client: AsyncWebClient, arguments: dict[str, Any], error: str) -> None:
    assert (await refused(client.api_call("chat.postMessage", json=arguments)))["error"] == error


async def test_invalid_blocks_are_pointed_at(client: AsyncWebClient) -> None:
    answer = await refused(client.chat_postMessage(channel="C0HELP", text="a", blocks=[section(""), section()]))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_private_channel_without_the_app_does_not_exist(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0SEC", text="Among us")
    await sandbox.remove_app("U0ALAN", "C0SEC")
    assert (await refused(client.chat_postMessage(channel="C0SEC", text="a")))["error"] == "channel_not_found"
    assert (await refused(client.conversations_info(channel="C0SEC")))["error"] == "channel_not_found"


async def test_an_archived_channel_is_closed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0HELP", text="a")
    await sandbox.archive("U0ADA", "C0HELP")
    for call in (
        client.chat_postMessage(channel="C0HELP", text="a"),
        client.chat_update(channel="C0HELP", ts=posted["ts"], text="b"),
        client.reactions_add(channel="C0HELP", timestamp=posted["ts"], name="+1"),
    ):
        assert (await refused(call))["error"] == "is_archived"


async def test_a_person_as_channel_is_his_direct_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.chat_postMessage(channel="U0ADA", text="Psst"))["channel"] == sandbox.dm("U0ADA") == "D0ADA"
    await client.chat_postMessage(channel="D0ADA", text="Again")
    assert [message.text for message in sandbox.messages("D0ADA")] == ["Psst", "Again"]
    await sandbox.deactivate("U0ADA")
    for channel in ("U0ADA", "D0ADA"):
        assert (await refused(client.chat_postMessage(channel=channel, text="a")))["error"] == "channel_not_found"


async def test_a_public_channel_may_be_named(client: AsyncWebClient) -> None:
    assert (await client.chat_postMessage(channel="#help", text="a"))["channel"] == "C0HELP"


async def test_without_a_messages_tab_there_are_no_direct_messages(clock: SandboxClock) -> None:
    manifest = {
        "features": {"app_home": {"messages_tab_enabled": False}},
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    }
    async with running(Sandbox(clock=clock, app_manifest=manifest)) as sandbox:
        answer = await refused(client_of(sandbox).chat_postMessage(channel="U0ADA", text="a"))
        assert answer["error"] == "messages_tab_disabled"
        answer = await refused(client_of(sandbox).chat_postMessage(channel="C0RANDOM", text="a"))
        assert answer["error"] == "not_in_channel"


async def test_the_public_scope_opens_channels_without_the_app(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert "chat:write.public" not in sandbox.granted_scopes
    sandbox.granted_scopes.add("chat:write.public")
    await client.chat_postMessage(channel="C0RANDOM", text="a")


async def test_replies_make_a_thread(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.rate_limits = False
    parent = await sandbox.say("U0ADA", "C0HELP", "A question")
    reply = await client.chat_postMessage(channel="C0HELP", text="An answer", thread_ts=parent.ts)
    deeper = await client.chat_postMessage(channel="C0HELP", text="To the answer", thread_ts=reply["ts"])
    assert deeper["message"]["thread_ts"] == parent.ts
    assert (parent.reply_count, parent.reply_users) == (2, [sandbox.bot_user_id])
    assert parent.latest_reply == deeper["ts"]
    lost = await client.chat_postMessage(channel="C0HELP", text="To nobody", thread_ts="1.000001")
    assert lost["message"]["thread_ts"] == "1.000001"


async def test_an_update_changes_only_what_it_mentions(sandbox: Sandbox, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(
        channel="C0HELP", text="a", blocks=[section()], metadata={"event_type": "e", "event_payload": {"n": 1}}
    )
    (message,) = sandbox.messages("C0HELP")
    await client.chat_update(channel="C0HELP", ts=posted["ts"], text="b")
    assert (message.text, message.edited is not None, message.blocks is not None) == ("b", True, True)
    where = {"channel": "C0HELP", "ts": posted["ts"]}
    await client.api_call("chat.update", json=where | {"blocks": [section("c")]})
    assert message.text == "b"
    assert (message.blocks or [{}])[0]["text"]["text"] == "c"
    await client.chat_update(channel="C0HELP", ts=posted["ts"], text="d", blocks=[])
    assert not message.blocks
    assert message.metadata == {"event_type": "e", "event_payload": {"n": 1}}
    new = {"event_type": "e", "event_payload": {"list": [1, {"a": True}], "flat": {"b": 2.5}}}
    await client.api_call("chat.update", json=where | {"metadata": new})
    assert (message.text, message.metadata) == ("d", new)


async def test_only_its_own_messages_can_the_app_change(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "Mine")
    update = client.chat_update(channel="C0HELP", ts=said.ts, text="Yours")
    assert (await refused(update))["error"] == "cant_update_message"
    delete = client.chat_delete(channel="C0HELP", ts=said.ts)
    assert (await refused(delete))["error"] == "cant_delete_message"
    missing = client.chat_update(channel="C0HELP", ts="1.000001", text="a")
    assert (await refused(missing))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone_but_its_thread_stays(sandbox: Sandbox, client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel="C0HELP", text="a")
    second = await client.chat_postMessage(channel="C0HELP", text="b", thread_ts=first["ts"])
    await client.chat_delete(channel="C0HELP", ts=first["ts"])
    tombstone, reply = sandbox.messages("C0HELP")
    assert (tombstone.subtype, tombstone.user, tombstone.is_app) == ("tombstone", "USLACKBOT", False)
    await client.chat_delete(channel="C0HELP", ts=second["ts"])
    assert reply not in sandbox.messages("C0HELP")
    assert tombstone.reply_count == 0


async def test_an_ephemeral_is_for_one_pair_of_eyes(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    answer = await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="Psst")
    assert sandbox.messages("C0HELP") == []
    assert sandbox.messages("C0HELP", viewer="U0GRACE") == []
    (seen,) = sandbox.messages("C0HELP", viewer="U0ADA")
    assert (seen.ts, seen.is_ephemeral) == (answer["message_ts"], True)
    update = client.chat_update(channel="C0HELP", ts=seen.ts, text="a")
    assert (await refused(update))["error"] == "message_not_found"
    await sandbox.idle()
    assert ear.heard == []


async def test_an_ephemeral_needs_a_member(client: AsyncWebClient) -> None:
    for user, channel, error in (
        ("U0NONE", "C0HELP", "user_not_found"),
        ("U0MAE", "C0ENG", "user_not_in_channel"),
        ("U0ADA", "C0RANDOM", "not_in_channel"),
    ):
        call = client.chat_postEphemeral(channel=channel, user=user, text="a")
        assert (await refused(call))["error"] == error


async def test_a_permalink_leads_to_the_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="C0HELP", text="a")
    reply = await client.chat_postMessage(channel="C0HELP", text="b", thread_ts=parent["ts"])
    digits = parent["ts"].replace(".", "")
    link = (await client.chat_getPermalink(channel="C0HELP", message_ts=parent["ts"]))["permalink"]
    assert link == f"{sandbox.url}/archives/C0HELP/p{digits}"
    link = (await client.chat_getPermalink(channel="C0HELP", message_ts=reply["ts"]))["permalink"]
    assert link.endswith(f"?thread_ts={parent['ts']}&cid=C0HELP")


async def test_channels_are_as_the_demo_says(sandbox: Sandbox) -> None:
    assert [channel.id for channel in DEMO_CHANNELS] == ["C0HELP", "C0ENG", "C0SQL", "C0RANDOM", "C0SEC"]
    assert sandbox.messages("C0SEC") == []
