"""Who is likely to answer a question well: a handful of explainable signals per person, and what each weighs.

A person's signals say what they did before the question: answers to similar questions, answers on its topics, how
active they were of late. Each is divided by the largest among the candidates, so that a weight means the same in
every workspace. Measured in docs/expertise.md.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from operator import attrgetter, mul

from bot.domain.ids import PersonId, QuestionId

VOTE_HALF_LIFE = timedelta(days=180)
LATELY = timedelta(days=30)
"""Half-life of recent activity."""
LEAST_FREE = 4
"""Invitations of late that cost nothing anywhere: of one a month nobody has too many."""
LOAD_PENALTY = 0.1
"""Times ln(invitations of late / what is free), as scores go from 0 to 1; chosen on what is before the last tenths."""
CONSIDERED = 40
"""People taken from the top of each signal."""


@dataclass(frozen=True, slots=True)
class Vote:
    """An answer to a similar question, or a similar tip: its vote for its author."""

    person: PersonId
    similarity: float
    """The similar question's score."""
    age: timedelta
    question: QuestionId | None = None
    """Which one it is; ``None`` for a tip."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How much a person answered: numbers of answers, each halved with age."""

    week: float = 0.0
    """Half-life 7 days."""
    month: float = 0.0
    """Half-life 30 days."""
    half_year: float = 0.0
    """Half-life 180 days."""
    ever: float = 0.0
    """Not faded."""
    idle: timedelta | None = None
    """Since the latest answer."""


@dataclass(frozen=True, slots=True)
class TopicPast:
    """What is known about one of the question's topics."""

    rarity: float
    """See :func:`rarity`."""
    half_year: Mapping[PersonId, float]
    """Answers on the topic, half-life 180 days."""
    ever: Mapping[PersonId, float]
    named: Mapping[PersonId, float] = field(default_factory=dict)
    """Who is known for it without having answered: what declarations, suggestions and tips are worth now."""


@dataclass(frozen=True, slots=True)
class Past:
    """All that the ranking knows of people when a question is asked."""

    votes: Sequence[Vote] = ()
    topics: Sequence[TopicPast] = ()
    people: Mapping[PersonId, Activity] = field(default_factory=dict)
    helped_asker: Mapping[PersonId, int] = field(default_factory=dict)
    """How often each answered this asker before."""
    not_these: frozenset[PersonId] = frozenset()
    """The asker, and whoever else must not be asked."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a person: each from 0 to 1, 1 for whoever has most of it; as weights, what each counts."""

    votes: float = 0.0
    """Answers to similar questions, half-life 180 days."""
    votes_ever: float = 0.0
    """Answers to similar questions, however old."""
    closest: float = 0.0
    """The most similar question that the person answered."""
    topics: float = 0.0
    """Answers on the question's topics, rare topics counting more, half-life 180 days."""
    topics_ever: float = 0.0
    """Answers on the question's topics, however old."""
    declared: float = 0.0
    """The question's topics that the person declared, was suggested for, or shared tips on."""
    week: float = 0.0
    """Answers of late, half-life 7 days."""
    month: float = 0.0
    """Answers of late, half-life 30 days."""
    half_year: float = 0.0
    """Answers, half-life 180 days."""
    recency: float = 0.0
    """How long ago the latest answer was, half-life 30 days."""
    affinity: float = 0.0
    """Answers to the same asker."""


Weights = Signals
DEFAULTS = Weights(votes=2.0, topics=2.0, declared=0.5, month=1.0, half_year=1.0, recency=0.5)
"""A blend that is near the best everywhere; what a workspace learns begins here."""
NAMES = tuple(each.name for each in fields(Signals))
_values = attrgetter(*NAMES)


def rarity(questions: int, on_topic: int) -> float:
    """How much a topic tells: more the fewer of all answered questions are on it; above 0 even before the first."""
    return math.log(1 + (1 + questions) / (1 + on_topic))


def has_reason(one: Signals) -> bool:
    """Whether somebody can be told why they are asked: to be active is no reason."""
    return max(one.votes_ever, one.topics_ever, one.declared) > 0


