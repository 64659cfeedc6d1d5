"""Nothing from a private channel is shown, counted or hinted at to somebody who is not in it now."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.sandbox import Container, Fault
from tests.safety import hand
from tests.safety.cast import ABROAD, ADMIN, GUEST, KEN, LINUS, LOBBY, PRIVATE, PUBLIC
from tests.safety.tour import COHORT, MARK, SAID, TOPIC, Tour
from tests.workspace import Member, Workspace, shown

RENAMED = f"renamed-{SAID}-{LOBBY.lower()}"
"""The lobby, at the end of the tour."""
PUBLIC_TOO = frozenset({"sets", "similar", "similar, typed"})
"""Shows what people told the whole workspace as well: sets of prompts, and topics that they declared."""
WORDS = ("rotate signing keys", "willow", "payroll midnight", '"rotate workflow"', "#keys")
SENTENCE = "How do we rotate the signing keys?"
TIP = "Rotate keys with the workflow rather than by hand, it is safer"


async def looks_around(who: Member, lobby: str = LOBBY) -> AsyncIterator[tuple[str, str]]:
    """Everything that somebody can look at from another channel, and what it says."""
    for words in WORDS:
        outcome = await who.command("/find-answer", words, channel=lobby)
        yield f"/find-answer {words}", str(outcome.reply and outcome.reply.blocks)
    await who.command("/ask-expert", SENTENCE, channel=lobby)
    yield "similar", str(who.form.blocks)
    await who.press(Container(view_id=who.form.id), "question", "question", f"{SENTENCE} Again, please.")
    yield "similar, typed", str(who.form.blocks)
    yield "channels", str(await who.types("channel", ""))
    await hand.close_all(who)
    for words in ("", "Analysts", COHORT.replace(MARK, "").strip(), f"join {COHORT}", f"leave {COHORT}", COHORT):
        outcome = await who.command("/cohort", words, channel=lobby)
        said = outcome.reply.blocks if outcome.reply else who.form.blocks
        yield f"/cohort {words}", str(said).replace(COHORT, "typed") if words.endswith(COHORT) else str(said)
        await hand.close_all(who)
    await who.command("/cohort", "new", channel=lobby)
    yield "sets", str(await who.types("sets", ""))
    await hand.close_all(who)
    yield "home", shown(await who.opens_home())
    if who.id == ADMIN:
        await who.presses_at_home("Moderate")
        yield "moderating", str(who.form.blocks)
        await hand.close_all(who)


async def sees_all(who: Member, lobby: str = LOBBY) -> dict[str, str]:
    """What somebody sees who looks around."""
    return {
        surface: re.sub(RENAMED, "lobby", re.sub(r"'block_id': '\w{5}'", "", said))
        async for surface, said in looks_around(who, lobby)
    }


async def sees_more(who: Member, lobby: str = LOBBY) -> dict[str, str]:
    """What somebody is told of people and topics, of which some is public by their own choice, and of a tip's likes."""
    told = {}
    for words in ("keys", TOPIC, SENTENCE, f"{TOPIC}, keys"):
        outcome = await who.command("/find-expert", words, channel=lobby)
        told[words] = str(outcome.reply and outcome.reply.blocks)
    await who.command("/my-topics", channel=lobby)
    told["topics"] = str(await who.types("topics", ""))
    await hand.close_all(who)
    await who.command("/share-tip", f"{TIP}!", channel=lobby)
    await who.fills(channel=lobby)
    told["a tip like it"] = str(who.form.blocks) if who.ws.sandbox.modal(who.id) else ""
    await hand.close_all(who)
    return told


@pytest.mark.parametrize("channel", [PRIVATE])
async def test_who_is_not_in_it_sees_the_same_as_if_nothing_had_been_said(tour: Tour) -> None:
    outsiders = [Member(tour.ws, each) for each in (LINUS, GUEST, ABROAD, ADMIN)]
    before = {who.id: await sees_all(who) for who in outsiders}

    await tour.go()

    after = {who.id: await sees_all(who) for who in outsiders}
    for who in outsiders:
        told = after[who.id] | await sees_more(who) | {"direct": str([seen.text for seen in who.messages()])}
        assert {surface: said for surface, said in told.items() if MARK in said} == {}
        others = after[who.id].keys() - PUBLIC_TOO
        assert {name: after[who.id][name] for name in others if after[who.id][name] != before[who.id][name]} == {}


