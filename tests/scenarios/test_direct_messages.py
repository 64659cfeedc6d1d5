"""Writing to the app itself."""

import pytest

from bot.sandbox import Fault
from tests.workspace import Workspace

UNDERSTOOD = "Here is what I understand"


@pytest.mark.parametrize("text", ["Hello?", "How do we rotate keys?", "🙂"])
async def test_a_direct_message_that_is_no_answer_gets_an_explanation(ws: Workspace, text: str) -> None:
    await ws.linus.says(ws.linus.dm, text)
    told = ws.linus.sees(UNDERSTOOD)
    for command in ("/ask-expert", "/find-expert", "/my-topics"):
        assert command in told.text
    for other in (ws.ada, ws.grace):
        other.sees_nothing_of(UNDERSTOOD)


async def test_each_message_is_explained_once_even_if_slack_delivers_it_twice(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.deliver_twice("message"))
    await ws.linus.says(ws.linus.dm, "Hello?")
    assert len([seen for seen in ws.linus.messages() if UNDERSTOOD in seen.text]) == 1
    await ws.linus.says(ws.linus.dm, "Hello again?")
    assert len([seen for seen in ws.linus.messages() if UNDERSTOOD in seen.text]) == 2


async def test_a_reply_under_one_s_own_question_is_explained_and_no_answer(ws: Workspace) -> None:
    card = await ws.ada.asks("How do we rotate the terraform state keys?")
    assert card is not None
    await ws.ada.sees("Your question").replies("Anything new?")
    ws.ada.sees(UNDERSTOOD)
    assert "Waiting" in card.text


async def test_editing_and_deleting_what_one_wrote_to_the_app_says_nothing_more(ws: Workspace) -> None:
    said = await ws.linus.says(ws.linus.dm, "Hello?")
    await ws.sandbox.edit("U0LINUS", ws.linus.dm, said.ts, "Hello!")
    await ws.sandbox.delete("U0LINUS", ws.linus.dm, said.ts)
    await ws.settle()
    assert len([seen for seen in ws.linus.messages() if UNDERSTOOD in seen.text]) == 1


async def test_what_the_app_says_itself_starts_no_conversation_with_itself(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks("How do we rotate the terraform state keys?")
    for who in (ws.ada, ws.grace):
        who.sees_nothing_of(UNDERSTOOD)
