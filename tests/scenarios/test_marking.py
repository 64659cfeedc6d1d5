"""Point 5: mark answers useful or accepted, by reactions and by buttons."""

from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox import Fault
from storage.outgoing import CHANNEL_PACE
from tests.workspace import Member, Seen, Workspace, plain

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


async def answered(ws: Workspace, **fields: str) -> tuple[Seen, Seen]:
    """Ada asked in #help, and Linus replied: the card and the answer."""
    card = await ws.ada.asks(QUESTION, **{"topics": ["terraform"]} | fields)
    assert card is not None
    return card, await replace(card, who=ws.linus).replies(ANSWER)


def seen_by(who: Member, message: Seen) -> Seen:
    """The same message before somebody else."""
    return replace(message, who=who)


async def why(ws: Workspace, person: str = "U0LINUS") -> str:
    """What is said of a person to somebody who looks for an expert."""
    await ws.mae.command("/find-expert", "terraform")
    found = ws.mae.messages("C0HELP")[-1].text
    return next((line for line in found.splitlines() if line.startswith(f"<@{person}>:")), "")


# Useful


@pytest.mark.parametrize("emoji", ["+1", "bulb", "heart", "raised_hands", "100", "+1::skin-tone-4"])
async def test_a_reaction_marks_an_answer_useful_until_it_is_taken_off(ws: Workspace, emoji: str) -> None:
    _, answer = await answered(ws)
    await seen_by(ws.alan, answer).reacts(emoji)
    assert "marked useful 1 time" in await why(ws)

    await seen_by(ws.alan, answer).unreacts(emoji)
    assert "useful" not in await why(ws)


async def test_any_other_reaction_says_nothing(ws: Workspace) -> None:
    card, answer = await answered(ws)
    for emoji in ("eyes", "party_parrot", "-1"):
        await seen_by(ws.ada, answer).reacts(emoji)
    assert "useful" not in await why(ws)
    assert "Accepted" not in card.text


async def test_two_emoji_of_one_person_are_one_mark_and_taking_one_of_them_off_keeps_it(ws: Workspace) -> None:
    _, answer = await answered(ws)
    alans = seen_by(ws.alan, answer)
    await alans.reacts("+1")
    await alans.reacts("heart")
    assert "marked useful 1 time" in await why(ws)
    await alans.unreacts("+1")
    assert "marked useful 1 time" in await why(ws)
    await alans.unreacts("heart")
    assert "useful" not in await why(ws)


async def test_two_people_are_two_marks(ws: Workspace) -> None:
    _, answer = await answered(ws)
    await seen_by(ws.alan, answer).reacts("+1")
    await seen_by(ws.grace, answer).reacts("bulb")
    assert "marked useful 2 times" in await why(ws)
    assert "useful to 2 people" in ws.ada.sees("Your question").text


async def test_one_s_own_answer_is_not_marked(ws: Workspace) -> None:
    _, answer = await answered(ws)
    await seen_by(ws.linus, answer).reacts("+1")
    assert "useful" not in await why(ws)


@pytest.mark.parametrize("overrides", [{"useful_emoji": "tada, :eyes:", "accept_emoji": "trophy"}])
async def test_a_workspace_chooses_its_own_emoji(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.alan, answer).reacts("+1")
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    assert "useful" not in await why(ws)
    assert "Accepted" not in card.text

    await seen_by(ws.alan, answer).reacts("eyes")
    await seen_by(ws.ada, answer).reacts("trophy")
    assert "marked useful 1 time" in await why(ws)
    assert "Accepted" in card.text


async def test_a_removal_that_overtakes_its_addition_leaves_no_mark(ws: Workspace) -> None:
    _, answer = await answered(ws)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("reaction_added"))
    await ws.sandbox.react("U0ALAN", "C0HELP", answer.ts, "+1")
    await ws.sandbox.unreact("U0ALAN", "C0HELP", answer.ts, "+1")
    await ws.settle()
    assert "useful" not in await why(ws)


@pytest.mark.parametrize("fault", [Fault.deliver_twice, Fault.lose_ack])
async def test_a_reaction_delivered_twice_is_one_mark(ws: Workspace, fault: Any) -> None:
    _, answer = await answered(ws)
    ws.sandbox.faults.add(fault("reaction_added"))
    await seen_by(ws.alan, answer).reacts("+1")
    assert "marked useful 1 time" in await why(ws)


