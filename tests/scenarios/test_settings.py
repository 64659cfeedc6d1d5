"""Settings of a workspace: what is changed there has its effect there, at once."""

from dataclasses import replace

import pytest

from bot.domain.rules import Rules
from bot.services.rules import WorkspaceRules
from tests.cohorts import ENG, PROMPTS, opens_dates, sets_up
from tests.settings import ASKING, EMOJI, RETENTION, UPKEEP, saves
from tests.workspace import Member, Seen, Workspace, shown

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


@pytest.fixture
async def admin(ws: Workspace) -> Member:
    """Mae, who administers the workspace of the sandbox."""
    await ws.mae.opens_home()
    return ws.mae


async def answered(ws: Workspace) -> tuple[Seen, Seen]:
    """Ada asked in #help, and Linus replied: the card and the answer."""
    card = await ws.ada.asks(QUESTION, topics=["terraform"])
    assert card is not None
    return card, await replace(card, who=ws.linus).replies(ANSWER)


def before(who: Member, message: Seen) -> Seen:
    """The same message before somebody else."""
    return replace(message, who=who)


async def why_linus(ws: Workspace) -> str:
    """What is said of Linus to somebody who looks for an expert."""
    await ws.grace.command("/find-expert", "terraform")
    return next(line for line in ws.grace.messages("C0HELP")[-1].text.splitlines() if line.startswith("<@U0LINUS>:"))


def invited(ws: Workspace) -> set[str]:
    """Who was invited to the question."""
    people = (ws.grace, ws.alan, ws.katherine, ws.linus, ws.mae)
    return {each.id for each in people if any(QUESTION in seen.text for seen in each.messages())}


# What each does: emoji


async def test_another_emoji_says_that_something_is_useful(ws: Workspace, admin: Member) -> None:
    await saves(admin, EMOJI, useful_emoji=":tada:, :rocket:")
    card, answer = await answered(ws)
    assert "React with :rocket: to what is useful" in card.text

    await before(ws.alan, answer).reacts("+1")
    assert "useful" not in await why_linus(ws)
    await before(ws.alan, answer).reacts("tada")
    assert "marked useful 1 time" in await why_linus(ws)
    await before(ws.alan, answer).unreacts("tada")
    assert "useful" not in await why_linus(ws)


async def test_what_was_useful_by_an_emoji_that_says_nothing_any_more_is_still_taken_back_with_it(
    ws: Workspace, admin: Member
) -> None:
    _, answer = await answered(ws)
    await before(ws.alan, answer).reacts("bulb")
    await before(ws.grace, answer).reacts("bulb")
    await saves(admin, EMOJI, useful_emoji="+1")
    assert "marked useful 2 times" in await why_linus(ws)

    await before(ws.alan, answer).unreacts("bulb")
    await before(ws.katherine, answer).reacts("bulb")
    assert "marked useful 1 time" in await why_linus(ws)
    await before(ws.grace, answer).reacts("+1")
    await before(ws.grace, answer).unreacts("bulb")
    assert "marked useful 1 time" in await why_linus(ws)


async def test_another_emoji_accepts_an_answer(ws: Workspace, admin: Member) -> None:
    await saves(admin, EMOJI, accept_emoji="star")
    card, answer = await answered(ws)
    await before(ws.ada, answer).reacts("white_check_mark")
    assert "Accepted" not in card.text
    await before(ws.ada, answer).reacts("star")
    assert "Accepted" in card.text
    await before(ws.ada, answer).unreacts("star")
    assert "Accepted" not in card.text


async def test_an_admin_of_whom_nothing_is_known_yet_accepts_by_what_used_to_say_useful(
    ws: Workspace, admin: Member
) -> None:
    await saves(admin, EMOJI, useful_emoji="tada", accept_emoji=":100:")
    card, answer = await answered(ws)
    await before(ws.katherine, answer).reacts("100")
    assert "Accepted" in card.text


# Asking


async def test_the_default_channel_is_chosen_where_somebody_asks_from_nowhere(ws: Workspace, admin: Member) -> None:
    await saves(admin, ASKING, question_channel="C0HELP")
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Ask an expert")
    assert ws.ada.form_value("channel")["value"] == "C0HELP"
    await ws.ada.closes_form()
    await ws.ada.shortcut("question.ask")
    assert ws.ada.form_value("channel")["value"] == "C0HELP"
    await ws.ada.closes_form()
    await ws.ada.command("/ask-expert", QUESTION, channel="C0RANDOM")
    assert ws.ada.form_value("channel")["value"] == "C0HELP"
    await ws.ada.closes_form()
    await ws.ada.command("/ask-expert", QUESTION, channel="C0ENG")
    assert ws.ada.form_value("channel")["value"] == "C0ENG", "where somebody is comes first"


async def test_a_default_channel_that_is_gone_is_not_chosen_and_no_guest_is_told_its_name(
    ws: Workspace, admin: Member
) -> None:
    await saves(admin, ASKING, question_channel="C0HELP")
    await ws.sandbox.change_user(ws.linus.id, is_restricted=True)
    await ws.sandbox.leave(ws.linus.id, "C0HELP")
    await ws.settle()
    await ws.linus.shortcut("question.ask")
    assert ws.linus.form_value("channel")["value"] == "experts"
    await ws.sandbox.archive(ws.ada.id, "C0HELP")
    await ws.settle()
    await ws.ada.shortcut("question.ask")
    assert ws.ada.form_value("channel")["value"] == "experts"


