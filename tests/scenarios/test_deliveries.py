"""Slack delivers at least once, in any order, and sometimes to somebody who is down: nothing is lost, nothing twice."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text, update

from bot import logs
from bot.domain.ids import WorkspaceId
from bot.sandbox import Fault
from bot.sandbox.deliver_http import sign
from storage import schema
from storage.unit_of_work import UnitOfWork
from tests.workspace import Seen, Workspace

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


@pytest.fixture
def log(_logging_as_it_was: None) -> io.StringIO:
    """What the running program logs."""
    stream = io.StringIO()
    logs.set_up("INFO", stream=stream)
    return stream


def team(ws: Workspace) -> WorkspaceId:
    return WorkspaceId(ws.sandbox.team_id)


async def count(ws: Workspace, table: str) -> int:
    return int(await ws.store.read(team(ws), lambda uow: rows(uow, table)))


def rows(uow: UnitOfWork, table: str) -> int:
    return int(uow._connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608 - ours


async def deliver(ws: Workspace, event: dict[str, Any], event_id: str, *, retry: int = 0) -> int:
    """Deliver an event by hand; returns the status of the answer."""
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": ws.sandbox.team_id,
            "api_app_id": ws.sandbox.app_id,
            "event_id": event_id,
            "event_time": int(ws.clock.now().timestamp()),
            "authorizations": [{"team_id": ws.sandbox.team_id, "user_id": ws.sandbox.bot_user_id, "is_bot": True}],
            "event": event,
        }
    )
    return await post(ws, body, retry=retry)


async def post(ws: Workspace, body: str, *, retry: int = 0) -> int:
    """Deliver a body by hand; returns the status of the answer."""
    headers = sign(body, secret=ws.sandbox.signing_secret, timestamp=int(ws.clock.now().timestamp()))
    headers |= {"Content-Type": "application/json"} | ({"X-Slack-Retry-Num": str(retry)} if retry else {})
    url = f"http://127.0.0.1:{ws.knowhow.port}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(url, data=body.encode(), headers=headers) as answer:
        return answer.status


def reply_to(ws: Workspace, card: Seen, words: str = ANSWER, ts: str = "1772463700.000900") -> dict[str, Any]:
    """A reply in the card's thread, as Slack tells of it."""
    return {
        "type": "message",
        "user": ws.grace.id,
        "text": words,
        "channel": "C0HELP",
        "channel_type": "channel",
        "ts": ts,
        "event_ts": ts,
        "thread_ts": card.ts,
        "team": ws.sandbox.team_id,
    }


async def test_a_reply_delivered_three_times_is_one_answer(ws: Workspace) -> None:
    card = await asked(ws)

    statuses = [await deliver(ws, reply_to(ws, card), "Ev1", retry=retry) for retry in range(3)]

    assert statuses == [200, 200, 200]
    assert await count(ws, "answer") == 1


async def test_a_reply_delivered_under_other_event_ids_is_one_answer(ws: Workspace) -> None:
    card = await asked(ws)

    for number in range(3):
        assert await deliver(ws, reply_to(ws, card), f"Ev{number}") == 200
    await ws.settle()

    assert await count(ws, "answer") == 1
    assert "1 answer" in card.text


async def test_two_replies_are_two_answers(ws: Workspace) -> None:
    card = await asked(ws)

    await deliver(ws, reply_to(ws, card), "Ev1")
    await deliver(ws, reply_to(ws, card, ts="1772463701.000900"), "Ev2")

    assert await count(ws, "answer") == 2


async def test_a_first_delivery_that_says_it_is_a_retry_counts(ws: Workspace) -> None:
    card = await asked(ws)

    assert await deliver(ws, reply_to(ws, card), "Ev1", retry=2) == 200

    assert await count(ws, "answer") == 1


@pytest.mark.parametrize("kind", ["command", "interactive", "event"])
async def test_a_question_whose_every_delivery_comes_twice(ws: Workspace, kind: str) -> None:
    ws.sandbox.faults.add(Fault.deliver_twice(kind, times=99))
    card = await asked(ws)
    await Seen(ws.grace, card.message).replies(ANSWER)
    answer = ws.ada.sees(ANSWER, "C0HELP")
    await answer.reacts("white_check_mark")
    await Seen(ws.alan, answer.message).reacts("+1")

    assert await count(ws, "question") == 1
    assert await count(ws, "answer") == 1
    assert await count(ws, "mark") == 2
    assert "Accepted" in card.text
    assert sum(QUESTION in seen.text for seen in ws.ada.messages("C0HELP")) == 1


