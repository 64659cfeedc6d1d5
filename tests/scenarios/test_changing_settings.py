"""Changing settings of a workspace: who may, what is refused, and that nothing is lost between two who do."""

from dataclasses import replace

import pytest

from bot.domain.settings import SETTINGS, Section
from bot.messages.settings import LABELS, SECTIONS
from tests.settings import ASKING, EMOJI, MODERATORS, RETENTION, UPKEEP, opens, saves, turns_to
from tests.workspace import Member, Workspace, shown


@pytest.fixture
async def admin(ws: Workspace) -> Member:
    """Mae, who administers the workspace of the sandbox."""
    await ws.mae.opens_home()
    return ws.mae


# Moderators, and who may


async def test_a_moderator_may_what_admins_may_but_not_say_who_moderates(ws: Workspace, admin: Member) -> None:
    card = await ws.ada.asks("How do we rotate the terraform state keys?")
    assert card is not None
    answer = await replace(card, who=ws.linus).replies("Use the rotate workflow, then taint the key.")
    await ws.grace.opens_home()
    assert "Settings" not in str(ws.grace.home.blocks)
    await saves(admin, MODERATORS, moderators=[ws.grace.id])
    assert "Moderate" in str(ws.grace.home.blocks), "App Home shows it by itself"

    await replace(answer, who=ws.grace).reacts("white_check_mark")
    assert "Accepted" in card.text
    await saves(ws.grace, ASKING, waves="2")
    await opens(ws.grace)
    told = shown(ws.grace.form)
    assert "*Waves*: 2 · changed here, default 3" in told
    assert "Only admins of the workspace say who moderates." in told
    values = [each["accessory"]["value"] for each in ws.grace.form.blocks if "accessory" in each]
    assert values == ["asking", "emoji", "upkeep", "retention"]


async def test_whoever_may_no_longer_cant_save_what_is_open(ws: Workspace, admin: Member) -> None:
    await saves(admin, MODERATORS, moderators=[ws.grace.id])
    await ws.grace.opens_home()
    await opens(ws.grace, ASKING)
    await saves(admin, MODERATORS, moderators=[])
    assert "Settings" not in str(ws.grace.home.blocks)
    outcome = await ws.grace.fills(waves="9")
    assert "Only moderators can do that" in str(outcome.errors)
    assert ws.grace.form_value("waves") == "9", "what was typed stands there"
    await opens(admin)
    assert "*Waves*: 3" in shown(admin.form)


async def test_who_is_no_admin_any_more_cant_say_who_moderates(ws: Workspace, admin: Member) -> None:
    await saves(admin, MODERATORS, moderators=[ws.mae.id])
    await opens(admin, MODERATORS)
    await ws.sandbox.change_user(admin.id, is_admin=False, is_owner=False)
    await ws.settle()
    outcome = await admin.fills(moderators=[ws.mae.id, ws.linus.id])
    assert "Only admins of the workspace can say who moderates" in str(outcome.errors)


@pytest.mark.parametrize("label", ["History", "Change"])
async def test_what_is_open_opens_nothing_more_for_whoever_may_no_longer(
    ws: Workspace, admin: Member, label: str
) -> None:
    await saves(admin, MODERATORS, moderators=[ws.grace.id])
    await ws.grace.opens_home()
    await opens(ws.grace)
    await saves(admin, MODERATORS, moderators=[])
    await ws.grace.presses_in_form(label)
    assert "Only moderators can do that" in shown(ws.grace.form)


async def test_who_may_no_longer_is_offered_no_channels(ws: Workspace, admin: Member) -> None:
    await saves(admin, MODERATORS, moderators=[ws.grace.id])
    await ws.grace.opens_home()
    await opens(ws.grace, ASKING)
    await saves(admin, MODERATORS, moderators=[])
    assert await ws.grace.types("question_channel", "") == []


# What can't be taken


