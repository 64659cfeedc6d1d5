"""Point 2: routing."""

from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox import Person
from tests.workspace import Member, Workspace

QUESTION = "How do we rotate the terraform state keys?"


def invited(ws: Workspace, question: str = QUESTION) -> set[str]:
    """Who has the question in the direct message with the app, besides its asker."""
    people = (ws.grace, ws.alan, ws.katherine, ws.linus, ws.mae)
    return {each.id for each in people if any(question in seen.text for seen in each.messages())}


async def answered_well(ws: Workspace, expert: Member, question: str) -> None:
    """Somebody answers a colleague's question, who accepts it."""
    asker = ws.linus
    await asker.asks(question)
    await expert.answers(question, "This is how it is done.")
    await asker.sees("You have 1 answer").presses("Accept")


async def test_the_first_wave_invites_two_who_are_told_why(ws: Workspace) -> None:
    for person in (ws.grace, ws.alan, ws.katherine):
        await person.knows("terraform")
    await answered_well(ws, ws.katherine, "What is a terraform provider?")
    card = await ws.ada.asks(QUESTION, details="We have *three* of them.")
    assert card is not None
    assert len(invited(ws)) == 2
    assert "1 accepted answer on *terraform*, last in March 2026" in ws.katherine.sees(QUESTION).text
    assert "We have *three* of them." in ws.katherine.sees(QUESTION).text
    assert ws.katherine.sees(QUESTION).buttons == {"Answer", "Pass", "Suggest someone"}
    assert "2 people are invited" in card.text
    assert "I asked 2 people who may know it. If nobody answers until" in ws.ada.sees(QUESTION).text


async def test_topics_given_choose_people_although_the_text_names_none(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks("How does one rotate the state keys?", topics=["terraform"])
    assert invited(ws, "How does one rotate") == {ws.grace.id}


async def test_who_knows_both_topics_is_asked_before_who_knows_one_well(ws: Workspace) -> None:
    await ws.katherine.knows("terraform", "vault")
    for person in (ws.grace, ws.alan):
        await person.knows("terraform")
    await ws.ada.asks("Where does terraform keep its vault token?")
    assert ws.katherine.id in invited(ws, "Where does terraform")


async def test_the_load_is_spread_over_those_who_know_as_much(ws: Workspace) -> None:
    experts = (ws.grace, ws.alan, ws.katherine, ws.linus)
    for person in experts:
        await person.knows("terraform")
    for number in range(4):
        await ws.ada.asks(f"What about terraform, part {number}?", channel="experts")
    counts = [sum("What about terraform" in each.text for each in person.messages()) for person in experts]
    assert counts == [2, 2, 2, 2]


@pytest.mark.parametrize("overrides", [{"wave_size": 1, "waves": 1}])
@pytest.mark.parametrize(("days", "next_one"), [(119, "grace"), (121, "alan")])
async def test_of_two_alike_whoever_was_asked_in_the_last_120_days_comes_second(
    ws: Workspace, days: int, next_one: str
) -> None:
    for person in (ws.grace, ws.alan):
        await person.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.alan.id}
    await ws.tick(days=days)
    await ws.ada.asks("What about terraform modules?")
    assert invited(ws, "What about terraform") == {getattr(ws, next_one).id}


# Never invited


async def test_the_asker_is_not_invited(ws: Workspace) -> None:
    await ws.ada.knows("terraform")
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.grace.id}
    assert len([each for each in ws.ada.messages() if QUESTION in each.text]) == 1


async def barred_by_leaving(ws: Workspace, person: Member) -> None:
    await ws.sandbox.deactivate(person.id)


async def barred_by_being_a_bot(ws: Workspace, person: Member) -> None:
    await ws.sandbox.change_user(person.id, is_bot=True)


async def barred_by_being_away(_ws: Workspace, person: Member) -> None:
    await person.prefers(away_until="2026-03-02")


