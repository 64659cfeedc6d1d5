"""Whatever people type arrives: no database takes NUL, and none a surrogate that has lost its other half."""

from dataclasses import replace

from tests.workspace import Workspace

BAD = "\0\ud83d"


async def test_words_typed_into_a_form_a_command_and_a_thread_are_kept_without_what_can_t_be(ws: Workspace) -> None:
    await ws.grace.command("/my-topics", "terra\0form")
    await ws.ada.command("/ask-expert", "How do we \0rotate")
    await ws.ada.types("topics", f"gra{BAD}phql")
    outcome = await ws.ada.fills(
        question=f"How do we rotate{BAD} the terraform keys?", details=f"{BAD}Now.", channel="C0HELP"
    )
    assert outcome.ok, outcome
    card = ws.alan.sees("How do we rotate the terraform keys?", "C0HELP")
    await replace(card, who=ws.linus).replies(f"Like{BAD} this.")
    await ws.grace.sees("How do we rotate").presses("Answer")
    assert (await ws.grace.fills(answer=f"Or like{BAD} that.")).ok
    said = await ws.linus.says("C0HELP", f"Another{BAD} way.")
    await ws.alan.shortcut("answer.save", said)
    assert (await ws.alan.fills()).ok
    await ws.linus.says(ws.linus.dm, BAD)

    assert "3 answers" in card.text
    status = ws.ada.sees("Your question").text
    for words in ("Like this.", "Or like that.", "Another way."):
        assert words in status
    await ws.alan.command("/find-expert", "terra\0form")
    ws.alan.sees("<@U0GRACE>: ", "C0HELP")


async def test_words_that_are_nothing_else_are_refused_at_their_field(ws: Workspace) -> None:
    await ws.ada.command("/ask-expert")
    outcome = await ws.ada.fills(question="\0" * 12, channel="C0HELP")
    assert "at least 10 characters" in outcome.errors["question"]
