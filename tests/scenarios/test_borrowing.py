"""A question that was asked becomes a prompt of a cohort."""

from tests.cohorts import ENG, PROMPTS, lines, opens, opens_own_prompts, sets_up
from tests.workspace import Workspace, shown

QUESTION = "How do you decide which index to add?"


async def test_a_facilitator_puts_a_question_into_a_cohorts_bank(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0])
    await ws.ada.asks(QUESTION)

    await ws.mae.sees(QUESTION, "C0HELP").chooses("prompt:")
    assert ws.mae.form_value("text") == QUESTION
    outcome = await ws.mae.fills(text=f"{QUESTION} Give an example.")

    assert outcome.ok, outcome.errors
    assert "among the cohort's own prompts now" in shown(ws.mae.form)
    await ws.mae.closes_form()
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)
    assert lines(ws.mae) == [PROMPTS[0], f"{QUESTION} Give an example."]


async def test_who_asked_anonymously_is_asked_first_and_agrees(ws: Workspace) -> None:
    await sets_up(ws.grace, PROMPTS[0])
    await ws.ada.asks(QUESTION, ask_as="anonymous")

    await ws.grace.sees(QUESTION, "C0HELP").chooses("prompt:")
    assert "whoever asked is asked first" in shown(ws.grace.form)
    await ws.grace.fills()
    request = ws.ada.sees("A facilitator would like to discuss")
    assert "U0GRACE" not in request.text
    await request.presses("That is fine")

    assert "You agreed" in request.text
    agreed = ws.grace.sees("agrees that *SQL for analysts* discusses it")
    assert "U0ADA" not in agreed.text
    await opens(ws.grace)
    await opens_own_prompts(ws.grace)
    assert QUESTION in lines(ws.grace)


async def test_who_asked_anonymously_may_rather_not(ws: Workspace) -> None:
    await sets_up(ws.grace, PROMPTS[0])
    await ws.ada.asks(QUESTION, ask_as="anonymous")
    card = ws.grace.sees(QUESTION, "C0HELP")
    await card.chooses("prompt:")
    await ws.grace.fills()

    await ws.ada.sees("A facilitator would like to discuss").presses("Please don't")

    ws.grace.sees("would rather not have it discussed")
    await ws.grace.closes_form()
    await opens(ws.grace)
    await opens_own_prompts(ws.grace)
    assert QUESTION not in lines(ws.grace)
    await ws.grace.closes_form()
    await card.chooses("prompt:")
    outcome = await ws.grace.fills()
    assert "was asked already" in next(iter(outcome.errors.values()))


async def test_nobody_else_decides_for_the_asker(ws: Workspace) -> None:
    await sets_up(ws.grace, PROMPTS[0])
    await ws.ada.asks(QUESTION, ask_as="anonymous")
    await ws.grace.sees(QUESTION, "C0HELP").chooses("prompt:")
    await ws.grace.fills()
    request = ws.ada.sees("A facilitator would like to discuss")

    await request.presses("That is fine")
    await request.replies("Thank you for asking")  # which decides nothing

    assert "You agreed" in request.text


async def test_who_facilitates_nothing_is_told_so(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)

    await ws.grace.sees(QUESTION, "C0HELP").chooses("prompt:")

    ws.grace.sees("Only facilitators of the cohort", "C0HELP")


async def test_what_was_asked_in_private_stays_there(ws: Workspace) -> None:
    await sets_up(ws.alan, PROMPTS[0])
    await ws.alan.asks(QUESTION, channel="C0SEC")

    await ws.alan.sees(QUESTION, "C0SEC").chooses("prompt:")

    ws.alan.sees("asked in a private channel", "C0SEC")
    ws.grace.sees_nothing_of(QUESTION, ENG)
