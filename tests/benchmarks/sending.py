"""How soon many due notices of many workspaces are posted, beside what Slack's pace in a channel allows at best."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import aiohttp
from sqlalchemy import insert

from bot import logs
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.ids import WorkspaceId
from bot.domain.notices import Kind, Owed, State
from bot.features import new_use_cases
from bot.jobs import Job, Jobs
from bot.metrics import Metrics
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.exporting import Exports
from bot.planner import Planner
from bot.services.indexing import Indexing
from bot.services.posting import Posting
from bot.services.rules import WorkspaceRules
from bot.slack.client import new_session
from bot.slack.directory import SlackDirectory
from bot.slack.gateway import Gateway
from bot.transport.inflight import Inflight
from bot.worker import Worker
from storage import schema
from storage.everywhere import Everywhere
from storage.store import Store, open_store
from tests.benchmarks import processes
from tests.benchmarks.databases import migrated
from tests.benchmarks.processes import TOKEN

NOTICES, WORKSPACES = 10_000, 100
LAYOUTS = (1, 4)
"""Channels of each workspace: all its notices go to one, or are shared by some."""
ANSWER = 0.1
"""Seconds that a post takes in Slack."""
PATIENCE = 1_200.0
LOOK_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the notices."""

    engine: str
    notices: int
    channels: int
    """Of each workspace."""
    seconds: float
    """Until the last was posted."""
    best: float
    """Seconds that the fullest channel takes at one a second, Slack's own pace, were each post sent when it may be."""
    wrong: int
    """Messages that are missing or doubled, and posts that Slack refused as too soon after the one before."""
    busy: float
    """The share of its core that the sender used."""
    work: float
    """Milliseconds of the processor that a notice took the sender."""


class Stubbed:
    """Gateways of any number of workspaces onto one stub."""

    def __init__(self, api_url: str, session: aiohttp.ClientSession) -> None:
        self._gateway = Gateway(TOKEN, base_url=api_url, session=session)

    async def of(self, _workspace: WorkspaceId) -> Gateway:
        """All of them speak to the same stub, to channels of different names."""
        return self._gateway

    async def is_replaced(self, _workspace: WorkspaceId, _gateway: Gateway) -> bool:
        """Never."""
        return False


async def measure(engine: str, channels: int, *, notices: int = NOTICES, workspaces: int = WORKSPACES) -> Row:
    """Owe all at the same moment and send them as the program does; ``OSError`` where there is no server."""
    logs.set_up("INFO", stream=StringIO())  # as a program that is served, whose log goes somewhere
    async with migrated(engine) as url, processes.slack(seconds=ANSWER) as api, _opened(url) as store:
        for number in range(workspaces):
            await store.everywhere(partial(_owe, number=number, channels=channels, notices=notices // workspaces))
        with processes.staying_on(processes.MEASURED):
            begun, worked = time.time(), time.process_time()
            async with new_session() as session, _at_work(store, api, session):
                told = await _until(session, api, notices)
            worked, ran = time.process_time() - worked, time.time() - begun
    fullest = -(-notices // workspaces // channels)
    return Row(
        engine,
        notices,
        channels,
        seconds=told.get("last", 0.0) - begun,
        best=fullest - 1 + ANSWER,
        wrong=told["calls"].get("refused", 0) + told["posted"] - told["messages"] + abs(notices - told["messages"]),
        busy=worked / ran,
        work=worked / notices * 1000,
    )


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _at_work(store: Store, api_url: str, session: aiohttp.ClientSession) -> AsyncIterator[None]:
    """The worker as ``bot/app.py`` makes it, woken every second."""
    settings, clock, gateways = Settings.read(None), SystemClock(), Stubbed(api_url, session)
    rules, directory = WorkspaceRules(settings.rules), SlackDirectory(gateways, clock)
    use_cases = new_use_cases(store, clock, rules, directory)
    posting = Posting(clock, rules, use_cases.marks)
    dispatcher = Dispatcher(store, clock, rules, gateways, directory, posting, Exports(use_cases.my_data), Metrics())
    worker = Worker(
        store,
        clock,
        Planner(store, use_cases.workspaces, use_cases.waves, use_cases.rounds),
        Indexing(store),
        use_cases.forgetting,
        dispatcher,
        Inflight(),
    )

    async def wake() -> None:
        worker.wake()

    jobs = Jobs([Job("work", timedelta(seconds=1), wake)])
    worker.start()
    jobs.start()
    worker.wake()  # as by the commit that made all of it due
    try:
        yield
    finally:
        jobs.stop()
        worker.retire()
        await worker.stop()


async def _until(session: aiohttp.ClientSession, api_url: str, posted: int) -> dict[str, Any]:
    """Wait until Slack has them all, or for twenty minutes; what it tells of them."""
    ends = time.monotonic() + PATIENCE
    while True:
        async with session.get(f"{api_url}tally") as answer:
            told: dict[str, Any] = await answer.json()
        if told["posted"] >= posted or time.monotonic() > ends:
            await asyncio.sleep(2 * ANSWER)  # the last are settled
            return told
        await asyncio.sleep(LOOK_EVERY)


def _owe(all_: Everywhere, *, number: int, channels: int, notices: int) -> None:
    """A workspace in which tips were just shared whose cards are due: each is one message, and no other follows."""
    workspace, now, first = f"T{number}", datetime.now(UTC), number * notices + 1
    execute, common = all_._connection.execute, {"workspace": workspace}
    execute(insert(schema.workspace), [{"id": workspace, "installed_at": now}])
    places = [f"C{number}X{each}" for each in range(channels)]
    execute(insert(schema.place), [common | {"id": each, "name": each.lower(), "has_app": True} for each in places])
    shared = {"author": "U1", "text": "Rotate keys one at a time.", "shared_at": now, "fresh_at": now}
    numbered = [(first + each, places[each % channels]) for each in range(notices)]
    execute(insert(schema.tip), [common | shared | {"id": id_, "channel": place} for id_, place in numbered])
    execute(insert(schema.notice), [common | _notice(Owed(Kind.TIP_CARD, id_, place, now)) for id_, place in numbered])


def _notice(owed: Owed) -> dict[str, Any]:
    told = {"key": owed.key, "kind": owed.kind, "about": owed.about, "recipient": owed.recipient}
    return told | {"state": State.DUE, "due_at": owed.due_at}
