import json
from collections.abc import AsyncIterator
from dataclasses import astuple
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.messages import kit
from bot.sandbox import Fault, Sandbox, SandboxClock
from bot.slack.client import new_session
from bot.slack.gateway import Gateway, ViewRefused
from bot.slack.looking import CannotLook
from bot.slack.outcomes import Ambiguous, NotSent, Outcome, RateLimited, Refused, Sent
from bot.slack.readings import MessageRef
from bot.slack.scopes import REQUIRED
from tests.slack.wire import Answer, Wire, hangs, hangs_up, no, ok, says, sends, wire

HELLO = kit.Message("Hello <there>", (kit.section("Hello"),))
ASK = kit.modal("Ask an expert", [kit.section("Hello")], "question.ask")
HOME = kit.home([kit.section("Hello")])
SINCE = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)  # 1,700,000,000 s of Slack's time
HERE = WorkspaceId("T1")
TS = MessageTs("1700000000.000100")


@pytest.fixture
async def slack() -> AsyncIterator[Wire]:
    async with wire() as it:
        yield it


@pytest.fixture
async def gateway(slack: Wire) -> AsyncIterator[Gateway]:
    async with new_session() as session:
        yield Gateway("xoxb-test", base_url=slack.api_url, session=session)


@pytest.fixture
async def hasty(slack: Wire) -> AsyncIterator[Gateway]:
    """A gateway that gives up at once."""
    timeout = aiohttp.ClientTimeout(total=0.05)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Gateway("xoxb-test", base_url=slack.api_url, session=session, view_seconds=0.02)


async def test_a_post_carries_its_key_and_no_unfurling_and_names_where_it_went(slack: Wire, gateway: Gateway) -> None:
    slack.put("chat.postMessage", ok(channel="D0ADA", ts=TS))

    outcome = await gateway.post("U0ADA", HELLO, key="invitation:7", thread_ts="1.2")

    assert outcome == Sent(ChannelId("D0ADA"), TS)
    [sent] = slack.made("chat.postMessage")
    assert sent["channel"] == "U0ADA"
    assert sent["thread_ts"] == "1.2"
    assert sent["metadata"] == {"event_type": "knowhow_notice", "event_payload": {"key": "invitation:7"}}
    assert sent["unfurl_links"] is False
    assert sent["unfurl_media"] is False
    assert sent["text"] == HELLO.text
    assert sent["blocks"] == list(HELLO.blocks)
    assert "link_names" not in sent
    assert "parse" not in sent


OUTCOMES: list[tuple[str, Answer, Outcome]] = [
    ("archived", no("is_archived"), Refused("is_archived")),
    ("not a member", no("not_in_channel"), Refused("not_in_channel")),
    ("revoked", no("token_revoked", 401), Refused("token_revoked")),
    ("bad blocks", no("invalid_blocks"), Refused("invalid_blocks")),
    ("a name of next year", no("purple_channel"), Refused("purple_channel")),
    ("limited", no("ratelimited", 429, {"Retry-After": "30"}), RateLimited(timedelta(seconds=30))),
    (
        "limited as text",
        says(429, "slow down", "text/html", {"Retry-After": "7"}),
        RateLimited(timedelta(seconds=7)),
    ),
    ("limited, nobody knows how long", no("ratelimited", 429), RateLimited(timedelta(seconds=30))),
    ("limited by nonsense", no("ratelimited", 429, {"Retry-After": "²"}), RateLimited(timedelta(seconds=30))),
    ("limited to no time", no("ratelimited", 429, {"Retry-After": "0"}), RateLimited(timedelta(seconds=1))),
    ("limited for ages", no("ratelimited", 429, {"Retry-After": "9" * 40}), RateLimited(timedelta(hours=1))),
    ("limited with 200", no("rate_limited"), RateLimited(timedelta(seconds=30))),
    ("cut off", no("request_timeout"), NotSent("request_timeout")),
    ("moving", no("team_added_to_org"), NotSent("team_added_to_org")),
    ("turned away by a proxy", says(403, "<html>", "text/html"), NotSent("http_403")),
    ("internal", no("internal_error"), Ambiguous("internal_error")),
    ("fatal", no("fatal_error", 500), Ambiguous("fatal_error")),
    ("unavailable", no("service_unavailable", 503), Ambiguous("service_unavailable")),
    ("a page", says(502, "<html>Bad gateway", "text/html"), Ambiguous("http_502")),
    ("a page with 200", says(200, "<html>", "text/html"), Ambiguous("unreadable_answer")),
    ("half an answer", says(200, '{"ok": true, "chan'), Ambiguous("unreadable_answer")),
    ("half an answer with 500", says(500, '{"ok"'), Ambiguous("http_500")),
    ("no object", says(200, "[1]"), Ambiguous("AttributeError")),
    ("no JSON at all", says(200, "ok", "text/plain"), Ambiguous("AttributeError")),
    ("no name", says(200, '{"ok": false}'), Ambiguous("unreadable_answer")),
    ("an odd name", says(200, '{"ok": false, "error": 5}'), Ambiguous("unreadable_answer")),
    ("no UTF-8", sends(b'{"ok": "\xff"}'), Ambiguous("UnicodeDecodeError")),
    ("hung up", hangs_up, Ambiguous("ServerDisconnectedError")),
]