async def test_a_reaction_counts_that_was_there_before_the_message_was_an_answer(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    said = await ws.linus.says("C0HELP", ANSWER)
    await seen_by(ws.alan, said).reacts("+1")
    await seen_by(ws.grace, said).reacts("heart")
    await seen_by(ws.grace, said).unreacts("heart")
    await seen_by(ws.ada, said).reacts("white_check_mark")
    assert "Waiting" in card.text

    await ws.alan.shortcut("answer.save", said)
    await ws.alan.fills()
    assert "marked useful 1 time" in await why(ws)
    assert "Accepted" in card.text


async def test_a_reaction_counts_on_a_posted_answer_that_is_not_settled_yet(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    await seen_by(ws.linus, card).presses("Answer")
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage"))
    view = ws.linus.form
    _, element = next(iter(view.inputs()))
    await ws.sandbox.submit("U0LINUS", view.id, {"answer": {element["action_id"]: ANSWER}})
    ws.clock.advance(CHANNEL_PACE)
    await ws.knowhow.work()
    posted = ws.alan.sees(ANSWER, "C0HELP")
    await ws.sandbox.react("U0ALAN", "C0HELP", posted.ts, "+1")
    await ws.settle()

    assert "marked useful 1 time" in await why(ws)
    assert len([seen for seen in ws.alan.messages("C0HELP") if ANSWER in seen.text]) == 1


# By buttons


async def by_button(ws: Workspace) -> tuple[Seen, Seen]:
    """The card, and Linus' answer as the app posted it."""
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    await seen_by(ws.linus, card).presses("Answer")
    await ws.linus.fills(answer=ANSWER)
    return card, ws.alan.sees(ANSWER, "C0HELP")


async def test_useful_is_pressed_and_taken_back(ws: Workspace) -> None:
    _, posted = await by_button(ws)
    await posted.presses("Useful")
    assert "Useful (1)" in posted.buttons
    told = ws.alan.sees("Marked as useful", "C0HELP")
    ws.linus.sees_nothing_of("Marked as useful", "C0HELP")
    assert "marked useful 1 time" in await why(ws)

    await posted.presses("Useful (1)")
    ws.alan.sees("You marked it as useful before", "C0HELP")
    assert "Useful (1)" in posted.buttons
    await told.presses("Take it back")
    assert "Useful" in posted.buttons
    assert "useful" not in await why(ws)


async def test_a_button_and_a_reaction_of_one_person_are_one_mark(ws: Workspace) -> None:
    _, posted = await by_button(ws)
    await posted.presses("Useful")
    await posted.reacts("+1")
    assert "Useful (1)" in posted.buttons
    await posted.unreacts("+1")
    assert "Useful (1)" in posted.buttons, "the button still says so"


async def test_what_was_taken_back_does_not_come_back_by_taking_off_a_reaction(ws: Workspace) -> None:
    _, posted = await by_button(ws)
    await posted.reacts("+1")
    await posted.reacts("heart")
    await posted.presses("Useful (1)")
    await ws.alan.sees("You marked it as useful before", "C0HELP").presses("Take it back")
    assert "Useful" in posted.buttons
    await posted.unreacts("heart")
    assert "Useful" in posted.buttons


async def test_one_s_own_answer_is_not_marked_by_the_button(ws: Workspace) -> None:
    _, posted = await by_button(ws)
    await seen_by(ws.linus, posted).presses("Useful")
    ws.linus.sees("That is your own answer", "C0HELP")
    assert "Useful" in posted.buttons


# Accepted


async def test_the_asker_s_check_mark_accepts_and_taking_it_off_takes_it_back(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await answer_link_is_shown(ws, card, answer)
    assert "1 accepted answer" in await why(ws)

    await seen_by(ws.ada, answer).unreacts("white_check_mark")
    assert "Accepted" not in card.text
    assert "1 answer, none accepted yet" in card.text
    assert "accepted" not in await why(ws)
    assert "1 answer" in await why(ws)


async def answer_link_is_shown(ws: Workspace, card: Seen, answer: Seen) -> None:
    """Ada accepts, and the card says so with a link to the answer."""
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    assert "*Accepted:* the answer by <@U0LINUS>" in plain(card.text)
    assert f"/archives/C0HELP/p{answer.ts.replace('.', '')}?thread_ts={card.ts}" in card.text


async def test_somebody_else_s_check_mark_accepts_nothing(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.alan, answer).reacts("white_check_mark")
    assert "Accepted" not in card.text
    await seen_by(ws.alan, answer).unreacts("white_check_mark")
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    assert "Accepted" in card.text


async def test_an_admin_of_the_workspace_accepts_even_as_the_first_thing_they_do_here(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.katherine, answer).reacts("white_check_mark")
    assert "Accepted" in card.text
    await seen_by(ws.katherine, answer).unreacts("white_check_mark")
    assert "Accepted" not in card.text


@pytest.mark.parametrize("overrides", [{"moderators": "U0GRACE"}])
async def test_a_moderator_named_in_the_settings_accepts(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.alan, answer).reacts("white_check_mark")
    assert "Accepted" not in card.text
    await seen_by(ws.grace, answer).reacts("white_check_mark")
    assert "Accepted" in card.text


async def test_a_moderator_does_not_accept_their_own_answer(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    answer = await seen_by(ws.katherine, card).replies(ANSWER)
    await answer.reacts("white_check_mark")
    assert "Accepted" not in card.text
    await seen_by(ws.mae, answer).reacts("white_check_mark")
    assert "Accepted" in card.text


async def test_taking_one_s_check_mark_off_leaves_what_another_accepted(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.katherine, answer).reacts("white_check_mark")
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    await seen_by(ws.katherine, answer).unreacts("white_check_mark")
    assert "Accepted" in card.text
    await seen_by(ws.ada, answer).unreacts("white_check_mark")
    assert "Accepted" not in card.text


async def test_accept_is_pressed_and_taken_back(ws: Workspace) -> None:
    card, posted = await by_button(ws)
    await posted.presses("Accept")
    ws.alan.sees("Only the person who asked, or a moderator", "C0HELP")
    assert "Accepted" not in card.text

    await seen_by(ws.ada, posted).presses("Accept")
    assert "Accepted" in card.text
    assert "Accepted" in posted.text
    assert posted.buttons == {"Useful"}
    assert f"/archives/C0HELP/p{posted.ts.replace('.', '')}" in card.text
    await ws.ada.sees("Those who were still asked", "C0HELP").presses("Take it back")
    assert "Accepted" not in card.text
    assert posted.buttons == {"Useful", "Accept"}


async def test_an_admin_accepts_by_the_button_even_as_the_first_thing_they_do_here(ws: Workspace) -> None:
    card, posted = await by_button(ws)
    await seen_by(ws.katherine, posted).presses("Accept")
    assert "Accepted" in card.text


async def test_accepting_another_answer_moves_it(ws: Workspace) -> None:
    card, first = await answered(ws)
    second = await seen_by(ws.alan, card).replies("Ask the platform team.")
    await seen_by(ws.ada, first).reacts("white_check_mark")
    await seen_by(ws.ada, second).reacts("white_check_mark")
    assert "the answer by <@U0ALAN>" in plain(card.text)
    assert "accepted" not in await why(ws, "U0LINUS")
    assert "1 accepted answer" in await why(ws, "U0ALAN")

    await seen_by(ws.ada, first).reacts("heart")
    assert "the answer by <@U0ALAN>" in plain(card.text), "being useful is not being accepted again"
    await seen_by(ws.ada, first).unreacts("white_check_mark")
    assert "the answer by <@U0ALAN>" in plain(card.text)


async def test_acceptance_moves_by_the_button_too(ws: Workspace) -> None:
    card, first = await by_button(ws)
    await seen_by(ws.alan, card).presses("Answer")
    await ws.alan.fills(answer="Ask the platform team.")
    second = ws.ada.sees("Ask the platform team.", "C0HELP")
    await seen_by(ws.ada, first).presses("Accept")
    await second.presses("Accept")
    assert "the answer by <@U0ALAN>" in plain(card.text)
    assert "Accept" in first.buttons
    assert "Accept" not in second.buttons


async def test_acceptance_withdraws_what_is_still_asked_of_others(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    card, answer = await answered(ws)
    invitation = ws.grace.sees(QUESTION)
    assert "Answer" in invitation.buttons
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    assert "Answered and accepted" in invitation.text
    assert not invitation.buttons
    assert card.buttons == set()


async def test_an_accepted_answer_that_is_deleted_accepts_nothing_any_more(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await seen_by(ws.ada, answer).reacts("white_check_mark")
    await seen_by(ws.alan, answer).reacts("+1")
    await ws.sandbox.delete("U0LINUS", "C0HELP", answer.ts)
    await ws.settle()
    assert "Waiting" in card.text
    assert await why(ws) == ""


async def test_what_is_found_useful_in_a_private_channel_is_told_to_nobody_else(ws: Workspace) -> None:
    card = await ws.alan.asks(QUESTION, channel="C0SEC", topics=["terraform"])
    assert card is not None
    answer = await seen_by(ws.katherine, card).replies(ANSWER)
    await seen_by(ws.alan, answer).reacts("white_check_mark")
    assert "Accepted" in card.text
    assert await why(ws, "U0KATH") == ""
