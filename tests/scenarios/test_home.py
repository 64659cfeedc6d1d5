"""Point 9: App Home."""

from dataclasses import replace

from tests.workspace import Workspace, all_text

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


def shown(ws: Workspace, who: str = "U0GRACE") -> str:
    """All that a person's App Home says now."""
    view = ws.sandbox.home(who)
    assert view is not None
    return all_text(view.blocks)


async def test_a_newcomer_is_welcomed_until_they_have_got_it(ws: Workspace) -> None:
    await ws.linus.opens_home()
    for words in ("Welcome to Knowhow", "/ask-expert", "/my-topics", "Nothing waits for you", "not asked anything"):
        assert words in shown(ws, "U0LINUS")
    await ws.linus.presses_at_home("Got it")
    assert "Welcome" not in shown(ws, "U0LINUS")
    await ws.linus.opens_home()
    assert "Welcome" not in shown(ws, "U0LINUS")
    await ws.mae.opens_home()
    assert "Welcome" in shown(ws, "U0MAE")


async def test_what_waits_for_one_s_answer_is_answered_there(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.opens_home()
    assert "Waiting for your answer (0)" in shown(ws)
    await ws.ada.asks(QUESTION)
    assert "Waiting for your answer (1)" in shown(ws), "it shows by itself"
    assert f"<@U0ADA> asks: <{ws.sandbox.url}/archives/C0HELP/p" in shown(ws)

    await ws.grace.presses_at_home("Answer")
    await ws.grace.fills(answer=ANSWER)
    assert "Waiting for your answer (0)" in shown(ws)
    ws.ada.sees("<@U0GRACE> answered", "C0HELP")


async def test_an_invitation_that_waits_for_the_morning_shows_when_it_comes(ws: Workspace) -> None:
    await ws.mae.knows("terraform")
    await ws.mae.opens_home()
    await ws.ada.asks(QUESTION)
    assert "Waiting for your answer (0)" in shown(ws, "U0MAE")
    await ws.tick(hours=9, minutes=5)
    assert "Waiting for your answer (1)" in shown(ws, "U0MAE")


async def test_one_s_questions_stand_there_with_their_states(ws: Workspace) -> None:
    await ws.ada.opens_home()
    await ws.ada.asks("Who orders the coffee around here?", channel="experts")
    await ws.ada.presses_at_home("Withdraw")
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    home = shown(ws, "U0ADA")
    assert "Your questions (2)" in home
    assert "withdrawn" in home
    assert "waiting" in home
    answer = await replace(card, who=ws.linus).replies(ANSWER)
    assert "answered" in shown(ws, "U0ADA")
    await replace(answer, who=ws.ada).reacts("white_check_mark")
    assert "accepted" in shown(ws, "U0ADA")


async def test_a_question_is_withdrawn_and_reopened_there(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Withdraw")
    assert "Withdrawn" in card.text
    await ws.ada.presses_at_home("Reopen")
    assert "Waiting" in card.text
    assert "waiting" in shown(ws, "U0ADA")


async def test_one_s_topics_are_shown_and_changed_there(ws: Workspace) -> None:
    await ws.grace.opens_home()
    assert "not named any topics yet" in shown(ws)
    await ws.grace.presses_at_home("My topics")
    await ws.grace.fills(topics=["terraform", "c++"])
    assert "People find you for *c++*, *terraform*" in shown(ws)


async def test_asking_starts_there(ws: Workspace) -> None:
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Ask an expert")
    await ws.ada.fills(question=QUESTION, channel="C0HELP")
    ws.alan.sees(QUESTION, "C0HELP")
    assert "Your questions (1)" in shown(ws, "U0ADA")


async def test_people_are_found_there(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Find an expert")
    await ws.ada.fills(topics="terraform")
    assert "<@U0GRACE>: named *terraform* as a topic" in all_text(ws.ada.form.blocks)


async def test_advocates_see_what_nobody_answered_and_answer_it_there(ws: Workspace) -> None:
    await ws.alan.command("/my-topics")
    await ws.alan.fills(advocate=["advocate"], weekly_cap="0")
    await ws.sandbox.close("U0ALAN", ws.alan.form.id)
    await ws.alan.opens_home()
    await ws.linus.opens_home()
    assert "Nobody answered these yet" not in shown(ws, "U0ALAN")
    card = await ws.ada.asks("Who orders the coffee around here?")
    assert card is not None
    assert "Nobody answered these yet (1)" in shown(ws, "U0ALAN"), "it shows by itself"
    assert "Nobody answered" not in shown(ws, "U0LINUS")

    await ws.alan.presses_at_home("Answer")
    await ws.alan.fills(answer="Mae does.")
    assert "1 answer" in card.text
    assert "Nobody answered" not in shown(ws, "U0ALAN")


async def test_advocates_are_not_shown_their_own_and_what_is_private(ws: Workspace) -> None:
    await ws.alan.command("/my-topics")
    await ws.alan.fills(advocate=["advocate"], weekly_cap="0")
    await ws.sandbox.close("U0ALAN", ws.alan.form.id)
    await ws.alan.asks("Who orders the coffee around here?")
    await ws.katherine.asks("Who audits the audit logs?", channel="C0SEC")
    await ws.ada.asks("Who has seen my resignation?", channel="experts")
    await ws.alan.opens_home()
    assert "Nobody answered" not in shown(ws, "U0ALAN")


async def test_there_are_pages_instead_of_walls(ws: Workspace) -> None:
    ws.sandbox.rate_limits = False
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], weekly_cap="20")
    await ws.sandbox.close("U0GRACE", ws.grace.form.id)
    for number in range(7):
        await ws.ada.asks(f"How do we rotate terraform key number {number}?")
    await ws.grace.asks("Who orders the coffee around here?")
    await ws.grace.opens_home()
    first = shown(ws)
    assert "Waiting for your answer (7)" in first
    assert "Page 1 of 2" in first
    assert [f"number {number}?" in first for number in range(7)] == [False, False, *[True] * 5]
    assert "coffee" in first

    await ws.grace.presses_at_home("Older")
    second = shown(ws)
    assert "Page 2 of 2" in second
    assert [f"number {number}?" in second for number in range(7)] == [True, True, *[False] * 5]
    assert "Your questions" not in second, "a list that is at its end is not shown empty"
    await ws.grace.presses_at_home("Newer")
    assert "Page 1 of 2" in shown(ws)


async def test_a_page_that_is_gone_becomes_the_last_there_is(ws: Workspace) -> None:
    ws.sandbox.rate_limits = False
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], weekly_cap="20")
    await ws.sandbox.close("U0GRACE", ws.grace.form.id)
    for number in range(6):
        await ws.ada.asks(f"How do we rotate terraform key number {number}?")
    await ws.grace.opens_home()
    await ws.grace.presses_at_home("Older")
    await ws.grace.presses_at_home("Answer")
    await ws.grace.fills(answer=ANSWER)
    assert "Waiting for your answer (5)" in shown(ws)
    assert "Page" not in shown(ws)
    assert "number 5?" in shown(ws)


