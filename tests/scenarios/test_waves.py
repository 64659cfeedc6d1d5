"""Point 3 and the end of point 6: waves, and what the asker does afterwards."""

import pytest

from bot.sandbox import Fault
from tests.workspace import Member, Workspace

QUESTION = "How do we rotate the terraform state keys?"


def holders(ws: Workspace) -> set[str]:
    """Who was invited."""
    people = (ws.grace, ws.alan, ws.katherine, ws.linus, ws.mae)
    return {each.id for each in people if any(QUESTION in seen.text for seen in each.messages())}


async def passes(member: Member) -> None:
    await member.sees(QUESTION).presses("Pass")
    outcome = await member.fills()
    assert outcome.ok


async def all_know(*people: Member) -> None:
    for person in people:
        await person.knows("terraform")


# Begun by passes and by time


async def test_when_all_passed_the_next_are_asked_at_once(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION)
    assert holders(ws) == {ws.grace.id, ws.alan.id}
    await passes(ws.grace)
    assert holders(ws) == {ws.grace.id, ws.alan.id}
    await passes(ws.alan)
    assert holders(ws) == {ws.grace.id, ws.alan.id, ws.katherine.id}
    status = ws.ada.sees(QUESTION)
    assert "I asked 1 person who may know it" in status.text
    assert "pass" not in status.text


@pytest.mark.parametrize("overrides", [{"wave_size": 1}])
async def test_when_the_time_is_over_the_next_are_asked(ws: Workspace) -> None:
    await all_know(ws.grace, ws.katherine)
    await ws.ada.asks(QUESTION)
    assert holders(ws) == {ws.grace.id}
    await ws.tick(hours=3, minutes=55)
    assert holders(ws) == {ws.grace.id}
    await ws.tick(minutes=10)
    assert holders(ws) == {ws.grace.id, ws.katherine.id}
    assert ws.grace.sees(QUESTION).buttons == {"Answer"}
    assert "your answer is still welcome" in ws.grace.sees(QUESTION).text


@pytest.mark.parametrize("overrides", [{"wave_size": 1, "answer_within": "90m"}])
async def test_how_long_is_waited_is_a_setting(ws: Workspace) -> None:
    await all_know(ws.grace, ws.katherine)
    await ws.ada.asks(QUESTION)
    await ws.tick(minutes=85)
    assert holders(ws) == {ws.grace.id}
    await ws.tick(minutes=10)
    assert holders(ws) == {ws.grace.id, ws.katherine.id}


@pytest.mark.parametrize("overrides", [{"wave_size": 1}])
async def test_only_the_invitees_day_time_counts(ws: Workspace) -> None:
    await all_know(ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION)  # 15:00 in London: three hours are left of Alan's day
    assert holders(ws) == {ws.alan.id}
    await ws.tick(hours=18, minutes=55)
    assert holders(ws) == {ws.alan.id}
    await ws.tick(minutes=10)  # 10:05 on Tuesday there, 4:05 in the morning for Katherine
    assert "No longer" not in ws.alan.sees(QUESTION).text
    assert ws.alan.sees(QUESTION).buttons == {"Answer"}
    assert holders(ws) == {ws.alan.id}
    await ws.tick(hours=5)
    assert holders(ws) == {ws.alan.id, ws.katherine.id}


# How many, and what comes after


