"""The prompt bank: sets of the workspace and of cohorts, kept in forms with pages."""

from itertools import pairwise

from tests.cohorts import ENG, FORM, HELP, MANY, PROMPTS, adds, lines, opens, opens_own_prompts, sets_up
from tests.workspace import Workspace, shown


async def opens_bank(ws: Workspace) -> None:
    """Open the bank as Mae, who moderates and facilitates."""
    await ws.mae.command("/cohort")
    await ws.mae.sees("Your cohorts", HELP).presses("Prompt bank")


async def test_a_set_to_begin_with_is_there(ws: Workspace) -> None:
    await sets_up(ws.mae)

    await opens_bank(ws)

    assert lines(ws.mae) == ["*Questions for any course*\n136 prompts"]
    await ws.mae.presses_beside_in_form("Questions for any course")
    assert "Page 1 of 17 · 136 prompts in all" in shown(ws.mae.form)
    themes = [line.rsplit("\n_", 1)[1] for line in lines(ws.mae)]
    assert len(set(themes)) == 4
    assert all(one != other for one, other in pairwise(themes))
    await ws.mae.presses_in_form("Next")
    assert "Page 2 of 17" in shown(ws.mae.form)
    await ws.mae.presses_in_form("Previous")
    assert "Page 1 of 17" in shown(ws.mae.form)


async def test_a_prompt_has_a_lesson_and_a_theme(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0])
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)

    await ws.mae.presses_in_form("Add a prompt")
    outcome = await ws.mae.fills(text="Why?", lesson_link="learn")
    assert set(outcome.errors) == {"text"}  # Slack itself measures first
    outcome = await ws.mae.fills(text=PROMPTS[1], lesson_link="learn")
    assert "no web address" in outcome.errors["lesson_link"]
    outcome = await ws.mae.fills(
        text="Which index would you add first, and why?",
        lesson_title="Lesson 4",
        lesson_link="https://learn.test/4",
        theme="apply",
    )

    assert outcome.ok, outcome.errors
    assert "1 prompt added" in shown(ws.mae.form)
    assert lines(ws.mae)[1] == (
        "Which index would you add first, and why?\n_Apply at work · <https://learn.test/4|Lesson 4>_"
    )
    await ws.tick(days=2)
    post = ws.grace.sees("question 2", ENG)
    assert "question 2 · Apply at work" in post.text
    assert "<https://learn.test/4|Lesson 4>" in post.text


async def test_prompts_are_changed_moved_and_retired(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS)
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)

    await ws.mae.chooses_in_form("down:")
    assert lines(ws.mae) == [PROMPTS[1], PROMPTS[0], PROMPTS[2]]
    await ws.mae.chooses_in_form("up:")  # the first stays where it is
    assert lines(ws.mae) == [PROMPTS[1], PROMPTS[0], PROMPTS[2]]
    await ws.mae.chooses_in_form("edit:")
    assert ws.mae.form_value("text") == PROMPTS[1]
    assert (await ws.mae.fills(text="What makes a query slow, in your experience?")).ok
    assert lines(ws.mae)[0] == "What makes a query slow, in your experience?"
    await ws.mae.chooses_in_form("retire:")
    assert lines(ws.mae) == [PROMPTS[0], PROMPTS[2], "_retired:_ What makes a query slow, in your experience?"]
    await ws.tick(days=1)
    assert PROMPTS[0] in ws.grace.sees("question 1", ENG).text
    await ws.mae.chooses_in_form("restore:")
    assert lines(ws.mae)[0] == "What makes a query slow, in your experience?"


async def test_what_was_posted_keeps_its_words(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS)
    await ws.tick(days=1)
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)

    await ws.mae.chooses_in_form("edit:")
    await ws.mae.fills(text="Something else entirely, by now?")

    assert PROMPTS[0] in ws.grace.sees("question 1", ENG).text


async def test_several_are_added_at_once_and_none_twice(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS)
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)

    await adds(ws.mae, PROMPTS[0].upper(), *MANY[:9])

    assert "9 prompts added. 1 was there already." in shown(ws.mae.form)
    assert "Page 1 of 2 · 12 prompts in all" in shown(ws.mae.form)


async def test_a_table_is_taken_too(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0])
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)
    await ws.mae.presses_in_form("Add several")

    table = "text,lesson,link,theme\nWhat would you try tomorrow?,Lesson 1,https://learn.test/1,reflect\n"
    outcome = await ws.mae.fills(lines=table)

    assert outcome.ok, outcome.errors
    assert "_Reflect · <https://learn.test/1|Lesson 1>_" in lines(ws.mae)[1]


async def test_lines_that_can_not_be_taken_are_named_and_nothing_is_added(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0])
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)
    await ws.mae.presses_in_form("Add several")

    typed = "- What would you try tomorrow?\n- Why?\n- what would you try, tomorrow"
    outcome = await ws.mae.fills(lines=typed)

    assert outcome.errors["lines"] == (
        "Nothing was added. Line 2: it is shorter than 10 characters; line 3: the same is said further up."
    )
    assert ws.mae.form_value("lines") == typed
    await ws.mae.presses_in_form("Back")
    assert lines(ws.mae) == [PROMPTS[0]]
    await ws.mae.presses_in_form("Add several")
    assert "no prompt in it" in (await ws.mae.fills(lines="<!-- nothing -->")).errors["lines"]


async def test_a_set_of_the_workspace_is_for_every_cohort(ws: Workspace) -> None:
    await sets_up(ws.grace, PROMPTS[0])
    await ws.grace.command("/cohort")
    await ws.grace.sees("Your cohorts", HELP).presses("Prompt bank")
    await ws.grace.presses_in_form("New set")
    assert (await ws.grace.fills(name="Statistics")).ok
    await adds(ws.grace, *MANY[:2])
    await ws.grace.presses_in_form("Back")
    await ws.grace.presses_in_form("New set")
    assert "one of that name already" in (await ws.grace.fills(name="statistics")).errors["name"]
    await ws.grace.closes_form()

    await ws.ada.command("/cohort", "new")
    assert (await ws.ada.fills(**FORM | {"name": "Statistics", "sets": ["Statistics"]})).ok
    await ws.tick(days=1)

    assert MANY[0] in ws.ada.sees("*Statistics* · question 1", ENG).text
    await ws.ada.presses_in_form("Prompts")
    await ws.ada.presses_beside_in_form("2 prompts")
    assert "Add a prompt" not in shown(ws.ada.form)  # it is Grace's


async def test_only_those_who_facilitate_make_sets(ws: Workspace) -> None:
    await sets_up(ws.ada)
    await ws.ada.command("/cohort")
    listed = ws.ada.sees("Your cohorts", HELP)
    await listed.presses("Prompt bank")
    await ws.ada.presses_in_form("New set")
    await ws.mae.command("/cohort", "SQL for analysts")
    await ws.mae.presses_in_form("Settings")
    await ws.mae.fills(facilitators=[ws.mae.id])

    outcome = await ws.ada.fills(name="Statistics")

    assert "Only facilitators" in outcome.errors["name"]


async def test_every_cohort_has_its_own_prompts(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0])
    await sets_up(ws.ada, PROMPTS[1], name="Statistics", channel=HELP)

    await ws.tick(days=1)

    assert PROMPTS[0] in ws.grace.sees("question 1", ENG).text
    assert PROMPTS[1] in ws.grace.sees("question 1", HELP).text
