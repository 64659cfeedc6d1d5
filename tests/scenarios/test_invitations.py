"""Point 2: what an invited person may do besides answering."""

import pytest

from bot.sandbox import Fault
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"


@pytest.fixture
async def invited(ws: Workspace) -> Workspace:
    """Grace is invited to Ada's question."""
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    return ws


# Pass


async def test_one_passes_with_a_reason_that_nobody_else_sees(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Pass")
    assert (await ws.grace.fills(reason="I only read about it.")).ok
    assert "You passed it on. Thank you for looking!" in ws.grace.sees(QUESTION).text
    assert ws.grace.sees(QUESTION).buttons == set()
    for seen in [*ws.ada.messages(), *ws.ada.messages("C0HELP")]:
        assert "I only read" not in seen.text
        assert "pass" not in seen.text


async def test_passing_needs_no_reason_and_counts_once(invited: Workspace) -> None:
    ws = invited
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.grace.sees(QUESTION).presses("Pass")
    assert (await ws.grace.fills()).ok
    assert "You passed" in ws.grace.sees(QUESTION).text
    assert len(ws.ada.messages()) == 1


async def test_what_was_settled_meanwhile_is_said_in_the_form(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Pass")
    await ws.ada.sees(QUESTION).presses("Withdraw")
    outcome = await ws.grace.fills(reason="I only read about it.")
    assert "nothing left to do" in outcome.errors["reason"]


async def test_one_who_passed_may_answer_in_the_channel_all_the_same(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Pass")
    await ws.grace.fills()
    await ws.grace.answers(QUESTION, "It came to me: use the rotate workflow.")
    assert "You answered it" in ws.grace.sees(QUESTION).text


# Suggest


async def test_whom_one_suggests_is_invited_next_and_sees_by_whom(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    assert (await ws.grace.fills(person=ws.alan.id)).ok
    assert f"<@{ws.grace.id}> suggested you" in ws.alan.sees(QUESTION).text
    assert ws.alan.sees(QUESTION).buttons == {"Answer", "Pass", "Suggest someone"}
    assert "You passed it on" in ws.grace.sees(QUESTION).text
    assert "I asked 1 person" in ws.ada.sees(QUESTION).text


async def test_a_suggestion_is_weak_evidence(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    await ws.grace.fills(person=ws.alan.id)
    outcome = await ws.linus.command("/find-expert", "terraform")
    assert outcome.reply is not None
    found = str(outcome.reply.blocks)
    assert found.index(ws.grace.id) < found.index(ws.alan.id)
    assert "suggested 1 time on *terraform*" in found


async def test_who_was_suggested_at_night_is_asked_in_the_morning(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    await ws.grace.fills(person=ws.mae.id)
    ws.mae.sees_nothing_of(QUESTION)
    assert "when their quiet hours end" in ws.ada.sees(QUESTION).text
    await ws.tick(hours=9, minutes=5)
    assert "suggested you" in ws.mae.sees(QUESTION).text


async def test_a_suggestion_is_asked_although_there_is_an_answer_by_now(invited: Workspace) -> None:
    ws = invited
    await ws.linus.answers(QUESTION, "Have you tried turning it off and on?")
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    assert (await ws.grace.fills(person=ws.alan.id)).ok
    assert "suggested you" in ws.alan.sees(QUESTION).text


async def test_a_second_submission_suggests_nobody_again(invited: Workspace) -> None:
    ws = invited
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    assert (await ws.grace.fills(person=ws.alan.id)).ok
    assert len(ws.alan.messages()) == 1


async def test_after_a_lost_answer_the_same_form_can_be_sent_again(invited: Workspace) -> None:
    ws = invited
    ws.sandbox.faults.add(Fault.lose_ack("view_submission"))
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    assert not (await ws.grace.fills(person=ws.alan.id)).ok
    assert (await ws.grace.fills()).ok
    assert len(ws.alan.messages()) == 1


@pytest.mark.parametrize("who", ["ada", "mae", "katherine", "linus"])
async def test_who_cannot_be_asked_cannot_be_suggested(invited: Workspace, who: str) -> None:
    """Ada asked it, Mae hid the topic, Katherine is away, Linus is no more."""
    ws = invited
    await ws.mae.prefers(hidden=["terraform"])
    await ws.katherine.prefers(away_until="2026-03-09")
    await ws.sandbox.deactivate(ws.linus.id)
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    outcome = await ws.grace.fills(person=getattr(ws, who).id)
    assert outcome.errors == {"person": "They can't be asked this right now. Suggest somebody else."}
    assert (await ws.grace.fills(person=ws.alan.id)).ok


async def test_a_bot_cannot_be_suggested(invited: Workspace) -> None:
    ws = invited
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    outcome = await ws.grace.fills(person=ws.sandbox.bot_user_id)
    assert "can't be asked" in outcome.errors["person"]


async def test_who_was_asked_already_is_not_suggested_again(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.alan.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    for person in (ws.alan, ws.grace):
        outcome = await ws.grace.fills(person=person.id)
        assert outcome.errors == {"person": "They were asked already. Suggest somebody else."}
    assert len(ws.alan.messages()) == 1


async def test_a_guest_is_suggested_only_inside_the_channel(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.sandbox.leave(ws.linus.id, "C0ENG")
    await ws.sandbox.change_user(ws.linus.id, is_restricted=True)
    await ws.sandbox.change_user(ws.alan.id, is_restricted=True)
    await ws.settle()
    await ws.ada.asks(QUESTION, channel="C0ENG")
    await ws.grace.sees(QUESTION).presses("Suggest someone")
    assert "can't be asked" in (await ws.grace.fills(person=ws.linus.id)).errors["person"]
    assert (await ws.grace.fills(person=ws.alan.id)).ok
    ws.alan.sees(QUESTION)
