"""My learning: one's own record, and all of it as a file."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Fault
from tests.scenarios.test_forgetting import ASKED, QUESTION, lives
from tests.workspace import Seen, Workspace, all_text, shown

FILE = "Here is all that I keep of you"


async def asks_for_it(ws: Workspace) -> None:
    """Grace exports what is kept of her."""
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Export")
    assert "our direct message" in shown(ws.grace.form)


def files(ws: Workspace) -> list[Seen]:
    """The messages with a file for Grace."""
    return [seen for seen in ws.grace.messages() if seen.message.files]


async def opened(seen: Seen) -> dict[str, str]:
    """What is in the file of a message, by name."""
    assert seen.message.files is not None
    [file] = seen.message.files
    async with aiohttp.ClientSession() as session, session.get(file["url_private_download"]) as response:
        assert response.status == 200
        data = await response.read()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def exported(ws: Workspace) -> dict[str, str]:
    await asks_for_it(ws)
    [seen] = files(ws)
    return await opened(seen)


def data(told: dict[str, str]) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(told["data.json"])
    return loaded


async def test_the_record_shows_what_one_asked_answered_shared_and_learned(ws: Workspace) -> None:
    await lives(ws)

    await ws.grace.command("/my-learning")

    record = shown(ws.grace.form)
    assert "Asked (2)" in record
    assert ASKED in record
    assert "Answered (1)" in record
    assert f"*{QUESTION}*: Use the narwhal workflow." in record
    assert "accepted" in record
    assert "Shared (1)" in record
    assert "1 take added to tips" in record
    assert "2 answers to questions of cohorts" in record
    assert "2 answers and tips found useful" in record


async def test_a_newcomer_reads_what_will_stand_there(ws: Workspace) -> None:
    await ws.linus.command("/my-learning")

    assert "You have not asked anything yet." in shown(ws.linus.form)


async def test_words_behind_the_command_are_answered_with_what_it_does(ws: Workspace) -> None:
    outcome = await ws.grace.command("/my-learning", "please")

    assert outcome.reply is not None
    assert "have me forget you" in shown(outcome.reply)


async def test_app_home_leads_there(ws: Workspace) -> None:
    await ws.grace.opens_home()
    await ws.grace.presses_at_home("My learning")

    assert "Asked (0)" in all_text(ws.grace.form.blocks)


async def test_the_file_has_all_of_it_for_people_and_for_machines(ws: Workspace) -> None:
    await lives(ws)

    told = await exported(ws)

    assert set(told) == {"README.md", "my-learning.md", "data.json"}
    kept = data(told)
    assert kept["person"] == "U0GRACE"
    assert kept["questions"][0]["text"] == ASKED
    assert kept["answers"][0]["text"] == "Use the narwhal workflow."
    assert kept["answers"][0]["question_text"] == QUESTION
    assert kept["takes"][0]["tip_text"] == "Write the runbook first, then the alert."
    assert kept["cohort_answers"][0]["prompt_text"]
    assert kept["profile"][0]["quiet_hours"] == "20:00-07:00"
    assert "xylophone" in {each["topic"] for each in kept["topics_known"]}
    assert kept["reported"][0]["why"] == "A pangolin told me."
    for name in kept:
        assert name in {"person", "exported_at"} or f"`{name}`" in told["README.md"]
    for words in ("narwhal", "okapi", "axolotl", "capybara", "quokka"):
        assert words in told["my-learning.md"]


async def test_nothing_that_others_wrote_or_did_is_in_it(ws: Workspace) -> None:
    await lives(ws)

    told = await exported(ws)

    everything = "\n".join(told.values())
    for others in ("U0ADA", "U0ALAN", "Whichever is the latest", "U0MAE"):
        assert others not in everything


async def test_a_question_that_one_may_not_see_now_is_not_in_it(ws: Workspace) -> None:
    card = await ws.katherine.asks("What is our secret aardvark plan?", channel="C0SEC")
    assert card is not None
    await ws.alan.says("C0SEC", "The aardvark plan is that there is none.", thread_ts=card.ts)
    await ws.sandbox.leave("U0ALAN", "C0SEC")
    await ws.tick(minutes=10)

    await ws.alan.command("/my-learning")
    assert "secret aardvark" not in shown(ws.alan.form)
    await ws.alan.presses_in_form("Export")
    [seen] = [each for each in ws.alan.messages() if each.message.files]
    [answer] = data(await opened(seen))["answers"]

    assert answer["text"] == "The aardvark plan is that there is none."
    assert answer["question_text"] is None


async def test_the_file_comes_once_however_often_one_presses(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    ws.sandbox.faults.add(Fault.ratelimited("files.getUploadURLExternal", retry_after=120))
    await asks_for_it(ws)
    await asks_for_it(ws)
    await ws.tick(minutes=5)

    assert len(files(ws)) == 1
    await ws.grace.command("/my-learning")
    await ws.grace.presses_in_form("Export")
    assert len(files(ws)) == 2, "asked again, it comes again"


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
@pytest.mark.parametrize("fault", ["drop_after_work", "drop_before_work", "server_error"])
async def test_it_comes_exactly_once_whatever_slack_does(ws: Workspace, step: str, fault: str) -> None:
    await ws.grace.knows("terraform")
    ws.sandbox.faults.add(Fault(fault, step))

    await asks_for_it(ws)
    await ws.tick(minutes=10)

    assert len(files(ws)) == 1
    assert data(await opened(files(ws)[0]))["person"] == "U0GRACE"


async def test_a_second_file_is_not_taken_for_the_first(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await asks_for_it(ws)
    ws.sandbox.faults.add(Fault("drop_before_work", "files.completeUploadExternal"))

    await asks_for_it(ws)
    await ws.tick(minutes=10)

    assert len(files(ws)) == 2


async def test_without_the_scope_one_is_told_what_to_do(ws: Workspace) -> None:
    ws.sandbox.granted_scopes.discard("files:write")

    await asks_for_it(ws)

    assert "`files:write`" in ws.grace.sees("I could not bring you").text
    ws.sandbox.granted_scopes.add("files:write")
    await asks_for_it(ws)
    assert len(files(ws)) == 1


async def test_where_nobody_can_look_an_unclear_upload_is_not_doubled(ws: Workspace) -> None:
    ws.sandbox.granted_scopes.discard("im:history")
    ws.sandbox.faults.add(Fault("drop_after_work", "files.completeUploadExternal"))

    await asks_for_it(ws)
    await ws.tick(minutes=10)

    assert len(files(ws)) == 1
    assert "did not say whether it took the file" in ws.grace.sees("I could not bring you").text


async def test_slack_s_pause_is_kept(ws: Workspace) -> None:
    ws.sandbox.faults.add(Fault.ratelimited("files.getUploadURLExternal", retry_after=120))
    begun = ws.clock.now()

    await asks_for_it(ws)
    assert files(ws) == []
    await ws.tick(minutes=5)

    [seen] = files(ws)
    assert float(seen.ts) >= (begun + timedelta(seconds=120)).timestamp()
