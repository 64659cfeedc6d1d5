"""What evidence adds up to: how far a person is known for a topic, and why.

Evidence fades by half every 180 days, so that people who moved on are asked less; what a person declares does not
fade, because the person can take it back. Weights follow the order seen in practice: acceptance by an asker says
more than an answer, an answer more than a colleague's suggestion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId, TopicId

HALF_LIFE = timedelta(days=180)
WORTH_NAMING = 0.25
"""From which score on somebody counts as knowing a topic: a colleague's suggestion, half a year ago."""


class Kind(StrEnum):
    """What a piece of evidence is."""

    DECLARED = "declared"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    USEFUL = "useful"
    SUGGESTED = "suggested"
    SHARED = "shared"
    """A tip, which nobody asked for: what others think of it is in the marks it gets."""


WEIGHTS = {
    Kind.DECLARED: 1.0,
    Kind.ANSWERED: 1.0,
    Kind.ACCEPTED: 2.0,
    Kind.USEFUL: 0.5,
    Kind.SUGGESTED: 0.5,
    Kind.SHARED: 0.5,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One dated reason to believe that a person knows a topic."""

    person: PersonId
    topic: TopicId
    kind: Kind
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's evidence on one topic adds up to, and of what."""

    topic: str
    """The topic's label; blank for what is no topic: answers to similar questions."""
    score: float
    is_declared: bool = False
    answered: int = 0
    accepted: int = 0
    useful: int = 0
    suggested: int = 0
    similar: int = 0
    """How many questions like the one at hand were answered."""
    shared: int = 0
    """Tips."""
    last: datetime | None = None
    """When the latest evidence other than the declaration is from."""


def worth(evidence: Evidence, now: datetime) -> float:
    """The weight of a piece of evidence at a moment; a declaration's never fades."""
    weight = WEIGHTS[evidence.kind]
    if evidence.kind is Kind.DECLARED:
        return weight
    age = max(now - evidence.at, timedelta())
    faded: float = 0.5 ** (age / HALF_LIFE)
    return weight * faded


def standing(label: str, evidence: Iterable[Evidence], now: datetime) -> Standing:
    """Add up one person's evidence on one topic."""
    pieces = tuple(evidence)
    count = {kind: sum(1 for each in pieces if each.kind is kind) for kind in Kind}
    dated = [each.at for each in pieces if each.kind is not Kind.DECLARED]
    return Standing(
        topic=label,
        score=round(sum(worth(each, now) for each in pieces), 6),
        is_declared=count[Kind.DECLARED] > 0,
        answered=count[Kind.ANSWERED],
        accepted=count[Kind.ACCEPTED],
        useful=count[Kind.USEFUL],
        suggested=count[Kind.SUGGESTED],
        shared=count[Kind.SHARED],
        last=max(dated, default=None),
    )


def declared_only(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Of what is known of somebody only what they say themselves."""
    return tuple(
        Standing(each.topic, WEIGHTS[Kind.DECLARED], is_declared=True) for each in standings if each.is_declared
    )


def known(standings: Iterable[Standing]) -> int:
    """How many of these topics somebody knows."""
    return sum(1 for each in standings if each.score >= WORTH_NAMING)
