"""How long searches take in a large workspace, through the use cases that ship, while others ask and answer."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.domain import topics as naming
from bot.domain.answers import Source
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.domain.questions import Draft
from bot.domain.rules import Rules
from bot.domain.search.documents import Kind
from bot.sandbox import SandboxClock
from bot.services import ranking
from bot.services.experts import Experts
from bot.services.indexing import Indexing
from bot.services.knowledge import Knowledge
from bot.services.ranking import Asked
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sights
from storage import schema
from storage.store import Store, open_store
from storage.unit_of_work import UnitOfWork
from tests.benchmarks.databases import to_fill
from tests.benchmarks.filling import CHANNEL, PEOPLE_PER_ITEM, Filler
from tests.benchmarks.texts import ITEMS_PER_DOCUMENT, texts
from tests.evaluation.databases import HERE
from tests.workspace import MONDAY_AFTERNOON

SIZES = (10_000, 100_000, 1_000_000)
TIMES = 300
INDEXED = 500
"""Documents by which the pace of indexing is measured."""
BETWEEN_WRITES = 0.2
"""Seconds between two questions that are asked, answered and indexed meanwhile."""
READER = PersonId("U17")
COMMON = 4
"""Words of a query that is nothing but common words."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of search at one size; milliseconds."""

    engine: str
    items: int
    what: str
    p50: float
    p95: float
    p99: float
    ratio: float
    """The median as a multiple of a look-up by primary key in the same minute."""


@dataclass(frozen=True, slots=True)
class Built:
    """What it took to build a workspace of some size."""

    engine: str
    items: int
    documents: int
    seconds: float
    """Since the size before, the texts' making included."""
    bytes_all: int
    bytes_index: int
    """0 where SQLite can't say: it can be built without what tells."""
    indexed_a_second: float
    """Documents that the program itself indexes in a second, fifty in a transaction."""


class Everybody:
    """A directory in which everybody is in no private channel."""

    async def profile(self, _workspace: WorkspaceId, person: PersonId) -> Profile | None:
        """A colleague."""
        return Profile(id=person, name=person, zone="Europe/London")

    async def members(self, _workspace: WorkspaceId, _channel: ChannelId) -> frozenset[PersonId]:
        """Nobody."""
        return frozenset()

    async def places_of(self, _workspace: WorkspaceId, _person: PersonId) -> frozenset[ChannelId]:
        """None."""
        return frozenset()

    async def channels(self, _workspace: WorkspaceId) -> list[Place] | None:
        """Unknown."""
        return None

    def forget(self, _workspace: WorkspaceId, _channel: ChannelId, _person: PersonId) -> None:
        """Nothing is remembered."""


async def measure(engine: str, sizes: tuple[int, ...] = SIZES) -> AsyncIterator[Built | list[Row]]:
    """Grow a workspace from size to size; after each say what it took, and how long searches take then.

    Raises ``OSError`` where there is no server, ``FileNotFoundError`` where there are no texts.
    """
    texts()
    async with to_fill(engine) as (url, sink):
        filler = Filler(sink, int(max(sizes) * PEOPLE_PER_ITEM))
        await filler.begin()
        for size in sizes:
            documents = int(size / ITEMS_PER_DOCUMENT)
            begun = time.perf_counter()
            await filler.grow(documents)
            seconds = time.perf_counter() - begun
            whole, index = await sink.size()
            store = open_store(url)
            try:
                pace = await _pace_of_indexing(store)
                yield Built(engine, size, documents, seconds, whole, index, pace)
                yield await _searches(store, engine, size)
            finally:
                await store.close()


async def _searches(store: Store, engine: str, size: int) -> list[Row]:
    clock, directory = SandboxClock(MONDAY_AFTERNOON, running=False), Everybody()
    knowledge = Knowledge(store, Sights(store, clock, directory))
    experts = Experts(store, clock, WorkspaceRules(Rules()))
    wanted, common = list(texts().wanted), await _of_common_words(store)

    def invite(words: str) -> Callable[[UnitOfWork], object]:
        def work(uow: UnitOfWork) -> object:
            known = uow.topics.meaning(naming.mentions(words))
            asked = Asked(words, topics=tuple(known.values()), asker=READER)
            return ranking.rank(uow, asked, clock.now(), shelves=None)

        return work

    searches: list[tuple[str, list[str], Callable[[str], Awaitable[object]]]] = [
        ("similar questions", wanted, lambda words: knowledge.similar(HERE, READER, words)),
        ("answers", wanted, lambda words: knowledge.find(HERE, READER, words)),
        ("answers, common words only", common, lambda words: knowledge.find(HERE, READER, words)),
        ("experts", wanted, lambda words: experts.find(HERE, READER, f"{words}?")),
        ("whom to invite", wanted, lambda words: store.read(HERE, invite(words))),
    ]
    by_key = await _time(lambda _: store.read(HERE, lambda uow: uow.people.get(READER)), wanted)
    base = statistics.median(by_key)
    rows = []
    async with _writing(store):
        for what, queries, search in searches:
            await _time(search, queries[: TIMES // 10])  # what a running program has in memory
            spent = await _time(search, queries)
            cuts = statistics.quantiles(spent, n=100)
            p50 = statistics.median(spent)
            rows.append(Row(engine, size, what, p50 * 1000, cuts[94] * 1000, cuts[98] * 1000, p50 / base))
    return rows


async def _time(search: Callable[[str], Awaitable[object]], queries: list[str]) -> list[float]:
    spent = []
    for words in queries[:TIMES]:
        begun = time.perf_counter()
        await search(words)
        spent.append(time.perf_counter() - begun)
    return spent


async def _of_common_words(store: Store) -> list[str]:
    """Queries of nothing but the words that most documents have."""
    word = schema.search_word

    def work(uow: UnitOfWork) -> list[str]:
        commonest = word.c.documents.desc()
        query = word.select().where(word.c.workspace == HERE, ~word.c.word.like("#%")).order_by(commonest).limit(40)
        return [row.word for row in uow._connection.execute(query)]

    words = await store.read(HERE, work)
    rng = random.Random(7)  # noqa: S311 - no secret
    return [" ".join(rng.sample(words, COMMON)) for _ in range(TIMES)]


async def _pace_of_indexing(store: Store) -> float:
    """How many documents the program indexes in a second, as after a change of each."""
    table = schema.search_document

    def change(uow: UnitOfWork) -> None:
        first = table.select().where(table.c.workspace == HERE).order_by(table.c.id).limit(INDEXED)
        for row in uow._connection.execute(first).all():
            uow.stale.mark(Kind(row.kind), row.item)

    await store.write(HERE, change)
    begun = time.perf_counter()
    indexed = await Indexing(store).catch_up()
    return indexed / (time.perf_counter() - begun)


@asynccontextmanager
async def _writing(store: Store) -> AsyncIterator[None]:
    """Let questions be asked, answered and indexed meanwhile."""
    words = _forever(texts().wanted)

    def ask(uow: UnitOfWork) -> None:
        asked = Draft(asker=PersonId("U3"), text=next(words)[:300], channel=ChannelId(CHANNEL))
        question = uow.questions.add(asked, MONDAY_AFTERNOON)
        uow.answers.add(question, PersonId("U5"), next(words), source=Source.BUTTON, now=MONDAY_AFTERNOON)

    async def write() -> None:
        indexing = Indexing(store)
        while True:
            await store.write(HERE, ask)
            await indexing.catch_up()
            await asyncio.sleep(BETWEEN_WRITES)

    writing = asyncio.create_task(write())
    try:
        yield
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


def _forever(words: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from words