async def test_advocates_have_pages_too(ws: Workspace) -> None:
    ws.sandbox.rate_limits = False
    await ws.alan.command("/my-topics")
    await ws.alan.fills(advocate=["advocate"], weekly_cap="0")
    await ws.sandbox.close("U0ALAN", ws.alan.form.id)
    for number in range(6):
        await ws.ada.asks(f"Who orders the coffee for floor number {number}?")
    await ws.alan.opens_home()
    assert "Nobody answered these yet (6)" in shown(ws, "U0ALAN")
    assert "number 5?" not in shown(ws, "U0ALAN"), "the oldest come first"
    await ws.alan.presses_at_home("Older")
    assert "number 5?" in shown(ws, "U0ALAN")


async def test_the_messages_tab_shows_itself(ws: Workspace) -> None:
    await ws.sandbox.open_home("U0LINUS", "messages")
    await ws.settle()
    assert ws.sandbox.home("U0LINUS") is None


async def test_an_answer_that_comes_too_late_is_not_lost_to_its_author(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.grace.opens_home()
    await ws.grace.presses_at_home("Answer")
    await ws.ada.sees("Your question").presses("Withdraw")
    outcome = await ws.grace.fills(answer=ANSWER)
    assert "no longer open" in outcome.errors["answer"]
