"""Answering a cohort's question, and what others make of the answers."""

from bot.sandbox import Fault
from tests.cohorts import ENG, HELP, MANY, NAME, PROMPTS, lines, opens, sets_up
from tests.workspace import Seen, Workspace, plain, shown

SAID = "A cross join: it paired every row with every other."


async def asked(ws: Workspace) -> Seen:
    """A cohort with its first question posted; Ada and Grace are members."""
    await sets_up(ws.mae)
    await ws.ada.command("/cohort", f"join {NAME}")
    await ws.grace.command("/cohort", f"join {NAME}")
    await ws.tick(hours=19)
    return ws.grace.sees("question 1", ENG)


async def answers(ws: Workspace, text: str = SAID) -> Seen:
    """Grace answers by the button; the answer as Ada sees it."""
    await ws.grace.sees("question 1", ENG).presses("Add my answer")
    outcome = await ws.grace.fills(answer=text)
    assert outcome.ok, outcome.errors
    return ws.ada.sees(text, ENG)


async def test_an_answer_by_the_button_stands_in_the_thread_with_its_authors_name(ws: Workspace) -> None:
    post = await asked(ws)
    await post.presses("Add my answer")
    assert MANY[0] in shown(ws.grace.form)

    await ws.grace.fills(answer=SAID)

    answer = ws.ada.sees(SAID, ENG)
    assert "<@U0GRACE> answers:" in answer.text
    assert answer.message.thread_ts == post.ts


async def test_a_reply_in_the_thread_is_an_answer_that_reactions_mark(ws: Workspace) -> None:
    post = await asked(ws)
    reply = await post.replies(SAID)

    await ws.ada.sees(SAID, ENG).reacts("+1")
    await reply.reacts("+1")  # one's own counts nothing

    await opens(ws.mae)
    await ws.mae.presses_in_form("How it went")
    assert "1 answer by 1 person · 50 % of the members · 1 useful mark" in lines(ws.mae)[0]
    await ws.ada.sees(SAID, ENG).unreacts("+1")
    await ws.mae.presses_in_form("Back")
    await ws.mae.presses_in_form("How it went")
    assert "useful" not in lines(ws.mae)[0]


async def test_the_useful_button_counts_and_can_be_taken_back(ws: Workspace) -> None:
    await asked(ws)
    answer = await answers(ws)

    await answer.presses("Useful")

    assert "Useful (1)" in answer.buttons
    await ws.ada.sees("Marked as useful", ENG).presses("Take it back")
    assert "Useful" in answer.buttons
    await ws.grace.sees(SAID, ENG).presses("Useful")
    ws.grace.sees("your own answer", ENG)


async def test_authors_change_and_take_back_what_they_said(ws: Workspace) -> None:
    await asked(ws)
    answer = await answers(ws)

    await ws.ada.sees(SAID, ENG).chooses("edit:")
    ws.ada.sees("Only the person who wrote that answer", ENG)
    mine = ws.grace.sees(SAID, ENG)
    await mine.chooses("edit:")
    await ws.grace.fills(answer="A self join, on second thoughts.")
    assert "on second thoughts" in answer.text
    await mine.chooses("delete:")
    await ws.grace.fills()
    assert "taken back by its author" in answer.text


async def test_edits_and_deletions_in_the_thread_are_followed(ws: Workspace) -> None:
    post = await asked(ws)
    reply = await post.replies(SAID)

    await ws.sandbox.edit(ws.grace.id, ENG, reply.ts, "Another join, really.")
    await ws.settle()
    await ws.tick(days=3, hours=8)
    assert (
        "Another join" in ws.ada.sees("the week of", ENG).text or "1 person took part" in ws.ada.sees("week", ENG).text
    )
    await ws.sandbox.delete(ws.grace.id, ENG, reply.ts)
    await ws.settle()

    await opens(ws.mae)
    await ws.mae.presses_in_form("How it went")
    assert any("0 answers by 0 people" in line for line in lines(ws.mae))


async def test_a_deletion_that_overtakes_its_message_is_heeded(ws: Workspace) -> None:
    post = await asked(ws)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("event"))

    reply = await ws.sandbox.say(ws.grace.id, ENG, SAID, thread_ts=post.ts)
    await ws.sandbox.delete(ws.grace.id, ENG, reply.ts)
    await ws.settle()

    await opens(ws.mae)
    await ws.mae.presses_in_form("How it went")
    assert "0 answers" in lines(ws.mae)[0]


async def test_facilitators_highlight_what_stands_in_the_weeks_wrap_up(ws: Workspace) -> None:
    post = await asked(ws)
    answer = await answers(ws)
    reply = await ws.alan.sees("question 1", ENG).replies("Mine was a left join that was none.")

    await answer.chooses("highlight:")
    ws.ada.sees("Only facilitators", ENG)
    await ws.sandbox.join(ws.mae.id, ENG)
    await ws.mae.sees(SAID, ENG).chooses("highlight:")
    assert "Highlight" in answer.text
    await ws.mae.shortcut("run_answer.highlight", ws.mae.sees("left join that was none", ENG))
    await ws.mae.sees(SAID, ENG).chooses("highlight:")  # taken back
    await ws.tick(days=3, hours=8)

    week = plain(ws.ada.sees("the week of", ENG).text)
    assert "Highlights" in week
    assert "Mine was a left join that was none" in week
    assert "cross join" not in week
    assert post.ts != reply.ts