@pytest.mark.parametrize("overrides", [{"wave_size": 1, "waves": 2}])
async def test_after_the_last_wave_the_advocates_are_asked_and_then_it_stands_on_their_home(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.linus.prefers(advocate=["advocate"])
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    status = ws.ada.sees(QUESTION)
    await passes(ws.alan)
    await passes(ws.grace)
    assert ws.katherine.id not in holders(ws)
    assert "you offered to help when nobody else does" in ws.linus.sees(QUESTION).text
    assert "I asked 1 person who offered to help when nobody else does." in status.text
    await passes(ws.linus)
    assert "Everybody I could ask was asked (3 people). It stays open" in status.text
    assert "The people I know of were asked; anybody may answer." in card.text
    home = await ws.linus.opens_home()
    assert "Nobody answered these yet" in str(home.blocks)
    assert QUESTION in str(home.blocks)
    assert "Nobody answered these yet" not in str((await ws.grace.opens_home()).blocks)
    assert len(ws.ada.messages()) == 1


async def test_at_most_three_waves_of_experts_are_asked(ws: Workspace) -> None:
    experts = (ws.grace, ws.alan, ws.katherine, ws.linus)
    await all_know(*experts)
    for person in experts:
        await person.prefers(quiet_hours="none")
    await ws.ada.asks(QUESTION)
    await ws.tick(hours=4, minutes=5)
    assert len(holders(ws)) == 4
    await ws.tick(hours=4, minutes=5)
    assert "Everybody I could ask was asked (4 people)" in ws.ada.sees(QUESTION).text


async def test_an_advocate_who_sleeps_is_asked_in_the_morning(ws: Workspace) -> None:
    await ws.mae.prefers(advocate=["advocate"])
    await ws.ada.asks(QUESTION)
    status = ws.ada.sees(QUESTION)
    assert "I found people who offered to help when nobody else does. I ask them when" in status.text
    await ws.tick(hours=9, minutes=5)
    assert holders(ws) == {ws.mae.id}
    await ws.tick(hours=5)
    assert "Everybody I could ask was asked (1 person)" in status.text


async def test_the_asker_has_one_message_whatever_happens(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION)
    await passes(ws.grace)
    await ws.tick(days=1)
    await ws.katherine.answers(QUESTION, "Use the rotate workflow.")
    await ws.ada.sees("You have 1 answer").presses("Accept")
    said = [each.text for each in ws.ada.messages() if "Your question" in each.text]
    assert len(said) == 1
    assert "Accepted" in said[0]


@pytest.mark.parametrize("overrides", [{"wave_size": 1}])
@pytest.mark.parametrize("error", ["channel_not_found", "messages_tab_disabled"])
async def test_an_invitation_that_cannot_be_delivered_goes_to_the_next(ws: Workspace, error: str) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION, channel="experts")
    assert holders(ws) == {ws.alan.id}
    ws.sandbox.faults.add(Fault.error("chat.postMessage", error))  # the next invitation is all there is to post then
    await passes(ws.alan)
    assert holders(ws) == {ws.alan.id, ws.katherine.id}
    assert "I asked 1 person" in ws.ada.sees(QUESTION).text


# Accepted: nothing is asked of anybody any more


async def test_acceptance_withdraws_what_is_still_asked(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan)
    await ws.ada.asks(QUESTION)
    await ws.grace.sees(QUESTION).presses("Answer")
    await ws.grace.fills(answer="Use the rotate workflow.")
    assert ws.alan.sees(QUESTION).buttons == {"Answer", "Pass", "Suggest someone"}
    await ws.ada.sees("You have 1 answer").presses("Accept")
    assert ws.alan.sees(QUESTION).buttons == set()
    assert "Answered and accepted; nothing left to do." in ws.alan.sees(QUESTION).text
    assert "You answered it. Thank you!" in ws.grace.sees(QUESTION).text
    await ws.tick(days=3)
    assert holders(ws) == {ws.grace.id, ws.alan.id}


async def test_an_answered_question_asks_nobody_further(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION)
    await ws.linus.answers(QUESTION, "Use the rotate workflow.")
    await passes(ws.grace)
    await passes(ws.alan)
    await ws.tick(hours=12)
    assert ws.katherine.id not in holders(ws)
    ws.ada.sees_nothing_of("Did the answer help?")  # passing does not hurry the question whether it helped
    await ws.tick(hours=12)
    ws.ada.sees("Did the answer help?")


# What the asker does


async def test_still_stuck_starts_the_next_wave_at_once_and_once(ws: Workspace) -> None:
    experts = (ws.grace, ws.alan, ws.katherine, ws.linus)
    await all_know(*experts)
    for person in experts:
        await person.prefers(quiet_hours="none")
    card = await ws.ada.asks(QUESTION, channel="C0HELP")
    assert card is not None
    first = holders(ws)
    await ws.mae.answers(QUESTION, "Have you tried turning it off and on?")
    status = ws.ada.sees(QUESTION)
    await status.presses("Still stuck")
    assert len(holders(ws)) == 4
    assert "Waiting for a better answer" in card.text
    assert all(each.sees(QUESTION).buttons == {"Answer"} for each in experts if each.id in first)
    assert all("Pass" in each.sees(QUESTION).buttons for each in experts if each.id not in first)
    assert "Still stuck" not in status.buttons


