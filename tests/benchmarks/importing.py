"""How long a Slack export takes to be brought in and found, by the command as an administrator runs it."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.search.documents import Kind
from storage.migrate import migrate
from storage.store import open_store
from tests import postgres
from tests.benchmarks.texts import Item, make
from tests.evaluation.databases import HERE, install
from tests.exports import Json, message, write_export

MESSAGES = 100_000
PEOPLE, CHANNELS, USEFUL = 2_000, 40, 0.3
"""People, channels, and the share of replies that somebody found useful."""
MADE_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    """What an import took."""

    engine: str
    messages: int
    questions: int
    answers: int
    seconds: float
    """From starting the command until all of it can be found."""


async def measure(engine: str, messages: int = MESSAGES) -> Row:
    """Import an export made of real texts; ``OSError`` where there is no server."""
    with tempfile.TemporaryDirectory(prefix="knowhow-bench-") as folder:
        export, count = _export(Path(folder) / "export.zip", messages)
        if engine == "sqlite":
            return await _timed(engine, f"sqlite:///{folder}/bench.db", export, count)
        async with postgres.database("bench") as url:
            return await _timed(engine, url, export, count)


async def _timed(engine: str, url: str, export: Path, messages: int) -> Row:
    await migrate(url)
    store = open_store(url)
    try:
        await store.write(HERE, install)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bot", "import", "slack-export", str(export)]
        running = await asyncio.create_subprocess_exec(
            *command, env=os.environ | {"DATABASE_URL": url}, stdout=asyncio.subprocess.DEVNULL
        )
        assert await running.wait() == 0, "the import failed"
        seconds = time.perf_counter() - begun
        found = await store.read(
            HERE,
            lambda uow: [
                uow._connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608 - our own names
                for table in ("question", "answer", "stale_document")
            ],
        )
        assert not found[2], "not all of it is found yet"
        return Row(engine, messages, found[0], found[1], seconds)
    finally:
        await store.close()


def _export(path: Path, messages: int) -> tuple[Path, int]:
    """An export of about so many messages: threads, and a third of them talk that nobody answered."""
    said: dict[str, list[Json]] = {f"channel-{number}": [] for number in range(CHANNELS)}
    count = 0
    for number, item in enumerate(_questions()):
        thread = _thread(item, number)
        said[f"channel-{number % CHANNELS}"] += thread
        count += len(thread)
        if count >= messages:
            break
    channels = {name: f"C{number:04}" for number, name in enumerate(said)}
    return write_export(path, said, channels=channels), count


def _questions() -> Iterator[Item]:
    first = 0
    while True:
        yield from (item for item in make(first, first + MADE_AT_ONCE, PEOPLE) if item.kind is Kind.QUESTION)
        first += MADE_AT_ONCE


def _thread(item: Item, number: int) -> list[Json]:
    root = f"{item.at.timestamp():.0f}.{number % 1_000_000:06}"
    said = [message(root, f"U{item.asker:05}", f"{item.title}?\n{item.body}")]
    for place, each in enumerate(item.answers, 1):
        ts = f"{each.at.timestamp() + place:.0f}.{(number * 7 + place) % 1_000_000:06}"
        liked = {"+1": [f"U{(number + place) % PEOPLE:05}"]} if (number + place) % 10 < 10 * USEFUL else {}
        said.append(message(ts, f"U{each.person:05}", each.text, thread=root, reactions=liked))
    alone = f"{item.at.timestamp() + 60:.0f}.{(number * 3 + 1) % 1_000_000:06}"
    return [*said, message(alone, f"U{item.asker:05}", item.title)]