@pytest.mark.parametrize("channel", [PRIVATE])
async def test_who_leaves_it_sees_nothing_of_it_from_then_on_and_who_comes_back_does(tour: Tour) -> None:
    ken = Member(tour.ws, KEN)
    await tour.go()
    await tour.ws.tick(days=1)
    await ken.command("/cohort", f"join {COHORT}", channel=PRIVATE)
    await ken.opens_home()
    found = await ken.command("/find-answer", WORDS[0], channel=PUBLIC)
    assert MARK in str(found.reply and found.reply.blocks)
    assert MARK in shown(ken.home)

    await tour.ws.sandbox.leave(KEN, PRIVATE)
    await tour.ws.settle()

    assert MARK not in shown(ken.home)
    told = await sees_all(ken, PUBLIC) | await sees_more(ken, PUBLIC)
    assert {surface: said for surface, said in told.items() if MARK in said} == {}

    tour.ws.sandbox._backstage.world.conversation(PRIVATE).members.append(KEN)
    await tour.ws.tick(minutes=6)
    assert MARK in shown(await ken.opens_home())


async def test_a_guest_has_their_own_channels_and_no_others(ws: Workspace) -> None:
    guest, abroad = Member(ws, GUEST), Member(ws, ABROAD)
    for channel in (LOBBY, PUBLIC):
        await ws.ada.command("/ask-expert", f"How do we paint the {channel}?", channel=channel)
        await ws.ada.fills(channel=channel)
        await ws.grace.answers(f"paint the {channel}", f"With a brush, in {channel}.", channel)
    await ws.grace.command("/my-topics", "paint", channel=LOBBY)
    await ws.mae.command("/my-topics", "paint", channel=PUBLIC)
    await ws.sandbox.leave(ws.mae.id, LOBBY)

    for who in (guest, abroad):
        found = await who.command("/find-answer", "paint", channel=LOBBY)
        assert f"paint the {LOBBY}" in str(found.reply and found.reply.blocks).replace("*", "")
        assert PUBLIC not in str(found.reply and found.reply.blocks)
        people = await who.command("/find-expert", "paint", channel=LOBBY)
        assert ws.grace.id in str(people.reply and people.reply.blocks)
        assert ws.mae.id not in str(people.reply and people.reply.blocks)
        assert "answer" not in shown(people.reply) if people.reply else False
        await who.command("/ask-expert", "Where is the paint kept?", channel=LOBBY)
        assert await who.types("channel", "") == ["Only the experts", "#lobby"]
        await hand.close_all(who)
    await ws.ada.command("/ask-expert", "Who knows about nothing at all?", channel=PUBLIC)
    await ws.ada.fills(channel=PUBLIC)
    for who, sees_it in ((Member(ws, LINUS), True), (guest, False)):
        await who.command("/my-topics", channel=LOBBY)
        await who.fills(advocate=["advocate"])
        assert ("nothing at all" in shown(await who.opens_home())) is sees_it
    card = next(seen for seen in guest.messages(LOBBY) if "Answer" in seen.buttons)
    await card.presses("Answer")
    assert (await guest.fills(answer="With a roller.")).ok
    assert "With a roller." in str([seen.text for seen in ws.ada.messages(LOBBY)])


async def test_a_question_in_a_private_channel_is_put_to_its_members_alone(ws: Workspace) -> None:
    linus = Member(ws, LINUS)
    await linus.command("/my-topics", "auditing", channel=LOBBY)
    await ws.grace.command("/my-topics", "auditing", channel=LOBBY)
    ws.sandbox.faults.add(Fault.error("conversations.members", "internal_error"))
    await ws.ada.command("/ask-expert", "Who audits the audit?", channel=PRIVATE)
    await ws.ada.fills(channel=PRIVATE, topics=["auditing"])
    ws.grace.sees_nothing_of("audits the audit")  # Slack could not say who is in it

    await ws.tick(minutes=16)

    invitation = ws.grace.sees("audits the audit")
    linus.sees_nothing_of("audits the audit")
    await invitation.presses("Suggest someone")
    outcome = await ws.grace.fills(person=LINUS)
    assert "can't be asked this" in str(outcome.errors)
    await hand.close_all(ws.grace)
    await ws.sandbox.leave(ws.grace.id, PRIVATE)
    await ws.settle()
    await invitation.presses("Answer")
    assert "I can't find that question for you" in str(ws.sandbox.messages(ws.grace.dm, viewer=ws.grace.id)[-1])
    assert "audits the audit" not in shown(await ws.grace.opens_home())


async def test_an_author_who_left_is_not_asked_whether_it_is_still_true(ws: Workspace) -> None:
    await ws.ada.command("/share-tip", "Lock the safe twice, always.", channel=PRIVATE)
    await ws.ada.fills(channel=PRIVATE)
    card = ws.grace.sees("shares a tip", PRIVATE)
    await ws.sandbox.leave(ws.ada.id, PRIVATE)

    await replace(card, who=ws.grace).chooses("doubt:")
    await ws.grace.fills(why="The safe is gone.")

    ws.ada.sees_nothing_of("The safe is gone")
