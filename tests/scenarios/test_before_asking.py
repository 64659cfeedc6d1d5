"""Before asking: what may answer a question is shown while it is typed, and counted honestly."""

from bot.domain.deflections import Deflected
from bot.domain.ids import WorkspaceId
from bot.sandbox import Container, Fault
from tests.workspace import Member, Seen, Workspace, plain, shown

ROTATE = "How do we rotate the signing keys of staging?"
HOW = "Run the rotate workflow, then restart the gateway."
AGAIN = "How do I rotate the signing keys of staging?"


async def answered(ws: Workspace, channel: str = "C0HELP", question: str = ROTATE) -> Seen:
    asker, expert = (ws.alan, ws.katherine) if channel == "C0SEC" else (ws.linus, ws.grace)
    await asker.asks(question, channel=channel)
    return await expert.sees(question, channel).replies(HOW)


async def types(member: Member, words: str) -> None:
    """Type into the question of the open form."""
    await member.press(Container(view_id=member.form.id), "question", "question", words)


def suggested(member: Member) -> bool:
    """Whether the form of asking shows that question as perhaps answered."""
    return "Perhaps it is answered already" in shown(member.form) and ROTATE in plain(shown(member.form))


async def deflected(ws: Workspace) -> Deflected:
    return await ws.knowhow._use_cases.deflections.numbers(WorkspaceId(ws.sandbox.team_id))


async def test_with_the_words_of_the_command_it_is_there_at_once(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    assert suggested(ws.ada)
    assert "restart the gateway" in shown(ws.ada.form)
    assert ws.ada.form_value("question") == AGAIN


async def test_while_one_types_it_comes_and_goes_and_nothing_typed_is_lost(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert")
    await types(ws.ada, AGAIN)
    assert suggested(ws.ada)
    assert ws.ada.form_value("question") == AGAIN
    await types(ws.ada, "How does one weave a basket of willow?")
    assert not suggested(ws.ada)
    assert ws.ada.form_value("question") == "How does one weave a basket of willow?"
    assert (await ws.ada.fills(channel="C0HELP")).ok
    ws.ada.sees("How does one weave", "C0HELP")


async def test_nothing_is_suggested_that_is_not_like_it_or_not_answered(ws: Workspace) -> None:
    await ws.linus.asks("Where is the canteen of the new office?")
    await ws.ada.command("/ask-expert", "Where is the canteen in the new office?")
    assert "Perhaps" not in shown(ws.ada.form)


async def test_nothing_is_suggested_that_the_asker_may_not_see(ws: Workspace) -> None:
    await answered(ws, "C0SEC")
    await ws.ada.command("/ask-expert", AGAIN)
    assert "Perhaps" not in shown(ws.ada.form)


async def test_a_tip_is_suggested_too(ws: Workspace) -> None:
    await ws.grace.shares("Rotate the signing keys of staging with the rotate workflow.")
    await ws.ada.command("/ask-expert", "How to rotate the signing keys of staging with a workflow?")
    assert "Tip by" in shown(ws.ada.form)


async def test_slack_being_slow_does_not_keep_the_form_from_opening(ws: Workspace) -> None:
    await answered(ws)
    ws.sandbox.faults.add(Fault.hang("users.conversations", 1.0))
    outcome = await ws.ada.command("/ask-expert", AGAIN)
    assert outcome.ok
    assert ws.ada.form_value("question") == AGAIN


async def test_this_answers_it_thanks_marks_it_useful_and_counts(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    await ws.ada.presses_in_form("This answers it")
    assert "Glad that it is answered" in shown(ws.ada.form)
    assert HOW in shown(ws.ada.form)
    assert (await ws.ada.fills()).ok  # Done: all forms close
    assert ws.sandbox.modal(ws.ada.id) is None
    assert (await deflected(ws)).total == 1
    found = await ws.alan.command("/find-answer", "rotate signing keys")
    assert found.reply is not None
    assert "useful to 1 person" in shown(found.reply)
    assert [seen for seen in ws.ada.messages("C0HELP") if "Ada" in seen.text and AGAIN in seen.text] == []


async def test_pressed_for_the_same_twice_it_counts_once(ws: Workspace) -> None:
    await answered(ws)
    for _ in range(2):
        await ws.ada.command("/ask-expert", AGAIN)
        await ws.ada.presses_in_form("This answers it")
        assert (await ws.ada.fills()).ok
    assert (await deflected(ws)).total == 1


async def test_to_ask_the_same_after_all_takes_it_back(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    await ws.ada.presses_in_form("This answers it")
    assert (await ws.ada.fills()).ok
    await ws.tick(hours=3)
    await ws.ada.asks("How do I rotate signing keys of the staging gateway?")
    assert await deflected(ws) == Deflected(by_answers=0, by_tips=0, taken_back=1)
    found = await ws.alan.command("/find-answer", "rotate signing keys")
    assert found.reply is not None
    assert "useful to" not in shown(found.reply)


async def test_to_ask_the_like_days_later_takes_nothing_back(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    await ws.ada.presses_in_form("This answers it")
    assert (await ws.ada.fills()).ok
    await ws.tick(days=2)
    await ws.ada.asks(AGAIN)
    assert (await deflected(ws)).total == 1


async def test_ones_own_question_is_no_deflection(ws: Workspace) -> None:
    await answered(ws)
    await ws.linus.command("/ask-expert", AGAIN)
    await ws.linus.presses_in_form("This answers it")
    assert (await deflected(ws)).total == 0


async def test_it_can_be_read_first(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.command("/ask-expert", AGAIN)
    await ws.ada.presses_in_form("Read it")
    assert HOW in shown(ws.ada.form)
    assert (await ws.ada.fills()).ok
    assert "Glad that it is answered" in shown(ws.ada.form)
    assert (await deflected(ws)).total == 1