async def test_events_whose_answer_got_lost_are_delivered_again_and_change_nothing(ws: Workspace) -> None:
    card = await asked(ws)
    ws.sandbox.faults.add(Fault.lose_ack("event", times=2))

    await Seen(ws.grace, card.message).replies(ANSWER)
    await ws.tick(minutes=7)

    assert await count(ws, "answer") == 1
    assert "1 answer" in card.text


async def test_a_form_whose_answer_got_lost_is_kept_and_sent_once(ws: Workspace) -> None:
    """As a crash between the commit and the answer: the person sees Slack's failure and sends it again."""
    await ws.ada.command("/ask-expert", QUESTION)
    ws.sandbox.faults.add(Fault.lose_ack("interactive"))
    await ws.ada.types("channel", "")
    ws.sandbox.faults.clear()
    ws.sandbox.faults.add(Fault.lose_ack("view_submission"))

    first = await ws.ada.fills(channel="C0HELP")
    assert not first.ok
    second = await ws.ada.fills(channel="C0HELP")

    assert second.ok
    assert await count(ws, "question") == 1
    assert sum(QUESTION in seen.text for seen in ws.ada.messages("C0HELP")) == 1


async def test_reactions_in_any_order_end_at_the_last(ws: Workspace) -> None:
    card = await asked(ws)
    await deliver(ws, reply_to(ws, card), "Ev1")
    reaction = {
        "user": ws.alan.id,
        "reaction": "+1",
        "item_user": ws.grace.id,
        "item": {"type": "message", "channel": "C0HELP", "ts": "1772463700.000900"},
    }
    told = [
        ({"type": "reaction_added", "event_ts": "1772463701.000100"} | reaction, "Ev2"),
        ({"type": "reaction_removed", "event_ts": "1772463702.000100"} | reaction, "Ev3"),
        ({"type": "reaction_added", "event_ts": "1772463703.000100"} | reaction, "Ev4"),
        ({"type": "reaction_removed", "event_ts": "1772463704.000100"} | reaction, "Ev5"),
    ]

    for event, event_id in (told[2], told[0], told[3], told[1], told[2]):
        assert await deliver(ws, event, event_id) == 200

    assert await count(ws, "mark") == 0


async def test_a_reaction_before_the_reply_it_stands_on_counts(ws: Workspace) -> None:
    card = await asked(ws)
    reaction = {
        "type": "reaction_added",
        "event_ts": "1772463702.000100",
        "user": ws.ada.id,
        "reaction": "white_check_mark",
        "item": {"type": "message", "channel": "C0HELP", "ts": "1772463700.000900"},
    }

    await deliver(ws, reaction, "Ev2")
    await deliver(ws, reply_to(ws, card), "Ev1")
    await ws.settle()

    assert "Accepted" in card.text


async def test_a_reply_under_a_card_that_is_not_known_yet_is_delivered_again(ws: Workspace) -> None:
    """The card stands in Slack, but its sending ended unclearly; somebody is quicker than we find it."""
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", QUESTION)
    await ws.ada.types("channel", "")
    assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {"channel": {"channel": "C0HELP"}})).ok
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage", times=2))
    await ws.knowhow.work()
    [card] = [seen for seen in ws.ada.messages("C0HELP") if QUESTION in seen.text]

    assert await deliver(ws, reply_to(ws, card), "Ev1") == 500
    await ws.settle()
    assert await deliver(ws, reply_to(ws, card), "Ev1", retry=1) == 200
    await ws.settle()

    assert await count(ws, "answer") == 1
    assert "1 answer" in card.text


async def test_a_reply_under_a_card_in_doubt_is_delivered_again_though_our_clock_was_ahead(ws: Workspace) -> None:
    """Only Slack can say that the card is ours: by our clock it was not even being sent when it was written."""
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", QUESTION)
    await ws.ada.types("channel", "")
    assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {"channel": {"channel": "C0HELP"}})).ok
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage", times=2))
    await ws.knowhow.work()
    [card] = [seen for seen in ws.ada.messages("C0HELP") if QUESTION in seen.text]
    ahead = update(schema.notice).values(first_sent_at=ws.clock.now() + timedelta(hours=1))
    await ws.store.everywhere(lambda all_: all_._connection.execute(ahead) and None)
    reply = reply_to(ws, card) | {"parent_user_id": ws.sandbox.bot_user_id}

    assert await deliver(ws, reply, "Ev1") == 500
    elsewhere = reply_to(ws, card, ts="1772463701.000900") | {"parent_user_id": ws.alan.id}
    assert await deliver(ws, elsewhere, "Ev2") == 200
    await ws.settle()
    assert await deliver(ws, reply, "Ev1", retry=1) == 200

    assert await count(ws, "answer") == 1


# When something of ours breaks: the table that every change of this kind needs is gone for a moment.


