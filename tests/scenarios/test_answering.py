"""Point 4: answer, by a button, in the thread, under an invitation, or by keeping a message."""

from dataclasses import replace

import pytest

from bot.sandbox import Fault
from tests.workspace import Seen, Workspace

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


async def asked(ws: Workspace, **fields: str) -> Seen:
    """Ada asks in #help, and Grace, who knows, is invited."""
    await ws.grace.knows("terraform")
    card = await ws.ada.asks(QUESTION, **fields)
    assert card is not None
    return card


# By the button


async def test_an_answer_by_the_invitation_s_button_appears_in_the_thread_with_its_author(ws: Workspace) -> None:
    card = await asked(ws)
    invitation = ws.grace.sees(QUESTION)
    await invitation.presses("Answer")
    assert QUESTION in str(ws.grace.form.blocks)
    await ws.grace.fills(answer=ANSWER)

    posted = ws.alan.sees(ANSWER, "C0HELP")
    assert posted.message.thread_ts == card.ts
    assert "<@U0GRACE> answered" in posted.text
    assert "<@U0ADA>" in posted.text, "a named asker is called"
    assert "Answered" in card.text
    assert "You answered it" in invitation.text
    assert "You have 1 answer" in ws.ada.sees("Your question").text


async def test_anybody_answers_from_the_card(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    await ws.linus.fills(answer=ANSWER)

    assert "<@U0LINUS> answered" in ws.alan.sees(ANSWER, "C0HELP").text
    assert "1 answer" in card.text


async def test_the_asker_is_told_kindly_that_others_should_answer(ws: Workspace) -> None:
    card = await asked(ws)
    await card.presses("Answer")

    ws.ada.sees("The person who asked can't answer this one", "C0HELP")
    ws.alan.sees_nothing_of("can't answer this one", "C0HELP")
    assert ws.sandbox.modal("U0ADA") is None


@pytest.mark.parametrize("blank", ["   ", "\n\n"])
async def test_a_blank_answer_keeps_the_form_open(ws: Workspace, blank: str) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    outcome = await ws.linus.fills(answer=blank)

    assert outcome.errors == {"answer": "A little more, please: at least 1 character."}
    assert "Waiting" in card.text
    assert (await ws.linus.fills(answer=ANSWER)).ok
    assert "Answered" in card.text


async def test_an_answer_sent_twice_by_slack_is_one(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.linus.fills(answer=ANSWER)

    assert "1 answer" in card.text
    assert len([seen for seen in ws.ada.messages("C0HELP") if ANSWER in seen.text]) == 1


async def test_an_answer_to_a_question_withdrawn_meanwhile_is_not_lost_to_its_author(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    await ws.ada.sees("Your question").presses("Withdraw")
    outcome = await ws.linus.fills(answer=ANSWER)

    assert "no longer open" in outcome.errors["answer"]
    assert "Withdrawn" in card.text


# In the thread


async def test_a_reply_in_the_thread_is_an_answer(ws: Workspace) -> None:
    card = await asked(ws)
    reply = await replace(card, who=ws.linus).replies(ANSWER)

    assert "1 answer" in card.text
    assert ANSWER in ws.ada.sees("Your question").text
    said = [seen for seen in ws.ada.messages("C0HELP") if ANSWER in seen.text]
    assert [seen.ts for seen in said] == [reply.ts], "it stands in place, so it is not posted again"


async def test_the_asker_s_own_replies_are_no_answers(ws: Workspace) -> None:
    card = await asked(ws)
    await card.replies("I also tried turning it off and on.")

    assert "Waiting" in card.text
    await replace(card, who=ws.linus).replies(ANSWER)
    assert "1 answer" in card.text


async def test_what_is_said_elsewhere_is_no_answer(ws: Workspace) -> None:
    card = await asked(ws)
    await ws.linus.says("C0HELP", "Good morning!")
    chat = await ws.alan.says("C0HELP", "Lunch, anybody?")
    await replace(chat, who=ws.linus).replies("Yes please.")

    assert "Waiting" in card.text


async def test_an_author_s_edits_and_deletion_in_the_thread_are_followed(ws: Workspace) -> None:
    card = await asked(ws)
    reply = await replace(card, who=ws.linus).replies(ANSWER)
    await ws.sandbox.edit("U0LINUS", "C0HELP", reply.ts, "Rather use the new workflow.")
    await ws.settle()
    status = ws.ada.sees("Your question")
    assert "Rather use the new workflow" in status.text
    assert ANSWER not in status.text

    await ws.sandbox.delete("U0LINUS", "C0HELP", reply.ts)
    await ws.settle()
    assert "Waiting" in card.text
    assert "new workflow" not in status.text


async def test_an_edit_that_overtakes_its_message_is_the_answer(ws: Workspace) -> None:
    card = await asked(ws)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("message"))
    reply = await ws.sandbox.say("U0LINUS", "C0HELP", ANSWER, thread_ts=card.ts)
    await ws.sandbox.edit("U0LINUS", "C0HELP", reply.ts, "Rather use the new workflow.")
    await ws.settle()

    assert "1 answer" in card.text
    assert "Rather use the new workflow" in ws.ada.sees("Your question").text


async def test_a_deletion_that_overtakes_its_message_leaves_no_answer(ws: Workspace) -> None:
    card = await asked(ws)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("message"))
    reply = await ws.sandbox.say("U0LINUS", "C0HELP", ANSWER, thread_ts=card.ts)
    await ws.sandbox.delete("U0LINUS", "C0HELP", reply.ts)
    await ws.settle()

    assert "Waiting" in card.text


async def test_a_reply_with_a_link_reads_as_it_was_typed(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).replies("See https://wiki.test/keys?a=1&b=2 & <ask> me.")

    assert "See https://wiki.test/keys?a=1&amp;b=2 &amp; &lt;ask&gt; me." in ws.ada.sees("Your question").text


async def test_a_deleted_answer_takes_its_evidence_along(ws: Workspace) -> None:
    card = await asked(ws)
    reply = await replace(card, who=ws.linus).replies(ANSWER)
    await ws.alan.command("/find-expert", "terraform")
    assert "<@U0LINUS>" in ws.alan.sees("known for", "C0HELP").text

    await ws.sandbox.delete("U0LINUS", "C0HELP", reply.ts)
    await ws.alan.command("/find-expert", "terraform")
    assert "<@U0LINUS>" not in ws.alan.sees("known for", "C0HELP").text


# Under the invitation


async def test_a_reply_under_the_invitation_appears_in_the_question_s_thread(ws: Workspace) -> None:
    card = await asked(ws)
    invitation = ws.grace.sees(QUESTION)
    reply = await invitation.replies(ANSWER)

    posted = ws.alan.sees(ANSWER, "C0HELP")
    assert posted.message.thread_ts == card.ts
    assert "<@U0GRACE> answered" in posted.text
    assert "You answered it" in invitation.text
    ws.grace.sees_nothing_of("what I understand")

    await ws.sandbox.edit("U0GRACE", ws.grace.dm, reply.ts, "Rather use the new workflow.")
    await ws.settle()
    assert "Rather use the new workflow" in posted.text
    await ws.sandbox.delete("U0GRACE", ws.grace.dm, reply.ts)
    await ws.settle()
    assert "taken back" in posted.text
    assert not posted.buttons
    assert "Waiting" in card.text


async def test_a_reply_under_an_invitation_that_is_over_is_met_with_the_reason(ws: Workspace) -> None:
    await asked(ws)
    invitation = ws.grace.sees(QUESTION)
    await ws.ada.sees("Your question").presses("Withdraw")
    assert "Withdrawn" in invitation.text
    await invitation.replies(ANSWER)

    ws.alan.sees_nothing_of(ANSWER, "C0HELP")
    ws.grace.sees("was withdrawn, so I did not pass your answer on")


# A private question, an anonymous one


async def test_the_answers_to_a_private_question_go_to_its_asker_alone(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION, channel="experts")
    await ws.grace.sees(QUESTION).presses("Answer")
    await ws.grace.fills(answer=ANSWER)

    brought = ws.ada.sees("<@U0GRACE> answered your question")
    assert ANSWER in brought.text
    assert brought.buttons == {"Useful", "Accept"}
    for channel in ("C0HELP", "C0ENG"):
        ws.alan.sees_nothing_of(ANSWER, channel)
    await brought.presses("Accept")
    assert "Accepted" in ws.ada.sees("Your question").text


async def test_the_author_of_a_private_answer_edits_and_deletes_it_where_they_gave_it(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION, channel="experts")
    invitation = ws.grace.sees(QUESTION)
    await invitation.presses("Answer")
    await ws.grace.fills(answer=ANSWER)
    brought = ws.ada.sees("<@U0GRACE> answered your question")

    await invitation.chooses("edit")
    assert ws.grace.form_value("answer") == ANSWER
    await ws.grace.fills(answer="Rather use the new workflow.")
    assert "Rather use the new workflow" in brought.text
    await invitation.chooses("delete")
    await ws.grace.fills()
    assert "taken back" in brought.text


async def test_the_asker_is_not_offered_to_edit_what_somebody_else_wrote(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION, channel="experts")
    await ws.grace.sees(QUESTION).presses("Answer")
    await ws.grace.fills(answer=ANSWER)

    assert "Edit your answer" not in ws.ada.sees("<@U0GRACE> answered your question").text


async def test_an_anonymous_asker_reads_the_answer_and_is_named_nowhere(ws: Workspace) -> None:
    card = await asked(ws, ask_as="anonymous")
    await replace(card, who=ws.linus).replies("By hand?")
    await ws.grace.sees(QUESTION).presses("Answer")
    await ws.grace.fills(answer=ANSWER)
    brought = ws.ada.sees("<@U0GRACE> answered your question")
    await brought.presses("Accept")

    assert "Accepted" in card.text
    for who in (ws.grace, ws.linus, ws.alan):
        for channel in ("C0HELP", None):
            said = [seen for seen in who.messages(channel) if "U0ADA" in seen.text or "Ada" in seen.text]
            assert not said, [seen.text for seen in said]


async def test_nobody_finds_the_anonymous_asker_out_by_saving_their_words(ws: Workspace) -> None:
    card = await asked(ws, ask_as="anonymous")
    hers = await card.replies("I found something myself.")
    theirs = await ws.ada.says("C0HELP", "Anybody for lunch?")
    for message in (hers, theirs):
        await ws.alan.shortcut("answer.save", message)
        assert ws.sandbox.modal("U0ALAN") is not None, "what is offered says nothing of who asked"
        outcome = await ws.alan.fills()
        assert "can't be kept" in outcome.errors["question"]
        assert "asked" not in outcome.errors["question"]
        await ws.sandbox.close("U0ALAN", ws.alan.form.id)
    assert "Waiting" in card.text


# Edit and delete an answer given by a form


async def test_the_author_edits_and_deletes_an_answer_given_by_the_form(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    await ws.linus.fills(answer=ANSWER)
    posted = ws.linus.sees(ANSWER, "C0HELP")

    await posted.chooses("edit")
    assert ws.linus.form_value("answer") == ANSWER
    await ws.linus.fills(answer="Rather use the new workflow.")
    assert "Rather use the new workflow" in posted.text

    await posted.chooses("delete")
    await ws.linus.fills()
    assert "taken back" in posted.text
    assert "Waiting" in card.text


async def test_nobody_else_edits_or_deletes_an_answer(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    await ws.linus.fills(answer=ANSWER)
    posted = ws.alan.sees(ANSWER, "C0HELP")
    for what in ("edit", "delete"):
        await posted.chooses(what)
        assert ws.sandbox.modal("U0ALAN") is None
    ws.alan.sees("Only the person who wrote that answer can change it", "C0HELP")


# Save as answer


async def test_a_reply_is_saved_as_answer_where_history_is_not_granted(ws: Workspace) -> None:
    ws.sandbox.granted_scopes.difference_update({"channels:history", "groups:history", "im:history"})
    card = await asked(ws)
    reply = await replace(card, who=ws.linus).replies(ANSWER)
    assert "Waiting" in card.text, "nothing is heard without the scope"

    await ws.alan.shortcut("answer.save", reply)
    assert QUESTION in str(ws.alan.form_value("question"))
    await ws.alan.fills()
    assert "1 answer" in card.text
    assert f"<@U0LINUS>: {ANSWER}" in ws.ada.sees("Your question").text

    await ws.grace.sees(QUESTION).presses("Answer")
    await ws.grace.fills(answer="Read the runbook first.")
    assert "2 answers" in card.text


async def test_a_message_elsewhere_is_saved_to_the_question_chosen(ws: Workspace) -> None:
    card = await asked(ws)
    other = await ws.ada.asks("Who reviews database migrations today?")
    assert other is not None
    said = await ws.linus.says("C0HELP", ANSWER)
    await ws.alan.shortcut("answer.save", said)
    offered = {option["text"]["text"]: option["value"] for option in options(ws)}
    assert set(offered) == {QUESTION, "Who reviews database migrations today?"}
    await ws.alan.fills(question=offered[QUESTION])

    assert "1 answer" in card.text
    assert "Waiting" in other.text


def options(ws: Workspace) -> list[dict[str, dict[str, str]]]:
    """What Alan can choose in the form."""
    element = next(element for block, element in ws.alan.form.inputs() if block["block_id"] == "question")
    return list(element["options"])


async def test_the_asker_s_own_words_are_not_saved_as_answer(ws: Workspace) -> None:
    card = await asked(ws)
    reply = await card.replies("I also tried turning it off and on.")
    await ws.alan.shortcut("answer.save", reply)

    ws.alan.sees("The person who asked can't answer this one", "C0HELP")
    assert ws.sandbox.modal("U0ALAN") is None
    assert "Waiting" in card.text


async def test_a_message_is_saved_once(ws: Workspace) -> None:
    card = await asked(ws)
    reply = await replace(card, who=ws.linus).replies(ANSWER)
    await ws.alan.shortcut("answer.save", reply)

    ws.alan.sees("kept as an answer already", "C0HELP")
    assert "1 answer" in card.text


async def test_two_people_who_save_the_same_message_at_once_save_it_once(ws: Workspace) -> None:
    card = await asked(ws)
    said = await ws.linus.says("C0HELP", ANSWER)
    await ws.alan.shortcut("answer.save", said)
    await ws.katherine.shortcut("answer.save", said)
    assert (await ws.alan.fills()).ok
    outcome = await ws.katherine.fills()

    assert "already" in outcome.errors["question"]
    assert "1 answer" in card.text


async def test_there_is_nothing_to_save_to(ws: Workspace) -> None:
    said = await ws.linus.says("C0HELP", ANSWER)
    await ws.alan.shortcut("answer.save", said)
    ws.alan.sees("There is no open question here", "C0HELP")

    card = await asked(ws)
    await ws.alan.shortcut("answer.save", said)
    await ws.alan.fills()
    assert "1 answer" in card.text


async def test_what_the_app_itself_says_is_nobody_s_answer(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    await ws.linus.fills(answer=ANSWER)
    for ours in (card, ws.alan.sees(ANSWER, "C0HELP")):
        await ws.alan.shortcut("answer.save", replace(ours, who=ws.alan))
        assert ws.sandbox.modal("U0ALAN") is None
    ws.alan.sees("Only what a colleague wrote", "C0HELP")
    assert "1 answer" in card.text


@pytest.mark.parametrize("word", ["terraform ", '"\n', "\N{EMOJI MODIFIER FITZPATRICK TYPE-3}"])
async def test_a_very_long_message_is_saved(ws: Workspace, word: str) -> None:
    card = await asked(ws)
    said = await ws.linus.says("C0HELP", "Start here. " + word * (11_000 // len(word)))
    await ws.alan.shortcut("answer.save", said)
    outcome = await ws.alan.fills()

    assert outcome.ok, outcome
    assert "1 answer" in card.text
    assert "Start here." in ws.ada.sees("Your question").text


async def test_a_very_long_reply_is_brought_to_an_anonymous_asker(ws: Workspace) -> None:
    card = await asked(ws, ask_as="anonymous")
    await replace(card, who=ws.linus).replies("Start here. " + "<&> " * 2_900)

    assert "Start here." in ws.ada.sees("<@U0LINUS> answered your question").text
    assert "1 answer" in card.text


async def test_an_answer_may_be_3000_characters_long_and_no_longer(ws: Workspace) -> None:
    card = await asked(ws)
    await replace(card, who=ws.linus).presses("Answer")
    assert not (await ws.linus.fills(answer="x" * 3_001)).ok
    assert (await ws.linus.fills(answer="<" * 2_990 + "The end.")).ok
    assert "The end." in ws.alan.sees("answered:", "C0HELP").text
    assert "1 answer" in card.text
