"""How many deliveries a second are answered, beside a bare Bolt app that takes the same ones and does nothing."""

import statistics
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

from storage import schema
from storage.store import open_store
from tests.benchmarks import processes
from tests.benchmarks.databases import migrated
from tests.benchmarks.deliveries import Mail
from tests.benchmarks.load import Answer, flood
from tests.benchmarks.processes import SERVE, Served
from tests.evaluation.databases import HERE

ROUNDS = 9
SECONDS = 1.5
"""About how long a round lasts."""
WARM = 300
"""Deliveries before the first round: connections are made, statements compiled, and it shows how many a round needs."""
ANSWERING = ("-m", "tests.benchmarks.answering")

Spread = tuple[float, float, float]
"""The median of the rounds, the least and the most."""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of delivery."""

    engine: str
    what: str
    bare: Spread
    """Deliveries a second that the bare app answers."""
    ours: Spread
    ratio: Spread
    work: Spread
    """The ratio again, by the processor's time for each delivery: nobody else on the machine counts in it."""
    p99: float
    """Milliseconds until ours was answered, with 64 on their way at a time."""
    errors: int
    """Deliveries that were not answered as they should be, and questions that aren't in the database."""


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of delivery, and the program that takes it."""

    what: str
    make: Callable[[], bytes]
    program: tuple[str, ...] = SERVE
    is_kept: bool = False
    """Whether each is a question in the database."""


@dataclass(slots=True)
class Runner:
    """One of the two, and how it did so far."""

    served: Served
    answers: list[Answer] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)
    """Answers a second, of each round."""
    works: list[float] = field(default_factory=list)
    """Seconds of the processor for each answer."""

    async def run(self, requests: list[bytes]) -> None:
        """One round."""
        before = self.served.processor_seconds
        answers, pace = await flood(self.served.port, requests)
        self.paces.append(pace)
        self.works.append((self.served.processor_seconds - before) / len(answers))
        self.answers += answers

    @property
    def errors(self) -> int:
        """How many deliveries were not taken: what is taken is answered with nothing."""
        return sum(1 for each in self.answers if each.status != 200 or each.body)

    @property
    def enough(self) -> int:
        """How many deliveries make a round."""
        return int(self.paces[0] * SECONDS)


async def measure(engine: str, *, rounds: int = ROUNDS) -> AsyncIterator[Row]:
    """Measure each kind of delivery on processes and a database of its own; ``OSError`` where there is no server."""
    with processes.staying_on(processes.OTHERS):
        for load in _loads(Mail(HERE, processes.SECRET)):
            yield await _measure(engine, load, rounds)


async def _measure(engine: str, load: Load, rounds: int) -> Row:
    async with migrated(engine) as url, processes.slack() as api:
        async with processes.bare(api) as bare, processes.knowhow(api, url, load.program) as ours:
            both = Runner(bare), Runner(ours)
            for _ in range(rounds + 1):
                await _take_turns(load, both)
        accepted = len(both[1].answers) - both[1].errors
        missing = accepted - await questions_in(url) if load.is_kept else 0
        return _row(engine, load, *both, missing)


def _loads(mail: Mail) -> Iterator[Load]:
    yield Load("message that concerns nobody", mail.ignored)
    yield Load("event of an unknown type", mail.unknown)
    yield Load("reply in somebody's thread", mail.foreign_reply)
    yield Load("form of /ask-expert, the answer alone", mail.question, ANSWERING, is_kept=True)
    yield Load("form of /ask-expert, and what follows", mail.question, is_kept=True)


async def _take_turns(load: Load, both: tuple[Runner, Runner]) -> None:
    """A round of each, the other one halted meanwhile; the first warms up."""
    for one, other in (both, both[::-1]):
        requests = [load.make() for _ in range(one.enough if one.paces else WARM)]
        with other.served.halted():
            await one.run(requests)


def _row(engine: str, load: Load, bare: Runner, ours: Runner, missing: int) -> Row:
    ratios = [mine / base for base, mine in zip(bare.paces[1:], ours.paces[1:], strict=True)]
    works = [base / mine for base, mine in zip(bare.works[1:], ours.works[1:], strict=True)]
    p99 = statistics.quantiles([each.seconds for each in ours.answers[WARM:]], n=100)[98] * 1000
    return Row(
        engine,
        load.what,
        bare=_spread(bare.paces[1:]),
        ours=_spread(ours.paces[1:]),
        ratio=_spread(ratios),
        work=_spread(works),
        p99=p99,
        errors=ours.errors + abs(missing),
    )


async def questions_in(url: str) -> int:
    """How many questions there are."""
    store = open_store(url)
    try:
        count = f"SELECT count(*) FROM {schema.question.name}"  # noqa: S608 - our own name
        return await store.read(HERE, lambda uow: int(uow._connection.exec_driver_sql(count).scalar_one()))
    finally:
        await store.close()


def _spread(values: list[float]) -> Spread:
    return statistics.median(values), min(values), max(values)
