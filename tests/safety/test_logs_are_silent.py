"""Nothing that people write, and no secret, is in any line of the log, whatever is done and whatever goes wrong."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.domain.ids import WorkspaceId
from bot.sandbox import Fault
from bot.sandbox.envelopes import Envelope
from storage.unit_of_work import UnitOfWork
from tests.safety.replay import again, target
from tests.safety.tour import MARK, SAID, Tour
from tests.workspace import Workspace

SECRET = re.compile(r"xox[a-z]-[\w-]|xapp-\w|/(?:hooks|commands|response)/T|response_url\W+http|ticket=\w")
BROKEN = ("question", "answer", "tip", "cohort", "delivery", "person", "topic", "place")
"""Tables without which nearly everything fails."""
FAULTS = ("error", "server_error", "html", "broken_json", "drop_before_work", "ratelimited")
"""Of Slack, which are met in the same lines whatever the database is."""


@pytest.fixture
def log(_logging_as_it_was: None) -> io.StringIO:
    """Everything that is logged, at the lowest level."""
    stream = io.StringIO()
    logs.set_up("DEBUG", stream=stream)
    return stream


def leaks(log: io.StringIO) -> list[str]:
    """The lines in which something stands that must not."""
    lines = log.getvalue().splitlines()
    return [line for line in lines if MARK in line or SAID in line or SECRET.search(line) or "Traceback" in line]


async def do_again(tour: Tour, carried: list[Envelope]) -> int:
    """Let everything happen once more; returns how much of it."""
    done: set[tuple[str, ...]] = set()
    for envelope in carried:
        if target(envelope) not in done:
            done.add(target(envelope))
            await tour.recording.carrier.carry(again(envelope, tour.ws))
            await tour.ws.knowhow.rest()
    with suppress(DBAPIError):  # as the worker's loops do, which log it
        await tour.ws.knowhow.work()
    return len(done)


@asynccontextmanager
async def broken(ws: Workspace) -> AsyncIterator[None]:
    """A database in which the tables have other names."""

    here = WorkspaceId(ws.sandbox.team_id)
    await ws.store.write(here, lambda uow: rename(uow, "{}", "gone_{}"))
    try:
        yield
    finally:
        await ws.store.write(here, lambda uow: rename(uow, "gone_{}", "{}"))


def rename(uow: UnitOfWork, old: str, new: str) -> None:
    """Give those tables other names."""
    for table in BROKEN:
        uow._connection.execute(text(f"ALTER TABLE {old.format(table)} RENAME TO {new.format(table)}"))


async def test_no_line_of_the_log_has_a_word_of_anybody_or_a_secret(tour: Tour, log: io.StringIO, engine: str) -> None:
    await tour.go()
    assert leaks(log) == []
    carried = list(tour.carried)

    for fault in FAULTS if engine == "sqlite" else ():
        tour.ws.sandbox.faults.add(Fault(fault, "*", times=10_000, name="internal_error"))
        assert await do_again(tour, carried) > 100
        tour.ws.sandbox.faults.clear()
        assert leaks(log) == [], fault
    async with broken(tour.ws):
        await do_again(tour, carried)

    assert "request failed" in log.getvalue()
    assert leaks(log) == []
    await tour.part()
    assert leaks(log) == []
