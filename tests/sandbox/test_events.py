"""Which events the app hears, how they look, and how they are retried."""

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Fault, Person, Sandbox, SandboxClock
from tests.sandbox.conftest import running
from tests.sandbox.ear import Ear, until
from tests.sandbox.kit import home
from tests.sandbox.test_acts import MANIFEST


async def test_a_message_is_an_event(sandbox: Sandbox, ear: Ear) -> None:
    said = await sandbox.say("U0ADA", "C0HELP", "Hello")
    (heard,) = ear.heard
    body = heard.body
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", sandbox.team_id, sandbox.app_id)
    assert body["event_time"] == int(sandbox.clock.now().timestamp())
    assert body["authorizations"][0]["user_id"] == sandbox.bot_user_id
    event = body["event"]
    assert (event["type"], event["channel"], event["channel_type"]) == ("message", "C0HELP", "channel")
    assert (event["user"], event["text"], event["ts"], event["event_ts"]) == ("U0ADA", "Hello", said.ts, said.ts)
    assert event["blocks"][0]["type"] == "rich_text"
    assert "subtype" not in event


async def test_deliveries_are_signed(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.say("U0ADA", "C0HELP", "Hello")
    heard = ear.heard[0]
    stamp = heard.headers["X-Slack-Request-Timestamp"]
    assert abs(int(stamp) - time.time()) < 60
    base = f"v0:{stamp}:{heard.raw}".encode()
    digest = hmac.new(sandbox.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert heard.headers["X-Slack-Signature"] == f"v0={digest}"
    assert "X-Slack-Retry-Num" not in heard.headers


async def test_the_app_hears_itself(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C0HELP", text="Hello")
    await sandbox.idle()
    (event,) = ear.events("message")
    assert (event["user"], event["bot_id"], event["app_id"]) == (sandbox.bot_user_id, sandbox.bot_id, sandbox.app_id)


async def test_changes_and_deletions_are_subtypes(sandbox: Sandbox, ear: Ear) -> None:
    parent = await sandbox.say("U0ADA", "C0HELP", "a")
    reply = await sandbox.say("U0GRACE", "C0HELP", "b", thread_ts=parent.ts)
    assert ear.events()[-1]["parent_user_id"] == "U0ADA"
    await sandbox.edit("U0GRACE", "C0HELP", reply.ts, "c")
    changed = ear.events()[-1]
    assert (changed["subtype"], changed["hidden"], changed["channel_type"]) == ("message_changed", True, "channel")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("c", "b")
    assert changed["message"]["thread_ts"] == parent.ts
    assert "user" not in changed
    await sandbox.delete("U0ADA", "C0HELP", parent.ts)
    assert ear.events()[-1]["message"]["subtype"] == "tombstone"
    await sandbox.delete("U0GRACE", "C0HELP", reply.ts)
    deleted = ear.events()[-1]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply.ts)


async def test_a_reaction_names_whose_message_it_is(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C0HELP", text="a")
    await sandbox.react("U0GRACE", "C0HELP", answer["ts"], "+1")
    await sandbox.unreact("U0GRACE", "C0HELP", answer["ts"], "+1")
    await sandbox.idle()
    (added,), (removed,) = ear.events("reaction_added"), ear.events("reaction_removed")
    assert added["item"] == removed["item"] == {"type": "message", "channel": "C0HELP", "ts": answer["ts"]}
    assert (added["user"], added["reaction"], added["item_user"]) == ("U0GRACE", "+1", sandbox.bot_user_id)
    assert removed["event_ts"] > added["event_ts"]


async def test_other_places_are_silent(sandbox: Sandbox, ear: Ear) -> None:
    said = await sandbox.say("U0ADA", "C0RANDOM", "a")
    await sandbox.react("U0ADA", "C0RANDOM", said.ts, "+1")
    assert ear.heard == []
    await sandbox.say("U0ALAN", "C0SEC", "b")
    assert ear.events()[-1]["channel_type"] == "group"
    await sandbox.say("U0ADA", "D0ADA", "c")
    assert ear.events()[-1]["channel_type"] == "im"


async def test_a_mention_is_an_event_of_its_own(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.say("U0ADA", "C0HELP", "@knowhow hello")
    (mention,) = ear.events("app_mention")
    assert mention["text"] == "<@U0KNOW> hello"
    assert "channel_type" not in mention


async def test_only_what_the_manifest_asks_for_is_delivered(clock: SandboxClock, ear: Ear) -> None:
    async with running(Sandbox(clock=clock, app_manifest=MANIFEST)) as sandbox:
        sandbox.deliver_to(ear.url)
        said = await sandbox.say("U0ADA", "C0HELP", "not subscribed")
        await sandbox.react("U0ADA", "C0HELP", said.ts, "+1")
        await sandbox.open_home("U0ADA")
        assert ear.heard == []
        sandbox.granted_scopes.add("reactions:read")
        await sandbox.react("U0GRACE", "C0HELP", said.ts, "+1")
        assert len(ear.heard) == 1


async def test_a_refused_scope_silences_its_events(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.granted_scopes.discard("channels:history")
    await sandbox.say("U0ADA", "C0HELP", "a")
    assert ear.heard == []


async def test_membership_events(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.join("U0MAE", "C0ENG")
    await sandbox.invite_app("U0ADA", "C0RANDOM")
    invited = ear.events("member_joined_channel")[-1]
    assert (invited["user"], invited["inviter"], invited["channel_type"]) == (sandbox.bot_user_id, "U0ADA", "C")
    await sandbox.leave("U0MAE", "C0ENG")
    assert ear.events("member_left_channel")[-1]["user"] == "U0MAE"
    await sandbox.remove_app("U0ADA", "C0RANDOM")
    await sandbox.remove_app("U0ALAN", "C0SEC")
    assert ear.events("channel_left")[0]["channel"] == "C0RANDOM"
    assert ear.events("group_left")[0]["channel"] == "C0SEC"
    assert ear.events("member_left_channel")[-1]["user"] == sandbox.bot_user_id


async def test_channel_events(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.rename("U0ADA", "C0HELP", "questions")
    assert ear.events()[-1]["channel"]["name"] == "questions"
    await sandbox.archive("U0ADA", "C0HELP")
    await sandbox.unarchive("U0ADA", "C0HELP")
    await sandbox.archive("U0ALAN", "C0SEC")
    kinds = [event["type"] for event in ear.events()]
    assert kinds == ["channel_rename", "channel_archive", "channel_unarchive", "group_archive"]


async def test_people_events(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.change_user("U0ADA", tz="Asia/Tokyo")
    assert ear.events("user_change")[-1]["user"]["tz"] == "Asia/Tokyo"
    await sandbox.deactivate("U0ADA")
    assert ear.events("user_change")[-1]["user"]["deleted"]
    await sandbox.add_person(Person("U0ROSA", "rosa", "Rosa Parks"))
    assert ear.events("team_join")[-1]["user"]["id"] == "U0ROSA"


async def test_opening_the_home(sandbox: Sandbox, ear: Ear, client: AsyncWebClient) -> None:
    await sandbox.open_home("U0ADA")
    first = ear.events("app_home_opened")[-1]
    assert (first["user"], first["tab"], first["channel"], "view" in first) == ("U0ADA", "home", "D0ADA", False)
    await client.views_publish(user_id="U0ADA", view=home())
    await sandbox.open_home("U0ADA")
    assert ear.events("app_home_opened")[-1]["view"]["type"] == "home"
    assert await sandbox.open_dm("U0ADA") == "D0ADA"
    assert ear.events("app_home_opened")[-1]["tab"] == "messages"


async def test_uninstalling_is_the_last_that_is_heard(sandbox: Sandbox, ear: Ear) -> None:
    await sandbox.revoke()
    assert {event["type"] for event in ear.events()} == {"tokens_revoked", "app_uninstalled"}
    await sandbox.say("U0ADA", "C0HELP", "a")
    assert len(ear.heard) == 2


# Retries


def retries(ear: Ear) -> list[tuple[str | None, str | None]]:
    names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
    return [(heard.headers.get(names[0]), heard.headers.get(names[1])) for heard in ear.heard]


async def test_a_failed_event_comes_again_at_once_then_later(sandbox: Sandbox, ear: Ear, clock: SandboxClock) -> None:
    ear.answer(status=500, times=4)
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    assert retries(ear) == [(None, None), ("1", "http_error")]
    clock.advance(timedelta(seconds=59))
    await sandbox.idle()
    assert len(ear.heard) == 2
    clock.advance(timedelta(seconds=1))
    await sandbox.idle()
    clock.advance(timedelta(minutes=5))
    await sandbox.idle()
    clock.advance(timedelta(days=1))
    await sandbox.idle()
    assert retries(ear)[2:] == [("2", "http_error"), ("3", "http_error")]
    assert len({heard.body["event_id"] for heard in ear.heard}) == 1


async def test_a_success_ends_the_retries(sandbox: Sandbox, ear: Ear, clock: SandboxClock) -> None:
    ear.answer(status=404)
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    clock.advance(timedelta(hours=1))
    await sandbox.idle()
    assert retries(ear) == [(None, None), ("1", "http_error")]


async def test_an_app_may_decline_retries(sandbox: Sandbox, ear: Ear) -> None:
    ear.answer(status=500, headers={"X-Slack-No-Retry": "1"})
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    assert len(ear.heard) == 1


async def test_an_absent_app_gets_it_later(sandbox: Sandbox, ear: Ear, clock: SandboxClock) -> None:
    sandbox.deliver_to(None)
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    sandbox.deliver_to(ear.url)
    clock.advance(timedelta(minutes=1))
    await sandbox.idle()
    assert retries(ear) == [("2", "connection_failed")]


async def test_a_running_clock_retries_by_itself(ear: Ear) -> None:
    clock = SandboxClock()
    async with running(Sandbox(clock=clock, ack_timeout=0.3)) as sandbox:
        sandbox.deliver_to(ear.url)
        ear.answer(status=500, times=2)
        await sandbox.say("U0ADA", "C0HELP", "a")
        await sandbox.idle()
        clock.advance(timedelta(seconds=59.95))
        await until(lambda: len(ear.heard) == 3)
        assert retries(ear)[2] == ("2", "http_error")
        ear.answer(status=500, times=2)
        await sandbox.say("U0ADA", "C0HELP", "b")
        await sandbox.idle()


# Misbehaviour


async def test_an_event_can_come_twice(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.faults.add(Fault.deliver_twice("message"))
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.say("U0ADA", "C0HELP", "b")
    assert [event["text"] for event in ear.events()] == ["a", "a", "b"]
    assert ear.heard[0].body["event_id"] == ear.heard[1].body["event_id"]


async def test_events_can_change_places(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.faults.add(Fault.deliver_out_of_order("message"))
    await sandbox.say("U0ADA", "C0HELP", "a")
    assert ear.heard == []
    await sandbox.say("U0ADA", "C0HELP", "b")
    await sandbox.idle()
    assert [event["text"] for event in ear.events()] == ["b", "a"]
    sandbox.faults.add(Fault.deliver_out_of_order("event"))
    await sandbox.say("U0ADA", "C0HELP", "alone")
    await sandbox.idle()
    assert ear.events()[-1]["text"] == "alone"


async def test_a_lost_acknowledgement_is_a_timeout(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.faults.add(Fault.lose_ack("message"))
    await sandbox.say("U0ADA", "C0HELP", "a")
    await sandbox.idle()
    assert retries(ear) == [(None, None), ("1", "http_timeout")]


async def test_a_slow_acknowledgement_is_a_timeout(sandbox: Sandbox, ear: Ear) -> None:
    is_over = asyncio.Event()

    async def late(_: Any) -> web.Response:
        await is_over.wait()
        return web.Response()

    ear.answers.append(late)
    outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert")
    is_over.set()
    assert outcome.failure == '/ask-expert failed with the error "operation_timeout"'


@pytest.mark.parametrize("kind", ["lose_ack", "deliver_twice"])
async def test_chance_repeats_with_its_seed(sandbox: Sandbox, ear: Ear, kind: str) -> None:
    counts = []
    for _ in range(2):
        ear.heard.clear()
        sandbox.faults.random(7, {kind: 0.5})
        for number in range(6):
            await sandbox.say("U0ADA", "C0HELP", str(number))
        sandbox.faults.clear()
        await sandbox.idle()
        counts.append([event["text"] for event in ear.events()])
    assert counts[0] == counts[1]
    assert len(counts[0]) > 6
