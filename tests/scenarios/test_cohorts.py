"""Cohorts: setting one up, joining it, finding it again, and who may change it."""

from typing import Any

import pytest

from tests.cohorts import ENG, FORM, HELP, NAME, opens, sets_up
from tests.workspace import Workspace, shown


async def test_a_cohort_is_set_up_and_its_channel_told(ws: Workspace) -> None:
    card = await sets_up(ws.mae, facilitators=[ws.mae.id, ws.grace.id])

    assert "<@U0MAE> set up the cohort *SQL for analysts* here" in card.text
    assert "Monday to Friday at 09:00 (Europe/London)" in card.text
    assert "from Tue 3 March" in card.text
    assert "Facilitated by <@U0GRACE>, <@U0MAE> · 0 members" in card.text
    assert card.buttons == {"Join", "More"}


async def test_the_form_begins_with_what_is_known(ws: Workspace) -> None:
    await ws.ada.command("/cohort", "new Statistics", channel=ENG)

    assert ws.ada.form_value("name") == "Statistics"
    assert ws.ada.form_value("channel")["value"] == ENG
    assert ws.ada.form_value("zone")["value"] == "Europe/London"
    assert ws.ada.form_value("first_day") == "2026-03-02"
    assert [each["text"]["text"] for each in ws.ada.form_value("sets")] == ["Questions for any course"]
    assert (await ws.ada.types("zone", ""))[0].startswith("Europe/London (15:00 now)")
    assert (await ws.ada.types("zone", "kathm"))[0].startswith("Asia/Kathmandu (20:45 now)")
    assert await ws.ada.types("countries", "czech") == ["Czechia"]
    assert await ws.ada.types("sets", "course") == ["Questions for any course"]
    assert await ws.ada.types("sets", "none such") == []


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": "join us"}, "name", "“join” is a word of the command itself"),
        ({"last_day": "2026-03-01"}, "last_day", "before the first one"),
        ({"first_day": "2025-03-01", "last_day": "2025-04-01"}, "last_day", "That day is over"),
        ({"first_day": "2026-03-07", "last_day": "2026-03-08"}, "days", "No day is left"),
        ({"free_days": "2026-12-24, some day"}, "free_days", "I can't read “some day”"),
        ({"free_days": "2026-12-24 to 2026-12-01"}, "free_days", "I can't read"),
        ({"free_days": "2026-02-30"}, "free_days", "I can't read “2026-02-30”"),
        ({"free_days": "2026-01-01 to 2026-12-31; 2027-01-01 to 2027-12-31"}, "free_days", "more than 400 days"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    ws: Workspace, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    await ws.ada.command("/cohort", "new")

    outcome = await ws.ada.fills(**FORM | wrong)

    assert sentence in outcome.errors[field]
    assert ws.ada.form_value("name") == (FORM | wrong)["name"]
    ws.grace.sees_nothing_of("set up the cohort", ENG)


async def test_a_channel_that_the_app_has_left_meanwhile_is_refused(ws: Workspace) -> None:
    await ws.ada.command("/cohort", "new", channel=ENG)
    await ws.sandbox.remove_app("U0ADA", ENG)
    await ws.settle()

    outcome = await ws.ada.fills(**{key: value for key, value in FORM.items() if key != "channel"})

    assert "Invite me first" in outcome.errors["channel"]


async def test_who_has_left_can_not_facilitate(ws: Workspace) -> None:
    await ws.sandbox.deactivate(ws.linus.id)
    await ws.ada.command("/cohort", "new")

    outcome = await ws.ada.fills(**FORM | {"facilitators": [ws.linus.id]})

    assert "An app or somebody who has left" in outcome.errors["facilitators"]


async def test_two_cohorts_do_not_share_a_name(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await ws.ada.command("/cohort", "new")

    outcome = await ws.ada.fills(**FORM | {"name": "sql  FOR analysts", "channel": HELP})

    assert "one of that name already" in outcome.errors["name"]


async def test_people_join_by_the_card_and_leave_by_the_command(ws: Workspace) -> None:
    card = await sets_up(ws.mae)

    await ws.grace.sees("set up the cohort", ENG).presses("Join")
    assert "You are in *SQL for analysts*" in ws.grace.sees("You are in", ENG).text
    assert "1 member" in card.text
    await ws.grace.sees("set up the cohort", ENG).presses("Join")
    assert "1 member" in card.text
    await ws.ada.command("/cohort", "join sql for analysts")
    ws.ada.sees("You are in *SQL for analysts*", HELP)
    assert "2 members" in card.text
    await ws.grace.command("/cohort", f"leave {NAME}")
    assert "1 member" in card.text
    ws.grace.sees("no longer in *SQL for analysts*", HELP)


async def test_the_command_lists_mine_and_those_i_may_join(ws: Workspace) -> None:
    await sets_up(ws.mae)
    await sets_up(ws.ada, name="Statistics", channel=HELP)
    await ws.grace.command("/cohort", f"join {NAME}")

    await ws.grace.command("/cohort")

    listed = ws.grace.sees("Your cohorts", HELP)
    mine, others = listed.text.split("You may join")
    assert NAME in mine
    assert "Statistics" in others
    assert "Statistics" not in mine
    await listed.presses("Join")
    await ws.grace.command("/cohort")
    assert "You may join" not in ws.grace.sees("Your cohorts", HELP).text
    await listed.presses("Open")
    assert "Facilitated by" in shown(ws.grace.form)


async def test_a_long_list_has_pages(ws: Workspace) -> None:
    for number in range(12):
        await ws.mae.command("/cohort", "new")
        await ws.mae.fills(**FORM | {"name": f"Cohort {number:02}"})
        await ws.mae.closes_form()

    await ws.grace.command("/cohort")

    listed = ws.grace.sees("You may join", HELP)
    assert "Cohort 09" in listed.text
    assert "Cohort 10" not in listed.text
    await listed.presses("Next")
    assert "Cohort 10" in listed.text
    assert "Cohort 09" not in listed.text


async def test_without_cohorts_one_is_told_what_to_do(ws: Workspace) -> None:
    await ws.ada.command("/cohort")

    ws.ada.sees("There is no cohort yet that you can join", HELP)
    await ws.ada.command("/cohort", "help")
    ws.ada.sees("/cohort join SQL for analysts", HELP)
    await ws.ada.command("/cohort", "join no such")
    ws.ada.sees("I know no cohort of that name", HELP)


async def test_a_page_shows_facilitators_more_than_others(ws: Workspace) -> None:
    await sets_up(ws.mae, facilitators=[ws.grace.id])

    await opens(ws.ada)
    assert "Next dates" not in shown(ws.ada.form)
    assert "What did you learn on day 1" not in shown(ws.ada.form)
    await opens(ws.grace)
    assert "Next dates" in shown(ws.grace.form)
    assert "What did you learn on day 1" in shown(ws.grace.form)


async def test_moderators_may_change_a_cohort_and_its_card_follows(ws: Workspace) -> None:
    card = await sets_up(ws.ada)

    await opens(ws.mae)  # an admin of the workspace
    await ws.mae.presses_in_form("Settings")
    outcome = await ws.mae.fills(name="SQL for everybody", time="10:30", countries=["CZ"], free_days="2026-03-03")

    assert outcome.ok
    assert "SQL for everybody" in card.text
    assert "at 10:30" in card.text
    await ws.mae.presses_in_form("Settings")
    assert ws.mae.form_value("free_days") == "2026-03-03"
    assert ws.mae.form_value("time") == "10:30"


async def test_another_channel_gets_the_card(ws: Workspace) -> None:
    await sets_up(ws.ada)

    await opens(ws.ada)
    await ws.ada.presses_in_form("Settings")
    await ws.ada.fills(channel=HELP)

    ws.grace.sees("set up the cohort *SQL for analysts*", HELP)
    await ws.tick(days=1)
    ws.grace.sees("question 1", HELP)
    ws.grace.sees_nothing_of("question 1", ENG)


async def test_a_cohort_of_a_private_channel_is_for_its_members(ws: Workspace) -> None:
    await ws.alan.command("/cohort", "new")
    outcome = await ws.alan.fills(**FORM | {"channel": "C0SEC", "name": "Threats"})
    assert outcome.ok, outcome.errors
    await ws.alan.closes_form()

    await ws.ada.command("/cohort")
    assert "Threats" not in ws.ada.sees("no cohort yet", HELP).text
    await ws.ada.command("/cohort", "join threats")
    ws.ada.sees("I know no cohort of that name", HELP)
    await ws.katherine.command("/cohort", "join threats")
    ws.katherine.sees("You are in *Threats*", HELP)


async def test_a_cohort_ends_and_can_be_resumed(ws: Workspace) -> None:
    card = await sets_up(ws.ada)
    await opens(ws.ada)

    await ws.ada.presses_in_form("End it")
    assert "ended" in shown(ws.ada.form)
    assert "It is over" in card.text
    await ws.grace.command("/cohort", f"join {NAME}")
    ws.grace.sees("That cohort is over", HELP)
    await ws.tick(days=2)
    ws.grace.sees_nothing_of("question 1", ENG)
    await ws.ada.presses_in_form("Resume")
    await ws.tick(days=1)
    ws.grace.sees("question 1", ENG)
