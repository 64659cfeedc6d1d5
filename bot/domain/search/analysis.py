"""What a text is to the search: words with their places, and the terms under which they are indexed.

Words are folded (case, width, accents). A word with joints (``node.js``, ``ORA-00942``, ``my_table``) counts as a whole
and by its parts; ``c++`` and ``c#`` stay. Scripts without spaces are cut into pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

import Stemmer

from bot.domain.search.small_words import SMALL_WORDS
from bot.domain.topics import KNOWN_ALIASES

LONGEST_WORD = 40
LEAST_STEMMED = 4
LEAST_MISTYPED = 5
HEADLINE = 150
"""How many characters of a text without a title stand for one."""
REMEMBERED = 10_000
"""Words of which is remembered what they are: 19 of 20 that come, at a tenth of the memory of 100,000, which numbers
and names, never to come again, would fill within hours."""

_MARKS = "\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0b82-\u0bcd\u0e31-\u0e4e"
"""Combining marks of the scripts most used at work; Python's ``\\w`` leaves them out."""
_CHAR = rf"[^\W_{_MARKS}][{_MARKS}]*"
_WORD = re.compile(rf"(?:{_CHAR})+(?:[._'’+\-]+(?:{_CHAR})+)*(?:\+\+|#)?")
_JOINT = re.compile(r"[._+\-#]+")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_FIRST_SENTENCE = re.compile(r"[^\n]*?[.?!。？！](?=\s|$)|[^\n]+")

_ALIASES = {alias: slug for alias, slug in KNOWN_ALIASES.items() if "-" not in alias and "-" not in slug}
"""Other names of topics that are one word, and mean one word."""
_stemmer = Stemmer.Stemmer("english", 0)  # in C: it stems in one step, whichever threads share it


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in its text."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, folded; joined words as one."""
    for found in _WORD.finditer(text):
        folded = fold(found.group())
        if folded:
            yield Word(folded, found.start(), found.end())


def places(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each word of a text begins and ends, and its terms; none for a small word."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), _terms_of_raw(found.group())


def terms(text: str) -> list[str]:
    """The terms of a text in order, small words left out: stems, and for joined words also those of the parts."""
    return [term for raw in _WORD.findall(text) for term in _terms_of_raw(raw)]


def title_terms(text: str) -> list[str]:
    """The terms of a title, where small words count too: *which* and *that* may be all that tells two titles apart."""
    return [term for raw in _WORD.findall(text) if (word := fold(raw)) for term in terms_of(word) or (word,)]


def near(word: str) -> frozenset[str]:
    """What a mistyped word may have been: one letter more, less, another, or two swapped; empty for short words."""
    if len(word) < LEAST_MISTYPED or not (word.isascii() and word.isalpha()):
        return frozenset()
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {left + right[1:] for left, right in halves if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    other = {left + letter + right[1:] for left, right in halves if right for letter in ascii_lowercase}
    more = {left + letter + right for left, right in halves for letter in ascii_lowercase}
    return frozenset(less | swapped | other | more) - {word}


@lru_cache(maxsize=REMEMBERED)
def _terms_of_raw(raw: str) -> tuple[str, ...]:
    """The terms of a word as it is written, remembered: an index is made of few different words."""
    word = fold(raw)
    return terms_of(word) if word else ()


@lru_cache(maxsize=REMEMBERED)
def terms_of(word: str) -> tuple[str, ...]:
    """The terms of one folded word; none for a small word."""
    if word in SMALL_WORDS:
        return ()
    if _SPACELESS.search(word):
        return tuple(word[at : at + 2] for at in range(len(word) - 1)) or (word,)
    parts = [part for part in _JOINT.split(word) if part]
    if len(parts) <= 1:
        return (stem(_canonical(word)),)
    whole = () if "-" in word else (_canonical(word),)  # a dash joins ordinary words: the parts say it all
    return (*whole, *(stem(_canonical(part)) for part in parts if part not in SMALL_WORDS)) or (word,)


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """An English word's stem (Porter 2, by Snowball); other words as they are."""
    if len(word) < LEAST_STEMMED or not (word.isascii() and word.isalpha()):
        return word
    stemmed: str = _stemmer.stemWord(word)
    return stemmed


@lru_cache(maxsize=REMEMBERED)
def fold(word: str) -> str:
    """A word as it is compared: lower case, no accents, no apostrophes, no English ``'s``; at most 40 characters."""
    folded = word.casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded).casefold()
        bare = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
        folded = unicodedata.normalize("NFC", bare).replace("’", "'")
    return folded.removesuffix("'s").replace("'", "")[:LONGEST_WORD]


class Spelling(NamedTuple):
    """How a text is written, as far as that is compared."""

    spelled: str
    """Its words folded, small ones and beginnings included, in one line; nothing for a text without words."""
    trigrams: int
    """How many different runs of three characters the line has."""


def spelling(text: str) -> Spelling:
    """How a text is written."""
    spelled = _spelled(text)
    return Spelling(spelled, len(_runs(spelled)))


def trigrams(text: str) -> frozenset[str]:
    """The runs of three characters of a text's words, small words and beginnings included."""
    return _runs(_spelled(text))


def _spelled(text: str) -> str:
    words = " ".join(map(fold, _WORD.findall(text)))
    return f"  {words} " if words.strip() else ""


def _runs(line: str) -> frozenset[str]:
    return frozenset(map("".join, zip(line, line[1:], line[2:], strict=False)))


def headline(text: str) -> tuple[str, str]:
    """Cut a text without a title into what stands for one, its first sentence, and the rest."""
    found = _FIRST_SENTENCE.search(text)
    end = min(found.end() if found else len(text), HEADLINE)
    if end == HEADLINE and end < len(text):
        end = text.rfind(" ", 0, HEADLINE) + 1 or HEADLINE
    return text[:end].strip(), text[end:].strip()


def _canonical(word: str) -> str:
    return _ALIASES.get(word, word)
