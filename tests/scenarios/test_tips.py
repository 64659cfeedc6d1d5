"""Share a tip: the ways in, the card, what is there already, what others think of it, and taking it back."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.search import query
from bot.sandbox import Fault
from tests.workspace import Member, Seen, Workspace, shown

TIP = "Run terraform plan with -refresh=false while you only edit: it is much faster."
LINK = "https://wiki.test/terraform?page=plan&lang=en"


def seen_by(who: Member, message: Seen) -> Seen:
    """The same message before somebody else."""
    return replace(message, who=who)


def cards(ws: Workspace, channel: str = "C0HELP") -> list[Seen]:
    """The cards of tips in a channel."""
    return [seen for seen in ws.katherine.messages(channel) if "shares a tip" in seen.text]


async def why(ws: Workspace, person: str = "U0ADA", topic: str = "terraform") -> str:
    """What is said of a person to somebody who looks for an expert."""
    await ws.mae.command("/find-expert", topic)
    found = ws.mae.messages("C0HELP")[-1].text
    return next((line for line in found.splitlines() if line.startswith(f"<@{person}>:")), "")


async def found(ws: Workspace, words: str, *shelves: str) -> list[str]:
    """The titles that a search finds, with these private places in sight."""
    visible = [ChannelId(each) for each in shelves]
    hits = await ws.store.read(
        WorkspaceId(ws.sandbox.team_id), lambda uow: uow.search.find(query.parse(words), visible)
    )
    return [hit.title for hit in hits]


# The ways in


async def test_a_tip_gets_a_card_with_its_author_link_and_topics(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, link=LINK, topics=["Terraform", "Speed"])

    assert "<@U0ADA> shares a tip" in card.text
    assert TIP in card.text
    assert "<https://wiki.test/terraform?page=plan&amp;lang=en|" in card.text
    assert "Topics: Speed, Terraform" in card.text
    assert card.buttons == {"Useful", "Add your take"}
    assert ws.calls("chat.postMessage")[-1].args["unfurl_links"] is False


async def test_the_command_opens_the_form_with_its_words_the_channel_and_the_topics(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.command("/share-tip", TIP, channel="C0ENG")
    assert ws.ada.form_value("tip") == TIP
    assert ws.ada.form_value("channel")["value"] == "C0ENG"
    assert [each["value"] for each in ws.ada.form_value("topics")] == ["terraform"]


@pytest.mark.parametrize("typed", ["help", "?", "…"])
async def test_help_and_what_can_t_be_understood_are_met_with_usage_and_an_example(ws: Workspace, typed: str) -> None:
    outcome = await ws.ada.command("/share-tip", typed)
    assert outcome.reply is not None
    assert "/share-tip terraform plan" in shown(outcome.reply)
    assert ws.sandbox.modal("U0ADA") is None


async def test_words_too_long_for_a_tip_are_told_back_whole(ws: Workspace) -> None:
    outcome = await ws.ada.command("/share-tip", "terraform " * 400 + "the end")
    assert outcome.reply is not None
    assert "3000 characters at most" in shown(outcome.reply)
    assert "the end" in shown(outcome.reply)


async def test_a_tip_is_shared_from_the_shortcut_and_from_app_home(ws: Workspace) -> None:
    await ws.ada.shortcut("tip.share")
    assert (await ws.ada.fills(tip=TIP, channel="C0HELP")).ok
    await ws.grace.opens_home()
    await ws.grace.presses_at_home("Share a tip")
    assert (await ws.grace.fills(tip="Index the foreign keys that you delete by.", channel="C0ENG")).ok

    assert [TIP in card.text for card in cards(ws)] == [True]
    assert "<@U0GRACE> shares a tip" in cards(ws, "C0ENG")[0].text


async def test_a_message_is_saved_as_tip_by_whoever_shares_it(ws: Workspace) -> None:
    said = await ws.grace.says("C0HELP", TIP)
    await ws.ada.shortcut("tip.save", said)
    assert ws.ada.form_value("tip") == TIP
    assert ws.ada.form_value("channel")["value"] == "C0HELP"
    assert "<@U0GRACE> wrote this" in shown(ws.ada.form)
    assert (await ws.ada.fills()).ok

    assert "<@U0ADA> shares a tip" in cards(ws)[0].text


async def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(ws: Workspace) -> None:
    await ws.ada.shortcut("tip.share")
    outcome = await ws.ada.fills(tip="too short     ", link="ftp://wiki.test", channel="C0HELP")
    assert set(outcome.errors) == {"tip", "link"}
    assert "at least 10 characters" in outcome.errors["tip"]
    assert "https://" in outcome.errors["link"]
    assert ws.ada.form_value("link") == "ftp://wiki.test"

    assert (await ws.ada.fills(tip=TIP, link="")).ok
    assert len(cards(ws)) == 1


async def test_only_channels_are_offered_that_both_the_person_and_the_app_are_in(ws: Workspace) -> None:
    await ws.ada.command("/share-tip", TIP, channel="C0RANDOM")
    assert ws.ada.form_value("channel") is None
    assert await ws.ada.types("channel", "") == ["#engineering", "#help", "#sql-for-analysts"]


async def test_a_channel_that_the_app_left_meanwhile_is_refused_at_its_field(ws: Workspace) -> None:
    await ws.ada.command("/share-tip", TIP, channel="C0ENG")
    await ws.sandbox.remove_app(ws.ada.id, "C0ENG")
    await ws.settle()
    outcome = await ws.ada.fills()
    assert "I can't post there" in outcome.errors["channel"]
    assert ws.ada.form_value("tip") == TIP
    assert (await ws.ada.fills(channel="C0HELP")).ok
    assert len(cards(ws)) == 1


async def test_a_tip_sent_twice_by_slack_is_one(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))
    await ws.ada.shares(TIP)
    assert len(cards(ws)) == 1


async def test_a_tip_that_slack_refuses_to_post_comes_back_to_its_author_to_be_shared_elsewhere(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.error("chat.postMessage", "is_archived"))
    await ws.ada.command("/share-tip", TIP)
    assert (await ws.ada.fills(channel="C0HELP", topics=["Terraform"], link=LINK)).ok
    told = ws.ada.sees("could not post your tip")
    assert "the channel is archived" in told.text
    assert TIP in told.text
    assert await why(ws) == ""

    await told.presses("Share it elsewhere")
    assert (ws.ada.form_value("tip"), ws.ada.form_value("link")) == (TIP, LINK)
    assert (await ws.ada.fills(channel="C0ENG")).ok
    assert len(cards(ws, "C0ENG")) == 1


# What is there already


async def shares_again(ws: Workspace, tip: str, who: Member | None = None, **fields: Any) -> Member:
    """Somebody is about to share what says nearly the same."""
    who = who or ws.grace
    await who.command("/share-tip", tip)
    assert (await who.fills(**{"channel": "C0ENG", "link": LINK} | fields)).ok
    return who


async def test_nearly_the_same_is_shown_before_it_is_shared_again(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    grace = await shares_again(ws, TIP.replace("much faster", "a lot faster!"), topics=["terraform"])

    form = shown(grace.form)
    assert "<@U0ADA> shared <" in form
    assert f"/archives/C0HELP/p{card.ts.replace('.', '')}" in form
    assert "in March 2026" in form
    assert TIP in form
    assert not cards(ws, "C0ENG")
    assert grace.form_value("tip") == TIP.replace("much faster", "a lot faster!")
    assert (grace.form_value("link"), grace.form_value("channel")["value"]) == (LINK, "C0ENG")
    assert [each["value"] for each in grace.form_value("topics")] == ["terraform"]


async def test_one_s_take_goes_there_instead_with_the_words_typed(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    grace = await shares_again(ws, f"{TIP} Honest!")
    await grace.presses_in_form("Add my take there")
    assert grace.form_value("take") == f"{TIP} Honest!"
    assert (await grace.fills(take="Only while no one else applies.")).ok

    assert ws.sandbox.modal("U0GRACE") is None
    assert ws.alan.sees("<@U0GRACE> adds", "C0HELP").message.thread_ts == card.ts
    assert not cards(ws, "C0ENG")


async def test_it_is_shared_anyway(ws: Workspace) -> None:
    await ws.ada.shares(TIP)
    grace = await shares_again(ws, TIP)
    assert (await grace.fills()).ok
    assert ws.sandbox.modal("U0GRACE") is None
    assert TIP in cards(ws, "C0ENG")[0].text


async def test_another_twin_is_shown_when_the_words_change_meanwhile(ws: Workspace) -> None:
    other = "Index the foreign keys that you delete by."
    await ws.ada.shares(TIP)
    await ws.alan.shares(other)
    grace = await shares_again(ws, TIP)
    assert (await grace.fills(tip=other)).ok
    assert "<@U0ALAN> shared" in shown(grace.form)
    assert not cards(ws, "C0ENG")


async def test_what_was_taken_back_is_no_reason_to_ask(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    await card.chooses("delete")
    await ws.ada.fills()
    await shares_again(ws, TIP)
    assert len(cards(ws, "C0ENG")) == 1


async def test_a_tip_of_a_private_channel_is_shown_to_those_in_it_alone(ws: Workspace) -> None:
    await ws.alan.shares(TIP, channel="C0SEC")
    await shares_again(ws, TIP)
    assert len(cards(ws, "C0ENG")) == 1

    other = await shares_again(ws, TIP, ws.katherine, channel="C0SEC")
    assert "shared" in shown(other.form)


async def test_a_guest_is_shown_no_twin_from_channels_they_are_not_in(ws: Workspace) -> None:
    await ws.ada.shares(TIP, channel="C0ENG")
    await ws.sandbox.change_user(ws.mae.id, is_restricted=True)
    await ws.settle()
    await shares_again(ws, TIP, ws.mae, channel="C0HELP")
    assert len(cards(ws)) == 1


# What others think of it


@pytest.mark.parametrize("emoji", ["+1", "bulb::skin-tone-4"])
async def test_a_reaction_marks_a_tip_useful_until_it_is_taken_off(ws: Workspace, emoji: str) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    await seen_by(ws.alan, card).reacts(emoji)
    assert "1 tip and marked useful 1 time on *terraform*" in await why(ws)
    assert "Useful (1)" in card.buttons

    await seen_by(ws.alan, card).unreacts(emoji)
    assert "useful" not in await why(ws)
    assert "Useful" in card.buttons


async def test_two_emoji_and_the_button_of_one_person_are_one_mark(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    alans = seen_by(ws.alan, card)
    await alans.reacts("+1")
    await alans.reacts("heart")
    await alans.presses("Useful (1)")
    assert "Useful (1)" in card.buttons
    await alans.unreacts("heart")
    assert "Useful (1)" in card.buttons
    await seen_by(ws.grace, card).reacts("100")
    assert "marked useful 2 times" in await why(ws)


async def test_useful_is_pressed_and_taken_back(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    await seen_by(ws.alan, card).presses("Useful")
    assert "Useful (1)" in card.buttons
    await ws.alan.sees("Marked as useful", "C0HELP").presses("Take it back")
    assert "Useful" in card.buttons
    assert "useful" not in await why(ws)


async def test_one_s_own_tip_is_not_marked_and_nothing_accepts_it(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    await card.reacts("+1")
    await card.presses("Useful")
    ws.ada.sees("That is your own tip", "C0HELP")
    for who in (ws.ada, ws.mae):
        await seen_by(who, card).reacts("white_check_mark")
        await seen_by(who, card).unreacts("white_check_mark")
    assert card.buttons == {"Useful", "Add your take"}
    assert await why(ws) == "<@U0ADA>: 1 tip on *terraform*, last in March 2026"


async def test_a_removal_that_overtakes_its_addition_leaves_no_mark(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    ws.sandbox.faults.add(Fault.deliver_out_of_order("reaction_added"))
    await ws.sandbox.react("U0ALAN", "C0HELP", card.ts, "+1")
    await ws.sandbox.unreact("U0ALAN", "C0HELP", card.ts, "+1")
    await ws.settle()
    assert "Useful" in card.buttons


async def test_a_reaction_counts_on_a_card_that_is_not_settled_yet(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.drop_after_work("chat.postMessage"))
    await ws.ada.command("/share-tip", TIP)
    view = ws.ada.form
    channel = await ws.ada.types("channel", "help")
    assert channel
    await ws.sandbox.submit("U0ADA", view.id, {"channel": {"public_channel": "C0HELP"}})
    await ws.knowhow.work()
    card = cards(ws)[0]
    await ws.sandbox.react("U0ALAN", "C0HELP", card.ts, "+1")
    await ws.settle()
    assert "Useful (1)" in card.buttons
    assert len(cards(ws)) == 1


async def test_what_is_shared_in_a_private_channel_is_told_to_nobody_else(ws: Workspace) -> None:
    card = await ws.alan.shares(TIP, channel="C0SEC", topics=["terraform"])
    await seen_by(ws.katherine, card).reacts("+1")
    assert await why(ws, "U0ALAN") == ""
    await ws.grace.shortcut("tip.share")
    assert await ws.grace.types("topics", "terra") == ["New topic: terra"]
    assert await found(ws, "terraform") == []
    assert await found(ws, "terraform", "C0SEC") == [TIP]


# Edit and delete


async def test_the_author_edits_a_tip_and_all_that_hangs_on_it_follows(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    await seen_by(ws.alan, card).reacts("+1")
    await card.chooses("edit")
    assert ws.ada.form_value("tip") == TIP
    outcome = await ws.ada.fills(tip="Index the foreign keys that you delete by.", link=LINK, topics=["SQL"])
    assert outcome.ok

    assert "Index the foreign keys" in card.text
    assert "wiki.test" in card.text
    assert await why(ws) == ""
    assert "1 tip and marked useful 1 time on *SQL*" in await why(ws, topic="sql")
    assert (await found(ws, "refresh"), await found(ws, "foreign keys")) == (
        [],
        ["Index the foreign keys that you delete by."],
    )


async def test_a_tip_taken_back_says_so_and_leaves_no_trace(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, topics=["terraform"])
    await seen_by(ws.alan, card).reacts("+1")
    await card.chooses("delete")
    await ws.ada.fills()

    assert "taken back by its author" in card.text
    assert TIP not in card.text
    assert not card.buttons
    assert await why(ws) == ""
    assert await found(ws, "terraform") == []
    await seen_by(ws.grace, card).reacts("+1")
    assert await why(ws) == ""


async def test_nobody_else_edits_or_deletes_a_tip(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP)
    for what in ("edit", "delete"):
        await seen_by(ws.alan, card).chooses(what)
        assert ws.sandbox.modal("U0ALAN") is None
    ws.alan.sees("Only the person who shared that tip can change it", "C0HELP")


async def test_a_tip_is_found_by_its_words_topics_and_what_others_add_to_it(ws: Workspace) -> None:
    card = await ws.ada.shares(TIP, link="https://wiki.test/zanzibar", topics=["Infrastructure"])
    await seen_by(ws.grace, card).replies("Quetzal does the same.")
    for words in ("refresh", "zanzibar", "#infrastructure", "quetzal"):
        assert await found(ws, words) == [TIP], words
