"""Add one's take to a tip: by the form, or in the thread of its card."""

from dataclasses import replace

import pytest

from bot.domain.ids import TipId, WorkspaceId
from bot.sandbox import Fault
from tests.workspace import Member, Seen, Workspace

TIP = "Run terraform plan with -refresh=false while you only edit: it is much faster."
TAKE = "Only while nobody else applies."


def seen_by(who: Member, message: Seen) -> Seen:
    """The same message before somebody else."""
    return replace(message, who=who)


async def comments(ws: Workspace) -> list[tuple[str, str]]:
    """Who added what to the only tip."""
    kept = await ws.store.read(WorkspaceId(ws.sandbox.team_id), lambda uow: uow.comments.of_tip(TipId(1)))
    return [(each.author, each.text) for each in kept]


async def test_a_take_appears_in_the_thread_with_its_author_and_calls_the_tip_s(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    assert TIP in str(ws.grace.form.blocks)
    assert (await ws.grace.fills(take=TAKE)).ok

    posted = ws.alan.sees(TAKE, "C0HELP")
    assert posted.message.thread_ts == card.ts
    assert "<@U0ADA>, <@U0GRACE> adds:" in posted.text
    assert await comments(ws) == [("U0GRACE", TAKE)]


@pytest.mark.parametrize("blank", ["   ", "\n\n"])
async def test_a_blank_take_keeps_the_form_open(ws: Workspace, blank: str) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    outcome = await ws.grace.fills(take=blank)
    assert outcome.errors == {"take": "A little more, please: at least 1 character."}
    assert (await ws.grace.fills(take=TAKE)).ok


async def test_a_take_sent_twice_by_slack_is_one(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.grace.fills(take=TAKE)
    assert len(await comments(ws)) == 1
    assert len([seen for seen in ws.ada.messages("C0HELP") if TAKE in seen.text]) == 1


async def test_a_take_that_slack_refuses_to_post_comes_back_to_its_author(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    ws.sandbox.faults.add(Fault.error("chat.postMessage", "restricted_action"))
    await ws.grace.fills(take=TAKE)

    told = ws.grace.sees("could not post what you added")
    assert "posting in that channel is restricted" in told.text
    assert TAKE in told.text
    assert await comments(ws) == []


async def test_the_author_edits_and_deletes_a_take_and_nobody_else_does(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    await ws.grace.fills(take=TAKE)
    posted = ws.grace.sees(TAKE, "C0HELP")
    for what in ("edit", "delete"):
        await seen_by(ws.alan, posted).chooses(what)
        assert ws.sandbox.modal("U0ALAN") is None
    ws.alan.sees("Only the person who wrote that can change it", "C0HELP")

    await posted.chooses("edit")
    assert ws.grace.form_value("take") == TAKE
    await ws.grace.fills(take="Not while somebody applies.")
    assert "Not while somebody applies." in posted.text
    await posted.chooses("delete")
    await ws.grace.fills()
    assert "taken back" in posted.text
    assert await comments(ws) == []


async def test_replies_in_the_card_s_thread_are_comments_the_author_s_too(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).replies(TAKE)
    await card.replies("True.")
    elsewhere = await ws.alan.says("C0HELP", "Lunch, anybody?")
    await seen_by(ws.grace, elsewhere).replies("Yes please.")
    assert await comments(ws) == [("U0GRACE", TAKE), ("U0ADA", "True.")]


async def test_an_author_s_edits_and_deletion_in_the_thread_are_followed(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    reply = await seen_by(ws.grace, card).replies(TAKE)
    await ws.sandbox.edit("U0GRACE", "C0HELP", reply.ts, "Not while somebody applies.")
    await ws.settle()
    assert await comments(ws) == [("U0GRACE", "Not while somebody applies.")]
    await ws.sandbox.delete("U0GRACE", "C0HELP", reply.ts)
    await ws.settle()
    assert await comments(ws) == []


async def test_an_edit_that_overtakes_its_message_is_the_comment(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("message"))
    reply = await ws.sandbox.say("U0GRACE", "C0HELP", TAKE, thread_ts=card.ts)
    await ws.sandbox.edit("U0GRACE", "C0HELP", reply.ts, "Not while somebody applies.")
    await ws.settle()
    assert await comments(ws) == [("U0GRACE", "Not while somebody applies.")]


async def test_a_deletion_that_overtakes_its_message_leaves_no_comment(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("message"))
    reply = await ws.sandbox.say("U0GRACE", "C0HELP", TAKE, thread_ts=card.ts)
    await ws.sandbox.delete("U0GRACE", "C0HELP", reply.ts)
    await ws.settle()
    assert await comments(ws) == []


async def test_a_reply_under_a_card_that_is_not_settled_yet_is_a_comment(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage"))
    await ws.ada.command("/share-tip", TIP)
    view = ws.ada.form
    await ws.ada.types("channel", "help")
    await ws.sandbox.submit("U0ADA", view.id, {"channel": {"public_channel": "C0HELP"}})
    await ws.knowhow.work()
    card = ws.grace.sees("shares a tip", "C0HELP")
    await ws.sandbox.say("U0GRACE", "C0HELP", TAKE, thread_ts=card.ts)
    await ws.tick(minutes=10)
    assert await comments(ws) == [("U0GRACE", TAKE)]


async def test_nothing_is_added_to_a_tip_that_was_taken_back(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await seen_by(ws.grace, card).presses("Add your take")
    await card.chooses("delete")
    await ws.ada.fills()

    assert "no longer there" in (await ws.grace.fills(take=TAKE)).errors["take"]
    await seen_by(ws.alan, card).replies("Pity.")
    assert await comments(ws) == []


async def test_a_reply_that_is_also_kept_as_an_answer_is_followed_in_both_places(ws: Workspace) -> None:
    question = await ws.mae.asks("Why is terraform plan so slow on my machine?")
    assert question is not None
    card = await ws.ada.shares(TIP)
    reply = await seen_by(ws.grace, card).replies(TAKE)
    await ws.alan.shortcut("answer.save", reply)
    assert (await ws.alan.fills()).ok

    await ws.sandbox.delete("U0GRACE", "C0HELP", reply.ts)
    await ws.settle()
    assert await comments(ws) == []
    assert "Waiting" in question.text
