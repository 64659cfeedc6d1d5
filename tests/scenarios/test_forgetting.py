"""Forget me: all that is kept of a person goes, and what others read stays without a name or goes too."""

from dataclasses import replace

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.sandbox import Fault
from tests.cohorts import ENG, NAME, sets_up
from tests.settings import EMOJI, MODERATORS, saves
from tests.traces import bytes_with, rows_with
from tests.workspace import Member, Seen, Workspace

GRACE = "U0GRACE"
QUESTION = "How do we rotate the terraform state keys?"
ASKED = "Which zanzibar release may we upgrade to?"
PRIVATE = "Who can tell me about my quokka contract?"
CANARIES = ("xylophone", "zanzibar", "narwhal", "okapi", "quokka", "axolotl", "pangolin", "capybara", "tamarin")
"""One word for each thing that Grace says."""


async def lives(ws: Workspace) -> None:
    """Grace does everything that leaves a trace."""
    await ws.grace.knows("terraform", "xylophone")
    await ws.grace.prefers(quiet_hours="20:00-07:00")
    await ws.grace.opens_home()
    await ws.ada.asks(QUESTION)
    await ws.grace.answers(QUESTION, "Use the narwhal workflow.")
    await ws.ada.sees("narwhal", "C0HELP").presses("Accept")
    await ws.grace.asks(ASKED, details="It is about zanzibar.", topics=["terraform"])
    reply = await ws.alan.sees(ASKED, "C0HELP").replies("Whichever is the latest, says Alan.")
    await replace(reply, who=ws.grace).reacts("+1")
    await ws.grace.asks(PRIVATE, channel="experts", topics=["terraform"])
    await ws.grace.shares("The okapi flag makes plans much faster.", topics=["terraform"])
    tip = await ws.alan.shares("Write the runbook first, then the alert.")
    await replace(tip, who=ws.grace).replies("An axolotl would agree.")
    await replace(tip, who=ws.grace).presses("Useful")
    await replace(tip, who=ws.grace).chooses("doubt")
    await ws.grace.fills(why="A pangolin told me.")
    await discusses(ws)


async def discusses(ws: Workspace) -> None:
    """Grace facilitates a cohort, and answers its first question."""
    await sets_up(ws.grace)
    await ws.grace.command("/cohort", f"join {NAME}")
    await ws.tick(hours=19)
    await ws.grace.sees("question 1", ENG).replies("My capybara joined the tables.")
    await ws.grace.sees("question 1", ENG).presses("Add my answer")
    await ws.grace.fills(answer="So did my tamarin.")


async def forgets(who: Member, *, words: str = "stays") -> None:
    """Ask to be forgotten, as people do."""
    await who.command("/my-learning")
    await who.presses_in_form("Forget me")
    outcome = await who.fills(words=words)
    assert outcome.ok, outcome.errors or outcome.failure


def forgotten(ws: Workspace) -> list[Seen]:
    """The messages in which Grace is told that she was forgotten."""
    return [seen for seen in ws.grace.messages() if "I have forgotten you" in seen.text]


async def test_nothing_is_left_of_a_person_and_it_is_confirmed_once(ws: Workspace, database_file: str | None) -> None:
    await lives(ws)
    assert await rows_with(ws.store, GRACE)
    begun = ws.clock.now()

    await forgets(ws.grace)

    assert len(forgotten(ws)) == 1
    assert "stands there without your name" in forgotten(ws)[0].text
    told = float(forgotten(ws)[0].ts) - begun.timestamp()
    assert told < 60
    assert await rows_with(ws.store, GRACE, "quokka", "xylophone", "pangolin") == []
    if database_file:
        assert bytes_with(database_file, GRACE, "quokka", "xylophone", "pangolin") == []


async def test_what_others_read_stays_without_a_name(ws: Workspace) -> None:
    await lives(ws)
    await forgets(ws.grace)

    answer = ws.alan.sees("narwhal", "C0HELP")
    assert "somebody who left answered" in answer.text
    assert "somebody who left asks" in ws.alan.sees(ASKED, "C0HELP").text
    assert "Closed" in ws.alan.sees(ASKED, "C0HELP").text
    assert "somebody who left shares a tip" in ws.alan.sees("okapi", "C0HELP").text
    assert "somebody who left answers" in ws.alan.sees("tamarin", ENG).text
    assert "somebody who left set up the cohort" in ws.alan.sees("set up the cohort", ENG).text
    posted = [seen for place in ("C0HELP", ENG, ws.ada.dm, ws.alan.dm) for seen in ws.alan.messages(place)]
    assert [seen.text for seen in posted if GRACE in seen.text and seen.message.is_app] == []
    await ws.mae.command("/find-answer", "narwhal")
    assert "by somebody who left" in ws.mae.messages("C0HELP")[-1].text


