"""Preparing ahead: the next dates of a cohort, and changing them."""

from bot.sandbox import Fault
from tests.cohorts import ENG, MANY, PROMPTS, lines, opens_dates, sets_up
from tests.workspace import Workspace, shown


async def test_the_next_ten_dates_are_shown_with_their_prompts(ws: Workspace) -> None:
    await sets_up(ws.mae)

    await opens_dates(ws.mae)

    shown_lines = lines(ws.mae)
    assert len(shown_lines) == 10
    assert shown_lines[0].startswith("*Tue 3 March at 09:00*")
    assert MANY[0] in shown_lines[0]
    assert shown_lines[4].startswith("*Mon 9 March at 09:00*")
    assert MANY[9] in shown_lines[9]


async def test_a_date_without_a_prompt_says_so(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS)

    await opens_dates(ws.mae)

    assert "Nothing is left for it" in lines(ws.mae)[3]


async def test_a_skipped_date_brings_nothing_and_its_prompt_comes_next(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)

    await ws.mae.chooses_in_form("skip:")
    assert "skipped" in lines(ws.mae)[0]
    assert MANY[0] in lines(ws.mae)[1]
    await ws.tick(days=1)
    ws.grace.sees_nothing_of("question 1", ENG)
    await ws.tick(days=1)
    assert MANY[0] in ws.grace.sees("question 1", ENG).text


async def test_skipping_can_be_taken_back(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)
    await ws.mae.chooses_in_form("skip:")

    await ws.mae.chooses_in_form("unskip:")

    assert MANY[0] in lines(ws.mae)[0]
    await ws.tick(days=1)
    ws.grace.sees("question 1", ENG)


async def test_words_are_changed_for_one_date_only(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)

    await ws.mae.chooses_in_form("edit:")
    assert ws.mae.form_value("text") == MANY[0]
    outcome = await ws.mae.fills(text="What did you learn on the very first day?", lesson_link="no link")
    assert "no web address" in outcome.errors["lesson_link"]
    outcome = await ws.mae.fills(
        text="What did you learn on the very first day?", lesson_title="Day 1", lesson_link="https://learn.test/1"
    )
    assert outcome.ok, outcome.errors
    assert "only on this date" in lines(ws.mae)[0]
    await ws.tick(days=1)

    post = ws.grace.sees("the very first day", ENG)
    assert "<https://learn.test/1|Day 1>" in post.text
    await ws.tick(days=1)
    assert MANY[1] in ws.grace.sees("question 2", ENG).text


async def test_a_changed_date_can_be_as_it_was(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)
    await ws.mae.chooses_in_form("edit:")
    await ws.mae.fills(text="Something else for once?")

    await ws.mae.chooses_in_form("restore:")

    assert MANY[0] in lines(ws.mae)[0]
    assert "only on this date" not in lines(ws.mae)[0]


async def test_two_dates_change_places(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)

    await ws.mae.chooses_in_form("swap:")
    assert await ws.mae.types("prompt", "day 3 of") == [MANY[2]]
    outcome = await ws.mae.fills(prompt=MANY[2])

    assert outcome.ok, outcome.errors
    assert MANY[2] in lines(ws.mae)[0]
    assert MANY[1] in lines(ws.mae)[1]
    assert MANY[0] in lines(ws.mae)[2]
    await ws.tick(days=3)
    posted = [seen.text for seen in ws.grace.messages(ENG) if "· question" in seen.text]
    for prompt, text in zip((MANY[2], MANY[1], MANY[0]), posted, strict=True):
        assert prompt in text


async def test_a_prompt_from_far_ahead_is_moved_to_a_date(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)

    await ws.mae.chooses_in_form("swap:")
    await ws.mae.types("prompt", "day 30")
    await ws.mae.fills(prompt=MANY[29])

    assert MANY[29] in lines(ws.mae)[0]
    assert MANY[0] in lines(ws.mae)[1]


async def test_a_date_that_has_passed_meanwhile_is_no_longer_changed(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)
    await ws.mae.chooses_in_form("edit:")
    await ws.tick(days=1)

    outcome = await ws.mae.fills(text="Too late for this one?")

    assert "no longer among the next ones" in next(iter(outcome.errors.values()))


