"""The piece of a text that shows why it was found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.search import analysis

LENGTH = 160
"""Characters of a snippet, at most."""
LEAD = 30
"""Characters shown before the first matching word."""


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
    words = list(analysis.words(line))
    found = [(word, terms) for word in words if (terms := set(analysis.terms_of(word.text)).intersection(matched))]
    start = _best_start(found, length - LEAD)
    begin = 0 if start <= LEAD else min(word.start for word in words if word.start >= start - LEAD)
    end = len(line) if begin + length >= len(line) else max(line.rfind(" ", begin, begin + length + 1), begin)
    end = end if end > begin else min(begin + length, len(line))
    marks = tuple(
        (word.start - begin, word.end - begin) for word, _ in found if begin <= word.start and word.end <= end
    )
    return Snippet(line[begin:end], marks, is_cut_before=begin > 0, is_cut_after=end < len(line))


def best_snippet(texts: Iterable[str], matched: Collection[str], length: int = LENGTH) -> Snippet:
    """The piece, of any of these texts, with the most matching words; of the first of several, blank for no text."""
    return max(
        (snippet(text, matched, length) for text in texts), key=lambda each: len(each.marks), default=Snippet("")
    )


def _best_start(found: list[tuple[analysis.Word, set[str]]], length: int) -> int:
    """Where the window with the most different terms begins: one pass, each word enters and leaves once."""
    inside: dict[str, int] = {}
    best, start, first = 0, 0, 0
    for last, terms in found:
        for term in terms:
            inside[term] = inside.get(term, 0) + 1
        while first < len(found) and last.end - found[first][0].start > length and found[first][0] is not last:
            for term in found[first][1]:
                inside[term] -= 1
                if not inside[term]:
                    del inside[term]
            first += 1
        if len(inside) > best:
            best, start = len(inside), found[first][0].start
    return start
