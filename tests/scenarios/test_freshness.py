"""Whether things are still true: readers report, authors say so with one click, moderators see what is old."""

import pytest

from tests.workspace import Member, Seen, Workspace, shown

QUESTION = "How do we rotate the database keys?"
TIP = "Restart the gateway twice after each change of its configuration."
OLD = "Is this still true?"


async def answered(ws: Workspace) -> Seen:
    """An accepted answer by Grace, as Ada sees it in the thread."""
    await ws.ada.asks(QUESTION)
    await ws.grace.answers(QUESTION, "Run the rotate workflow and wait a minute.")
    answer = ws.ada.sees("Run the rotate workflow", "C0HELP")
    await answer.presses("Accept")
    return answer


async def finds(who: Member, words: str) -> str:
    """What somebody is shown who looks for these words."""
    outcome = await who.command("/find-answer", words)
    assert outcome.reply is not None
    return shown(outcome.reply)


async def reports(who: Member, message: Seen, why: str = "") -> None:
    """Report a message as outdated by its menu."""
    await Seen(who, message.message).chooses("doubt:")
    outcome = await who.fills(why=why)
    assert outcome.ok, outcome.errors or outcome.failure


async def a_year_passes(ws: Workspace, **more: float) -> None:
    await ws.tick(days=366, **more)
    await ws.knowhow.run_job("still_true")
    await ws.settle()


@pytest.fixture
async def moderator(ws: Workspace) -> Member:
    """Katherine, as an admin of the workspace."""
    await ws.sandbox.change_user(ws.katherine.id, is_admin=True)
    await ws.settle()
    await ws.katherine.opens_home()
    return ws.katherine


# Reported


async def test_a_report_asks_the_author_without_naming_who_said_so(ws: Workspace) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer, "Since May <!channel> we use the vault.")

    asked = ws.grace.sees("A colleague thinks that this is outdated")
    assert QUESTION in asked.text
    assert "the accepted answer" in asked.text
    assert "Since May &lt;!channel&gt; we use the vault." in asked.text
    assert ws.mae.id not in asked.text
    assert asked.buttons == {"Still true", "Update it", "It is outdated"}
    assert "reported as outdated" in await finds(ws.linus, "rotate keys")


async def test_still_true_is_one_click_and_readers_see_that_it_was_looked_over(ws: Workspace) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer)
    await ws.tick(hours=1)
    await ws.grace.sees("A colleague thinks").presses("Still true")

    asked = ws.grace.sees("*Still true*, you said. Thank you!")
    assert asked.buttons == set()
    found = await finds(ws.linus, "rotate keys")
    assert "reported" not in found
    assert "confirmed" in found


async def test_what_is_outdated_stays_marked_where_it_stands_and_is_found_no_longer(ws: Workspace) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer)
    await ws.grace.sees("A colleague thinks").presses("It is outdated")

    assert "*Outdated.* It is found no longer." in answer.text
    assert "outdated by now" in ws.ada.sees(QUESTION, "C0HELP").text
    assert "Nothing was answered" in await finds(ws.linus, "rotate keys")
    await ws.linus.command("/ask-expert", QUESTION)
    assert "Perhaps it is answered already" not in shown(ws.linus.form)

    await ws.grace.sees("*Outdated*, you said.").presses("It is still true")
    assert "Outdated" not in answer.text
    assert QUESTION in await finds(ws.linus, "rotate keys")


async def test_an_author_updates_it_from_the_question_and_nothing_is_left_to_do(ws: Workspace) -> None:
    await reports(ws.mae, await answered(ws), "It is the vault now.")
    await ws.grace.sees("A colleague thinks").presses("Update it")
    await ws.grace.fills(answer="Rotate them in the vault.")

    assert "*Updated.* Thank you!" in ws.grace.sees("Rotate them in the vault.").text
    found = await finds(ws.linus, "rotate keys")
    assert "Rotate them in the *vault" in found or "Rotate" in found
    assert "reported" not in found