@pytest.mark.parametrize(
    ("section", "field", "typed", "sentence"),
    [
        (ASKING, "answer_within", "soon", "“soon” is not a duration. Write a number and s, m, h or d, such as 90m."),
        (ASKING, "close_after", "400d", "400d is out of bounds: more than nothing, at most 366d."),
        (ASKING, "nudge_after", "0h", "0h is out of bounds: more than nothing, at most 366d."),
        (ASKING, "wave_size", "0", "Write a whole number from 1 to 20."),
        (ASKING, "waves", "21", "Write a whole number from 1 to 20."),
        (ASKING, "weekly_cap", "many", "Write a whole number from 1 to 100."),
        (ASKING, "quiet_hours", "at night", "I can't read “at” as quiet hours."),
        (ASKING, "quiet_hours", "Mon-Sun", "Quiet hours can't take all seven days."),
        (EMOJI, "useful_emoji", "thumbs up", "“thumbs up” is no name of an emoji."),
        (EMOJI, "useful_emoji", "👍", "“👍” is no name of an emoji."),
        (EMOJI, "useful_emoji", ", ,", "is no name of an emoji."),
        (EMOJI, "useful_emoji", ",".join(f"e{n}" for n in range(21)), "Choose at most 20 emoji."),
        (EMOJI, "accept_emoji", "heart, ok", "heart says that something is useful. Keep each emoji in one of the two."),
        (UPKEEP, "post_within", "-1h", "“-1h” is not a duration."),
        (UPKEEP, "still_true_after", "a year", "“a year” is not a duration."),
        (RETENTION, "keep_questions", "4000d", "4000d is out of bounds: more than nothing, at most 3650d."),
        (RETENTION, "keep_activity", "never", "“never” is not a duration."),
        (RETENTION, "keep_logs", "6d", "That is too short to work with: keep it at least 7d."),
    ],
)
async def test_what_cant_be_taken_is_said_at_its_field_and_stays_there(
    admin: Member, section: Section, field: str, typed: str, sentence: str
) -> None:
    await opens(admin, section)
    outcome = await admin.fills(**{field: typed})
    assert list(outcome.errors) == [field]
    assert sentence in outcome.errors[field]
    assert admin.form_value(field) == typed
    await admin.closes_form()
    await opens(admin)
    assert "Nothing was changed so far" in shown(admin.form)


async def test_everything_that_is_wrong_is_said_at_once(admin: Member) -> None:
    await opens(admin, ASKING)
    outcome = await admin.fills(waves="x", weekly_cap="y", quiet_hours="z", wave_size="3")
    assert outcome.errors.keys() == {"waves", "weekly_cap", "quiet_hours"}


async def test_a_private_channel_is_not_offered_nor_taken_when_it_became_private(ws: Workspace, admin: Member) -> None:
    await opens(admin, ASKING)
    assert await admin.types("question_channel", "") == ["None", "#engineering", "#help", "#sql-for-analysts"]
    await ws.sandbox.archive(ws.ada.id, "C0HELP")
    await ws.settle()
    assert await admin.types("question_channel", "") == ["None", "#engineering", "#sql-for-analysts"]


async def test_a_guest_cant_be_named_a_moderator(ws: Workspace, admin: Member) -> None:
    await ws.sandbox.change_user(ws.linus.id, is_restricted=True)
    await ws.settle()
    await opens(admin, MODERATORS)
    outcome = await admin.fills(moderators=[ws.grace.id, ws.linus.id])
    assert outcome.errors == {
        "moderators": "An app, a guest or somebody who has left can't moderate. Choose colleagues who are here."
    }


# Back to the default, where that comes from, and who changed what


@pytest.mark.parametrize("overrides", [{"waves": 4, "date_language": "fr", "moderators": "U0GRACE"}])
async def test_an_empty_field_goes_back_to_what_the_environment_says(admin: Member) -> None:
    await opens(admin)
    told = shown(admin.form)
    assert "*Waves*: 4 · environment" in told
    assert "*Language of dates*: French · environment" in told
    assert "*Moderators*: <@U0GRACE> · environment" in told
    assert "*Invitations a week*: 3 · default" in told
    await turns_to(admin, ASKING)
    assert admin.form_value("waves") == "4"
    assert "Default: 4 (the environment's WAVES)." in str(admin.form.blocks)
    await admin.fills(waves="6")
    assert ":white_check_mark: Saved: *Waves* from the default to 6" in shown(admin.form)
    assert "*Waves*: 6 · changed here, environment 4" in shown(admin.form)
    await turns_to(admin, ASKING)
    await admin.fills(waves="")
    assert "*Waves*: 4 · environment" in shown(admin.form)
    await turns_to(admin, UPKEEP)
    assert admin.form_value("date_language")["value"] == "default"
    await admin.fills(date_language="de")
    await turns_to(admin, UPKEEP)
    assert admin.form_value("date_language")["value"] == "de"
    await admin.fills(date_language="default")
    assert "*Language of dates*: French · environment" in shown(admin.form)
    await turns_to(admin, ASKING)
    await admin.fills(question_channel="C0ENG")
    assert "*Default channel for questions*: <#C0ENG>" in shown(admin.form)
    await turns_to(admin, ASKING)
    await admin.fills(question_channel="default")
    assert "*Default channel for questions*: none" in shown(admin.form)