async def test_how_many_are_invited_at_a_time_and_how_long_they_have(ws: Workspace, admin: Member) -> None:
    await saves(admin, ASKING, wave_size="1", answer_within="1h")
    for person in (ws.grace, ws.katherine):
        await person.knows("terraform")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.grace.id}
    await ws.tick(minutes=55)
    assert invited(ws) == {ws.grace.id}
    await ws.tick(minutes=10)
    assert invited(ws) == {ws.grace.id, ws.katherine.id}


async def test_fewer_waves_hold_for_a_question_that_had_more_already_and_its_advocates_come_next(
    ws: Workspace, admin: Member
) -> None:
    await saves(admin, ASKING, wave_size="1", answer_within="1h")
    for person in (ws.grace, ws.alan, ws.linus):
        await person.knows("terraform")
    await ws.katherine.prefers(advocate=["advocate"])
    await ws.ada.asks(QUESTION)
    await ws.tick(hours=1, minutes=5)
    assert len(invited(ws)) == 2

    await saves(admin, ASKING, waves="1")
    await ws.tick(hours=1, minutes=5)

    assert invited(ws) == {ws.grace.id, ws.alan.id, ws.katherine.id}
    assert "who offered to help when nobody else does" in ws.ada.sees(QUESTION).text


@pytest.mark.parametrize("overrides", [{"wave_size": 1, "answer_within": "1h", "waves": 1}])
async def test_more_waves_are_for_those_questions_that_were_not_through_with_theirs(
    ws: Workspace, admin: Member
) -> None:
    for person in (ws.grace, ws.alan):
        await person.knows("terraform")
    await ws.ada.asks(QUESTION)
    await saves(admin, ASKING, waves="2")
    await ws.tick(hours=1, minutes=5)
    assert invited(ws) == {ws.grace.id, ws.alan.id}


async def test_how_often_somebody_is_asked_in_a_week(ws: Workspace, admin: Member) -> None:
    await saves(admin, ASKING, weekly_cap="1")
    await ws.grace.knows("terraform")
    await ws.ada.asks("What is a terraform provider, in a few words?")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == set()
    await ws.grace.command("/my-topics")
    assert ws.grace.form_value("weekly_cap")["value"] == "1"


async def test_when_people_are_left_alone(ws: Workspace, admin: Member) -> None:
    await ws.mae.knows("terraform")
    await saves(admin, ASKING, quiet_hours="none")
    await ws.ada.asks(QUESTION)
    assert invited(ws) == {ws.mae.id}, "though it is the middle of the night in Tokyo"


async def test_when_the_asker_is_asked_whether_it_helped_and_when_a_question_is_closed(
    ws: Workspace, admin: Member
) -> None:
    await saves(admin, ASKING, nudge_after="2h", close_after="3d")
    card, _ = await answered(ws)
    await ws.tick(hours=1, minutes=55)
    ws.ada.sees_nothing_of("help?")
    await ws.tick(minutes=10)
    ws.ada.sees("help?")
    await ws.tick(days=2)
    assert "Closed" not in card.text
    await ws.tick(days=1)
    assert "Closed" in card.text


# Dates and deadlines


async def test_days_and_months_are_written_in_the_language_that_is_chosen(ws: Workspace, admin: Member) -> None:
    await saves(admin, UPKEEP, date_language="de")
    card = await sets_up(ws.ada, *PROMPTS)
    assert "from Di., 3. März" in card.text
    await opens_dates(ws.ada)
    assert "*Di., 3. März at 09:00*" in shown(ws.ada.form)
    await ws.ada.closes_form()
    await answered(ws)
    assert "last in März 2026" in await why_linus(ws)
    await ws.grace.command("/my-topics")
    outcome = await ws.grace.fills(away_until="2026-03-09")
    assert outcome.ok
    assert "away until 9. März 2026" in shown(ws.grace.form)


async def test_how_late_a_cohorts_question_is_posted(ws: Workspace, admin: Member) -> None:
    await saves(admin, UPKEEP, post_within="1h")
    await sets_up(ws.ada, *PROMPTS)
    ws.clock.move_to(ws.clock.now().replace(day=3, hour=10, minute=30))
    await ws.settle()
    ws.ada.sees_nothing_of("question 1", ENG)
    ws.ada.sees("in time on Tue 3 March")


async def test_when_an_author_is_asked_whether_something_is_still_true(ws: Workspace, admin: Member) -> None:
    await saves(admin, UPKEEP, still_true_after="10d")
    _, answer = await answered(ws)
    await before(ws.ada, answer).reacts("+1")
    await ws.tick(days=11)
    await ws.knowhow.run_job("still_true")
    await ws.settle()
    ws.linus.sees(ANSWER)


async def test_how_long_things_are_kept_is_known_to_the_rules(ws: Workspace, admin: Member) -> None:
    await saves(admin, RETENTION, keep_questions="730d", keep_activity="Forever", keep_logs="14d")
    workspace = (await ws.store.survey(lambda all_: all_.workspaces.active()))[0]
    rules = await ws.store.read(workspace, WorkspaceRules(Rules()).of)  # as another replica would
    kept = (rules.keep_questions, rules.keep_activity, rules.keep_logs)
    assert [each and each.days for each in kept] == [730, None, 14]
