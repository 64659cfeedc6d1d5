"""How long it takes until the questions of many cohorts that are due in the same minute are with the sender."""

import gc
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as wall
from functools import partial

from sqlalchemy import insert, text

from bot.domain.ids import WorkspaceId
from bot.domain.rules import Rules
from bot.messages.starter_prompts import starter
from bot.sandbox import SandboxClock
from bot.services.rounds import Rounds
from bot.services.rules import WorkspaceRules
from storage import schema
from storage.everywhere import Everywhere
from storage.store import Store
from tests.evaluation.databases import database
from tests.workspace import MONDAY_AFTERNOON

DUE, ASLEEP = (1_000, 10_000), 100_000
PER_WORKSPACE = 100
PAST = 20
"""Questions that each cohort has had."""
TICKS = 200
ROWS = 5_000
"""Rows written at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """What it took for so many cohorts."""

    engine: str
    due: int
    asleep: int
    seconds: float
    """Until each has its run and the notice that posts it, committed."""
    kept: int
    """Objects that the program keeps afterwards for each cohort: memory is flat where these are none."""
    tick_p50: float
    """Milliseconds of a look at what is due, when nothing is."""
    tick_p95: float


async def measure(engine: str) -> list[Row]:
    """Wake many cohorts, most of them asleep; ``OSError`` where there is no server."""
    return [await _measure(engine, due, ASLEEP) for due in DUE]


async def _measure(engine: str, due: int, asleep: int) -> Row:
    async with database(engine) as store:
        await _fill(store, due, asleep)
        clock = SandboxClock(MONDAY_AFTERNOON, running=False)
        rounds = Rounds(store, clock, WorkspaceRules(Rules()))
        ticks = [await _tick(store, rounds) for _ in range(TICKS)]
        clock.advance(timedelta(minutes=2))
        before, begun = _objects(), time.perf_counter()
        while some := await store.survey(rounds.due):
            await rounds.advance(some)
        seconds = time.perf_counter() - begun
        made = await store.survey(_count)
        assert made == (due, due), made
        cuts = statistics.quantiles(ticks, n=20)
        return Row(engine, due, asleep, seconds, (_objects() - before) // due, cuts[9], cuts[18])


async def _tick(store: Store, rounds: Rounds) -> float:
    begun = time.perf_counter()
    assert not await store.survey(rounds.due)
    return 1000 * (time.perf_counter() - begun)


def _objects() -> int:
    gc.collect()
    return sys.getallocatedblocks()


def _count(all_: Everywhere) -> tuple[int, int]:
    runs = all_._connection.exec_driver_sql("SELECT count(*) FROM run WHERE state = 'due'").scalar_one()
    notices = all_._connection.exec_driver_sql("SELECT count(*) FROM notice WHERE kind = 'run'").scalar_one()
    return runs, notices


async def _fill(store: Store, due: int, asleep: int) -> None:
    """Workspaces of a hundred cohorts, each with members, prompts to choose from, and a past."""
    soon, later = MONDAY_AFTERNOON + timedelta(minutes=1), MONDAY_AFTERNOON + timedelta(days=1)
    for first in range(0, due, PER_WORKSPACE):
        await store.everywhere(partial(_workspace, first=first, count=PER_WORKSPACE, at=soon, past=PAST))
    for first in range(due, due + asleep, ROWS):
        await store.everywhere(partial(_workspace, first=first, count=ROWS, at=later, past=0))
    await store.everywhere(_analyze)


def _analyze(all_: Everywhere) -> None:
    """What PostgreSQL does by itself soon after so much was written."""
    if all_._connection.dialect.name == "postgresql":
        all_._connection.execute(text("ANALYZE"))


def _workspace(all_: Everywhere, *, first: int, count: int, at: datetime, past: int) -> None:
    name = f"T{first}"
    execute, ids, common = (
        all_._connection.execute,
        range(first + 1, first + count + 1),
        {"workspace": WorkspaceId(name)},
    )
    execute(insert(schema.workspace), [{"id": name, "installed_at": MONDAY_AFTERNOON}])
    execute(insert(schema.place), [common | {"id": f"C{each}", "name": "x", "has_app": True} for each in ids])
    often = {"zone": "UTC", "at": wall(at.hour, at.minute), "days": 127, "first_day": at.date(), "order": "shuffled"}
    made = {"countries": ["GB"], "free_days": [], "created_by": "U1", "created_at": MONDAY_AFTERNOON}
    due = {"next_day": at.date(), "next_at": at}
    told = [{"id": each, "name": f"c{each}", "slug": f"c{each}", "channel": f"C{each}"} for each in ids]
    execute(insert(schema.cohort), [common | often | made | due | each for each in told])
    if not past:
        return
    shared = first + 1
    execute(insert(schema.prompt_set), [common | {"id": shared, "name": "x", "slug": "x"}])
    texts = [draft.text for theme in starter() for draft in theme]
    numbered = [{"id": first * 2 + place + 1, "place": place, "text": text} for place, text in enumerate(texts)]
    added = {"prompt_set": shared, "added_at": MONDAY_AFTERNOON}
    execute(insert(schema.prompt), [common | added | each for each in numbered])
    execute(insert(schema.cohort_set), [common | {"cohort": each, "prompt_set": shared, "place": 0} for each in ids])
    execute(insert(schema.cohort_facilitator), [common | {"cohort": each, "person": "U1"} for each in ids])
    posted = {"due_at": MONDAY_AFTERNOON, "text": "?", "state": "posted"}
    runs = [
        {
            "cohort": each,
            "slot": f"old:{number}",
            "day": at.date() - timedelta(days=past - number + 1),
            "number": number,
            "prompt": first * 2 + number,
            "channel": f"C{each}",
            "card_ts": f"{number}.{each}",
        }
        for each in ids
        for number in range(1, past + 1)
    ]
    execute(insert(schema.run), [common | posted | each for each in runs])