async def test_an_answer_written_in_the_thread_is_updated_by_editing_it_there(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    answer = await Seen(ws.grace, card.message).replies("Run the rotate workflow.")
    await ws.mae.shortcut("item.doubt", answer)
    await ws.mae.fills(why="Not any more.")
    asked = ws.grace.sees("A colleague thinks")
    assert asked.buttons == {"Still true", "It is outdated"}
    assert "I follow" in asked.text

    await ws.sandbox.edit(ws.grace.id, "C0HELP", answer.ts, "Rotate them in the vault.")
    await ws.settle()
    assert ws.grace.sees("*Updated.* Thank you!")


async def test_several_reports_are_one_question_that_counts_them(ws: Workspace) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer, "It is the vault.")
    await reports(ws.mae, answer, "It is the vault, really.")
    await reports(ws.linus, answer, "Gone in June.")
    asked = [seen.text for seen in ws.grace.messages() if "outdated" in seen.text]
    assert len(asked) == 1
    assert "2 colleagues think that this is outdated" in asked[0]
    assert "really" in asked[0]
    assert "Gone in June." in asked[0]


async def test_a_report_waits_for_the_end_of_the_authors_quiet_hours(ws: Workspace) -> None:
    answer = await answered(ws)
    await ws.tick(hours=10)
    await reports(ws.mae, answer)
    ws.grace.sees_nothing_of("outdated")
    await ws.tick(hours=14)
    assert ws.grace.sees("A colleague thinks")


async def test_what_was_settled_meanwhile_is_not_asked_any_more(ws: Workspace) -> None:
    answer = await answered(ws)
    await ws.tick(hours=10)
    await reports(ws.mae, answer)
    await Seen(ws.grace, answer.message).chooses("edit:")
    await ws.grace.fills(answer="Rotate them in the vault.")
    await ws.tick(days=1)
    ws.grace.sees_nothing_of("colleague")
    ws.grace.sees_nothing_of("Updated")


async def test_ones_own_word_settles_it_at_once(ws: Workspace) -> None:
    answer = await answered(ws)
    await Seen(ws.grace, answer.message).chooses("doubt:")
    assert "your word is enough" in shown(ws.grace.form)
    outcome = await ws.grace.fills()
    assert outcome.ok
    assert "*Outdated.*" in answer.text
    await Seen(ws.mae, answer.message).chooses("doubt:")
    assert "outdated already" in ws.mae.messages("C0HELP")[-1].text


async def test_a_tip_is_reported_from_what_was_found(ws: Workspace) -> None:
    card = await ws.grace.shares(TIP)
    await ws.mae.command("/find-answer", "restart gateway")
    await ws.mae.messages("C0HELP")[-1].presses("Outdated?")
    await ws.mae.fills(why="Once is enough now.")
    asked = ws.grace.sees("A colleague thinks that this is outdated")
    assert "You shared" in asked.text
    assert asked.buttons == {"Still true", "Update it", "It is outdated"}
    await asked.presses("Update it")
    await ws.grace.fills(tip="Restart the gateway once after each change of its configuration.")
    assert ws.grace.sees("*Updated.*")

    await reports(ws.linus, card)
    await ws.grace.messages()[-1].presses("It is outdated")
    assert "*Outdated.* It is found no longer." in card.text
    assert "Nothing was answered" in await finds(ws.linus, "restart gateway")


async def test_what_is_no_answer_or_tip_can_not_be_reported(ws: Workspace) -> None:
    said = await ws.alan.says("C0HELP", "Lunch?")
    await ws.mae.shortcut("item.doubt", said)
    assert ws.mae.sees("there is nothing to report", "C0HELP")


async def test_nothing_in_a_private_channel_is_reported_from_outside(ws: Workspace) -> None:
    await ws.alan.shares(TIP, channel="C0SEC")
    await ws.katherine.command("/find-answer", "restart gateway")
    found = ws.katherine.messages("C0HELP")[-1]
    await ws.sandbox.leave(ws.katherine.id, "C0SEC")
    await ws.tick(minutes=6)
    await found.presses("Outdated?")
    assert ws.sandbox.modal(ws.katherine.id) is None
    assert ws.katherine.sees("That tip is no longer there", "C0HELP")


async def test_an_answer_taken_back_asks_nothing_any_more(ws: Workspace) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer)
    await Seen(ws.grace, answer.message).chooses("delete:")
    await ws.grace.fills()
    asked = ws.grace.sees("You took this back")
    assert asked.buttons == set()


# Old