def signals(past: Past) -> dict[PersonId, Signals]:
    """The signals of all who could be asked: the first 40 by any signal that counts for something."""
    raw = {
        "votes": _sums((vote.person, vote.similarity * _faded(vote.age, VOTE_HALF_LIFE)) for vote in past.votes),
        "votes_ever": _sums((vote.person, vote.similarity) for vote in past.votes),
        "closest": _most((vote.person, vote.similarity) for vote in past.votes),
        "topics": _sums(_weighed_by_rarity((topic.rarity, topic.half_year) for topic in past.topics)),
        "topics_ever": _sums(_weighed_by_rarity((topic.rarity, topic.ever) for topic in past.topics)),
        "declared": _sums((who, topic.rarity * worth) for topic in past.topics for who, worth in topic.named.items()),
        "week": {person: math.log1p(active.week) for person, active in past.people.items()},
        "month": {person: math.log1p(active.month) for person, active in past.people.items()},
        "half_year": {person: math.log1p(active.half_year) for person, active in past.people.items()},
        "recency": {
            person: _faded(active.idle, LATELY) for person, active in past.people.items() if active.idle is not None
        },
        "affinity": {person: math.log1p(times) for person, times in past.helped_asker.items()},
    }
    ever = {person: active.ever for person, active in past.people.items()}
    chosen = {person for signal in (*raw.values(), ever) for person in _first(signal, past.not_these)}
    scaled = {name: _scaled(signal, chosen) for name, signal in raw.items()}
    return {
        person: Signals(**{name: signal.get(person, 0.0) for name, signal in scaled.items()})
        for person in sorted(chosen)
    }


def likely(one: Signals, weights: Weights = DEFAULTS) -> float:
    """A person's score from 0 to 1: the weighed mean of their signals."""
    each, worth = _values(weights), _values(one)
    whole: float = sum(each) or 1.0
    total: float = sum(map(mul, each, worth))
    return round(total / whole, 6)


def rank(people: Mapping[PersonId, Signals], weights: Weights = DEFAULTS) -> list[PersonId]:
    """People by score, best first, ties by id."""
    scores = {person: likely(one, weights) for person, one in people.items()}
    return sorted(scores, key=lambda person: (-scores[person], person))


def balanced(
    scores: Mapping[PersonId, float], load: Mapping[PersonId, int], penalty: float = LOAD_PENALTY
) -> list[PersonId]:
    """People by score less the price of being asked much; of two alike whoever was asked less, then by id.

    ``load`` are the invitations of late. What it brings and costs is in docs/expertise.md.
    """
    unpriced = free([load.get(person, 0) for person in scores])
    left = {person: priced(score, load.get(person, 0), unpriced, penalty) for person, score in scores.items()}
    return sorted(left, key=lambda person: (-left[person], load.get(person, 0), person))


def free(loads: Collection[int]) -> float:
    """The invitations of late that cost nobody anything: the mean of all who come into question, and one a month.

    So being asked more than others has the same price where little is asked and where much is.
    """
    return max(LEAST_FREE, sum(loads) / max(len(loads), 1))


def priced(score: float, load: float, unpriced: float, penalty: float = LOAD_PENALTY) -> float:
    """A score less the price of being asked much: ``penalty · ln(load / unpriced)``, beyond what is :func:`free`."""
    return round(score - penalty * math.log(max(load, unpriced) / unpriced), 6)


def _sums(pairs: Iterable[tuple[PersonId, float]]) -> dict[PersonId, float]:
    total: dict[PersonId, float] = defaultdict(float)
    for person, amount in pairs:
        total[person] += amount
    return total


def _most(pairs: Iterable[tuple[PersonId, float]]) -> dict[PersonId, float]:
    most: dict[PersonId, float] = defaultdict(float)
    for person, amount in pairs:
        most[person] = max(most[person], amount)
    return most


def _weighed_by_rarity(
    topics: Iterable[tuple[float, Mapping[PersonId, float]]],
) -> Iterable[tuple[PersonId, float]]:
    for rarity, answers in topics:
        for person, many in answers.items():
            yield person, rarity * math.log1p(many)


def _first(signal: Mapping[PersonId, float], not_these: Collection[PersonId]) -> list[PersonId]:
    some = (person for person, amount in signal.items() if amount > 0 and person not in not_these)
    return sorted(some, key=lambda person: (-signal[person], person))[:CONSIDERED]


def _scaled(signal: Mapping[PersonId, float], chosen: Collection[PersonId]) -> dict[PersonId, float]:
    most = max((signal.get(person, 0.0) for person in chosen), default=0.0)
    return {person: signal[person] / most for person in chosen if signal.get(person)} if most > 0 else {}


def _faded(age: timedelta, half_life: timedelta) -> float:
    faded: float = 0.5 ** (max(age, timedelta()) / half_life)
    return faded
