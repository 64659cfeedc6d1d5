"""Find an answer: answered questions and tips together, as far as the reader may see them."""

import pytest

from bot.sandbox import Fault
from tests.workspace import Member, Seen, Workspace, plain

ROTATE = "How do we rotate the signing keys of staging?"
HOW = "Run the rotate workflow, then restart the gateway."
TIP = "Rotate the signing keys on Mondays, when nobody deploys."
SECRET = "When is the acquisition of zanzibar announced?"


async def answered(ws: Workspace, question: str = ROTATE, answer: str = HOW, channel: str = "C0HELP") -> Seen:
    """A question with an answer in its thread."""
    asker, expert = (ws.alan, ws.katherine) if channel == "C0SEC" else (ws.linus, ws.grace)
    await asker.asks(question, channel=channel)
    return await expert.sees(question, channel).replies(answer)


async def finds(member: Member, words: str, channel: str = "C0HELP") -> Seen:
    """What somebody is told who looks for words."""
    outcome = await member.command("/find-answer", words, channel=channel)
    assert outcome.reply is not None
    assert outcome.reply.is_ephemeral
    return Seen(member, outcome.reply)


async def test_answers_and_tips_are_found_together_with_their_state_and_a_link(ws: Workspace) -> None:
    await answered(ws)
    tip = await ws.katherine.shares(TIP)
    await ws.ada.sees(HOW, "C0HELP").reacts("+1")

    found = await finds(ws.ada, "how do we rotate signing keys")

    assert "Answered by" in found.text
    assert "useful to 1 person" in found.text
    assert "Tip by" in found.text
    assert tip.ts.replace(".", "") in found.text
    assert ROTATE in plain(found.text)
    assert {"More", "Ask an expert"} & found.buttons == {"Ask an expert"}


async def test_an_accepted_answer_is_where_the_link_leads(ws: Workspace) -> None:
    reply = await answered(ws)
    await Seen(ws.linus, reply.message).reacts("white_check_mark")
    found = await finds(ws.ada, "rotate signing keys")
    assert "Accepted answer by" in found.text
    assert reply.ts.replace(".", "") in found.text


@pytest.mark.parametrize(
    "words",
    ["rotating the signing key", "rotate singing kyes", '"rotate workflow"', "sining keys staging", "k8s upgrade"],
)
async def test_forms_typos_exact_words_and_other_names_are_understood(ws: Workspace, words: str) -> None:
    await answered(ws)
    await answered(ws, "How do I upgrade kubernetes?", "Drain the nodes first.")
    found = await finds(ws.ada, words)
    assert ("kubernetes" if "k8s" in words else "signing keys") in plain(found.text)
    assert "Nothing was answered" not in found.text


async def test_exact_words_and_topics_leave_out_what_has_them_not(ws: Workspace) -> None:
    await answered(ws)
    assert "Nothing was answered" in (await finds(ws.ada, '"workflow rotate"')).text
    assert "Nothing was answered" in (await finds(ws.ada, "#terraform keys")).text


async def test_for_nothing_there_is_something_to_do_next(ws: Workspace) -> None:
    found = await finds(ws.ada, "how to weave a basket of willow")
    assert "Nothing was answered or shared about *how to weave a basket of willow* yet" in found.text
    await found.presses("Ask an expert")
    assert ws.ada.form_value("question") == "how to weave a basket of willow"


@pytest.mark.parametrize("words", ["help", "?", "!!!"])
async def test_help_tells_how_it_is_used(ws: Workspace, words: str) -> None:
    assert "`/find-answer" in (await finds(ws.ada, words)).text


async def test_many_are_shown_page_by_page_in_the_same_message(ws: Workspace) -> None:
    for number in range(7):
        await answered(ws, f"How do we rotate the keys of gateway {number}?")
    found = await finds(ws.ada, "rotate keys")
    assert sum(f"gateway {number}?" in found.text for number in range(7)) == 5
    await found.presses("More")
    more = ws.ada.sees("page 2", "C0HELP")
    assert sum(f"gateway {number}?" in more.text for number in range(7)) == 2
    assert "More" not in more.buttons
    await more.presses("Previous")
    ws.ada.sees("Answers and tips for *rotate keys*:", "C0HELP")


async def test_from_app_home_it_is_a_form_that_shows_what_was_found(ws: Workspace) -> None:
    await answered(ws)
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Find an answer")
    assert (await ws.ada.fills(words="rotate keys")).ok
    assert "signing keys" in str(ws.ada.form.blocks)


# Who may see what


async def test_what_was_said_in_a_private_channel_is_for_its_members_alone(ws: Workspace) -> None:
    await answered(ws, SECRET, "On the first of May.", "C0SEC")
    told = await finds(ws.ada, "zanzibar acquisition")
    assert "Nothing was answered" in told.text
    assert "first of May" not in told.text
    assert "acquisition" in plain((await finds(ws.katherine, "zanzibar announced")).text)


async def test_who_left_a_private_channel_sees_it_no_longer(ws: Workspace) -> None:
    await answered(ws, SECRET, "On the first of May.", "C0SEC")
    await ws.sandbox.leave(ws.katherine.id, "C0SEC")
    await ws.tick(minutes=6)
    assert "Nothing was answered" in (await finds(ws.katherine, "zanzibar announced")).text


async def test_a_guest_sees_the_channels_they_are_in_alone(ws: Workspace) -> None:
    await answered(ws)
    await ws.sandbox.change_user(ws.mae.id, is_restricted=True)
    await ws.settle()
    assert "signing keys" in plain((await finds(ws.mae, "rotate signing keys")).text)
    await ws.sandbox.leave(ws.mae.id, "C0HELP")
    await ws.tick(minutes=6)
    assert "I found nothing for" in (await finds(ws.mae, "rotate signing keys", ws.mae.dm)).text


async def test_when_slack_does_not_say_who_is_where_only_what_all_may_see_is_shown(ws: Workspace) -> None:
    await answered(ws)
    await answered(ws, SECRET, "On the first of May.", "C0SEC")
    await ws.tick(minutes=6)
    ws.sandbox.faults.add(Fault.server_error("users.conversations", times=9))
    assert "Nothing was answered" in (await finds(ws.katherine, "zanzibar announced")).text
    assert "signing keys" in plain((await finds(ws.katherine, "rotate signing keys")).text)


async def test_what_was_asked_of_the_experts_only_is_shown_whole_to_its_asker(ws: Workspace) -> None:
    await ws.grace.knows("vault")
    await ws.ada.asks("Where does the vault keep its own seal?", channel="experts")
    await ws.grace.sees("Where does the vault").presses("Answer")
    assert (await ws.grace.fills(answer="In the safe of the second floor.")).ok
    found = await finds(ws.ada, "vault seal")
    await found.presses("Show")
    assert "second floor" in str(ws.ada.form.blocks)
    assert "Nothing was answered" in (await finds(ws.alan, "vault seal")).text
