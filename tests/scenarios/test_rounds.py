"""What time brings to a cohort: its questions, each once, what is late, what runs out, what keeps it from posting."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.rules import Rules
from bot.sandbox import Fault
from bot.services.rounds import Rounds
from bot.services.rules import WorkspaceRules
from storage.store import Store, open_store
from tests.cohorts import ENG, FORM, HELP, MANY, NAME, PROMPTS, adds, opens, opens_own_prompts, sets_up
from tests.workspace import Workspace


def questions(ws: Workspace, channel: str = ENG) -> list[str]:
    """The numbered questions of the channel, in order."""
    return [seen.text for seen in ws.grace.messages(channel) if "· question " in seen.text]


async def test_a_question_comes_at_its_hour_on_each_of_its_days(ws: Workspace) -> None:
    await sets_up(ws.mae)

    await ws.tick(hours=17, minutes=50)
    assert questions(ws) == []
    await ws.tick(minutes=15)
    [first] = questions(ws)
    assert f"*{NAME}* · question 1" in first
    assert MANY[0] in first
    assert "Facilitated by mae" in first
    await ws.tick(days=3)
    assert len(questions(ws)) == 4
    await ws.tick(days=2)  # Saturday and Sunday
    assert len(questions(ws)) == 4
    await ws.tick(days=1)
    assert [f"question {number}" in text for number, text in enumerate(questions(ws), 1)] == [True] * 5


async def test_the_wall_clock_of_its_zone_holds_when_clocks_change(ws: Workspace) -> None:
    await sets_up(ws.mae, first_day="2026-03-27")  # Friday; the clocks of London change on Sunday

    await ws.tick(days=28)

    [friday, monday, *_] = [seen.message.ts for seen in ws.grace.messages(ENG) if "· question" in seen.text]
    assert float(monday) - float(friday) == pytest.approx(timedelta(days=3, hours=-1).total_seconds(), abs=60)


async def test_holidays_and_free_days_bring_nothing_and_lose_nothing(ws: Workspace) -> None:
    await sets_up(ws.mae, first_day="2026-04-02", countries=["GB"], free_days="2026-04-07 to 2026-04-08")

    await ws.tick(days=38)  # Good Friday, Easter Monday in parts of the kingdom only, two days of their own

    days = [day.text for day in ws.grace.messages(ENG) if "· question" in day.text]
    assert MANY[0] in days[0]
    assert MANY[1] in days[1]
    assert len(days) == 3  # Thursday 2nd, Monday 6th, Thursday 9th


async def test_the_last_day_is_the_last(ws: Workspace) -> None:
    card = await sets_up(ws.mae, last_day="2026-03-04")

    await ws.tick(days=7)

    assert len(questions(ws)) == 2
    assert "It is over" in card.text


@pytest.mark.parametrize(("down_for", "posted"), [(timedelta(hours=3), 1), (timedelta(hours=5), 0)])
async def test_what_is_late_is_posted_within_four_hours_or_left_out(
    ws: Workspace, down_for: timedelta, posted: int
) -> None:
    await sets_up(ws.mae)

    ws.clock.advance(timedelta(hours=18) + down_for)
    await ws.settle()

    assert len(questions(ws)) == posted
    if not posted:
        await ws.tick(hours=12)
        assert "could not post in *SQL for analysts* in time on Tue 3 March" in ws.mae.sees("in time").text
        await ws.tick(days=1)
        assert MANY[0] in questions(ws)[0]  # no prompt is lost


async def test_days_that_were_missed_never_arrive_as_a_burst(ws: Workspace) -> None:
    await sets_up(ws.ada)

    ws.clock.advance(timedelta(days=3, hours=19))  # Friday, an hour after nine
    await ws.settle()

    [only] = questions(ws)
    assert "question 1" in only
    assert MANY[0] in only
    assert "Tue 3 March, Wed 4 March, Thu 5 March" in ws.ada.sees("in time").text


async def test_who_is_told_late_is_told_in_one_line(ws: Workspace) -> None:
    await sets_up(ws.mae, facilitators=[ws.ada.id, ws.mae.id])

    ws.clock.advance(timedelta(days=20))
    await ws.settle()
    await ws.tick(hours=20)

    told = [seen for seen in ws.ada.messages() if "in time" in seen.text]
    assert len(told) == 1
    assert "and 9 more" in told[0].text


async def test_a_question_that_waits_in_the_outbox_for_too_long_is_left_out(ws: Workspace) -> None:
    await sets_up(ws.mae)
    ws.clock.advance(timedelta(hours=18, minutes=1))
    rounds = Rounds(ws.store, ws.clock, WorkspaceRules(Rules()))
    await rounds.advance(await ws.store.survey(rounds.due))

    ws.clock.advance(timedelta(hours=5))
    await ws.settle()

    assert questions(ws) == []
    await ws.tick(days=1)
    [posted] = questions(ws)
    assert "question 1" in posted
    assert MANY[0] in posted


async def test_any_number_of_replicas_make_one_question(ws: Workspace, clean_database_url: str) -> None:
    for number in range(5):
        await ws.mae.command("/cohort", "new")
        await ws.mae.fills(**FORM | {"name": f"Cohort {number}", "sets": ["Questions for any course"]})
        await ws.mae.closes_form()
    ws.clock.advance(timedelta(hours=18, minutes=1))
    stores = [open_store(clean_database_url) for _ in range(4)]

    async def replica(store: Store) -> None:
        rounds = Rounds(store, ws.clock, WorkspaceRules(Rules()))
        while due := await store.survey(rounds.due):
            if not await rounds.advance(due):
                await asyncio.sleep(0)

    await asyncio.gather(*map(replica, stores))
    await ws.settle()

    assert len(questions(ws)) == 5
    for store in stores:
        await store.close()


async def test_one_cohort_that_breaks_holds_no_other_up(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await sets_up(ws.ada, name="Statistics", channel=HELP)
    broken = text("UPDATE cohort SET countries = '5' WHERE name = 'Statistics'")
    await ws.store.everywhere(lambda all_: all_._connection.execute(broken) and None)

    await ws.tick(hours=19)

    assert len(questions(ws)) == 1


async def test_facilitators_are_told_a_week_ahead_and_on_the_day_that_nothing_is_left(ws: Workspace) -> None:
    await sets_up(ws.ada, *MANY[:9])

    ws.ada.sees_nothing_of("no prompt left")
    await ws.tick(days=2)  # two are posted, and the first day without one is Monday week
    ws.ada.sees_nothing_of("no prompt left")
    await ws.tick(days=6)
    low = ws.ada.sees("has no prompt left for Mon 16 March")
    await ws.tick(days=5)
    assert len([seen for seen in ws.ada.messages() if "no prompt left for" in seen.text]) == 1
    await ws.tick(days=3)
    assert len(questions(ws)) == 9
    assert len([seen for seen in ws.ada.messages() if "had no prompt left today" in seen.text]) == 1

    await low.presses("Add prompts")
    await ws.ada.presses_beside_in_form("the cohort's own")
    await adds(ws.ada, "And what now, after all of this?")
    await ws.tick(days=1)
    assert "And what now" in questions(ws)[-1]
    assert "question 10" in questions(ws)[-1]


async def test_a_cohort_without_prompts_posts_nothing_empty(ws: Workspace) -> None:
    await ws.ada.command("/cohort", "new")
    assert (await ws.ada.fills(**FORM)).ok
    await ws.ada.closes_form()

    await ws.tick(days=3)

    assert questions(ws) == []
    ws.ada.sees("had no prompt left today")


async def test_shuffled_prompts_come_once_each_before_any_comes_again(ws: Workspace) -> None:
    await sets_up(ws.mae, *PROMPTS, order="shuffled")

    await ws.tick(days=8)

    said = [next(prompt for prompt in PROMPTS if prompt in text) for text in questions(ws)]
    assert len(said) == 6
    assert set(said[:3]) == set(said[3:]) == set(PROMPTS)
    assert said[2] != said[3]


@pytest.mark.parametrize("what", ["archive", "remove_app"])
async def test_a_channel_that_closes_stops_the_cohort_and_its_facilitators_are_told_once(
    ws: Workspace, what: str
) -> None:
    await sets_up(ws.ada)
    await ws.tick(hours=19)

    await getattr(ws.sandbox, what)(ws.ada.id, ENG)
    await ws.settle()
    news = ws.ada.sees("*SQL for analysts* stands still")
    await ws.tick(days=3)

    assert len([seen for seen in ws.ada.messages() if "stands still" in seen.text]) == 1
    await news.presses("Resume")
    ws.ada.sees("I can't post there")

    if what == "archive":
        await ws.sandbox.unarchive(ws.ada.id, ENG)
    else:
        await ws.sandbox.invite_app(ws.ada.id, ENG)
    await ws.settle()
    await news.presses("Resume")
    await ws.tick(days=3)
    assert "question 2" in questions(ws)[-1]
    assert MANY[1] in questions(ws)[-1]


async def test_a_channel_whose_closing_nobody_told_of_stops_it_too(ws: Workspace) -> None:
    await sets_up(ws.ada)
    ws.sandbox.faults.add(Fault.error("chat.postMessage", "restricted_action"))

    await ws.tick(hours=19)

    assert questions(ws) == []
    assert "posting in that channel is restricted" in ws.ada.sees("stands still").text
    await ws.ada.sees("stands still").presses("Resume")
    await ws.tick(days=1)
    [posted] = questions(ws)
    assert "question 1" in posted
    assert MANY[0] in posted


async def test_a_revoked_token_brings_no_burst_when_the_app_is_back(ws: Workspace) -> None:
    await sets_up(ws.ada)
    workspace = WorkspaceId(ws.sandbox.team_id)
    await ws.store.everywhere(lambda all_: all_.workspaces.revoke(workspace, ws.clock.now()))

    await ws.tick(days=4)
    assert questions(ws) == []
    bot, now = PersonId(ws.sandbox.bot_user_id), ws.clock.now()
    await ws.store.everywhere(lambda all_: all_.workspaces.install(workspace, name="", url="", bot_user=bot, now=now))
    await ws.tick(days=1)

    assert len(questions(ws)) <= 2
    ws.ada.sees("in time")


async def test_the_week_is_wrapped_up_on_its_last_day(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(hours=19)
    answer = await ws.grace.sees("question 1", ENG).replies("The cross join: it gives every pair.")
    await ws.alan.sees("question 1", ENG).replies("None so far.")
    await ws.ada.sees(answer.text.strip(), ENG).reacts("+1")

    await ws.tick(days=3, hours=6)
    ws.grace.sees_nothing_of("the week of", ENG)
    await ws.tick(hours=2)

    week = ws.grace.sees("the week of Mon 2 March", ENG).text
    assert "2 people took part, with 2 answers to 4 questions" in week
    assert "<@U0GRACE>: The cross join" in week
    assert "useful to 1" in week
    assert "2026-03-09 09:00 Europe/London" in week
    await ws.tick(days=3)
    assert len([seen for seen in ws.grace.messages(ENG) if "the week of" in seen.text]) == 1


async def test_a_week_in_which_nobody_took_part_is_not_wrapped_up(ws: Workspace) -> None:
    await sets_up(ws.mae)

    await ws.tick(days=6)

    ws.grace.sees_nothing_of("the week of", ENG)


async def test_a_post_whose_outcome_is_unclear_is_looked_for_before_it_is_tried_again(ws: Workspace) -> None:
    await sets_up(ws.mae)
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage"))

    await ws.tick(hours=19)

    assert len(questions(ws)) == 1
    assert len([call for call in ws.calls("chat.postMessage") if "question 1" in str(call.args)]) == 1
    await ws.grace.sees("question 1", ENG).presses("Add my answer")
    assert (await ws.grace.fills(answer="It is known where it stands.")).ok


async def test_a_week_that_is_over_is_not_wrapped_up_in_the_next(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.tick(days=3, hours=20)  # Friday, 11:00
    await ws.grace.sees("question 4", ENG).replies("It was a good week.")

    ws.clock.advance(timedelta(days=3))
    await ws.settle()

    ws.grace.sees_nothing_of("the week of", ENG)
    ws.grace.sees("question 5", ENG)


async def test_its_prompts_come_before_those_of_its_sets(ws: Workspace) -> None:
    await sets_up(ws.mae, PROMPTS[0], sets=["Questions for any course"])
    await ws.tick(days=2)

    own, shared = questions(ws)

    assert PROMPTS[0] in own
    assert "Recall and explain" in shared
    await opens(ws.mae)
    await opens_own_prompts(ws.mae)