async def test_what_helped_is_asked_about_after_a_year(ws: Workspace) -> None:
    await answered(ws)
    await ws.tick(days=200)
    await ws.knowhow.run_job("still_true")
    ws.grace.sees_nothing_of(OLD)
    await a_year_passes(ws)
    await ws.tick(days=3)  # whatever day it is: nobody is asked at night or at the weekend

    asked = ws.grace.sees(OLD)
    assert "the accepted answer" in asked.text
    await asked.presses("Still true")
    await ws.knowhow.run_job("still_true")
    await ws.settle()
    assert [seen for seen in ws.grace.messages() if OLD in seen.text] == []
    assert ws.grace.sees("*Still true*, you said")
    await a_year_passes(ws)
    await ws.tick(days=3)
    assert ws.grace.sees(OLD)


async def test_an_author_is_asked_about_one_thing_a_week_the_oldest_first(ws: Workspace) -> None:
    for tip in (TIP, "Number the lines before you sort them.", "Ask the bouncer for its queues at noon."):
        card = await ws.grace.shares(tip)
        await Seen(ws.mae, card.message).reacts("+1")
        await ws.tick(hours=1)
    await a_year_passes(ws)
    for _ in range(3):  # the job runs again and again
        await ws.knowhow.run_job("still_true")
    await ws.tick(days=3)
    [asked] = [seen.text for seen in ws.grace.messages() if OLD in seen.text]
    assert "Restart the gateway" in asked
    await ws.tick(days=5)
    await ws.knowhow.run_job("still_true")
    await ws.tick(days=3)
    asked_then = [seen.text for seen in ws.grace.messages() if OLD in seen.text]
    assert len(asked_then) == 2
    assert "Number the lines" in asked_then[-1]


async def test_who_is_away_is_asked_when_they_are_back(ws: Workspace) -> None:
    await answered(ws)
    await ws.tick(days=366)
    away = (ws.clock.now().date()).replace(day=28)
    await ws.grace.prefers(away_until=away.isoformat())
    await ws.knowhow.run_job("still_true")
    await ws.tick(days=3)
    ws.grace.sees_nothing_of(OLD)
    await ws.tick(days=40)
    await ws.knowhow.run_job("still_true")
    await ws.tick(days=3)
    assert ws.grace.sees(OLD)


async def test_what_helped_nobody_is_left_alone(ws: Workspace) -> None:
    await ws.grace.shares(TIP)
    await a_year_passes(ws)
    await ws.tick(days=3)
    ws.grace.sees_nothing_of(OLD)


# Moderators


async def test_a_moderator_sees_what_is_reported_and_old_and_decides(ws: Workspace, moderator: Member) -> None:
    answer = await answered(ws)
    tip = await ws.linus.shares(TIP)
    await Seen(ws.mae, tip.message).reacts("+1")
    await reports(ws.mae, answer, "It is the vault.")
    await ws.tick(days=366)
    await moderator.presses_at_home("Moderate")
    page = shown(moderator.form)
    assert "Reported as outdated (1)" in page
    assert "1 person reported it: “It is the vault.”" in page
    assert "shared <" in page
    assert "Last looked over" in page

    await moderator.chooses_in_form("outdated:answer")
    page = shown(moderator.form)
    assert "Reported as outdated (0)" in page
    assert "*Outdated.*" in answer.text
    await ws.tick(days=3)
    told = ws.grace.sees("*Outdated*, a moderator said.")
    assert told.buttons == {"It is still true", "Update it"}

    await moderator.chooses_in_form("true:tip")
    assert "Last looked over" not in shown(moderator.form)
    ws.linus.sees_nothing_of("moderator")


async def test_what_was_reported_in_a_private_channel_is_on_no_moderators_list(
    ws: Workspace, moderator: Member
) -> None:
    card = await ws.alan.shares(TIP, channel="C0SEC")
    await Seen(ws.katherine, card.message).chooses("doubt:")
    await ws.katherine.fills(why="Hm.")
    await moderator.presses_at_home("Moderate")
    assert "Reported as outdated (0)" in shown(moderator.form)


async def test_nobody_else_decides(ws: Workspace, moderator: Member) -> None:
    answer = await answered(ws)
    await reports(ws.mae, answer)
    await moderator.presses_at_home("Moderate")
    await ws.sandbox.change_user(moderator.id, is_admin=False)
    await ws.settle()
    await moderator.chooses_in_form("outdated:answer")
    assert "Only moderators can do that" in shown(moderator.form)
    assert "*Outdated.*" not in answer.text