async def broken(ws: Workspace, table: str) -> Callable[[], Any]:
    await ws.store.everywhere(
        lambda all_: all_._connection.execute(text(f"ALTER TABLE {table} RENAME TO gone")) and None
    )

    async def mend() -> None:
        await ws.store.everywhere(
            lambda all_: all_._connection.execute(text(f"ALTER TABLE gone RENAME TO {table}")) and None
        )

    return mend


async def test_an_event_that_breaks_is_answered_with_500_recorded_nowhere_and_done_when_it_comes_again(
    ws: Workspace,
) -> None:
    card = await asked(ws)
    before = await count(ws, "delivery")
    mend = await broken(ws, "activity")

    assert await deliver(ws, reply_to(ws, card), "Ev1") == 500
    assert await count(ws, "answer") == 0
    assert await count(ws, "delivery") == before

    await mend()
    assert await deliver(ws, reply_to(ws, card), "Ev1", retry=1) == 200
    assert await count(ws, "answer") == 1


async def test_a_command_that_breaks_says_so_with_a_reference_that_is_in_the_log(
    ws: Workspace, log: io.StringIO
) -> None:
    mend = await broken(ws, "activity")
    outcome = await ws.sandbox.command(ws.grace.id, "C0HELP", "/my-topics", "terraform")
    await mend()

    assert outcome.ok
    said = ws.grace.sees("went wrong", "C0HELP").text
    assert "terraform" in said  # what was typed is not lost
    [reference] = set(re.findall(r"reference (\w+)", said))
    assert reference in log.getvalue()
    assert await count(ws, "topic") == 0


async def test_a_form_that_breaks_stays_open_with_a_reference_that_is_in_the_log(
    ws: Workspace, log: io.StringIO
) -> None:
    await ws.ada.command("/ask-expert", QUESTION)
    await ws.ada.types("channel", "")
    form = ws.ada.form
    mend = await broken(ws, "activity")
    outcome = await ws.sandbox.submit(ws.ada.id, form.id, {"channel": {"channel": "C0HELP"}})
    await mend()

    assert not outcome.ok
    [sentence] = outcome.errors.values()
    [reference] = re.findall(r"reference (\w+)", sentence)
    assert reference in log.getvalue()
    assert await count(ws, "question") == 0
    assert (await ws.ada.fills(channel="C0HELP")).ok
    assert await count(ws, "question") == 1


async def asked(ws: Workspace) -> Seen:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    return card


async def test_a_button_of_an_earlier_version_is_answered_in_words(ws: Workspace) -> None:
    client = AsyncWebClient(ws.sandbox.bot_token, base_url=ws.sandbox.api_url)
    button = {"type": "button", "action_id": "gone.away", "text": {"type": "plain_text", "text": "Old"}}
    await client.chat_postMessage(channel="C0HELP", text="Old", blocks=[{"type": "actions", "elements": [button]}])
    outcome = await ws.ada.sees("Old", "C0HELP").presses("Old")
    assert outcome.ok
    assert "earlier version" in ws.ada.sees("nothing was done", "C0HELP").text


async def test_slack_is_answered_when_it_says_that_it_holds_events_back(ws: Workspace, log: io.StringIO) -> None:
    told = {"type": "app_rate_limited", "team_id": ws.sandbox.team_id, "minute_rate_limited": 1}

    assert await post(ws, json.dumps(told)) == 200

    assert "slack holds events back" in log.getvalue()


@pytest.mark.parametrize("event", ["a word", {"type": ["a", "list"]}, {}, {"type": "message"}])
async def test_a_signed_event_that_is_not_slack_s_breaks_nothing(ws: Workspace, event: Any) -> None:
    assert await deliver(ws, event, "Ev0ODD") < 600
    assert await ws.ada.asks(QUESTION)


async def test_one_id_leads_through_the_log_from_a_delivery_to_its_messages(ws: Workspace, log: io.StringIO) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.grace.sees(QUESTION).presses("Answer")
    assert (await ws.grace.fills(answer=ANSWER)).ok

    told = [json.loads(line) for line in log.getvalue().splitlines()]
    handled = {each["name"]: each["request_id"] for each in told if each["event"] == "handled"}
    sent = [(each["kind"], each.get("request_id")) for each in told if each["event"] == "notice handled"]
    assert ("question_card", handled["question.ask"]) in sent
    assert ("asker_status", handled["question.ask"]) in sent
    assert ("answer_in_thread", handled["answer.give"]) in sent
    assert handled["question.ask"] != handled["answer.give"]
    [invited] = {by for kind, by in sent if kind == "invitation"} - set(handled.values())
    assert invited  # a step of its own, planned after the question was kept
    assert ANSWER not in log.getvalue()
