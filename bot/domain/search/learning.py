"""A workspace's own weights for finding experts, learned from who answered its questions.

Conditional logistic regression (McFadden, 1974): the weights under which those who did answer would most likely have
been chosen among all who could, held near the defaults by a prior, so that little evidence changes little.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from bot.domain.ids import PersonId
from bot.domain.search.experts import DEFAULTS, NAMES, Signals, Weights, rank

LEAST = 20
"""Answered questions before anything is learned."""
LATEST = 500
"""Answered questions that are learned from."""
LEAST_HELD_OUT = 50
"""Of the latest questions, for comparing, while a tenth of all is fewer and they are no more than a third."""
MOST_WEIGHT = 8.0
PRIOR = 5.0
"""How many questions' worth of doubt hold a weight near its default."""
STEPS = 60
STEP = 0.3
RIVALS = 40
"""People of a question who did not answer that are learned from: the likeliest by the defaults."""

_Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question as it was when asked, and who then answered it."""

    people: Mapping[PersonId, Signals]
    answered: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, with how they did on the latest tenth, which they hadn't seen."""

    weights: Weights
    outcomes: int
    """How many answered questions there were to learn from."""
    score: float = 0.0
    """Mean reciprocal rank of the first who answered."""
    default_score: float = 0.0

    @property
    def is_own(self) -> bool:
        """Whether the workspace's own weights are used."""
        return self.weights != DEFAULTS


def learn(outcomes: Sequence[Outcome]) -> Learned:
    """Learn weights from outcomes in order of time; the defaults when there are few or where they do better.

    What is compared learned without the latest tenth; what is returned learned from all.
    """
    usable = [each for each in outcomes if each.answered & each.people.keys()][-LATEST:]
    if len(usable) < LEAST:
        return Learned(DEFAULTS, len(usable))
    held_out = max(len(usable) // 10, min(LEAST_HELD_OUT, len(usable) // 3))
    before, latest = usable[:-held_out], usable[-held_out:]
    score, default_score = mean_reciprocal_rank(latest, fit(before)), mean_reciprocal_rank(latest, DEFAULTS)
    weights = fit(usable) if score > default_score else DEFAULTS
    return Learned(weights, len(usable), round(score, 6), round(default_score, 6))


def mean_reciprocal_rank(outcomes: Sequence[Outcome], weights: Weights) -> float:
    """How high, on average, the first of those who answered stands."""
    total = 0.0
    for each in outcomes:
        places = (place for place, person in enumerate(rank(each.people, weights), 1) if person in each.answered)
        total += 1 / next(places, math.inf)
    return total / len(outcomes)


def fit(outcomes: Sequence[Outcome]) -> Weights:
    """The likeliest weights, between 0 and 8: a signal may count for nothing, never against anybody."""
    prior = astuple(DEFAULTS)
    cases = [_case(each) for each in outcomes]
    weights, seen = list(prior), [1e-8] * len(prior)
    for _ in range(STEPS):
        slope = _slope(cases, weights)
        for at, default in enumerate(prior):
            steep = (slope[at] - PRIOR * (weights[at] - default)) / len(cases)
            seen[at] += steep * steep  # AdaGrad: every signal finds its own step
            weights[at] = min(MOST_WEIGHT, max(0.0, weights[at] + STEP * steep / math.sqrt(seen[at])))
    return Weights(**{name: round(weight, 4) for name, weight in zip(NAMES, weights, strict=True)})


def _case(outcome: Outcome) -> tuple[list[_Row], _Row]:
    """The signals of those who answered and of their likeliest rivals, and the mean of those who answered."""
    those = sorted(outcome.answered & outcome.people.keys())
    rivals = [person for person in rank(outcome.people) if person not in outcome.answered][:RIVALS]
    rows = [astuple(outcome.people[person]) for person in (*those, *rivals)]
    mean = tuple(sum(column) / len(those) for column in zip(*rows[: len(those)], strict=True))
    return rows, mean


def _slope(cases: Sequence[tuple[list[_Row], _Row]], weights: Sequence[float]) -> list[float]:
    """The gradient of the log likelihood: what those who answered had more of than was expected."""
    slope = [0.0] * len(weights)
    for rows, mean in cases:
        scores = [sum(map(float.__mul__, weights, row)) for row in rows]
        top = max(scores)
        chances = [math.exp(score - top) for score in scores]
        whole = sum(chances)
        for at, column in enumerate(zip(*rows, strict=True)):
            slope[at] += mean[at] - sum(map(float.__mul__, chances, column)) / whole
    return slope