async def test_words_go_too_if_one_wants(ws: Workspace, database_file: str | None) -> None:
    await lives(ws)

    await forgets(ws.grace, words="goes")

    assert "was removed as well" in forgotten(ws)[0].text
    assert "taken back by its author" in ws.ada.sees("somebody who left answered", "C0HELP").text
    assert "This question was removed" in ws.alan.sees("somebody who left asks", "C0HELP").text
    assert await rows_with(ws.store, GRACE, *CANARIES) == []
    if database_file:
        assert bytes_with(database_file, GRACE, *CANARIES) == []
    await ws.mae.command("/find-answer", "narwhal")
    assert "Use the narwhal" not in ws.mae.messages("C0HELP")[-1].text


async def test_what_she_thought_of_others_is_taken_back(ws: Workspace) -> None:
    await lives(ws)
    tip = ws.alan.sees("runbook", "C0HELP")
    assert "Useful (1)" in tip.buttons

    await forgets(ws.grace)

    assert "Useful" in tip.buttons
    await ws.ada.command("/find-expert", "terraform")
    assert GRACE not in ws.ada.messages("C0HELP")[-1].text


async def test_whoever_acts_again_starts_afresh(ws: Workspace) -> None:
    await lives(ws)
    await forgets(ws.grace)

    await ws.grace.opens_home()
    assert "Welcome to Knowhow" in str(ws.grace.home.blocks)
    assert "Your questions (0)" in str(ws.grace.home.blocks)
    await ws.grace.knows("terraform")
    await ws.mae.command("/find-expert", "terraform")
    assert GRACE in ws.mae.messages("C0HELP")[-1].text


async def test_an_anonymous_asker_stays_anonymous(ws: Workspace) -> None:
    await ws.grace.asks(ASKED, ask_as="anonymous")

    await forgets(ws.grace)

    assert "Somebody asks anonymously" in ws.alan.sees(ASKED, "C0HELP").text
    assert await rows_with(ws.store, GRACE) == []


async def test_somebody_else_is_invited_in_her_place(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    ws.grace.sees(QUESTION)
    await ws.katherine.knows("terraform")

    await forgets(ws.grace)

    ws.katherine.sees(QUESTION)


@pytest.mark.parametrize("fault", ["drop_after_work", "drop_before_work"])
async def test_who_can_not_be_told_clearly_is_told_once_and_forgotten_all_the_same(ws: Workspace, fault: str) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Forget me")
    ws.sandbox.faults.add(Fault(fault, "chat.postMessage"))

    await ws.grace.fills(words="stays")
    await ws.tick(minutes=5)

    assert len(forgotten(ws)) == 1
    assert await rows_with(ws.store, GRACE) == []


async def test_it_is_owed_in_the_database_and_done_in_steps_that_may_be_interrupted(ws: Workspace) -> None:
    await lives(ws)
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Forget me")
    view = ws.grace.form
    assert (await ws.sandbox.submit(ws.grace.id, view.id, {"words": {"words": "goes"}})).ok
    here, grace = WorkspaceId(ws.sandbox.team_id), PersonId(GRACE)
    for _ in range(3):  # what a program did that was then killed
        swept = await ws.store.write(here, lambda uow: uow.erasing.sweep(grace))
        assert swept

    await ws.settle()

    assert len(forgotten(ws)) == 1
    assert await rows_with(ws.store, GRACE, *CANARIES) == []


async def test_a_moderator_is_taken_out_of_the_settings(ws: Workspace) -> None:
    await ws.sandbox.change_user(ws.mae.id, is_admin=True)
    await ws.mae.opens_home()
    await saves(ws.mae, MODERATORS, moderators=[ws.grace.id, ws.alan.id])
    await ws.grace.opens_home()
    await saves(ws.grace, EMOJI, useful_emoji="heart")

    await forgets(ws.grace)

    assert await rows_with(ws.store, GRACE) == []
    await ws.alan.opens_home()
    assert "Settings" in str(ws.alan.home.blocks), "others stay what they are"


async def test_to_ask_twice_is_to_be_told_once(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Forget me")
    ws.sandbox.faults.add(Fault.deliver_twice("view_submission"))

    await ws.grace.fills(words="stays")

    assert len(forgotten(ws)) == 1


async def test_she_may_keep_her_mind(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Forget me")
    await ws.grace.closes_form()
    await ws.settle()

    assert forgotten(ws) == []
    assert await rows_with(ws.store, GRACE)
