"""Point 6: the asker is asked once whether it helped."""

from dataclasses import replace

import pytest

from tests.workspace import Seen, Workspace

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."
CHECK = "Did the answer help?"


async def answered(ws: Workspace) -> tuple[Seen, Seen]:
    """Ada asked in #help, and Linus replied: the card and the answer."""
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    return card, await replace(card, who=ws.linus).replies(ANSWER)


async def test_a_day_after_the_first_answer_the_asker_is_asked_once_whether_it_helped(ws: Workspace) -> None:
    await answered(ws)
    await ws.tick(hours=23, minutes=55)
    ws.ada.sees_nothing_of(CHECK)
    await ws.tick(minutes=10)
    assert ANSWER in ws.ada.sees(CHECK).text
    await ws.tick(days=6)
    assert len([seen for seen in ws.ada.messages() if "help?" in seen.text]) == 1


@pytest.mark.parametrize("overrides", [{"nudge_after": "2h"}])
async def test_how_long_that_takes_is_a_setting(ws: Workspace) -> None:
    await answered(ws)
    await ws.tick(hours=1, minutes=55)
    ws.ada.sees_nothing_of(CHECK)
    await ws.tick(minutes=10)
    ws.ada.sees(CHECK)


async def test_an_asker_who_accepted_before_is_not_asked(ws: Workspace) -> None:
    _, answer = await answered(ws)
    await replace(answer, who=ws.ada).reacts("white_check_mark")
    await ws.tick(days=3)
    ws.ada.sees_nothing_of("help?")


async def test_an_answer_that_is_gone_asks_nothing(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await ws.sandbox.delete("U0LINUS", "C0HELP", answer.ts)
    await ws.tick(hours=23)
    await replace(card, who=ws.alan).replies("Ask the platform team.")
    await ws.tick(hours=2)
    ws.ada.sees_nothing_of("help?")
    await ws.tick(hours=23)
    ws.ada.sees(CHECK)


async def test_that_answered_it_closes_the_question(ws: Workspace) -> None:
    card, _ = await answered(ws)
    await ws.tick(hours=25)
    check = ws.ada.sees(CHECK)
    await check.presses("That answered it")
    assert "Closed" in card.text
    assert not check.buttons
    assert "Reopen" in ws.ada.sees("Your question").buttons


async def test_the_answer_that_did_it_is_accepted_right_there(ws: Workspace) -> None:
    card, _ = await answered(ws)
    await ws.tick(hours=25)
    check = ws.ada.sees(CHECK)
    await check.presses("Accept")
    assert "Accepted" in card.text
    assert "Accepted" in check.text
    assert not check.buttons


async def test_still_stuck_starts_the_next_wave(ws: Workspace) -> None:
    card, _ = await answered(ws)
    await ws.tick(hours=25)
    await ws.grace.knows("terraform")
    ws.grace.sees_nothing_of(QUESTION)
    check = ws.ada.sees(CHECK)
    await check.presses("Still stuck")

    assert "Waiting for a better answer" in card.text
    assert "Answer" in ws.grace.sees(QUESTION).buttons
    assert not check.buttons
    assert "Still stuck" not in check.text


async def test_a_stuck_question_keeps_waiting_when_one_of_its_answers_is_deleted(ws: Workspace) -> None:
    card, answer = await answered(ws)
    await replace(card, who=ws.alan).replies("Ask the platform team.")
    await ws.tick(hours=25)
    await ws.ada.sees("help?").presses("Still stuck")
    await ws.sandbox.delete("U0LINUS", "C0HELP", answer.ts)
    await ws.settle()
    assert "Waiting for a better answer" in card.text
