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
from storage.packing import impacts_of
from storage.repository import Repository

_shelf, _document, _word = schema.search_shelf, schema.search_document, schema.search_word
BUDGET = 12_000
"""Postings that one search reads: the dial between speed and recall in large workspaces."""
CANDIDATES = 200
"""Documents that are scored exactly."""
MOST_MISTYPED = 3
"""Unknown words that are looked for under other spellings; long texts are full of words nobody else used."""
_REQUIRED = 10**9
"""More than all else can add up to: what must match comes first."""


_SCORED = ("kind", "item", "title", "terms")
_TEXTS = ("body", "answers")
"""Long, and only looked at for exact words."""
_POINTS = "SELECT document, impact * CAST(? AS BIGINT) + CAST(? AS BIGINT) AS points FROM search_posting WHERE word"


class _List(NamedTuple):
    """The postings of a word on one shelf."""

    word: int
    length: int


_Lists = dict[str, list[_List]]


class _Look(NamedTuple):
    """A candidate whose words are counted, and whose title isn't looked at yet."""

    lexical: int
    terms: Mapping[str, int]
    row: Row[Any]


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
        wanted, weighed, lists = self._understood(wanted, visible)
        if not all(lists.get(each.term.names[0]) for each in weighed if each.term.is_required):
            return []
        names = _names(lists)
        looked_at = [
            _Look(scoring.lexical(weighed, terms), terms, row)
            for row in self._candidates(weighed, lists, with_texts=bool(wanted.phrases))
            if (row.kind, row.item) != but and row.kind in kinds and _has_required(terms := _terms(row, names), weighed)
        ]
        return _best(looked_at, wanted, limit)

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
        query = select(_shelf.c.id, _shelf.c.documents).where(self._here(_shelf))
        if visible is not None:
            query = query.where(_shelf.c.channel.in_(["", *visible]))
        return {row.id: row.documents for row in self._connection.execute(query)}

    def _lists(self, shelves: Collection[int], names: Collection[str]) -> _Lists:
        lists: _Lists = defaultdict(list)
        if shelves and names:
            query = select(_word.c.word, _word.c.id, _word.c.documents).where(
                self._here(_word), _word.c.shelf.in_(shelves), _word.c.word.in_(sorted(set(names)))
            )
            for name, word, length in self._connection.execute(query.order_by(_word.c.id)).all():
                lists[name].append(_List(word, length))
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

    def _candidates(self, weighed: Sequence[Weighed], lists: _Lists, *, with_texts: bool) -> Sequence[Row[Any]]:
        """The documents that look best by the postings within the budget, required terms before all."""
        parts = _parts(weighed, lists, self._budget)
        if not parts:
            return []
        columns = ", ".join(f"d.{name}" for name in (*_SCORED, *(_TEXTS if with_texts else ())))
        read = " UNION ALL ".join(part for part, _ in parts)
        # Of our own names and placeholders only, whatever the linter takes it for.
        best = f"SELECT document FROM ({read}) r GROUP BY document ORDER BY sum(points) DESC, document DESC LIMIT ?"  # noqa: S608 - see above
        statement = (
            f"SELECT {columns} FROM ({best}) b JOIN search_document d ON d.id = b.document WHERE d.workspace = ?"  # noqa: S608 - likewise
        )
        told = (*(value for _, values in parts for value in values), CANDIDATES, self._workspace)
        # Said to the driver itself: to put this together with SQLAlchemy took longer than most databases to answer it.
        return self._connection.exec_driver_sql(_numbered(statement, self._connection), told).all()


def _numbered(statement: str, connection: Connection) -> str:
    """A statement with its placeholders as the engine's driver wants them."""
    if connection.dialect.name == "sqlite":
        return statement
    first, *others = statement.split("?")
    return "".join([first, *(f"${number}{part}" for number, part in enumerate(others, 1))])


def _parts(weighed: Sequence[Weighed], lists: _Lists, budget: int) -> list[tuple[str, tuple[int, ...]]]:
    """Selects of (document, points) with their values: short lists as a whole, long ones as far as the budget goes."""
    all_lists = [(each, one) for each in weighed for name in each.term.names for one in lists.get(name, ())]
    allotted = scoring.allot([one.length for _, one in all_lists], budget)
    whole: dict[Weighed, list[int]] = defaultdict(list)
    parts: list[tuple[str, tuple[int, ...]]] = []
    for (each, one), many in zip(all_lists, allotted, strict=True):
        if many >= one.length:
            whole[each].append(one.word)
        elif many:
            first = f"{_POINTS} = ? ORDER BY impact DESC, document DESC LIMIT ?"
            parts.append((f"SELECT * FROM ({first}) p", (*_worth(each), one.word, many)))  # noqa: S608 - see above
    for each, words in whole.items():
        parts.append((f"{_POINTS} IN ({', '.join('?' * len(words))})", (*_worth(each), *words)))
    return parts


def _worth(weighed: Weighed) -> tuple[int, int]:
    """What an impact of a term is multiplied with, and what its being there at all adds."""
    return weighed.share, _REQUIRED if weighed.term.is_required else 0


def _best(looked_at: list[_Look], wanted: Query, limit: int) -> list[Hit]:
    """Score titles from the best by words on, until no title could bring another document among the best."""
    spelling = analysis.trigrams(wanted.title)
    scored: list[tuple[float, _Look]] = []
    top: list[float] = []
    for look in sorted(looked_at, key=lambda look: -look.lexical):
        if len(top) == limit and scoring.at_most(look.lexical) < top[0]:
            break
        if _has_phrases(look.row, wanted):
            score = scoring.score(look.lexical, look.row.title, spelling)
            scored.append((score, look))
            (heapq.heappush if len(top) < limit else heapq.heappushpop)(top, score)
    scored.sort(key=lambda each: (-each[0], each[1].row.kind, each[1].row.item))
    return [_hit(look, score) for score, look in scored[:limit]]


def _hit(look: _Look, score: float) -> Hit:
    return Hit(Kind(look.row.kind), look.row.item, score, look.row.title, frozenset(look.terms))


def _names(lists: _Lists) -> dict[int, str]:
    """The names of the words that are looked for, in the order of their ids."""
    return dict(sorted((each.word, name) for name, of_name in lists.items() for each in of_name))


def _terms(row: Row[Any], names: Mapping[int, str]) -> dict[str, int]:
    """What the document has of the query's words, by its own list: complete where postings were cut."""
    return {names[word]: impact for word, impact in impacts_of(row.terms, tuple(names)).items()}


def _has_required(terms: Mapping[str, int], weighed: Sequence[Weighed]) -> bool:
    return all(each.term.names[0] in terms for each in weighed if each.term.is_required)


def _has_phrases(row: Row[Any], wanted: Query) -> bool:
    if not wanted.phrases:
        return True
    text = "\n".join(
        f" {' '.join(word.text for word in analysis.words(field))} " for field in (row.title, row.body, row.answers)
    )
    return all(f" {' '.join(phrase)} " in text for phrase in wanted.phrases)
