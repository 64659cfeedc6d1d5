"""How well experts are found, rolling in time: people are ranked by what was known before each question was asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import log

from bot.domain.ids import PersonId
from bot.domain.search import experts, learning, query
from bot.domain.search.documents import Document, Kind
from bot.domain.search.experts import Activity, Past, Signals, TopicPast, Vote, Weights
from bot.domain.search.learning import Outcome
from storage.index import SearchIndex
from storage.search import Search
from storage.store import Store
from tests.evaluation import metrics
from tests.evaluation.data import Asked
from tests.evaluation.databases import HERE
from tests.evaluation.metrics import Finding

DAYS = {"se-dba": 3200, "se-android": 3300}
"""The sets have no dates; between their first and last post lie about so many days."""
LEARNED_FROM = 0.6
"""Where learning begins; what is before only fills the index."""
TEST = 0.9
RELEARNED = 3
SIMILAR = 100
INVITED = 5


@dataclass
class Faded:
    """A number that halves with time."""

    half_life: float
    value: float = 0.0
    at: float = 0.0

    def add(self, day: float) -> None:
        self.value, self.at = self.now(day) + 1, day

    def now(self, day: float) -> float:
        return self.value * float(0.5 ** ((day - self.at) / self.half_life))


@dataclass
class Person:
    """What one person did so far."""

    week: Faded = field(default_factory=lambda: Faded(7))
    month: Faded = field(default_factory=lambda: Faded(30))
    half_year: Faded = field(default_factory=lambda: Faded(180))
    ever: int = 0
    last: float = 0.0

    def answer(self, day: float) -> None:
        for each in (self.week, self.month, self.half_year):
            each.add(day)
        self.ever, self.last = self.ever + 1, day


@dataclass(frozen=True)
class Case:
    """A question as it was when asked."""

    day: float
    past: Past
    signals: Mapping[PersonId, Signals]
    answered: frozenset[PersonId]
    """Those who then answered and had answered before, the asker apart."""
    part: float
    """Where in the set it is, from 0 to 1."""


class World:
    """Everything up to a moment, in order of time."""

    def __init__(self, questions: Sequence[Asked], days: float) -> None:
        self.questions = questions
        self._first = questions[0].place
        self._per_place = days / (questions[-1].place - self._first)
        self._coming = sorted(
            (answer.place, at, answer.person) for at, each in enumerate(questions) for answer in each.answers
        )
        self._next = 0
        self.people: dict[PersonId, Person] = defaultdict(Person)
        self._topics: dict[str, dict[PersonId, Person]] = defaultdict(lambda: defaultdict(Person))
        self._asked = Counter[str]()
        self._answers: dict[int, list[tuple[PersonId, float]]] = defaultdict(list)
        self._helped: dict[str, Counter[PersonId]] = defaultdict(Counter)

    def day(self, place: int) -> float:
        return (place - self._first) * self._per_place

    def move_to(self, place: int) -> None:
        """Let everything happen that was posted before this place."""
        while self._next < len(self._coming) and self._coming[self._next][0] < place:
            when, at, who = self._coming[self._next]
            self._next += 1
            question, person, day = self.questions[at], PersonId(who), self.day(when)
            self.people[person].answer(day)
            for tag in question.tags:
                self._topics[tag][person].answer(day)
            self._answers[at].append((person, day))
            self._helped[question.asker][person] += 1

    def ask(self, at: int) -> None:
        self._asked.update(self.questions[at].tags)

    def past(self, at: int, similar: Sequence[tuple[int, float]]) -> Past:
        """What is known when a question is asked; ``similar`` are earlier questions with their scores."""
        question, day = self.questions[at], self.day(self.questions[at].place)
        votes = [
            Vote(person, similarity, timedelta(days=day - then))
            for other, similarity in similar
            for person, then in self._answers[other]
        ]
        return Past(
            votes=votes,
            topics=[
                TopicPast(
                    log(1 + at / (1 + self._asked[tag])),
                    {person: each.half_year.now(day) for person, each in self._topics[tag].items()},
                    {person: float(each.ever) for person, each in self._topics[tag].items()},
                )
                for tag in question.tags
            ],
            people={
                person: Activity(
                    each.week.now(day),
                    each.month.now(day),
                    each.half_year.now(day),
                    float(each.ever),
                    timedelta(days=day - each.last),
                )
                for person, each in self.people.items()
            },
            helped_asker=self._helped[question.asker],
            not_these=frozenset({PersonId(question.asker)}),
        )


async def cases(store: Store, name: str, questions: Sequence[Asked], begin: float = LEARNED_FROM) -> list[Case]:
    """Replay a set: from ``begin`` on, each question with what was known before it."""
    world, found = World(questions, DAYS[name]), []
    start = int(len(questions) * begin)
    await _index(store, questions, range(start))
    for at in range(start):
        world.ask(at)
    for at in range(start, len(questions)):
        world.move_to(questions[at].place)
        past = world.past(at, await _similar(store, questions[at]))
        answered = {PersonId(each.person) for each in questions[at].answers} & world.people.keys() - past.not_these
        day = world.day(questions[at].place)
        found.append(Case(day, past, experts.signals(past), frozenset(answered), at / len(questions)))
        await _index(store, questions, range(at, at + 1))
        world.ask(at)
    return found


async def _index(store: Store, questions: Sequence[Asked], places: range) -> None:
    documents = [
        Document(Kind.QUESTION, at, questions[at].title, questions[at].body, topics=questions[at].tags) for at in places
    ]
    await store.write(HERE, lambda uow: SearchIndex(uow._connection, HERE).put(documents))


async def _similar(store: Store, asked: Asked) -> list[tuple[int, float]]:
    wanted = query.about(asked.title, asked.body, topics=asked.tags)
    hits = await store.read(HERE, lambda uow: Search(uow._connection, HERE).find(wanted, limit=SIMILAR))
    return [(hit.item, hit.score) for hit in hits]


def learned(these: Sequence[Case], until: float = TEST) -> learning.Learned:
    """What the workspace has learned before some part of the set."""
    return learning.learn([Outcome(each.signals, each.answered) for each in these if each.part < until])


def own_weights(these: Sequence[Case]) -> Callable[[Case], Weights]:
    """The workspace's weights as its job would keep them: learned before the test, and anew at each third of it."""
    step = (1 - TEST) / RELEARNED
    kept = {at: learned(these, TEST + at * step).weights for at in range(RELEARNED)}
    return lambda case: kept[max(at for at in kept if TEST + at * step <= case.part or at == 0)]


