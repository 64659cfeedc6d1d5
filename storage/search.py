"""The search index as it is read: few postings, then exact scores of a few hundred candidates in one place."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.search import analysis, query, scoring
from bot.domain.search.documents import Hit, Kind
from bot.domain.search.experts import rarity
from bot.domain.search.query import Query, topic_term
from bot.domain.search.scoring import Part, Weighed
from storage import schema
from storage.columns import is_one_of
from storage.packing import impacts_of
from storage.repository import Repository, here

_shelf, _document, _word = schema.search_shelf, schema.search_document, schema.search_word
BUDGET = 12_000
"""Postings that one search reads: the dial between speed and recall in large workspaces."""
CANDIDATES = 200
"""Documents that are scored exactly."""
MOST_MISTYPED = 3
"""Unknown words that are looked for under other spellings; long texts are full of words nobody else used."""
_REQUIRED = 10**9
"""More than all else can add up to: what must match comes first."""


_SCORED = ("kind", "item", "title", "terms", "spelled", "trigrams")
_TEXTS = ("body", "answers")
"""Long, and only looked at for exact words."""
_POSTINGS = "SELECT document, impact * CAST(? AS BIGINT) + CAST(? AS BIGINT) AS points FROM search_posting WHERE word"
_ALL_SHELVES = select(_shelf.c.id, _shelf.c.documents).where(here(_shelf))
_SHELVES = _ALL_SHELVES.where(is_one_of(_shelf.c.channel, "channels"))
_LISTS = (
    select(_word.c.word, _word.c.id, _word.c.documents)
    .where(here(_word), is_one_of(_word.c.shelf, "shelves"), is_one_of(_word.c.word, "words"))
    .order_by(_word.c.id)
)


class _List(NamedTuple):
    """The postings of a word on one shelf."""

    word: int
    length: int


_Lists = dict[str, list[_List]]


class _Reading(NamedTuple):
    """From which postings candidates are read."""

    statements: Sequence[tuple[str, Sequence[int]]]
    is_whole: bool
    """Whether they are all read, so that what they add up to is what a document's words count."""


class _Look(NamedTuple):
    """A candidate whose words are counted, and whose title isn't looked at yet."""

    lexical: int
    row: Row[Any]


class _Found(NamedTuple):
    """The best of what fits."""

    best: Sequence[tuple[float, Row[Any]]]
    names: Mapping[int, str]
    """Of the words that were looked for, by id."""


