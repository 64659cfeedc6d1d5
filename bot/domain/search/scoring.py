"""How well a document fits a query: weighted fields, saturated counts, rare words first, and titles spelled alike.

BM25 of each field apart (Robertson and Zaragoza, 2009), with fixed usual lengths, so that a document's share of a
score, its *impact*, is known when it is indexed and never changes with others. Tuned on the development half of
the similar-question sets; see docs/expertise.md.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.search import analysis
from bot.domain.search.query import Query, Term, topic_term

K1 = 1.2
SCALE = 100
"""Impacts are whole numbers, hundredths, so that both engines add them up alike."""
WHOLE = 10_000
"""The shares of a query's terms add up to this."""
MOST_TERMS = 24
SPELLING_WEIGHT = 1.0
LONGEST_FIELD = 1_000
"""Terms of one field that are indexed."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a field counts."""

    weight: float
    usual_length: int
    """In terms."""
    length_matters: float


TITLE = Field(2.0, 6, 0.5)
BODY = Field(1.0, 60, 0.75)
ANSWERS = Field(1.0, 60, 0.75)
TOPIC_IMPACT = 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query's term with its share of the query's weight, of ``WHOLE``."""

    term: Term
    share: int


def impacts(title: str, body: str = "", answers: str = "", topics: Iterable[str] = ()) -> dict[str, int]:
    """What each term of a document adds to a score when it stands for a whole query, in hundredths."""
    total: dict[str, float] = defaultdict(float)
    fields = (
        (TITLE, analysis.title_terms(title)),
        (BODY, analysis.terms(body)),
        (ANSWERS, analysis.terms(answers)),
    )
    for field, terms in fields:
        for term, impact in _impacts(field, terms[:LONGEST_FIELD]):
            total[term] += impact
    found = {term: max(1, round(SCALE * impact)) for term, impact in total.items()}
    return found | {topic_term(slug): TOPIC_IMPACT for slug in topics}


def weigh(query: Query, frequencies: Mapping[str, int], documents: int) -> tuple[Weighed, ...]:
    """Give each term its share: rare terms more; terms in no document count in the whole but aren't returned.

    The heaviest 24 at most, heaviest first; required ones always.
    """
    worth = {term: _worth(term, frequencies, documents) for term in query.terms}
    whole = sum(worth.values()) or 1.0
    known = [term for term in query.terms if term.is_required or any(frequencies.get(name) for name in term.names)]
    known.sort(key=lambda term: (not term.is_required, -worth[term], term.names))
    return tuple(Weighed(term, max(1, round(WHOLE * worth[term] / whole))) for term in known[:MOST_TERMS])


def lexical(weighed: Sequence[Weighed], document: Mapping[str, int]) -> int:
    """The sum of impact times share over the terms that a document has, whole numbers all."""
    return sum(each.share * document[name] for each in weighed for name in each.term.names if name in document)


def score(lexical_sum: int, spelled: float) -> float:
    """The final score: words, and how far the title is spelled like the query."""
    return round(lexical_sum / (SCALE * WHOLE) + SPELLING_WEIGHT * spelled, 6)


@dataclass(frozen=True, slots=True)
class Part:
    """What something adds to a score."""

    what: str
    points: float


def parts(weighed: Sequence[Weighed], document: Mapping[str, int], title: str, wanted_title: str) -> list[Part]:
    """A score taken apart: each word found, by its share of the query and its impact, and how the title is spelled."""
    words = [
        Part(
            f"{name}: share {each.share / WHOLE:.2f} x impact {document[name] / SCALE:.2f} =",
            each.share * document[name] / (SCALE * WHOLE),
        )
        for each in weighed
        for name in each.term.names
        if name in document
    ]
    spelled = SPELLING_WEIGHT * spelled_alike(*analysis.spelling(title), analysis.trigrams(wanted_title))
    return [*words, Part("spelled alike:", spelled)]


def at_most(lexical_sum: int) -> float:
    """The best that a document's score can become, whatever its title."""
    return lexical_sum / (SCALE * WHOLE) + SPELLING_WEIGHT


def allot(sizes: Sequence[int], budget: int) -> list[int]:
    """Share out a budget of postings to lists of these sizes: short ones whole, the longest what is left, evenly."""
    allotted = [0] * len(sizes)
    left = budget
    for place, index in enumerate(sorted(range(len(sizes)), key=lambda index: (sizes[index], index))):
        allotted[index] = min(sizes[index], left // (len(sizes) - place))
        left -= allotted[index]
    return allotted


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """What two sets have in common, from 0 to 1 (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def spelled_alike(title: str, trigrams: int, wanted: frozenset[str]) -> float:
    """How far a title (see :class:`Spelling`) is spelled like a query with these trigrams, from 0 to 1 (Dice).

    They are looked for in the title's line: to take it apart would take ten times as long, for each of a few hundred.
    """
    both = trigrams + len(wanted)
    return 2 * sum(map(title.__contains__, wanted)) / both if both else 0.0


def _impacts(field: Field, terms: Sequence[str]) -> Iterable[tuple[str, float]]:
    long = 1 - field.length_matters + field.length_matters * len(terms) / field.usual_length
    for term, count in Counter(terms).items():
        yield term, field.weight * (K1 + 1) * count / (count + K1 * long)


def _worth(term: Term, frequencies: Mapping[str, int], documents: int) -> float:
    having = min(sum(frequencies.get(name, 0) for name in term.names), documents)
    return term.weight * math.log(1 + (documents - having + 0.5) / (having + 0.5))