async def test_who_changed_what_when_is_kept_page_by_page(ws: Workspace, admin: Member) -> None:
    for number in range(4, 16):
        await saves(admin, ASKING, waves=str(number))
    await ws.tick(days=1)
    await saves(admin, EMOJI, accept_emoji="star")
    await opens(admin)
    await admin.presses_in_form("History")
    told = shown(admin.form)
    assert f"*Accepted* from the default to :star:\n<@{admin.id}>, <!date^" in told
    assert "*Waves* from 14 to 15" in told
    assert "*Waves* from 6 to 7" in told
    assert "*Waves* from 5 to 6" not in told
    await admin.presses_in_form("Next")
    assert "*Waves* from the default to 4" in shown(admin.form)
    await admin.presses_in_form("Back")
    assert "13 changes so far" in shown(admin.form)


async def test_to_save_what_stands_there_changes_nothing(admin: Member) -> None:
    await opens(admin, ASKING)
    await admin.fills()
    assert "Nothing was changed." in shown(admin.form)
    assert "Nothing was changed so far" in shown(admin.form)


# Two at once


@pytest.fixture
async def other(ws: Workspace) -> Member:
    """Katherine, an admin too."""
    await ws.katherine.opens_home()
    return ws.katherine


async def test_who_saves_second_is_told_what_changed_and_decides_knowingly(admin: Member, other: Member) -> None:
    await opens(other, ASKING)
    await saves(admin, ASKING, waves="5", weekly_cap="7")

    await other.fills(waves="2", quiet_hours="none")

    told = shown(other.form)
    assert "Nothing was saved yet" in told
    assert f"<@{admin.id}>: *Waves* from the default to 5" in told
    again = {block["block_id"].split(".")[0]: block["block_id"] for block, _ in other.form.inputs()}
    assert other.form_value(again["waves"]) == "2", "what was typed stands there"
    assert other.form_value(again["quiet_hours"]) == "none"
    assert other.form_value(again["weekly_cap"]) == "7", "and what was not touched is what it is now"

    await other.fills(**{again["waves"]: "x"})
    assert other.form.errors == {again["waves"]: "Write a whole number from 1 to 20."}
    await other.fills(**{again["waves"]: "2"})
    told = shown(other.form)
    assert "Saved: *Waves* from 5 to 2" in told
    assert "*Quiet hours*: `none`" in told
    assert "*Invitations a week*: 7" in told


async def test_a_channel_that_was_chosen_stands_there_again(admin: Member, other: Member) -> None:
    await opens(other, ASKING)
    await saves(admin, ASKING, question_channel="C0HELP")
    await other.fills(question_channel="C0ENG")
    again = next(block["block_id"] for block, _ in other.form.inputs() if "question_channel" in block["block_id"])
    assert other.form_value(again)["value"] == "C0ENG"
    await other.fills()
    assert "*Default channel for questions*: <#C0ENG>" in shown(other.form)


async def test_what_only_others_changed_stays_and_is_told(admin: Member, other: Member) -> None:
    await opens(other, ASKING)
    await saves(admin, ASKING, waves="5")
    await other.fills(weekly_cap="7")
    told = shown(other.form)
    assert f"Meanwhile <@{admin.id}> changed *Waves* from the default to 5; that stays." in told
    assert "*Waves*: 5" in told
    assert "*Invitations a week*: 7" in told


async def test_two_who_choose_the_same_agree(admin: Member, other: Member) -> None:
    await opens(other, ASKING)
    await saves(admin, ASKING, waves="5")
    await other.fills(waves="5")
    assert "*Waves*: 5" in shown(other.form)
    assert "1 change so far" in shown(other.form)


# Nobody forgot one


def test_every_setting_has_words_and_stands_in_a_section() -> None:
    assert LABELS.keys() == {setting.name for setting in SETTINGS}
    assert SECTIONS.keys() == {setting.section for setting in SETTINGS}
