"""Ready or not: what makes it so, what it costs, and that it is well again by itself."""

import asyncio
import resource
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from sqlalchemy import Connection, make_url

from bot.app import build
from bot.config import Settings
from bot.health import FRESH, Health
from bot.metrics import Metrics
from bot.sandbox import Sandbox, SandboxClock
from storage.store import Store
from storage.tenancy import Whose
from tests.line import line_to
from tests.test_serve import PATIENCE, logged, serving
from tests.workspace import Workspace

T = TypeVar("T")
AWAY = "The database does not answer."
READ_ONLY = "The database can't be written to: its disk is full, or something else holds it."
A_MOMENT = FRESH * 2


async def readyz(port: int) -> tuple[int, list[str]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return answer.status, (await answer.json())["wrong"]


async def healthz(port: int) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as answer:
        return answer.status


def settings(sandbox: Sandbox, database_url: str) -> Settings:
    given = {"slack_bot_token": sandbox.bot_token, "slack_signing_secret": sandbox.signing_secret}
    return Settings.read(None, slack_api_url=sandbox.api_url, database_url=database_url, port=0, **given)


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_without_its_server_it_is_not_ready_and_with_it_it_is_again(
    sandbox: Sandbox, clock: SandboxClock, clean_database_url: str
) -> None:
    address = make_url(clean_database_url)
    async with line_to(address.host or "", address.port or 5432) as line:
        through = address.set(host="127.0.0.1", port=line.port).render_as_string(hide_password=False)
        knowhow = await build(settings(sandbox, through), clock)
        await knowhow.open()
        assert await readyz(knowhow.port) == (200, [])

        line.cut()
        clock.advance(A_MOMENT)
        assert await readyz(knowhow.port) == (503, [AWAY])
        assert await healthz(knowhow.port) == 200

        line.mend()
        clock.advance(A_MOMENT)
        assert await readyz(knowhow.port) == (200, [])
        await knowhow.stop()


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_while_something_else_holds_the_file_it_is_not_ready(ws: Workspace, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "knowhow.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await readyz(ws.knowhow.port) == (503, [READ_ONLY])

    other.execute("ROLLBACK")
    other.close()
    ws.clock.advance(A_MOMENT)
    assert await readyz(ws.knowhow.port) == (200, [])


async def test_with_a_full_disk_it_is_not_ready_until_there_is_room(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.clock.move_to(sandbox.clock.now())
    async with serving(sandbox, tmp_path, SLACK_APP_TOKEN=sandbox.app_token) as process:
        port = int(str((await logged(process, "serving"))["port"]))
        assert await readyz(port) == (200, [])

        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        await says(port, (503, [READ_ONLY]))
        outcome = await sandbox.command("U0ADA", "C0HELP", "/my-topics", "gardening")
        assert outcome.reply is not None
        assert "gardening" in outcome.reply.text  # nothing typed is lost

        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        await says(port, (200, []))
        outcome = await sandbox.command("U0ADA", "C0HELP", "/my-topics", "gardening")
        assert outcome.reply is not None
        assert "find you for *gardening*" in outcome.reply.text


async def says(port: int, expected: tuple[int, list[str]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await readyz(port) != expected:  # noqa: ASYNC110 - the wire tells nobody
            await asyncio.sleep(0.1)


class CountingStore(Store):
    """A database of which only the looks are counted."""

    def __init__(self) -> None:
        self.looks = 0

    @property
    def at_once(self) -> int:
        return 1

    @property
    def queue(self) -> int:
        return 0

    async def close(self) -> None:
        pass

    async def wipe(self) -> bool:
        raise NotImplementedError

    async def _read(self, _whose: Whose, work: Callable[[Connection], T]) -> T:  # noqa: ARG002 - nobody looks at anything
        self.looks += 1
        raise OSError

    async def _write(self, _whose: Whose, work: Callable[[Connection], T]) -> T:
        raise NotImplementedError


async def test_many_who_ask_cost_one_look(clock: SandboxClock) -> None:
    store = CountingStore()
    health = Health(store, clock, Metrics(), connected=lambda: True)

    told = await asyncio.gather(*(health.wrong() for _ in range(20)))

    assert told == [[AWAY]] * 20
    assert store.looks == 1
    clock.advance(FRESH + timedelta(seconds=1))
    await health.wrong()
    assert store.looks == 2


async def test_a_clock_that_steps_back_does_not_keep_it_from_looking(clock: SandboxClock) -> None:
    store = CountingStore()
    health = Health(store, clock, Metrics(), connected=lambda: False)
    await health.wrong()

    clock.advance(timedelta(hours=-1))

    assert await health.wrong() == [AWAY, "There is no connection to Slack."]
    assert store.looks == 2