@pytest.mark.parametrize(("answer", "outcome"), [case[1:] for case in OUTCOMES], ids=[case[0] for case in OUTCOMES])
async def test_every_answer_to_a_post_has_its_meaning_and_is_asked_for_once(
    slack: Wire, gateway: Gateway, answer: Answer, outcome: Outcome
) -> None:
    slack.put("chat.postMessage", answer)

    assert await gateway.post("C0HELP", HELLO, key="k") == outcome
    assert len(slack.made("chat.postMessage")) == 1


async def test_a_post_that_slack_does_not_answer_is_ambiguous(slack: Wire, hasty: Gateway) -> None:
    slack.put("chat.postMessage", hangs(slack))

    assert await hasty.post("C0HELP", HELLO, key="k") == Ambiguous("TimeoutError")


async def test_a_post_that_never_left_is_not_sent(unused_tcp_port: int) -> None:
    async with new_session() as session:
        gateway = Gateway("xoxb-test", base_url=f"http://127.0.0.1:{unused_tcp_port}/api/", session=session)

        assert await gateway.post("C0HELP", HELLO, key="k") == NotSent("ClientConnectorError")


async def test_an_update_keeps_the_key(slack: Wire, gateway: Gateway) -> None:
    slack.put("chat.update", ok(channel="C0HELP", ts=TS))

    assert await gateway.update("C0HELP", TS, HELLO, key="k") == Sent(ChannelId("C0HELP"), TS)
    assert slack.made("chat.update")[0]["metadata"]["event_payload"] == {"key": "k"}


async def test_a_home_is_published_for_the_person(slack: Wire, gateway: Gateway) -> None:
    assert await gateway.publish_home("U0ADA", HOME) == Sent(ChannelId(""), MessageTs(""))
    assert slack.made("views.publish") == [{"user_id": "U0ADA", "view": HOME.as_dict()}]


def history(*keys: str, more: str = "", event_type: str = "knowhow_notice") -> Answer:
    messages = [
        {
            "ts": f"17000000{number:02}.000100",
            "metadata": {"event_type": event_type, "event_payload": {"key": key}},
        }
        for number, key in enumerate(keys)
    ]
    return ok(messages=[{"ts": "1700000099.000100"}, *messages], response_metadata={"next_cursor": more})


