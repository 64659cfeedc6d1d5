"""The piece of a text that shows why it was found."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from bot.domain.search import analysis

LENGTH = 160
"""Characters of a snippet, at most."""
LEAD = 30
"""Characters shown before the first matching word."""
LOOKED_THROUGH = 4_000
"""Characters of a text in which the piece is looked for: who waits for it waits for that."""
MOST_TEXTS = 10
"""How many texts it is looked for in."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text in one line, and where in it the matching words are."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each matching word in the snippet, in order."""
    is_cut_before: bool = False
    is_cut_after: bool = False


def snippet(text: str, matched: Collection[str], length: int = LENGTH) -> Snippet:
    """The piece with the most different matching terms, the earliest of several; the beginning if none matches.

    ``matched`` are terms as a :class:`Hit` has them. Line breaks and runs of spaces become one space.
    """
    line = " ".join(text.split())
    starts, found = _matches(line[:LOOKED_THROUGH], frozenset(matched))
    start = _best_start(found, length - LEAD)
    begin = 0 if start <= LEAD else starts[bisect_left(starts, start - LEAD)]
    end = len(line) if begin + length >= len(line) else max(line.rfind(" ", begin, begin + length + 1), begin)
    end = end if end > begin else min(begin + length, len(line))
    marks = tuple((each.start - begin, each.end - begin) for each in found if begin <= each.start and each.end <= end)
    return Snippet(line[begin:end], marks, is_cut_before=begin > 0, is_cut_after=end < len(line))


def best_snippet(texts: Iterable[str], matched: Collection[str], length: int = LENGTH) -> Snippet:
    """The piece, of any of these texts, with the most matching words; of the first of several, blank for no text."""
    return max(
        (snippet(text, matched, length) for text in islice(texts, MOST_TEXTS)),
        key=lambda each: len(each.marks),
        default=Snippet(""),
    )


class _Match(NamedTuple):
    """A word that was looked for, and under which of the terms."""

    start: int
    end: int
    terms: frozenset[str]


def _matches(line: str, matched: frozenset[str]) -> tuple[list[int], list[_Match]]:
    """Where each word begins, and those that match."""
    starts, found = [], []
    for start, end, terms in analysis.places(line):
        starts.append(start)
        if not matched.isdisjoint(terms):
            found.append(_Match(start, end, matched.intersection(terms)))
    return starts, found


def _best_start(found: list[_Match], length: int) -> int:
    """Where the window with the most different terms begins: one pass, each word enters and leaves once."""
    inside: dict[str, int] = {}
    best, start, first = 0, 0, 0
    for last in found:
        for term in last.terms:
            inside[term] = inside.get(term, 0) + 1
        while first < len(found) and last.end - found[first].start > length and found[first] is not last:
            for term in found[first].terms:
                inside[term] -= 1
                if not inside[term]:
                    del inside[term]
            first += 1
        if len(inside) > best:
            best, start = len(inside), found[first].start
    return start
