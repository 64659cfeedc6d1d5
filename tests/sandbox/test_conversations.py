"""Channels, history, people, reactions, as the app may read them."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox, SandboxClock
from tests.sandbox.test_api import refused


async def test_channels_are_listed_page_by_page(client: AsyncWebClient) -> None:
    listing = await client.conversations_list(limit=2, types="public_channel,private_channel")
    assert listing["channels"][0]["num_members"] == 7
    pages = [[channel["id"] for channel in page["channels"]] async for page in listing]
    assert pages == [["C0HELP", "C0ENG"], ["C0SQL", "C0RANDOM"], ["C0SEC"]]


async def test_by_default_only_public_channels_are_listed(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.archive("U0ADA", "C0RANDOM")
    listed = await client.conversations_list()
    assert [(c["id"], c["is_archived"]) for c in listed["channels"]] == [
        ("C0HELP", False), ("C0ENG", False), ("C0SQL", False), ("C0RANDOM", True),
    ]  # fmt: skip
    listed = await client.conversations_list(exclude_archived=True)
    assert len(listed["channels"]) == 3
    assert (await refused(client.conversations_list(types="secret")))["error"] == "invalid_types"
    sandbox.granted_scopes.discard("groups:read")
    assert (await refused(client.conversations_list(types="private_channel")))["needed"] == "groups:read"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"limit": "many"}, "invalid_limit"),
        ({"limit": 2000}, "invalid_limit"),
    ],
)
async def test_pages_must_make_sense(client: AsyncWebClient, arguments: dict[str, Any], error: str) -> None:
    assert (await refused(client.api_call("conversations.list", params=arguments)))["error"] == error


async def test_conversations_of_the_app_and_of_people(client: AsyncWebClient) -> None:
    own = await client.users_conversations(types="public_channel,private_channel")
    assert [c["id"] for c in own["channels"]] == ["C0HELP", "C0ENG", "C0SQL", "C0SEC"]
    mae = await client.users_conversations(user="U0MAE", types="public_channel,private_channel,im")
    assert [c["id"] for c in mae["channels"]] == ["C0HELP", "C0SQL", "C0RANDOM", "D0MAE"]
    assert (await refused(client.users_conversations(user="U0NONE")))["error"] == "user_not_found"


async def test_a_channel_is_described(client: AsyncWebClient) -> None:
    help_ = (await client.conversations_info(channel="C0HELP", include_num_members=True))["channel"]
    assert (help_["name"], help_["is_member"], help_["num_members"]) == ("help", True, 7)
    random = (await client.conversations_info(channel="C0RANDOM"))["channel"]
    assert (random["is_member"], "num_members" in random) == (False, False)
    secret = (await client.conversations_info(channel="C0SEC"))["channel"]
    assert (secret["is_private"], secret["is_group"]) == (True, True)
    dm = (await client.conversations_info(channel="D0ADA"))["channel"]
    assert (dm["is_im"], dm["user"]) == (True, "U0ADA")


async def test_members_are_those_still_here(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await sandbox.deactivate("U0LINUS")
    answer = await client.conversations_members(channel="C0ENG")
    assert answer["members"] == ["U0ADA", "U0GRACE", "U0ALAN", "U0KATH", "U0KNOW"]


async def test_opening_a_direct_message(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.conversations_open(users="U0ADA"))["channel"] == {"id": "D0ADA"}
    full = await client.conversations_open(channel="D0ADA", return_im=True)
    assert full["channel"]["user"] == "U0ADA"
    await sandbox.deactivate("U0LINUS")
    for arguments, error in (
        ({"users": "U0NONE"}, "user_not_found"),
        ({"users": "U0LINUS"}, "user_disabled"),
        ({"users": "U0KNOW"}, "cannot_dm_bot"),
        ({"users": "U0ADA,U0GRACE"}, "method_not_supported_for_channel_type"),
        ({"channel": "C0HELP"}, "channel_not_found"),
        ({}, "invalid_arguments"),
    ):
        call = client.api_call("conversations.open", params=arguments)
        assert (await refused(call))["error"] == error


async def test_history_is_newest_first_without_replies_and_ephemerals(
    sandbox: Sandbox, client: AsyncWebClient, clock: SandboxClock
) -> None:
    stamps = []
    for text in "abc":
        clock.advance(timedelta(minutes=1))
        stamps.append((await sandbox.say("U0ADA", "C0HELP", text)).ts)
    await sandbox.say("U0GRACE", "C0HELP", "reply", thread_ts=stamps[0])
    await client.chat_postMessage(channel="C0HELP", text="shown", thread_ts=stamps[0], reply_broadcast=True)
    await client.chat_postEphemeral(channel="C0HELP", user="U0ADA", text="psst")
    history = await client.conversations_history(channel="C0HELP")
    assert [message["text"] for message in history["messages"]] == ["shown", "c", "b", "a"]
    assert (history["has_more"], history["messages"][3]["reply_count"]) == (False, 2)
    span: dict[str, Any] = {"channel": "C0HELP", "oldest": stamps[0], "latest": stamps[2]}
    assert [m["text"] for m in (await client.conversations_history(**span))["messages"]] == ["b"]
    found = await client.conversations_history(**span, inclusive=True)
    assert [m["text"] for m in found["messages"]] == ["c", "b", "a"]
    first = await client.conversations_history(channel="C0HELP", limit=3)
    assert first["has_more"]
    rest = await client.conversations_history(channel="C0HELP", cursor=first["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["a"]
    assert (await refused(client.conversations_history(channel="C0HELP", oldest="soon")))[
        "error"
    ] == "invalid_ts_oldest"


async def test_metadata_is_shown_to_who_asks(client: AsyncWebClient) -> None:
    metadata = {"event_type": "question", "event_payload": {"id": "7"}}
    posted = await client.chat_postMessage(channel="C0HELP", text="a", metadata=metadata)
    plain = await client.conversations_history(channel="C0HELP")
    assert "metadata" not in plain["messages"][0]
    full = await client.conversations_history(channel="C0HELP", include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata
    thread = await client.conversations_replies(channel="C0HELP", ts=posted["ts"], include_all_metadata=True)
    assert thread["messages"][0]["metadata"] == metadata


async def test_a_thread_begins_with_its_parent(sandbox: Sandbox, client: AsyncWebClient) -> None:
    parent = await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.say("U0GRACE", "C0HELP", "b", thread_ts=parent.ts)
    thread = await client.conversations_replies(channel="C0HELP", ts=parent.ts)
    assert [message["text"] for message in thread["messages"]] == ["a", "b"]
    late = await client.conversations_replies(channel="C0HELP", ts=parent.ts, oldest="9999999999")
    assert [message["text"] for message in late["messages"]] == ["a"]
    assert (await refused(client.conversations_replies(channel="C0HELP", ts="1.0")))["error"] == "thread_not_found"


async def test_history_needs_membership(client: AsyncWebClient) -> None:
    assert (await refused(client.conversations_history(channel="C0RANDOM")))["error"] == "not_in_channel"


async def test_people_are_described(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ada = (await client.users_info(user="U0ADA", include_locale=True))["user"]
    assert (ada["name"], ada["tz"], ada["tz_offset"], ada["locale"]) == ("ada", "Europe/London", 0, "en-GB")
    assert ada["profile"]["email"] == "ada@example.org"
    sandbox.granted_scopes.discard("users:read.email")
    assert "email" not in (await client.users_info(user="U0ADA"))["user"]["profile"]
    assert (await refused(client.users_info(user="U0NONE")))["error"] == "user_not_found"
    members = (await client.users_list())["members"]
    assert [m["id"] for m in members if m["is_bot"]] == [sandbox.bot_user_id]
    assert next(m for m in members if m["id"] == "U0MAE")["is_owner"]
    await sandbox.deactivate("U0MAE")
    mae = (await client.users_info(user="U0MAE"))["user"]
    assert (mae["deleted"], "is_owner" in mae) == (True, False)


async def test_the_team_is_described(sandbox: Sandbox, client: AsyncWebClient) -> None:
    assert (await client.team_info())["team"]["id"] == sandbox.team_id


async def test_reactions_of_people_and_of_the_app(sandbox: Sandbox, client: AsyncWebClient) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "a")
    where: dict[str, Any] = {"channel": "C0HELP", "timestamp": said.ts}
    await sandbox.react("U0GRACE", "C0HELP", said.ts, "+1::skin-tone-3")
    await client.reactions_add(**where, name="eyes")
    assert (await refused(client.reactions_add(**where, name="eyes")))["error"] == "already_reacted"
    assert (await refused(client.reactions_add(**where, name="no emoji")))["error"] == "invalid_name"
    message = (await client.reactions_get(**where))["message"]
    assert message["reactions"] == [
        {"name": "+1::skin-tone-3", "users": ["U0GRACE"], "count": 1},
        {"name": "eyes", "users": ["U0KNOW"], "count": 1},
    ]
    assert message["permalink"].startswith(sandbox.url)
    await client.reactions_remove(**where, name="eyes")
    assert (await refused(client.reactions_remove(**where, name="eyes")))["error"] == "no_reaction"
    elsewhere = await sandbox.say("U0ADA", "C0RANDOM", "b")
    call = client.reactions_add(channel="C0RANDOM", timestamp=elsewhere.ts, name="eyes")
    assert (await refused(call))["error"] == "not_in_channel"


def test_an_avatar_has_initials_and_a_colour() -> None:
    assert [Person("U1", "a", name).initials for name in ("Ada King Lovelace", "Cher", "")] == ["AL", "C", "A"]
    assert Person("U1", "a", "A").color == Person("U1", "b", "B").color
