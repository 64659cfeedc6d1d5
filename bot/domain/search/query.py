"""What somebody is looking for, read from what they typed."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.domain.search import analysis
from bot.domain.search.small_words import SMALL_WORDS
from bot.domain.topics import normalise

LONGEST = 4_000
"""Characters of a text that are looked at."""
DETAILS_WEIGHT = 0.5
SMALL_WEIGHT = 0.25
MOST_REQUIRED = 20
MOST_GUESSES = 2

_PHRASE = re.compile(r'["“”„«]([^"“”„«»]+)["“”»]')
_TOPIC = re.compile(r"(?<!\S)#([^\s#,;:!?]+)")
_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to match, under any of several names."""

    names: tuple[str, ...]
    weight: float = 1.0
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody is looking for."""

    title: str = ""
    """The words whose spelling is compared with titles."""
    terms: tuple[Term, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    """Folded words that must stand in a document just so."""

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(typed: str, aliases: Mapping[str, str] = _NO_ALIASES) -> Query:
    """Read what somebody typed: words, ``"exact words"`` and ``#topic``; any text at all is a query.

    ``aliases`` are the workspace's other names of topics (alias slug to topic slug).
    """
    typed = typed[:LONGEST]
    named = [slug for found in _TOPIC.finditer(typed) if (slug := _slug(found))]
    phrases = [tuple(word.text for word in analysis.words(each)) for each in _PHRASE.findall(typed)]
    plain = _TOPIC.sub(lambda found: " " if _slug(found) else found.group(), typed)
    loose = about(*analysis.headline(plain), aliases=aliases)
    must = dict.fromkeys(topic_term(aliases.get(slug, slug)) for slug in named)
    must |= dict.fromkeys(term for phrase in phrases for word in phrase for term in analysis.terms_of(word))
    required = tuple(Term((each,), is_required=True) for each in list(must)[:MOST_REQUIRED])
    rest = tuple(term for term in loose.terms if term.names[0] not in must)
    return Query(loose.title, required + rest, tuple(filter(None, phrases)))


def about(
    title: str, details: str = "", *, topics: Collection[str] = (), aliases: Mapping[str, str] = _NO_ALIASES
) -> Query:
    """Look for what is like a question; its details count half as much as its title.

    ``topics`` are the slugs of what it is about.
    """
    title, details = title[:LONGEST], details[:LONGEST]
    counts: dict[str, float] = defaultdict(float)
    for term in analysis.title_terms(title):
        counts[term] += SMALL_WEIGHT if term in SMALL_WORDS else 1
    for term in analysis.terms(details):
        counts[term] += DETAILS_WEIGHT
    for slug in topics:
        counts[topic_term(slug)] += 1
    meant = {analysis.stem(alias): slug for alias, slug in aliases.items()}  # as the terms are
    found = (Term(_names(term, meant), weight) for term, weight in counts.items())
    return Query(title, tuple(found))


def mended(query: Query, guesses: Mapping[Term, Collection[str]], frequencies: Mapping[str, int]) -> Query:
    """The query with each mistyped term replaced by the most frequent of its guesses, two at most."""

    def mend(term: Term) -> Term:
        known = [guess for guess in guesses.get(term, ()) if frequencies.get(guess)]
        known.sort(key=lambda guess: (-frequencies[guess], guess))
        return replace(term, names=tuple(known[:MOST_GUESSES])) if known else term

    return replace(query, terms=tuple(map(mend, query.terms))) if guesses else query


def topic_term(slug: str) -> str:
    """The term under which a topic is indexed."""
    return f"#{slug}"


def _slug(found: re.Match[str]) -> str:
    """The topic meant; none in ``#123``, which is a number of something."""
    slug = normalise(found.group(1))
    return slug if any(map(str.isalpha, slug)) else ""


def _names(term: str, aliases: Mapping[str, str]) -> tuple[str, ...]:
    """A term and, if it is another name of a topic, the topic's terms."""
    meant = aliases.get(term, term)
    return tuple(dict.fromkeys((term, *analysis.terms(meant.replace("-", " "))))) if meant != term else (term,)
