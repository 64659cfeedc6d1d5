"""How well experts are found, rolling in time: people are ranked by what was known before each question was asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.ids import PersonId, QuestionId
from bot.domain.routing import LOAD_WINDOW
from bot.domain.search import experts, learning, query
from bot.domain.search.documents import Document, Kind
from bot.domain.search.experts import Past, Signals, Weights
from bot.domain.search.fading import LANDMARK
from bot.domain.search.history import Answered, Told
from bot.domain.search.learning import Outcome
from bot.services.candidates import CONSIDERED
from bot.services.learning import lived_through
from bot.services.ranking import SIMILAR
from storage.index import prepared
from storage.store import Store
from tests.evaluation import metrics
from tests.evaluation.data import Asked
from tests.evaluation.databases import HERE
from tests.evaluation.metrics import Finding

DAYS = {"se-dba": 3200, "se-android": 3300}
"""The sets have no dates; between their first and last post lie about so many days."""
LEARNED_FROM = 0.6
"""Where learning begins; what is before only fills the index."""
DEVELOPMENT = 0.8
TEST = 0.9
TENTH = 0.1
RELEARNED = 3
INVITED = 5


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


def told(name: str, questions: Sequence[Asked]) -> list[Told]:
    """A set as a workspace's past, each post at its share of the set's days."""
    first = questions[0].place
    per_place = timedelta(days=DAYS[name]) / (questions[-1].place - first)

    def at(place: int) -> datetime:
        return LANDMARK + (place - first) * per_place

    return [
        Told(
            QuestionId(number),
            PersonId(each.asker),
            at(each.place),
            each.title,
            each.body,
            each.tags,
            tuple(Answered(QuestionId(number), PersonId(answer.person), at(answer.place)) for answer in each.answers),
        )
        for number, each in enumerate(questions)
    ]


async def cases(store: Store, name: str, questions: Sequence[Asked], begin: float = LEARNED_FROM) -> list[Case]:
    """Live a set through: from ``begin`` on, each question with what was known before it."""
    found: list[Case] = []
    everything = told(name, questions)
    start = int(len(questions) * begin)
    await _index(store, everything[:start])
    for at, (asked, history) in enumerate(lived_through(everything)):
        if at < start:
            continue
        past = history.past(asked.asker, asked.topics, await _similar(store, asked), asked.asked_at)
        people = {person: one for person, one in experts.signals(past).items() if experts.has_reason(one)}
        answered = {each.person for each in asked.answers} & history.people.keys() - {asked.asker}
        day = (asked.asked_at - LANDMARK) / timedelta(days=1)
        found.append(Case(day, past, people, frozenset(answered), at / len(questions)))
        await _index(store, [asked])
    return found


async def _index(store: Store, these: Sequence[Told]) -> None:
    documents = [Document(Kind.QUESTION, each.question, each.text, each.details, topics=each.topics) for each in these]
    await store.write(HERE, lambda uow: uow.index.put(map(prepared, documents)))


async def _similar(store: Store, asked: Told) -> dict[QuestionId, float]:
    wanted = query.about(asked.text, asked.details, topics=asked.topics)
    hits = await store.read(HERE, lambda uow: uow.search.find(wanted, None, limit=SIMILAR))
    return {QuestionId(hit.item): hit.score for hit in hits}


def learned(these: Sequence[Case], until: float = TEST) -> learning.Learned:
    """What the workspace has learned before some part of the set."""
    return learning.learn([Outcome(each.signals, each.answered) for each in these if each.part < until])


def tenth(these: Sequence[Case], begin: float) -> list[Case]:
    """The questions of a tenth of the set."""
    return [case for case in these if begin <= case.part < begin + TENTH]


def own_weights(these: Sequence[Case], begin: float = TEST) -> Callable[[Case], Weights]:
    """The workspace's weights as its job would keep them: learned before a tenth, and anew at each third of it."""
    step = TENTH / RELEARNED
    kept = {at: learned(these, begin + at * step).weights for at in range(RELEARNED)}
    return lambda case: kept[max(at for at in kept if begin + at * step <= case.part or at == 0)]


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

    busiest_ten: float
    """Their share of all invitations."""
    S5: float


class Invited:
    """Who was invited when, as far as it is remembered."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._days = defaultdict[PersonId, list[float]](list)

    def lately(self, people: Collection[PersonId], day: float) -> dict[PersonId, int]:
        """How often each of them was by then, were there so many times as many questions."""
        since = day - LOAD_WINDOW / timedelta(days=1)
        return {person: self._times * sum(1 for day in self._days[person] if day > since) for person in people}

    def add(self, people: Collection[PersonId], day: float) -> None:
        for person in people:
            self._days[person].append(day)


def load(
    these: Sequence[Case], begin: float, weights: Callable[[Case], Weights], penalty: float, *, times: int = 1
) -> Load:
    """Invite the first five to each question of a tenth, each invitation weighing on the next ones.

    What is remembered at its beginning are the invitations to the questions just before, which don't count themselves.
    With ``times`` people had so many times as many invitations, as where so much more is asked.
    """
    part = tenth(these, begin)
    opening = [case for case in these if 0 < part[0].day - case.day < LOAD_WINDOW / timedelta(days=1)]
    invited, past = Counter[PersonId](), Invited(times)
    found = []
    for case in [*opening, *part]:
        first = _first(case, weights(case), past, penalty)
        past.add(first, case.day)
        if case.part < begin:
            continue
        invited.update(first)
        if case.answered:
            found.append(bool(case.answered.intersection(first)))
    busiest = sum(many for _, many in invited.most_common(10)) / invited.total()
    return Load(busiest, sum(found) / len(found))


def _first(case: Case, weights: Weights, past: Invited, penalty: float) -> list[PersonId]:
    considered = experts.rank(case.signals, weights)[:CONSIDERED]
    scores = {person: experts.likely(case.signals[person], weights) for person in considered}
    return experts.balanced(scores, past.lately(considered, case.day), penalty)[:INVITED]
