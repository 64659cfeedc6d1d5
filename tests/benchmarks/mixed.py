"""How soon Slack has its answer while all kinds of deliveries come to a large workspace, and what memory it takes."""

import asyncio
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import cycle

from bot.messages import refusals
from storage.store import open_store
from tests.benchmarks import processes
from tests.benchmarks.databases import copied, filled
from tests.benchmarks.deliveries import Mail
from tests.benchmarks.filling import CHANNEL, PEOPLE_PER_ITEM, Filler, Sink
from tests.benchmarks.load import Answer, drip, flood
from tests.benchmarks.processes import Served
from tests.benchmarks.serving import questions_in
from tests.benchmarks.texts import ITEMS_PER_DOCUMENT, texts
from tests.evaluation.databases import HERE

A_SECOND, ITEMS, MINUTES = 200, 1_000_000, 3.0
WARM = 10.0
"""Seconds at first that don't count: caches fill, statements are compiled."""
TRIED, AT_A_TIME, SETTLED = 200, 8, 3.0
"""Deliveries of each kind by which its work is measured, and the seconds after which what follows from them is done."""
LOOK_EVERY = 5.0
CARDS = 5_000
"""How many of the newest cards people speak under and react to."""
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of delivery: its share in a hundred, how it is made, and how its answer begins when all is well."""

    what: str
    share: int
    make: Callable[[], bytes]
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Row:
    """How soon one kind was answered; milliseconds."""

    what: str
    times: int
    work: float
    """Of the processor for each, with all that follows from it, measured before the load."""
    p50: float
    p99: float
    longest: float
    errors: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a replica bears."""

    engine: str
    items: int
    minutes: float
    a_second: int
    keeps: bool = False
    """Whether the workspace is kept, and a copy of one that was kept before is enough."""


@dataclass(frozen=True, slots=True)
class Result:
    """A replica under a load."""

    bare: float
    """Milliseconds of the processor that a bare Bolt app takes in the same minute for a message that it ignores."""
    rows: tuple[Row, ...]
    """The last is all together."""
    lost: int
    """Questions that were accepted and aren't in the database, or the other way round."""
    complaints: dict[str, int]
    """What the replica logged as a warning or worse."""
    memory: tuple[float, float, float]
    """MiB at the start of what counts, at its end, and at most."""
    slope: float
    """MiB that it grew in an hour at the pace of the second half."""
    busy: float
    """The share of its core that it used."""


@dataclass(slots=True)
class Book:
    """What became of each delivery."""

    works: dict[str, float]
    answers: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    def note(self, kind: Kind, answer: Answer) -> None:
        """Write down an answer."""
        is_expected = (
            answer.body.startswith(kind.answer) and SORRY not in answer.body if kind.answer else not answer.body
        )
        is_good = answer.status == 200 and is_expected
        self.answers[kind.what].append(answer.seconds)
        self.errors[kind.what] += not is_good
        self.kept += is_good and kind.what == FORM

    def rows(self) -> tuple[Row, ...]:
        """Each kind, and all together."""
        every = [seconds for each in self.answers.values() for seconds in each]
        named = [*self.answers.items(), (ALL, every)]
        errors = self.errors | Counter({ALL: self.errors.total()})
        return tuple(_row(what, seconds, errors[what], self.works[what]) for what, seconds in named)


SORRY = refusals.unexpected("").partition(",")[0].encode()
"""How an answer begins by which a person learns that something went wrong."""
FORM, ALL = "form of /ask-expert", "all together"


async def measure(load: Load) -> Result:
    """Fill a workspace, then deliver to it. ``OSError`` without a server, ``FileNotFoundError`` without texts."""
    texts()
    async with _workspace(load) as url:
        with processes.staying_on(processes.OTHERS):
            async with processes.slack() as api, processes.knowhow(api, url) as served:
                kinds = await _kinds(url, load.items)
                return await _measure(served, kinds, url, load, await _bare(api, kinds[0]))