class Search(Repository):
    """Finds documents, reading ``budget`` postings a search at most."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, *, budget: int = BUDGET) -> None:
        super().__init__(connection, workspace)
        self._budget = budget

    def find(
        self,
        wanted: Query,
        visible: Collection[ChannelId] | None = (),
        *,
        limit: int = 10,
        kinds: Collection[Kind] = tuple(Kind),
        but: tuple[Kind, int] | None = None,
    ) -> list[Hit]:
        """The documents that fit best, best first, ties by kind and item; ``but`` leaves out the one looked from.

        Nothing but what all may see and what stands in the ``visible`` private places is read or counted; ``None``
        is all there is, for what nobody is shown.
        """
        found = self._found(wanted, visible, limit=limit, kinds=kinds, but=but)
        return [_hit(row, score, found.names) for score, row in found.best]

    def likeness(
        self,
        wanted: Query,
        visible: Collection[ChannelId] | None = (),
        *,
        limit: int = 10,
        but: tuple[Kind, int] | None = None,
    ) -> dict[Kind, dict[int, float]]:
        """The scores of what :meth:`find` finds, by kind and item, for whoever needs nothing else of it."""
        scores: dict[Kind, dict[int, float]] = {kind: {} for kind in Kind}
        for score, row in self._found(wanted, visible, limit=limit, kinds=tuple(Kind), but=but).best:
            scores[Kind(row.kind)][row.item] = score
        return scores

    def _found(
        self,
        wanted: Query,
        visible: Collection[ChannelId] | None,
        *,
        limit: int,
        kinds: Collection[Kind],
        but: tuple[Kind, int] | None,
    ) -> _Found:
        wanted, weighed, lists = self._understood(wanted, visible)
        if not all(lists.get(each.term.names[0]) for each in weighed if each.term.is_required):
            return _Found([], {})
        reading = _reading(weighed, lists, self._budget)
        names = _names(lists)
        looked_at = [
            _Look(lexical, row)
            for row in self._candidates(reading, with_texts=bool(wanted.phrases))
            if (row.kind, row.item) != but
            and row.kind in kinds
            and (lexical := row.points if reading.is_whole else _counted(row, names, weighed)) is not None
        ]
        return _Found(_best(looked_at, wanted, limit), names)

    def explain(self, wanted: Query, of: tuple[str, int], visible: Collection[ChannelId] | None = ()) -> list[Part]:
        """What a document's score is made of: what each word found adds to it, and how alike its title is spelled."""
        wanted, weighed, lists = self._understood(wanted, visible)
        names = _names(lists)
        query = select(_document).where(self._here(_document), _document.c.kind == of[0], _document.c.item == of[1])
        row = self._connection.execute(query.where(_document.c.shelf.in_(self._shelves(visible)))).first()
        if row is None:
            return []
        terms = _terms(row, names)
        return scoring.parts(weighed, terms, row.title, wanted.title)

    def _understood(
        self, wanted: Query, visible: Collection[ChannelId] | None
    ) -> tuple[Query, Sequence[Weighed], _Lists]:
        """A query with its spelling mended, what each of its terms counts, and the lists of its words."""
        shelves = self._shelves(visible)
        lists = self._lists(shelves, [name for term in wanted.terms for name in term.names])
        wanted = self._mended(wanted, shelves, lists)
        frequencies = {name: sum(each.length for each in of_name) for name, of_name in lists.items()}
        return wanted, scoring.weigh(wanted, frequencies, sum(shelves.values())), lists

    def rarities(self, topics: Collection[str], visible: Collection[ChannelId] | None = ()) -> dict[str, float]:
        """How much each topic tells, by its slug: see :func:`experts.rarity`. What may be counted is as for `find`."""
        shelves = self._shelves(visible)
        lists = self._lists(shelves, [topic_term(topic) for topic in topics])
        documents = sum(shelves.values())
        return {topic: rarity(documents, sum(each.length for each in lists[topic_term(topic)])) for topic in topics}

    def _shelves(self, visible: Collection[ChannelId] | None) -> dict[int, int]:
        """The shelves that may be read, with how many documents each has."""
        rows = self._run(_ALL_SHELVES) if visible is None else self._run(_SHELVES, channels=["", *visible])
        return {row.id: row.documents for row in rows}

    def _lists(self, shelves: Collection[int], names: Collection[str]) -> _Lists:
        lists: _Lists = defaultdict(list)
        if shelves and names:
            for row in self._run(_LISTS, shelves=list(shelves), words=sorted(set(names))):
                lists[row.word].append(_List(row.id, row.documents))
        return lists

    def _mended(self, wanted: Query, shelves: Collection[int], lists: _Lists) -> Query:
        """The query with what unknown words may have been meant to be, whose lists are added."""
        unknown = [term for term in wanted.terms if not term.is_required and not any(map(lists.get, term.names))]
        guesses = {term: near for term in unknown if (near := analysis.near(term.names[0]))}
        guesses = dict(list(guesses.items())[:MOST_MISTYPED])
        found = self._lists(shelves, [name for near in guesses.values() for name in near])
        lists |= found
        frequencies = {name: sum(each.length for each in of_name) for name, of_name in found.items()}
        return query.mended(wanted, guesses, frequencies)

    def _candidates(self, reading: _Reading, *, with_texts: bool) -> Sequence[Row[Any]]:
        """The documents that look best by the postings within the budget, required terms before all."""
        if not reading.statements:
            return []
        columns = ", ".join(f"d.{name}" for name in (*_SCORED, *(_TEXTS if with_texts else ())))
        read = " UNION ALL ".join(statement for statement, _ in reading.statements)
        # Of our own names and placeholders only, whatever the linter takes it for.
        best = (
            f"SELECT document, sum(points) AS points FROM ({read}) r "  # noqa: S608 - see above
            "GROUP BY document ORDER BY 2 DESC, document DESC LIMIT ?"
        )
        statement = (
            f"SELECT {columns}, CAST(b.points AS BIGINT) AS points FROM ({best}) b "  # noqa: S608 - likewise
            "JOIN search_document d ON d.id = b.document WHERE d.workspace = ?"
        )
        told = (*(value for _, values in reading.statements for value in values), CANDIDATES, self._workspace)
        # Said to the driver itself: to put this together with SQLAlchemy took longer than most databases to answer it.
        return self._connection.exec_driver_sql(_numbered(statement, self._connection), told).all()