async def test_only_answers_can_be_highlights(ws: Workspace) -> None:
    await asked(ws)
    await ws.sandbox.join(ws.mae.id, ENG)
    said = await ws.grace.says(ENG, "By the way, lunch is at one.")

    await ws.mae.shortcut("run_answer.highlight", ws.mae.sees(said.message.text, ENG))

    ws.mae.sees("no answer to a cohort's question", ENG)


async def test_an_answer_can_be_saved_as_a_tip_by_its_author(ws: Workspace) -> None:
    await asked(ws)
    await answers(ws, "EXPLAIN ANALYZE shows the real times, not the guesses.")

    await ws.grace.sees("EXPLAIN ANALYZE", ENG).chooses("tip:")

    assert ws.grace.form_value("tip") == "EXPLAIN ANALYZE shows the real times, not the guesses."
    assert (await ws.grace.fills(channel=HELP)).ok
    ws.ada.sees("<@U0GRACE> shares a tip", HELP)
    await ws.ada.sees("EXPLAIN ANALYZE", ENG).chooses("tip:")
    ws.ada.sees("Only the person who wrote that answer", ENG)


async def test_who_does_not_see_the_channel_can_not_answer(ws: Workspace) -> None:
    await ws.alan.command("/cohort", "new", channel="C0SEC")
    outcome = await ws.alan.fills(name="Threats", first_day="2026-03-03", time="09:00", order="listed")
    assert outcome.ok, outcome.errors
    await ws.tick(hours=19)
    post = ws.alan.sees("question 1", "C0SEC")
    await post.presses("Add my answer")
    await ws.sandbox.leave(ws.alan.id, "C0SEC")
    await ws.tick(minutes=10)

    outcome = await ws.alan.fills(answer="From outside.")

    assert "can't find that question" in outcome.errors["answer"]


async def test_an_answer_that_can_not_be_posted_is_given_back(ws: Workspace) -> None:
    post = await asked(ws)
    await post.presses("Add my answer")
    ws.sandbox.faults.add(Fault.error("chat.postMessage", "restricted_action"))

    await ws.grace.fills(answer=SAID)

    told = ws.grace.sees("I could not post your answer")
    assert SAID in told.text
    assert "posting in that channel is restricted" in told.text


async def test_what_worked_best_stands_first_and_a_prompt_is_retired(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS, order="shuffled")
    await ws.tick(days=2)
    first = ws.grace.sees("question 1", ENG)
    await first.replies("A lot to say about this one.")
    await opens(ws.mae)

    await ws.mae.presses_in_form("How it went")
    assert "question 2" in lines(ws.mae)[0].casefold()
    await ws.mae.presses_in_form("Best first")
    assert "question 1" in lines(ws.mae)[0].casefold()
    assert "nobody is ranked" in shown(ws.mae.form)
    await ws.mae.presses_beside_in_form("Question 1")

    retired = next(prompt for prompt in PROMPTS if prompt in first.text)
    await ws.mae.presses_in_form("Back")
    await ws.mae.presses_in_form("Next dates")
    assert retired not in shown(ws.mae.form)
    await ws.mae.presses_in_form("Back")
    await ws.mae.presses_in_form("How it went")
    await ws.mae.presses_beside_in_form("Bring it back")
    await ws.mae.presses_in_form("Back")
    await ws.mae.presses_in_form("Next dates")
    assert retired in shown(ws.mae.form)


async def test_a_prompt_of_a_shared_set_is_retired_in_ones_own_cohort_only(ws: Workspace) -> None:
    await sets_up(ws.ada, PROMPTS[0], sets=["Questions for any course"])
    await ws.tick(days=2)

    await opens(ws.ada)

    await ws.ada.presses_in_form("How it went")
    await ws.ada.presses_beside_in_form("Question 2")

    assert "Bring it back" in str(ws.ada.form.blocks)
    await ws.ada.presses_in_form("Back")
    await ws.ada.presses_in_form("Prompts")
    assert "136 prompts" in shown(ws.ada.form)


async def test_outcomes_have_pages(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(days=11)
    await opens(ws.mae)
    await ws.mae.presses_in_form("How it went")
    assert len(lines(ws.mae)) == 6

    await ws.mae.presses_in_form("Next")

    assert "Question 1" in lines(ws.mae)[-1]
    await ws.mae.presses_in_form("Previous")
    assert "Question 1>" not in lines(ws.mae)[-1]


async def test_home_shows_todays_question_and_what_needs_facilitators(ws: Workspace) -> None:
    await sets_up(ws.ada, *PROMPTS[:1])
    await ws.grace.command("/cohort", f"join {NAME}")
    await ws.tick(hours=19)

    home = await ws.grace.opens_home()
    assert "Your cohorts" in shown(home)
    assert f"Today's question>: {PROMPTS[0]}" in shown(home)
    await ws.grace.presses_at_home("Add my answer")
    await ws.grace.fills(answer=SAID)
    assert "answered" in shown(ws.grace.home)
    await ws.ada.opens_home()
    assert "No prompt is left for Wed 4 March" in shown(ws.ada.home)
    await ws.ada.presses_at_home("Add prompts")
    assert "takes its prompts from here" in shown(ws.ada.form)
    await ws.ada.closes_form()
    await ws.sandbox.archive("U0ADA", ENG)
    await ws.settle()
    await ws.ada.opens_home()
    assert "It can't go on: the channel is archived" in shown(ws.ada.home)


async def test_home_opens_the_list(ws: Workspace) -> None:
    await ws.ada.opens_home()

    await ws.ada.presses_at_home("Cohorts")

    assert "There is no cohort yet" in shown(ws.ada.form)
    await ws.ada.presses_in_form("New cohort")
    assert ws.ada.form_value("time") == "09:00"