async def _measure(served: Served, kinds: list[Kind], url: str, load: Load, bare: float) -> Result:
    before = await questions_in(url)
    works = {each.what: await _work(served, each) for each in kinds}
    works[ALL] = sum(works[each.what] * each.share for each in kinds) / sum(each.share for each in kinds)
    warm, book = Book(works), Book(works)
    await _deliver(served, kinds, warm, load.a_second, WARM)
    begun, worked = time.perf_counter(), served.processor_seconds
    samples = await _deliver(served, kinds, book, load.a_second, load.minutes * 60)
    busy = (served.processor_seconds - worked) / (time.perf_counter() - begun)
    held = [each for _, each in samples]
    return Result(
        bare,
        book.rows(),
        lost=TRIED + warm.kept + book.kept - (await questions_in(url) - before),
        complaints=dict(served.complaints()),
        memory=(held[0], held[-1], max(held)),
        slope=_slope(samples),
        busy=busy,
    )


def _workspace(load: Load) -> AbstractAsyncContextManager[str]:
    """The address of a database with a workspace of so many items."""

    async def fill(sink: Sink) -> None:
        filler = Filler(sink, int(load.items * PEOPLE_PER_ITEM))
        await filler.begin()
        await filler.grow(int(load.items / ITEMS_PER_DOCUMENT))

    return copied(load.engine, str(load.items), fill) if load.keeps else filled(load.engine, fill)


async def _kinds(url: str, items: int) -> list[Kind]:
    """What comes, in shares as of a busy workspace: most of what is said concerns nobody here."""
    mail = Mail(HERE, processes.SECRET, people=int(items * PEOPLE_PER_ITEM))
    questions, tips = cycle(await _cards(url, "question")), cycle(await _cards(url, "tip"))
    words = cycle(texts().wanted)
    return [
        Kind("message that concerns nobody", 55, mail.ignored),
        Kind("reply in somebody's thread", 15, mail.foreign_reply),
        Kind("reaction on a tip", 12, lambda: mail.reaction(CHANNEL, next(tips))),
        Kind("words typed into a menu", 7, mail.choices, b'{"options": ['),
        Kind("answer in a thread", 4, lambda: mail.answer(CHANNEL, next(questions))),
        Kind(FORM, 2, mail.question),
        Kind("/find-answer with words", 3, lambda: mail.command("/find-answer", next(words)), b'{"text": '),
        Kind("/ask-expert with words", 2, lambda: mail.command("/ask-expert", next(words))),
    ]


async def _cards(url: str, table: str) -> list[str]:
    """Where cards stand."""
    query = f"SELECT card_ts FROM {table} WHERE card_ts IS NOT NULL ORDER BY id DESC LIMIT {CARDS}"  # noqa: S608 - ours
    store = open_store(url)
    try:
        return await store.read(HERE, lambda uow: [row[0] for row in uow._connection.exec_driver_sql(query)])
    finally:
        await store.close()


async def _bare(api_url: str, kind: Kind) -> float:
    async with processes.bare(api_url) as served:
        await _work(served, kind)
        return 1000 * await _work(served, kind, 10 * TRIED)


async def _work(served: Served, kind: Kind, times: int = TRIED) -> float:
    """Seconds of the processor for each delivery of a kind."""
    before = served.processor_seconds
    await flood(served.port, [kind.make() for _ in range(times)], many=AT_A_TIME)
    await asyncio.sleep(SETTLED)
    return (served.processor_seconds - before) / times


async def _deliver(
    served: Served, kinds: list[Kind], book: Book, a_second: int, seconds: float
) -> list[tuple[float, float]]:
    """Deliver for so long; returns seconds and MiB from time to time."""
    rng = random.Random(len(kinds))  # noqa: S311 - no secret
    shares = [each.share for each in kinds]

    def send() -> tuple[bytes, Callable[[Answer], None]]:
        [kind] = rng.choices(kinds, shares)
        return kind.make(), lambda answer: book.note(kind, answer)

    samples: list[tuple[float, float]] = []
    watching = asyncio.create_task(_watch(served, samples))
    await drip(served.port, send, a_second=a_second, seconds=seconds)
    watching.cancel()
    return samples


async def _watch(served: Served, samples: list[tuple[float, float]]) -> None:
    while True:
        samples.append((time.perf_counter(), served.memory / MIB))
        await asyncio.sleep(LOOK_EVERY)


def _slope(samples: list[tuple[float, float]]) -> float:
    later = samples[len(samples) // 2 :]
    if len(later) < 2:
        return 0.0
    moments, held = zip(*later, strict=True)
    return statistics.linear_regression(moments, held).slope * 3600


def _row(what: str, seconds: list[float], errors: int, work: float) -> Row:
    cuts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
    return Row(what, len(seconds), work * 1000, cuts[49] * 1000, cuts[98] * 1000, max(seconds) * 1000, errors)