async def test_the_next_question_is_posted_now_in_place_of_todays(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(hours=17)  # Tuesday, 8:00
    await opens_dates(ws.mae)

    await ws.mae.presses_in_form("Post now")

    assert MANY[0] in ws.grace.sees("question 1", ENG).text
    assert lines(ws.mae)[0].startswith("*Wed 4 March")
    await ws.tick(hours=3)
    ws.grace.sees_nothing_of("question 2", ENG)
    await ws.tick(days=1)
    assert MANY[1] in ws.grace.sees("question 2", ENG).text


async def test_a_question_is_posted_now_besides_the_planned_ones(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)  # Monday afternoon, the day before the first

    await ws.mae.presses_in_form("Post now")
    await ws.tick(minutes=1)

    assert MANY[0] in ws.grace.sees("question 1", ENG).text
    assert lines(ws.mae)[0].startswith("*Tue 3 March")
    assert MANY[1] in lines(ws.mae)[0]
    await ws.mae.presses_in_form("Post now")
    assert MANY[1] in ws.grace.sees("question 2", ENG).text
    await ws.tick(days=1)
    assert MANY[2] in ws.grace.sees("question 3", ENG).text


async def test_what_is_kept_for_a_date_is_not_posted_before_it(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS[:1])
    await opens_dates(ws.mae)
    await ws.mae.chooses_in_form("swap:")
    await ws.mae.types("prompt", "")
    await ws.mae.fills(prompt=PROMPTS[0])

    await ws.mae.presses_in_form("Post now")

    ws.grace.sees_nothing_of("question 1", ENG)
    assert "There is nothing to post" in shown(ws.mae.form)
    await ws.tick(days=1)
    assert PROMPTS[0] in ws.grace.sees("question 1", ENG).text


async def test_a_pause_ends_by_itself_and_loses_nothing(ws: Workspace) -> None:
    card = await sets_up(ws.mae)
    await ws.tick(days=1)
    await opens_dates(ws.mae)

    await ws.mae.presses_in_form("Pause")
    assert "later day" in (await ws.mae.fills(until="2026-03-03")).errors["until"]
    assert (await ws.mae.fills(until="2026-03-11")).ok
    assert "paused until Wed 11 March" in shown(ws.mae.form)
    assert lines(ws.mae)[0].startswith("*Wed 11 March")
    assert "It is paused until Wed 11 March" in card.text
    await ws.tick(days=7)
    ws.grace.sees_nothing_of("question 2", ENG)
    await ws.tick(days=1)

    assert MANY[1] in ws.grace.sees("question 2", ENG).text
    await ws.mae.presses_in_form("Back")
    assert "paused" not in shown(ws.mae.form)


async def test_a_pause_beyond_the_last_day_is_refused(ws: Workspace) -> None:
    await sets_up(ws.mae, last_day="2026-03-10")
    await opens_dates(ws.mae)
    await ws.mae.presses_in_form("Pause")

    outcome = await ws.mae.fills(until="2026-03-11")

    assert "No day is left" in outcome.errors["until"]


async def test_a_pause_is_ended_by_hand(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)
    await ws.mae.presses_in_form("Pause")
    await ws.mae.fills(until="2026-03-11")

    await ws.mae.presses_in_form("Resume")

    await ws.tick(days=1)
    ws.grace.sees("question 1", ENG)


async def test_a_time_moved_back_after_the_question_came_brings_no_second_one(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(hours=19)
    await opens_dates(ws.mae)
    await ws.mae.presses_in_form("Back")
    await ws.mae.presses_in_form("Settings")
    assert (await ws.mae.fills(time="11:30")).ok

    await ws.tick(hours=4)

    ws.grace.sees_nothing_of("question 2", ENG)
    await ws.tick(days=1)
    ws.grace.sees("question 2", ENG)


async def test_skipping_the_last_day_of_a_week_wraps_it_up_on_the_day_before(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(days=3)  # Thursday afternoon
    await ws.grace.sees("question 3", ENG).replies("It was a good week.")
    await opens_dates(ws.mae)

    await ws.mae.chooses_in_form("skip:")  # Friday
    await ws.tick(hours=4)

    assert "the week of Mon 2 March" in ws.grace.sees("the week of", ENG).text
    await ws.mae.chooses_in_form("unskip:")
    await ws.tick(days=2)
    assert len([seen for seen in ws.grace.messages(ENG) if "the week of" in seen.text]) == 1


async def test_the_same_press_delivered_twice_posts_once(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await opens_dates(ws.mae)
    ws.sandbox.faults.add(Fault.deliver_twice("interactive"))

    await ws.mae.presses_in_form("Post now")
    await ws.tick(minutes=2)

    posted = [seen for seen in ws.grace.messages(ENG) if "· question" in seen.text]
    assert len(posted) == 1
