"""A document's own list of words and impacts, as it is kept beside the document."""

import struct
from bisect import bisect_left
from collections.abc import Sequence

_IMPACT_BITS = 16
_IMPACT_MASK = (1 << _IMPACT_BITS) - 1

Posting = tuple[int, int]
"""A word's id, and its impact on the document."""


def pack(postings: Sequence[Posting]) -> bytes:
    """A document's own list of words and impacts, eight bytes each."""
    return struct.pack(f"<{len(postings)}Q", *(word << _IMPACT_BITS | impact for word, impact in postings))


def unpack(packed: bytes) -> list[Posting]:
    """What :func:`pack` packed."""
    return [(both >> _IMPACT_BITS, both & _IMPACT_MASK) for both in struct.unpack(f"<{len(packed) // 8}Q", packed)]


def impacts_of(packed: bytes, words: Sequence[int]) -> dict[int, int]:
    """The impacts of those of some words that :func:`pack` packed; the words come in order, each once.

    It looks for the words in the list rather than through it: a document has a hundred of them, a query a dozen.
    """
    found, place = {}, 0
    mine = struct.unpack(f"<{len(packed) // 8}Q", packed)
    for word in words:
        place = bisect_left(mine, word << _IMPACT_BITS, place)
        if place == len(mine):
            break
        if (both := mine[place]) >> _IMPACT_BITS == word:
            found[word] = both & _IMPACT_MASK
    return found
