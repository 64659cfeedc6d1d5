"""The running program: it starts, serves by itself, says when it can't, and stops without losing anything."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.app import Knowhow, build
from bot.clock import SystemClock
from bot.config import Settings
from bot.sandbox import Fault, Sandbox, SandboxClock
from storage.store import open_store
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the rotate workflow, then taint the key."


def settings(sandbox: Sandbox, database_url: str, **more: Any) -> Settings:
    return Settings.read(
        None,
        slack_bot_token=sandbox.bot_token,
        slack_signing_secret=sandbox.signing_secret,
        slack_api_url=sandbox.api_url,
        database_url=database_url,
        port=0,
        **more,
    )


@pytest.fixture
async def live(manifest: dict[str, Any]) -> AsyncIterator[Sandbox]:
    """A Slack in real time."""
    sandbox = Sandbox(clock=SandboxClock(), app_manifest=manifest)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def ask(sandbox: Sandbox) -> None:
    """Ask as Ada does, to a channel."""
    assert (await sandbox.command("U0ADA", "C0HELP", "/ask-expert", QUESTION)).ok
    view = sandbox.modal("U0ADA")
    assert view is not None
    assert (await sandbox.submit("U0ADA", view.id, {})).ok


def posted(sandbox: Sandbox, words: str, channel: str) -> int:
    return sum(words in (message.text or "") for message in sandbox.messages(channel))


async def appears(sandbox: Sandbox, words: str, channel: str) -> None:
    async with asyncio.timeout(10):
        while not posted(sandbox, words, channel):  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)


async def test_started_it_sends_what_is_due_by_itself(live: Sandbox, database_url: str) -> None:
    knowhow = await build(settings(live, database_url), SystemClock())
    await knowhow.start()
    live.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")

    await ask(live)
    await appears(live, QUESTION, "C0HELP")

    assert await knowhow.ready() == []
    await knowhow.stop()


async def test_posts_to_a_channel_are_a_second_apart(live: Sandbox, database_url: str) -> None:
    knowhow = await build(settings(live, database_url), SystemClock())
    await knowhow.start()
    live.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")

    for _ in range(3):
        await ask(live)
    async with asyncio.timeout(10):
        while posted(live, QUESTION, "C0HELP") < 3:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)
    await knowhow.stop()

    first, second, third = (float(each.ts) for each in live.messages("C0HELP") if QUESTION in (each.text or ""))
    assert second - first > 1
    assert third - second > 1


async def test_a_stop_finishes_what_is_on_its_way_within_its_grace(live: Sandbox, database_url: str) -> None:
    knowhow = await build(settings(live, database_url), SystemClock())
    await knowhow.start()
    live.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")
    live.faults.add(Fault.commit_late("chat.postMessage", 2.5, times=2))
    await ask(live)
    async with asyncio.timeout(5):
        while live.faults.planned:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)

    began = monotonic()
    await knowhow.stop()

    assert monotonic() - began < 10
    assert posted(live, QUESTION, "C0HELP") == 1
    again = await build(settings(live, database_url), SystemClock())
    await again.open()
    assert await again.work() <= 3  # updates and reading profiles at most: nothing is in doubt
    await again.stop()
    assert posted(live, QUESTION, "C0HELP") == 1
    assert not [call for call in live.calls if call.method == "conversations.history"]


@pytest.mark.parametrize("engine", ["sqlite"])  # it takes the ten seconds of the grace, on either engine alike
async def test_a_stop_does_not_wait_for_a_slack_that_never_answers(live: Sandbox, database_url: str) -> None:
    """Through both doors at once: the waits don't add up."""
    knowhow = await build(settings(live, database_url, slack_app_token=live.app_token), SystemClock())
    live.deliver_to(None)
    await knowhow.start()
    live.faults.add(Fault.hang("chat.postMessage", 60, times=9))
    live.faults.add(Fault.hang("users.info", 60, times=99))
    await ask(live)
    async with asyncio.timeout(20):
        while not [fault for fault in live.faults.planned if fault.times < 9]:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.01)

    began = monotonic()
    await knowhow.stop()

    assert monotonic() - began < 15


@pytest.mark.parametrize("engine", ["sqlite"])  # PostgreSQL's own time limits end whatever waits there
async def test_a_stop_does_not_wait_for_a_database_that_something_else_holds(live: Sandbox, database_url: str) -> None:
    knowhow = await build(settings(live, database_url), SystemClock())
    await knowhow.start()
    live.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = [asyncio.create_task(live.command("U0ADA", "C0HELP", "/my-topics", f"topic {n}")) for n in range(3)]
    await asyncio.sleep(0)

    began = monotonic()
    await knowhow.stop()

    assert monotonic() - began < 15
    other.close()
    for outcome in await asyncio.gather(*waiting):  # nobody was told that it is kept
        assert outcome.reply is None or "find you for" not in outcome.reply.text


async def test_to_stop_before_anything_was_started_is_no_mistake(live: Sandbox, database_url: str) -> None:
    knowhow = await build(settings(live, database_url), SystemClock())

    await knowhow.stop()


async def test_through_socket_mode_a_question_is_asked_and_answered(
    sandbox: Sandbox, clock: SandboxClock, database_url: str
) -> None:
    knowhow: Knowhow = await build(settings(sandbox, database_url, slack_app_token=sandbox.app_token), clock)
    sandbox.deliver_to(None)
    await knowhow.open()
    store = open_store(database_url)
    ws = Workspace(sandbox, clock, knowhow, store)
    assert await knowhow.ready() == []
    await ws.grace.knows("terraform")
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.grace.sees(QUESTION).presses("Answer")
    assert (await ws.grace.fills(answer=ANSWER)).ok
    await ws.ada.sees(ANSWER, "C0HELP").reacts("white_check_mark")

    assert "Accepted" in card.text
    await store.close()
    await knowhow.stop()


async def test_a_signal_ends_the_program_with_0(live: Sandbox, tmp_path: Path) -> None:
    environment = os.environ | {
        "SLACK_BOT_TOKEN": live.bot_token,
        "SLACK_SIGNING_SECRET": live.signing_secret,
        "SLACK_API_URL": live.api_url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'knowhow.db'}",
        "PORT": "0",
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert program.stderr is not None
    said = []
    async with asyncio.timeout(30):
        async for line in program.stderr:
            said.append(line)
            if b"serving" in line:
                break
    assert program.returncode is None, b"".join(said)
    program.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        rest = await program.stderr.read()
        assert await program.wait() == 0
    assert b"Traceback" not in rest


def test_one_workspace_in_a_file_starts_without_what_others_need(tmp_path: Path) -> None:
    program = "import sys, bot.app; from storage.store import open_store; open_store(sys.argv[1])"
    heavy = "{'asyncpg', 'cryptography', 'holidays', 'sqlalchemy.orm'}"
    look = f"; sys.exit(', '.join({heavy} & set(sys.modules)))"

    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program + look, f"sqlite:///{tmp_path / 'a.db'}"], check=False, capture_output=True
    )

    assert ended.stderr.strip() == b""