def blend(case: Case) -> list[PersonId]:
    """The fixed blend of ../shared/retrieval.md."""
    return ranked(
        {
            person: one.votes + 0.5 * one.month + 0.5 * one.topics + 0.3 * one.recency
            for person, one in case.signals.items()
        }
    )


def popular(case: Case) -> list[PersonId]:
    """Whoever answered most."""
    return ranked({person: each.ever for person, each in case.past.people.items() if person not in case.past.not_these})


def voted(case: Case) -> list[PersonId]:
    """Similar questions vote for their answerers (combSUM)."""
    return ranked({person: one.votes_ever for person, one in case.signals.items()})


def by(weights: Callable[[Case], Weights]) -> Callable[[Case], list[PersonId]]:
    """The ranking that ships, under these weights."""
    return lambda case: experts.rank(case.signals, weights(case))


def ranked(scores: Mapping[PersonId, float]) -> list[PersonId]:
    return sorted(scores, key=lambda person: (-scores[person], person))


def measure(these: Sequence[Case], rank: Callable[[Case], list[PersonId]]) -> Finding:
    """Means over the questions that somebody known answered."""
    return metrics.mean(metrics.finding(rank(each), each.answered) for each in these if each.answered)


@dataclass(frozen=True)
class Load:
    """What balancing costs and brings."""

    penalty: float
    busiest_ten: float
    """Their share of all invitations."""
    S5: float


def load(these: Sequence[Case], weights: Callable[[Case], Weights], penalty: float) -> Load:
    """Invite the first five to each question, each invitation weighing on the next ones."""
    invited, recent = Counter[PersonId](), defaultdict[PersonId, Faded](lambda: Faded(7))
    found, asked = 0, 0
    for case in these:
        scores = {person: experts.likely(one, weights(case)) for person, one in case.signals.items()}
        burden = {person: recent[person].now(case.day) for person in scores}
        first = experts.balanced(scores, burden, penalty)[:INVITED]
        for person in first:
            recent[person].add(case.day)
        invited.update(first)
        if case.answered:
            asked, found = asked + 1, found + bool(case.answered.intersection(first))
    busiest = sum(many for _, many in invited.most_common(10)) / invited.total()
    return Load(penalty, busiest, found / asked)