async def test_a_message_is_found_by_its_key_on_a_later_page(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.history", history("a", more="two"), history("b", "mine"))

    found = await gateway.find("C0HELP", "mine", since=SINCE)

    assert found == MessageRef(ChannelId("C0HELP"), MessageTs("1700000001.000100"))
    first, second = slack.made("conversations.history")
    assert first["include_all_metadata"] == "1"
    assert "oldest" not in first
    assert second["cursor"] == "two"


async def test_a_message_is_looked_for_in_its_thread_and_in_the_direct_message(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.open", ok(channel={"id": "D0ADA"}))
    slack.put("conversations.replies", history("mine"))

    found = await gateway.find("U0ADA", "mine", since=SINCE, thread_ts="1.2")

    assert found == MessageRef(ChannelId("D0ADA"), MessageTs("1700000000.000100"))
    assert slack.made("conversations.open") == [{"users": "U0ADA"}]
    assert slack.made("conversations.replies")[0]["ts"] == "1.2"


async def test_a_message_of_another_app_with_the_same_key_is_not_ours(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.history", history("mine", event_type="theirs"))

    assert await gateway.find("C0HELP", "mine", since=SINCE) is None


async def test_a_message_is_found_though_our_clock_was_hours_ahead_of_slacks(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.history", history("mine"))

    found = await gateway.find("C0HELP", "mine", since=SINCE + timedelta(hours=5))

    assert found == MessageRef(ChannelId("C0HELP"), MessageTs("1700000000.000100"))


async def test_it_is_looked_for_no_further_back_than_it_can_be(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.history", history("a", more="next"))

    assert await gateway.find("C0HELP", "mine", since=SINCE + timedelta(minutes=5)) is None
    assert len(slack.made("conversations.history")) == 1


async def test_what_was_not_seen_to_the_end_is_not_called_missing(slack: Wire, gateway: Gateway) -> None:
    slack.put("conversations.history", history("a", more="next"))

    with pytest.raises(CannotLook, match="too_many_messages"):
        await gateway.find("C0HELP", "mine", since=SINCE)
    assert len(slack.made("conversations.history")) == 5


@pytest.mark.parametrize(
    ("answer", "error", "after"),
    [
        (no("missing_scope"), "missing_scope", None),
        (no("ratelimited", 429, {"Retry-After": "9"}), "ratelimited", timedelta(seconds=9)),
        (says(502, "", "text/html"), "http_502", None),
        (says(200, "{"), "unreadable_answer", None),
    ],
)
async def test_a_look_that_fails_says_why(
    slack: Wire, gateway: Gateway, answer: Answer, error: str, after: timedelta | None
) -> None:
    slack.put("conversations.history", answer)

    with pytest.raises(CannotLook) as failure:
        await gateway.find("C0HELP", "mine", since=SINCE)
    assert (failure.value.error, failure.value.after) == (error, after)


async def test_what_only_reads_is_asked_again_when_the_connection_breaks(slack: Wire, gateway: Gateway) -> None:
    slack.put("auth.test", hangs_up, ok(team_id="T0KNOW", user_id="U0KNOW"))

    assert (await gateway.identity()).workspace == "T0KNOW"
    assert len(slack.made("auth.test")) == 2


async def test_what_only_reads_is_not_asked_a_third_time(slack: Wire, gateway: Gateway) -> None:
    slack.put("auth.test", hangs_up)

    with pytest.raises(CannotLook, match="ServerDisconnectedError"):
        await gateway.identity()
    assert len(slack.made("auth.test")) == 2


async def test_an_identity_has_the_scopes_of_the_header(slack: Wire, gateway: Gateway) -> None:
    body = {"team_id": "T0KNOW", "team": "Know", "url": "https://know.slack.com/", "user_id": "U0KNOW"}
    slack.put("auth.test", ok(headers={"X-OAuth-Scopes": "chat:write, commands,"}, bot_id="B0KNOW", **body))

    identity = await gateway.identity()

    assert identity.scopes == {"chat:write", "commands"}
    assert identity.workspace == WorkspaceId("T0KNOW")
    assert identity.bot_user == PersonId("U0KNOW")
    assert identity.bot == "B0KNOW"
    assert identity.app is None


async def test_a_modal_opens_and_another_goes_on_top(slack: Wire, gateway: Gateway) -> None:
    for method in ("views.open", "views.push"):
        slack.put(method, ok(view={"id": "V1", "hash": "h1"}))

    assert await gateway.open_view("t1", ASK) == kit.ViewRef("V1", "h1")
    assert await gateway.push_view("t2", ASK) == kit.ViewRef("V1", "h1")
    assert slack.made("views.open") == [{"trigger_id": "t1", "view": ASK.as_dict()}]
    assert slack.made("views.push")[0]["trigger_id"] == "t2"


async def test_a_modal_changes_only_as_it_was_last_seen(slack: Wire, gateway: Gateway) -> None:
    slack.put("views.update", ok(view={"id": "V1", "hash": "h2"}), no("hash_conflict"))

    assert await gateway.update_view(kit.ViewRef("V1", "h1"), ASK) == kit.ViewRef("V1", "h2")
    assert slack.made("views.update") == [{"view_id": "V1", "hash": "h1", "view": ASK.as_dict()}]
    with pytest.raises(ViewRefused, match="hash_conflict"):
        await gateway.update_view(kit.ViewRef("V1", "h1"), ASK)


async def test_a_refused_modal_says_why_and_repeats_nothing(slack: Wire, gateway: Gateway) -> None:
    slack.put("views.open", no("expired_trigger_id"))

    with pytest.raises(ViewRefused) as refusal:
        await gateway.open_view("t1", ASK)
    assert refusal.value.error == "expired_trigger_id"
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


async def test_a_modal_is_not_waited_for_longer_than_its_trigger_lives(slack: Wire, hasty: Gateway) -> None:
    slack.put("views.open", hangs(slack))

    with pytest.raises(ViewRefused, match="TimeoutError"):
        await hasty.open_view("t1", ASK)


async def test_a_response_is_for_the_person_only(slack: Wire, gateway: Gateway) -> None:
    assert await gateway.respond(f"{slack.url}/hooks/one", HELLO)

    [sent] = slack.made("one")
    assert sent["response_type"] == "ephemeral"
    assert sent["replace_original"] is False
    assert sent["text"] == HELLO.text
    assert "thread_ts" not in sent


async def test_a_response_replaces_or_deletes_and_stays_in_its_thread(slack: Wire, gateway: Gateway) -> None:
    assert await gateway.respond(f"{slack.url}/hooks/one", HELLO, replace=True, thread_ts="1.2")
    assert await gateway.respond(f"{slack.url}/hooks/one", None, delete=True)

    replaced, deleted = slack.made("one")
    assert (replaced["replace_original"], replaced["thread_ts"]) == (True, "1.2")
    assert deleted["delete_original"] is True
    assert "text" not in deleted


@pytest.mark.parametrize("answer", [says(404, "used_url", "text/plain"), hangs_up])
async def test_a_response_that_slack_does_not_take_is_told_and_not_repeated(
    slack: Wire, gateway: Gateway, answer: Answer
) -> None:
    slack.put("one", answer)

    assert await gateway.respond(f"{slack.url}/hooks/one", HELLO) is False
    assert len(slack.made("one")) == 1


PEOPLE = [
    (
        {
            "id": "U1",
            "name": "ada",
            "tz": "Europe/London",
            "profile": {"display_name": "Ada", "real_name": "Ada L"},
        },
        Profile(PersonId("U1"), "Ada", "Europe/London"),
    ),
    (
        {
            "id": "U2",
            "name": "grace",
            "is_owner": True,
            "profile": {"display_name": "", "real_name": "Grace Hopper"},
        },
        Profile(PersonId("U2"), "Grace Hopper", "", is_admin=True),
    ),
    (
        {"id": "U3", "name": "gone", "deleted": True, "is_ultra_restricted": True, "tz": None},
        Profile(PersonId("U3"), "gone", "", is_guest=True, is_deactivated=True),
    ),
    ({"id": "USLACKBOT", "is_bot": False}, Profile(PersonId("USLACKBOT"), "USLACKBOT", "", is_bot=True)),
    ({"id": "U4", "name": "emil", "team_id": "T2"}, Profile(PersonId("U4"), "emil", "", is_guest=True)),
    ({"id": "U5", "name": "vera", "is_stranger": True}, Profile(PersonId("U5"), "vera", "", is_guest=True)),
    (
        {"id": "U6", "name": "olga", "team_id": "E1", "enterprise_user": {"teams": ["T2", "T1"]}},
        Profile(PersonId("U6"), "olga", ""),
    ),
]


@pytest.mark.parametrize(("user", "profile"), PEOPLE)
async def test_a_profile_is_what_slack_says(
    slack: Wire, gateway: Gateway, user: dict[str, object], profile: Profile
) -> None:
    slack.put("users.info", says(200, json.dumps({"ok": True, "user": user})))

    assert await gateway.profile(profile.id, HERE) == profile
    assert slack.made("users.info") == [{"user": profile.id}]


async def test_nobody_has_no_profile_but_a_failure_is_not_nobody(slack: Wire, gateway: Gateway) -> None:
    slack.put("users.info", no("user_not_found"), no("internal_error"))

    assert await gateway.profile("U404", HERE) is None
    with pytest.raises(CannotLook, match="internal_error"):
        await gateway.profile("U1", HERE)


async def test_members_and_channels_are_read_to_the_last_page(slack: Wire, gateway: Gateway) -> None:
    slack.put(
        "conversations.members",
        ok(members=["U1", "U2"], response_metadata={"next_cursor": "two"}),
        ok(members=["U3"]),
    )
    slack.put(
        "users.conversations",
        ok(channels=[{"id": "C1", "name": "help"}], response_metadata={"next_cursor": "two"}),
        ok(channels=[{"id": "C2", "name": "sec", "is_private": True}], response_metadata={"next_cursor": ""}),
    )

    assert await gateway.members("C1") == {"U1", "U2", "U3"}
    assert await gateway.channels() == [
        Place(ChannelId("C1"), "help"),
        Place(ChannelId("C2"), "sec", is_private=True),
    ]
    assert slack.made("users.conversations")[0]["types"] == "public_channel,private_channel"
    assert slack.made("users.conversations")[0]["exclude_archived"] == "1"


async def test_an_app_token_is_tried_by_itself(slack: Wire, gateway: Gateway) -> None:
    slack.put("apps.connections.open", ok(url="wss://x"), no("invalid_auth"))

    await gateway.try_app_token("xapp-1")
    with pytest.raises(CannotLook, match="invalid_auth"):
        await gateway.try_app_token("xapp-2")


async def test_a_proxy_of_the_machine_is_not_asked_for_what_is_here(
    slack: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "slack.internal")

    async with new_session() as session:
        gateway = Gateway("xoxb-test", base_url=slack.api_url, session=session)
        exempt = Gateway("xoxb-test", base_url="https://slack.internal/api/", session=session)
        far = Gateway("xoxb-test", base_url="https://slack.com/api/", session=session)

        assert await gateway.publish_home("U0ADA", HOME) == Sent(ChannelId(""), MessageTs(""))
        assert await gateway.respond(f"{slack.url}/hooks/one", HELLO)
    assert exempt.client.proxy is None
    assert far.client.proxy == "http://127.0.0.1:9"


@pytest.fixture
async def workspace() -> AsyncIterator[Sandbox]:
    it = Sandbox(clock=SandboxClock(SINCE, running=False))
    await it.start()
    yield it
    await it.stop()


@pytest.fixture
async def at_work(workspace: Sandbox) -> AsyncIterator[Gateway]:
    async with new_session() as session:
        yield Gateway(workspace.bot_token, base_url=workspace.api_url, session=session)


async def test_on_the_sandbox_a_post_that_slack_kept_to_itself_is_found_again(
    workspace: Sandbox, at_work: Gateway
) -> None:
    workspace.faults.add(Fault.drop_after_work("chat.postMessage"))

    outcome = await at_work.post("U0ADA", HELLO, key="invitation:7")
    found = await at_work.find("U0ADA", "invitation:7", since=SINCE)

    assert isinstance(outcome, Ambiguous)
    assert found is not None
    assert found.channel == workspace.dm("U0ADA")
    assert [message.ts for message in workspace.messages(found.channel)] == [found.ts]
    assert await at_work.update(found.channel, found.ts, HELLO, key="invitation:7") == Sent(*astuple(found))


async def test_on_the_sandbox_a_reply_is_found_in_its_thread(at_work: Gateway) -> None:
    question = await at_work.post("C0HELP", HELLO, key="question_card:1")
    assert isinstance(question, Sent)
    answer = await at_work.post("C0HELP", HELLO, key="answer:1", thread_ts=question.ts)
    assert isinstance(answer, Sent)

    assert await at_work.find("C0HELP", "answer:1", since=SINCE, thread_ts=question.ts) == MessageRef(
        answer.channel, answer.ts
    )
    assert await at_work.find("C0HELP", "answer:2", since=SINCE, thread_ts=question.ts) is None


async def test_on_the_sandbox_we_are_who_we_are_and_know_people_and_places(
    workspace: Sandbox, at_work: Gateway
) -> None:
    identity = await at_work.identity()
    profile = await at_work.profile("U0KATH", WorkspaceId(workspace.team_id))

    assert identity.workspace == workspace.team_id
    assert identity.bot_user == workspace.bot_user_id
    assert set(REQUIRED) <= identity.scopes
    assert profile is not None
    assert (profile.zone, profile.is_admin) == ("America/Chicago", True)
    assert await at_work.profile("U0NOBODY", HERE) is None
    assert {place.id: place.is_private for place in await at_work.channels()} == {
        "C0HELP": False,
        "C0ENG": False,
        "C0SQL": False,
        "C0SEC": True,
    }
    assert "U0ALAN" in await at_work.members("C0SEC")
    assert await at_work.publish_home("U0ADA", HOME) == Sent(ChannelId(""), MessageTs(""))
    await at_work.try_app_token(workspace.app_token)