async def barred_by_the_weekly_cap(_ws: Workspace, person: Member) -> None:
    await person.prefers(weekly_cap="0")


async def barred_by_hiding_the_topic(ws: Workspace, person: Member) -> None:
    await ws.linus.asks("What is a terraform provider?")
    await person.answers("What is a terraform provider?", "It speaks to a cloud.")
    await person.prefers(topics=[], hidden=["terraform"])


async def barred_by_being_a_guest_outside(ws: Workspace, person: Member) -> None:
    await ws.sandbox.leave(person.id, "C0ENG")
    await ws.sandbox.change_user(person.id, is_restricted=True)


@pytest.mark.parametrize(
    "bar",
    [
        barred_by_leaving,
        barred_by_being_a_bot,
        barred_by_being_away,
        barred_by_the_weekly_cap,
        barred_by_hiding_the_topic,
        barred_by_being_a_guest_outside,
    ],
)
async def test_who_is_barred_is_not_invited_and_others_are(
    ws: Workspace, bar: Callable[[Workspace, Member], Awaitable[None]]
) -> None:
    for person in (ws.grace, ws.alan):
        await person.knows("terraform")
    await bar(ws, ws.alan)
    await ws.settle()
    card = await ws.ada.asks(QUESTION, channel="C0ENG")
    assert card is not None
    assert invited(ws) == {ws.grace.id}
    assert "1 person is invited" in card.text
    await ws.tick(days=1)
    assert ws.alan.id not in invited(ws) or bar is barred_by_being_away


async def test_a_guest_inside_the_channel_is_invited(ws: Workspace) -> None:
    await ws.alan.knows("terraform")
    await ws.sandbox.change_user(ws.alan.id, is_ultra_restricted=True)
    await ws.ada.asks(QUESTION, channel="C0ENG")
    assert invited(ws) == {ws.alan.id}


async def test_a_guest_is_not_invited_to_a_private_question(ws: Workspace) -> None:
    await ws.alan.knows("terraform")
    await ws.sandbox.change_user(ws.alan.id, is_ultra_restricted=True)
    await ws.settle()
    await ws.ada.asks(QUESTION, channel="experts")
    assert invited(ws) == set()


async def test_the_day_after_being_away_one_is_invited_again(ws: Workspace) -> None:
    await ws.alan.knows("terraform")
    await ws.alan.prefers(away_until="2026-03-03")
    await ws.tick(days=1)
    await ws.ada.asks(QUESTION)
    assert invited(ws) == set()
    await ws.tick(days=1)
    await ws.ada.asks("What about terraform modules?")
    assert invited(ws, "What about terraform") == {ws.alan.id}


