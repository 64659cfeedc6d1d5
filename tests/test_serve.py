"""``knowhow serve`` as a process of its own, against the sandbox."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox
from storage.migrate import migrate
from tests import postgres

PATIENCE = 20.0


@asynccontextmanager
async def serving(
    sandbox: Sandbox, folder: Path, *command: str, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that serves the sandbox, or does something else with it; it is killed if the test leaves it running."""
    settings = {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder}/knowhow.db",
        "PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *(command or ["serve"]),
        env=dict(os.environ) | settings | more,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def logged(process: asyncio.subprocess.Process, event: str) -> dict[str, object]:
    """The first line of the log with this event."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while line := await process.stderr.readline():
            if line.startswith(b"{") and (told := json.loads(line)).get("event") == event:
                return dict(told)
    raise AssertionError(f"the process ended without {event!r}")


@pytest.mark.parametrize("transport", ["socket", "http"])
async def test_it_serves_until_it_is_told_to_stop(sandbox: Sandbox, tmp_path: Path, transport: str) -> None:
    sandbox.clock.move_to(sandbox.clock.now())
    door = {"SLACK_APP_TOKEN": sandbox.app_token} if transport == "socket" else {"SLACK_SIGNING_SECRET": "s" * 32}
    async with serving(sandbox, tmp_path, **door) as process:
        port = (await logged(process, "serving"))["port"]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as ready:
            assert ready.status == 200, await ready.text()
        if transport == "socket":
            outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert", "help")
            assert outcome.reply is not None
            assert "/ask-expert" in outcome.reply.text

        process.send_signal(signal.SIGTERM)

        async with asyncio.timeout(15):
            assert await process.wait() == 0


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_role_that_no_policy_holds_is_told_by_check_and_at_the_start(
    sandbox: Sandbox, tmp_path: Path, clean_database_url: str
) -> None:
    above = {"SLACK_APP_TOKEN": sandbox.app_token, "DATABASE_URL": postgres.above(clean_database_url)}
    async with serving(sandbox, tmp_path, **above) as process:
        assert "is a superuser" in str((await logged(process, "serves, but look at this"))["sentence"])
        await logged(process, "serving")
    for given, told in ((above, True), (above | {"DATABASE_URL": clean_database_url}, False)):
        async with serving(sandbox, tmp_path, "check", **given) as process:
            said, _ = await process.communicate()
            assert process.returncode == 0
            assert (b"look" in said, b"is a superuser" in said) == (told, told)


async def test_a_wrong_token_ends_start_up_with_one_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xoxb-nobody", "SLACK_APP_TOKEN": sandbox.app_token}
    async with serving(sandbox, tmp_path, **wrong) as process:
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate()
        assert process.returncode == 2
        assert len(said.decode().splitlines()) == 1
        assert "SLACK_BOT_TOKEN" in said.decode()
        assert "nobody" not in said.decode()
        assert not (tmp_path / "knowhow.db").exists()


async def test_a_file_that_somebody_else_holds_ends_start_up_with_one_sentence(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    await migrate(f"sqlite:///{tmp_path / 'knowhow.db'}")
    with closing(sqlite3.connect(tmp_path / "knowhow.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        async with serving(sandbox, tmp_path, SLACK_APP_TOKEN=sandbox.app_token) as process, asyncio.timeout(PATIENCE):
            _, said = await process.communicate()
        assert process.returncode == 2
        told = [line for line in said.decode().splitlines() if not line.startswith("{")]
        assert told == ["The database can't be used: database is locked."]


async def test_a_server_that_is_away_ends_a_job_with_one_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    nowhere = {"SLACK_APP_TOKEN": sandbox.app_token, "DATABASE_URL": "postgresql://knowhow@127.0.0.1:9/knowhow"}
    async with serving(sandbox, tmp_path, "job", "keep", **nowhere) as process:
        async with asyncio.timeout(PATIENCE):
            _, said = await process.communicate()
        assert process.returncode == 2
        told = [line for line in said.decode().splitlines() if not line.startswith("{")]
        assert told == ["The database can't be used: [Errno 111] Connect call failed ('127.0.0.1', 9)."]
