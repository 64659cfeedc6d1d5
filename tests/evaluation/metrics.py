"""What a ranking is worth, as means over queries."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar


@dataclass(frozen=True)
class Retrieval:
    """How well relevant documents were found."""

    MAP: float
    MRR: float
    nDCG10: float  # noqa: N815 - as everybody writes it
    P1: float
    R10: float


@dataclass(frozen=True)
class Finding:
    """How well somebody who then answered was found."""

    MRR: float
    S1: float
    S3: float
    S5: float
    S10: float
    MAP: float


T = TypeVar("T", Retrieval, Finding)


def retrieval(found: Sequence[str], relevant: Collection[str]) -> Retrieval:
    """One query's measures."""
    places = _places(found, relevant)
    gain = sum(1 / math.log2(place + 1) for place in places if place <= 10)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(relevant), 10) + 1))
    return Retrieval(
        MAP=_precision(places, relevant),
        MRR=1 / places[0] if places else 0.0,
        nDCG10=gain / ideal,
        P1=float(places[:1] == [1]),
        R10=sum(1 for place in places if place <= 10) / len(relevant),
    )


def finding(found: Sequence[str], relevant: Collection[str]) -> Finding:
    """One question's measures."""
    places = _places(found, relevant)
    first = places[0] if places else math.inf
    s1, s3, s5, s10 = (float(first <= many) for many in (1, 3, 5, 10))
    return Finding(1 / first, s1, s3, s5, s10, _precision(places, relevant))


def mean(measures: Iterable[T]) -> T:
    """The means of at least one query's measures."""
    several = list(measures)
    kind = type(several[0])
    return kind(*(sum(getattr(each, name.name) for each in several) / len(several) for name in fields(kind)))


def _places(found: Sequence[str], relevant: Collection[str]) -> list[int]:
    return [place for place, each in enumerate(found, 1) if each in relevant]


def _precision(places: Sequence[int], relevant: Collection[str]) -> float:
    return sum(many / place for many, place in enumerate(places, 1)) / len(relevant)
