"""A form that changes while somebody types into it: the latest words count, and nothing newer is overwritten."""

import asyncio

from bot.sandbox import Container, Fault
from tests.scenarios.test_before_asking import AGAIN, answered, suggested, types
from tests.workspace import Member, Seen, Workspace, shown

BASKET = "How does one weave a basket of willow?"


async def types_meanwhile(ws: Workspace, member: Member, words: str) -> None:
    """Type without waiting for what the app makes of it."""
    where = Container(view_id=member.form.id)
    await ws.sandbox.press(member.id, container=where, action_id="question", block_id="question", value=words)


async def on_its_way(ws: Workspace) -> None:
    """Wait until the call that is held back has come to Slack."""
    while ws.sandbox.faults.planned:  # noqa: ASYNC110 - the wire tells nobody
        await asyncio.sleep(0.01)


async def test_a_slow_look_up_opens_the_form_at_once_and_is_shown_when_it_comes(ws: Workspace) -> None:
    await answered(ws)
    gate = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after("users.conversations", gate))
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", AGAIN)
    assert not suggested(ws.ada)

    gate.set()
    await ws.settle()
    assert suggested(ws.ada)
    assert ws.ada.form_value("question") == AGAIN


async def test_what_was_typed_since_is_not_overwritten_by_what_comes_late(ws: Workspace) -> None:
    await answered(ws)
    gate = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after("users.conversations", gate))
    await ws.sandbox.command(ws.ada.id, "C0HELP", "/ask-expert", AGAIN)
    await types_meanwhile(ws, ws.ada, BASKET)

    gate.set()
    await ws.settle()
    assert not suggested(ws.ada)
    assert ws.ada.form_value("question") == BASKET


async def test_the_latest_words_count_while_an_earlier_change_is_under_way(ws: Workspace) -> None:
    await answered(ws)
    await answered(ws, question="Where do I weave a basket of willow?")
    await ws.ada.command("/ask-expert")
    gate = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after("views.update", gate))
    await types_meanwhile(ws, ws.ada, AGAIN)
    await on_its_way(ws)
    await types_meanwhile(ws, ws.ada, "Where do I weave")
    await types_meanwhile(ws, ws.ada, "Where do I weave a basket of willow")

    gate.set()
    await ws.settle()
    assert not suggested(ws.ada)
    assert "Where do I weave a basket of willow?" in shown(ws.ada.form)
    assert len(ws.calls("views.update")) == 2


async def test_the_same_suggestions_are_not_shown_again(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    await types(ws.ada, f"{AGAIN} ")
    assert suggested(ws.ada)
    assert not ws.calls("views.update")


async def test_a_form_that_was_closed_meanwhile_stays_closed(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert")
    gate = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after("views.update", gate))
    await types_meanwhile(ws, ws.ada, AGAIN)
    await on_its_way(ws)
    await ws.sandbox.close(ws.ada.id, ws.ada.form.id)
    gate.set()
    await ws.settle()
    assert ws.sandbox.modal(ws.ada.id) is None


async def test_who_asks_anyway_finds_the_form_as_it_was(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert")
    await types(ws.ada, AGAIN)
    await ws.ada.presses_in_form("This answers it")
    await ws.sandbox.close(ws.ada.id, ws.ada.form.id)
    assert ws.ada.form_value("question") == AGAIN
    assert suggested(ws.ada)
    assert (await ws.ada.fills(channel="C0HELP")).ok
    ws.ada.sees(AGAIN, "C0HELP")


async def test_pages_turn_in_the_form_that_shows_what_was_found(ws: Workspace) -> None:
    for number in range(7):
        await answered(ws, question=f"How do we rotate the keys of gateway {number}?")
    await ws.ada.shortcut("knowledge.find")
    assert (await ws.ada.fills(words="rotate keys")).ok
    await ws.ada.presses_in_form("More")
    assert "page 2" in shown(ws.ada.form)
    await ws.ada.presses_in_form("Previous")
    assert "page" not in shown(ws.ada.form)
    assert sum(f"gateway {number}?" in shown(ws.ada.form) for number in range(7)) == 5
    await ws.ada.presses_in_form("More")
    assert "page 2" in shown(ws.ada.form)


async def test_what_was_found_is_marked_useful_there(ws: Workspace) -> None:
    await answered(ws)
    outcome = await ws.ada.command("/find-answer", "rotate keys")
    assert outcome.reply is not None
    await Seen(ws.ada, outcome.reply).presses("Useful")
    again = await ws.alan.command("/find-answer", "rotate keys")
    assert again.reply is not None
    assert "useful to 1 person" in shown(again.reply)