async def test_still_stuck_twice_is_still_stuck_once(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    await ws.ada.asks(QUESTION)
    await ws.linus.answers(QUESTION, "Have you tried turning it off and on?")
    await ws.tick(days=1)
    check = ws.ada.sees("Did the answer help?")
    status = ws.ada.sees("You have 1 answer")
    ws.sandbox.faults.add(Fault.deliver_twice("block_actions"))
    await status.presses("Still stuck")
    assert ws.katherine.sees(QUESTION).buttons == {"Answer", "Pass", "Suggest someone"}
    assert check.buttons == set()


async def test_that_answered_it_ends_the_question(ws: Workspace) -> None:
    await all_know(ws.grace)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.linus.answers(QUESTION, "Use the rotate workflow.")
    await ws.tick(days=1)
    await ws.ada.sees("Did the answer help?").presses("That answered it")
    assert "Closed* with 1 answer" in card.text
    assert ws.grace.sees(QUESTION).buttons == set()


async def test_a_withdrawn_question_says_so_everywhere(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    status = ws.ada.sees(QUESTION)
    ws.sandbox.faults.add(Fault.deliver_twice("block_actions"))
    await status.presses("Withdraw")
    assert "Withdrawn* by the person who asked" in card.text
    assert card.buttons == set()
    assert "Withdrawn by the person who asked; nothing left to do." in ws.grace.sees(QUESTION).text
    assert ws.grace.sees(QUESTION).buttons == set()
    assert status.buttons == {"Reopen"}
    await ws.tick(days=2)
    assert ws.katherine.id not in holders(ws)


async def test_a_reopened_question_asks_further_and_takes_answers_of_all(ws: Workspace) -> None:
    await all_know(ws.grace, ws.alan, ws.katherine)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    status = ws.ada.sees(QUESTION)
    await status.presses("Withdraw")
    await status.presses("Reopen")
    assert "Waiting for an answer" in card.text
    assert holders(ws) == {ws.grace.id, ws.alan.id, ws.katherine.id}
    assert ws.grace.sees(QUESTION).buttons == {"Answer"}
    assert "Withdraw" in status.buttons


async def test_an_accepted_question_can_be_reopened(ws: Workspace) -> None:
    await all_know(ws.grace)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.linus.answers(QUESTION, "Use the rotate workflow.")
    await ws.ada.sees("You have 1 answer").presses("Accept")
    await ws.ada.sees(QUESTION).presses("Reopen")
    assert "Waiting for a better answer" in card.text
    assert "Accepted" not in card.text


async def test_nobody_but_the_asker_ends_a_question(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    status = ws.ada.sees(QUESTION)
    assert "Withdraw" in status.buttons
    assert ws.grace.sees(QUESTION, "C0HELP").buttons == {"Answer"}


# Closing


async def test_fourteen_quiet_days_close_a_question(ws: Workspace) -> None:
    await all_know(ws.grace)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.tick(days=13, hours=23)
    assert "Waiting" in card.text
    await ws.tick(hours=2)
    assert "Closed" in card.text
    assert card.buttons == set()
    assert ws.grace.sees(QUESTION).buttons == set()
    await ws.ada.sees(QUESTION).presses("Reopen")
    assert "Waiting" in card.text


async def test_a_question_that_is_not_quiet_stays_open(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.tick(days=10)
    await ws.linus.answers(QUESTION, "Use the rotate workflow.")
    await ws.tick(days=13)
    assert "Answered" in card.text
    await ws.tick(days=2)
    assert "Closed* with 1 answer" in card.text


@pytest.mark.parametrize("overrides", [{"close_after": "2d"}])
async def test_when_a_question_is_closed_is_a_setting(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.tick(days=2, minutes=1)
    assert "Closed" in card.text