async def test_nobody_gets_more_questions_a_week_than_they_want(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    for number in range(4):
        await ws.ada.asks(f"What about terraform, part {number}?", channel="experts")
    assert len(ws.grace.messages()) == 3
    await ws.tick(days=7)
    await ws.ada.asks("And what about terraform now?", channel="experts")
    ws.grace.sees("And what about terraform now?")


@pytest.mark.parametrize("overrides", [{"weekly_cap": 1}])
async def test_the_weekly_cap_is_a_setting(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.ada.asks("What about terraform modules?")
    assert invited(ws) == {ws.grace.id}
    assert invited(ws, "What about terraform") == set()


@pytest.mark.parametrize("overrides", [{"wave_size": 3}])
async def test_the_size_of_a_wave_is_a_setting(ws: Workspace) -> None:
    for person in (ws.grace, ws.alan, ws.katherine, ws.linus):
        await person.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert len(invited(ws)) == 3


# Quiet hours


async def test_in_quiet_hours_one_is_invited_when_they_end(ws: Workspace) -> None:
    await ws.mae.knows("terraform")  # in Tokyo it is the night to Tuesday
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    assert invited(ws) == set()
    status = ws.ada.sees(QUESTION)
    nine_in_tokyo = 1772496000
    assert f"I ask them when their quiet hours end, <!date^{nine_in_tokyo}^" in status.text
    assert "The right people are asked when their quiet hours end" in card.text
    await ws.tick(hours=8)
    assert invited(ws) == set()
    await ws.tick(hours=1, minutes=1)
    assert invited(ws) == {ws.mae.id}
    assert "I asked 1 person who may know it" in status.text
    assert "1 person is invited" in card.text


async def test_what_was_answered_overnight_is_not_asked_in_the_morning(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.alan.answers(QUESTION, "Use the rotate workflow.")
    await ws.tick(days=1)
    assert invited(ws) == set()


async def test_an_invitation_that_was_never_sent_does_not_count_nor_keep_from_being_asked(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.mae.prefers(weekly_cap="1")
    await ws.ada.asks(QUESTION)
    await ws.alan.answers(QUESTION, "Have you tried turning it off and on?")
    await ws.tick(hours=10)
    assert invited(ws) == set()
    await ws.ada.sees("You have 1 answer").presses("Still stuck")
    assert invited(ws) == {ws.mae.id}


async def test_who_sleeps_while_the_asker_is_stuck_is_still_asked_in_the_morning(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.alan.answers(QUESTION, "Have you tried turning it off and on?")
    await ws.ada.sees("You have 1 answer").presses("Still stuck")
    await ws.tick(hours=10)
    assert invited(ws) == {ws.mae.id}


async def test_one_who_sleeps_does_not_hold_up_the_others(ws: Workspace) -> None:
    for person in (ws.mae, ws.alan):
        await person.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.alan.id}
    await ws.tick(hours=9, minutes=5)
    assert invited(ws) == {ws.alan.id, ws.mae.id}


@pytest.mark.parametrize("overrides", [{"quiet_hours": "none"}])
async def test_the_quiet_hours_are_a_setting(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.mae.id}


async def test_ones_own_quiet_hours_come_before_the_setting(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.mae.prefers(quiet_hours="none")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.mae.id}


# Nobody fits


async def test_when_nobody_fits_it_is_said_and_whoever_answers_becomes_known(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    assert "I know nobody whom I could ask about this. It stays open" in ws.ada.sees(QUESTION).text
    assert "I know nobody to ask, so anybody may answer, and whoever answers becomes known for it." in card.text
    await ws.alan.answers(QUESTION, "Use the rotate workflow.")
    await ws.grace.asks("What about terraform modules?")
    assert "1 answer on *terraform*" in ws.alan.sees("What about terraform modules?").text


async def test_a_question_about_nothing_known_promises_no_expertise(ws: Workspace) -> None:
    card = await ws.ada.asks("How do I do that thing there?")
    assert card is not None
    assert "It names no topic that I know" in ws.ada.sees("Your question").text
    assert "becomes known" not in card.text + ws.ada.sees("Your question").text


async def test_a_private_question_for_nobody_can_be_posted(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION, channel="experts")
    status = ws.ada.sees(QUESTION)
    assert "Post it in a channel, so that others can see it and answer." in status.text
    await status.presses("Post it in a channel")
    await ws.ada.fills(channel="C0HELP")
    assert "anybody in the channel may answer" in status.text
    await ws.grace.answers(QUESTION, "Use the rotate workflow.")
    assert "You have 1 answer" in status.text


async def test_somebody_new_is_looked_at_before_being_invited(ws: Workspace) -> None:
    await ws.sandbox.add_person(Person("U0NEW", "new", "New Colleague", tz="Asia/Tokyo"))
    await ws.sandbox.join("U0NEW", "C0HELP")
    new = Member(ws, "U0NEW")
    await new.knows("terraform")
    await ws.ada.asks(QUESTION)
    new.sees_nothing_of(QUESTION)
    await ws.tick(hours=9, minutes=5)
    new.sees(QUESTION)


async def test_a_change_of_zone_is_followed(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.sandbox.change_user(ws.mae.id, tz="Europe/London")
    await ws.settle()
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.mae.id}