def _numbered(statement: str, connection: Connection) -> str:
    """A statement with its placeholders as the engine's driver wants them."""
    if connection.dialect.name == "sqlite":
        return statement
    first, *others = statement.split("?")
    return "".join([first, *(f"${number}{part}" for number, part in enumerate(others, 1))])


def _reading(weighed: Sequence[Weighed], lists: _Lists, budget: int) -> _Reading:
    """Selects of (document, points) with their values: short lists as a whole, long ones as far as the budget goes."""
    all_lists = [(each, one) for each in weighed for name in each.term.names for one in lists.get(name, ())]
    allotted = scoring.allot([one.length for _, one in all_lists], budget)
    is_whole = not any(each.term.is_required for each in weighed)
    whole: dict[Weighed, list[int]] = defaultdict(list)
    statements: list[tuple[str, Sequence[int]]] = []
    for (each, one), many in zip(all_lists, allotted, strict=True):
        if many >= one.length:
            whole[each].append(one.word)
            continue
        is_whole = False
        if many:
            first = f"{_POSTINGS} = ? ORDER BY impact DESC, document DESC LIMIT ?"
            statements.append((f"SELECT * FROM ({first}) p", (*_worth(each), one.word, many)))  # noqa: S608 - see above
    for each, words in whole.items():
        statements.append((f"{_POSTINGS} IN ({', '.join('?' * len(words))})", (*_worth(each), *words)))
    return _Reading(statements, is_whole)


def _worth(weighed: Weighed) -> tuple[int, int]:
    """What an impact of a term is multiplied with, and what its being there at all adds."""
    return weighed.share, _REQUIRED if weighed.term.is_required else 0


def _counted(row: Row[Any], names: Mapping[int, str], weighed: Sequence[Weighed]) -> int | None:
    """What a document's words count, by its own list of them; ``None`` where it lacks what is required."""
    terms = _terms(row, names)
    if not all(each.term.names[0] in terms for each in weighed if each.term.is_required):
        return None
    return scoring.lexical(weighed, terms)


def _best(looked_at: list[_Look], wanted: Query, limit: int) -> list[tuple[float, Row[Any]]]:
    """Score titles from the best by words on, until no title could bring another document among the best."""
    spelling = analysis.trigrams(wanted.title)
    scored: list[tuple[float, Row[Any]]] = []
    top: list[float] = []
    for lexical, row in sorted(looked_at, key=lambda look: -look.lexical):
        if len(top) == limit and scoring.at_most(lexical) < top[0]:
            break
        if _has_phrases(row, wanted):
            score = scoring.score(lexical, scoring.spelled_alike(*_spelling(row), spelling))
            scored.append((score, row))
            (heapq.heappush if len(top) < limit else heapq.heappushpop)(top, score)
    scored.sort(key=lambda each: (-each[0], each[1].kind, each[1].item))
    return scored[:limit]


def _spelling(row: Row[Any]) -> tuple[str, int]:
    """How a title is spelled; while versions change, a replica of the one before keeps documents without it."""
    return (row.spelled, row.trigrams) if row.spelled else analysis.spelling(row.title)


def _hit(row: Row[Any], score: float, names: Mapping[int, str]) -> Hit:
    return Hit(Kind(row.kind), row.item, score, row.title, frozenset(_terms(row, names)))


def _names(lists: _Lists) -> dict[int, str]:
    """The names of the words that are looked for, in the order of their ids."""
    return dict(sorted((each.word, name) for name, of_name in lists.items() for each in of_name))


def _terms(row: Row[Any], names: Mapping[int, str]) -> dict[str, int]:
    """What the document has of the query's words, by its own list: complete where postings were cut."""
    return {names[word]: impact for word, impact in impacts_of(row.terms, tuple(names)).items()}


def _has_phrases(row: Row[Any], wanted: Query) -> bool:
    if not wanted.phrases:
        return True
    text = "\n".join(
        f" {' '.join(word.text for word in analysis.words(field))} " for field in (row.title, row.body, row.answers)
    )
    return all(f" {' '.join(phrase)} " in text for phrase in wanted.phrases)
