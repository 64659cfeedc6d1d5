"""The search index as it is written: documents, their words, and postings that can be read best first.

Our own postings rather than the engine's full text (docs/design.md says why): the same candidates and scores on both
engines, frequencies per workspace and only of what the searcher may see, and an erasure that leaves no word behind.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from bot.domain.search import analysis, scoring
from bot.domain.search.documents import Document, Kind
from storage import schema
from storage.columns import is_one_of
from storage.packing import Posting, pack, unpack
from storage.repository import Repository, here, hold

_shelf, _document, _word = schema.search_shelf, schema.search_document, schema.search_word
BATCH = 1_000
"""Bound values of one statement; both engines take many more."""

T = TypeVar("T")
Key = tuple[Kind, int]


_NEW_DOCUMENTS = _document.insert().returning(_document.c.kind, _document.c.item, _document.c.id)
_NO_POSTING = "DELETE FROM search_posting WHERE word = ? AND impact = ? AND document = ?"
_NEW_POSTINGS = "INSERT INTO search_posting (word, impact, document) VALUES (?, ?, ?)"
_POSTINGS_OF_ARRAYS = text(
    "INSERT INTO search_posting (word, impact, document) SELECT * FROM unnest("
    "CAST(:words AS bigint[]), CAST(:impacts AS smallint[]), CAST(:ids AS bigint[]))"
)
_NO_POSTINGS_OF_ARRAYS = text(
    "DELETE FROM search_posting p USING unnest("
    "CAST(:words AS bigint[]), CAST(:impacts AS smallint[]), CAST(:ids AS bigint[])) AS gone (word, impact, document) "
    "WHERE p.word = gone.word AND p.impact = gone.impact AND p.document = gone.document"
)
_WORDS_OF_ARRAYS = text(
    "INSERT INTO search_word AS w (workspace, shelf, word, documents) "
    "SELECT :here, :shelf, * FROM unnest(CAST(:words AS varchar[]), CAST(:counts AS integer[])) "
    "ON CONFLICT (workspace, shelf, word) DO UPDATE SET documents = w.documents + excluded.documents RETURNING word, id"
)
POSTINGS_AT_ONCE = 50_000
"""Postings of one statement on PostgreSQL, far below the time that a statement may take."""
_KNOWN_WORDS = select(_word.c.word, _word.c.id).where(
    here(_word), _word.c.shelf == bindparam("shelf_of"), is_one_of(_word.c.word, "words")
)
_WHAT_IT_SAYS = ("shelf", "title", "body", "answers", "terms", "spelled", "trigrams")
_CHANGED_DOCUMENT = (
    update(_document)
    .where(here(_document), _document.c.id == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in _WHAT_IT_SAYS})
)
_FEWER = (
    update(_word).where(here(_word), _word.c.id == bindparam("w")).values(documents=_word.c.documents - bindparam("n"))
)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A document as it stands in the index."""

    id: int
    shelf: int
    postings: Sequence[Posting]


class Prepared(NamedTuple):
    """A document with what it takes longest to find out about it, and no database."""

    document: Document
    terms: Mapping[str, int]
    """Its impacts by term."""


def prepared(document: Document) -> Prepared:
    """A document ready to be kept, found out before anybody has to wait for it."""
    title, body, answers = map(storable, (document.title, document.body, document.answers))
    return Prepared(document, scoring.impacts(title, body, answers, document.topics))


class SearchIndex(Repository):
    """What can be found."""

    def hold(self) -> None:
        """Keep other replicas from writing this workspace's index until this commit: they would wait for each other."""
        hold(self._connection, f"index {self._workspace}")

    def put(self, documents: Iterable[Prepared]) -> None:
        """Add documents, or make those that are there say this; many at once are much cheaper than one by one.

        Of what is there only the difference is written: an answer more leaves most words of its question as they are.
        """
        found = {(each.document.kind, each.document.item): each for each in documents}
        latest = {key: each.document for key, each in found.items()}
        terms = {key: each.terms for key, each in found.items()}
        before = self._standing(latest)
        shelves = self._shelves(sorted({each.channel or "" for each in latest.values()}))
        shelf_of = {key: shelves[each.channel or ""] for key, each in latest.items()}
        words = self._words(shelf_of, terms, before)
        after = {
            key: sorted((words[shelf_of[key], term], impact) for term, impact in of_document.items())
            for key, of_document in terms.items()
        }
        rows = {key: _row(each, shelf_of[key], after[key]) for key, each in latest.items()}
        self._change_documents([{"row": each.id, **_new(rows[key])} for key, each in before.items()])
        ids = self._keep_documents([row for key, row in rows.items() if key not in before])
        self._exchange(before, {**{key: each.id for key, each in before.items()}, **ids}, after)
        self._count_shelves(Counter(shelf_of.values()), Counter(each.shelf for each in before.values()))

    def remove(self, kind: Kind, items: Collection[int]) -> None:
        """Take documents out with every word of theirs; those that aren't there are none."""
        before = self._standing([(kind, item) for item in items])
        if not before:
            return
        ids = {key: each.id for key, each in before.items()}
        for some in _chunks(sorted(ids.values()), BATCH):
            self._connection.execute(delete(_document).where(self._here(_document), _document.c.id.in_(some)))
        self._exchange(before, ids, {})
        self._count_shelves(Counter(), Counter(each.shelf for each in before.values()))

    def _standing(self, keys: Collection[Key]) -> dict[Key, _Standing]:
        """Those of these documents that are there."""
        found: dict[Key, _Standing] = {}
        for kind in Kind:
            for items in _chunks([item for each, item in keys if each is kind], BATCH):
                query = select(_document.c.item, _document.c.id, _document.c.shelf, _document.c.terms).where(
                    self._here(_document), _document.c.kind == kind, _document.c.item.in_(items)
                )
                for item, id_, shelf, packed in self._connection.execute(query):
                    found[kind, item] = _Standing(id_, shelf, unpack(packed))
        return found

    def _exchange(
        self, before: Mapping[Key, _Standing], ids: Mapping[Key, int], after: Mapping[Key, Sequence[Posting]]
    ) -> None:
        """Have the postings of documents be these, and their words count one less where they are gone."""
        gone: list[tuple[int, int, int]] = []
        new: list[tuple[int, int, int]] = []
        counts: Counter[int] = Counter()
        for key, id_ in ids.items():
            old, now = set(before[key].postings if key in before else ()), set(after.get(key, ()))
            gone += [(*each, id_) for each in old - now]
            new += [(*each, id_) for each in now - old]
            counts.update({word for word, _ in old} - {word for word, _ in now})
        self._unpost(sorted(gone))
        self._post(sorted(new))
        self._count_down(counts)

    def _count_down(self, counts: Counter[int]) -> None:
        """Count words down, and forget those of no document."""
        if counts:
            fewer = [{"here": self._workspace, "w": word, "n": count} for word, count in sorted(counts.items())]
            self._connection.execute(_FEWER, fewer)
        for some in _chunks(sorted(counts), BATCH):
            unused = (self._here(_word), _word.c.id.in_(some), _word.c.documents <= 0)
            self._connection.execute(delete(_word).where(*unused))

    def _shelves(self, channels: Sequence[str]) -> dict[str, int]:
        for channel in channels:
            self._keep(_shelf, channel=channel, documents=0)
        query = select(_shelf.c.channel, _shelf.c.id).where(self._here(_shelf), _shelf.c.channel.in_(channels))
        return {row.channel: row.id for row in self._connection.execute(query)}

    def _count_shelves(self, now: Counter[int], before: Counter[int]) -> None:
        for shelf in sorted(now | before):
            if change := now[shelf] - before[shelf]:
                self._count_shelf(shelf, change)

    def _count_shelf(self, shelf: int, change: int) -> None:
        more = {"documents": _shelf.c.documents + change}
        self._connection.execute(update(_shelf).where(self._here(_shelf), _shelf.c.id == shelf).values(more))

    def _words(
        self, shelf_of: Mapping[Key, int], terms: Mapping[Key, Mapping[str, int]], before: Mapping[Key, _Standing]
    ) -> dict[tuple[int, str], int]:
        """The ids of all words by shelf, counted up for each document that did not have them, new ones made."""
        wanted: dict[int, set[str]] = defaultdict(set)
        for key, shelf in shelf_of.items():
            wanted[shelf].update(terms[key])
        words = {(shelf, word): id_ for shelf, some in wanted.items() for word, id_ in self._known(shelf, some).items()}
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for key, shelf in shelf_of.items():
            had = {word for word, _ in before[key].postings} if key in before else frozenset[int]()
            counts[shelf].update(term for term in terms[key] if words.get((shelf, term)) not in had)
        count = self._count_one_by_one if self._connection.dialect.name == "sqlite" else self._count_at_once
        for shelf, more in sorted(counts.items()):  # in order, so that two writers can't wait for each other
            if more:
                words |= {(shelf, word): id_ for word, id_ in count(shelf, more).items()}
        return words

    def _known(self, shelf: int, words: Collection[str]) -> dict[str, int]:
        if not words:
            return {}
        return {row.word: row.id for row in self._run(_KNOWN_WORDS, shelf_of=shelf, words=words)}

    def _count_at_once(self, shelf: int, counts: Mapping[str, int]) -> dict[str, int]:
        words = sorted(counts)
        told = {"shelf": shelf, "words": words, "counts": [counts[word] for word in words]}
        return {row.word: row.id for row in self._run(_WORDS_OF_ARRAYS, **told)}

    def _count_one_by_one(self, shelf: int, counts: Mapping[str, int]) -> dict[str, int]:
        mine = {"workspace": self._workspace, "shelf": shelf}
        rows = [mine | {"word": word, "documents": count} for word, count in sorted(counts.items())]
        self._connection.execute(_counting_up(), rows)
        return self._known(shelf, counts.keys())

    def _change_documents(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(_CHANGED_DOCUMENT, [{"here": self._workspace, **row} for row in rows])

    def _keep_documents(self, rows: Sequence[Mapping[str, Any]]) -> dict[Key, int]:
        """Keep documents; returns with their ids."""
        if not rows:
            return {}
        mine = [{"workspace": self._workspace, **row} for row in rows]
        return {(Kind(kind), item): id_ for kind, item, id_ in self._connection.execute(_NEW_DOCUMENTS, mine)}

    def _post(self, postings: Sequence[tuple[int, int, int]]) -> None:
        """Add postings, in the order of the table; by the shortest way of each engine, for there are very many."""
        if self._connection.dialect.name == "sqlite":
            if postings:
                self._connection.exec_driver_sql(_NEW_POSTINGS, list(postings))
            return
        for some in _chunks(postings, POSTINGS_AT_ONCE):
            words, impacts, documents = (list(each) for each in zip(*some, strict=True))
            self._connection.execute(_POSTINGS_OF_ARRAYS, {"words": words, "impacts": impacts, "ids": documents})

    def _unpost(self, postings: Sequence[tuple[int, int, int]]) -> None:
        """Take postings out, likewise."""
        if self._connection.dialect.name == "sqlite":
            if postings:  # one by one: it would walk through the whole table for a list of rows
                self._connection.exec_driver_sql(_NO_POSTING, list(postings))
            return
        for some in _chunks(postings, POSTINGS_AT_ONCE):
            words, impacts, documents = (list(each) for each in zip(*some, strict=True))
            self._connection.execute(_NO_POSTINGS_OF_ARRAYS, {"words": words, "impacts": impacts, "ids": documents})


@cache
def _counting_up() -> SqliteInsert:
    """Count words up, making new ones; built once, since to build it takes longer than to run it for a document."""
    new = sqlite.insert(_word)
    more = {"documents": _word.c.documents + new.excluded.documents}
    return new.on_conflict_do_update(index_elements=["workspace", "shelf", "word"], set_=more)


def _row(document: Document, shelf: int, postings: Sequence[Posting]) -> dict[str, Any]:
    title = storable(document.title)
    return {
        "shelf": shelf,
        "kind": document.kind,
        "item": document.item,
        "title": title,
        "body": storable(document.body),
        "answers": storable(document.answers),
        "terms": pack(postings),
        **analysis.spelling(title)._asdict(),
    }


def _new(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a document is to say, as parameters of its change."""
    return {f"new_{name}": row[name] for name in _WHAT_IT_SAYS}


def storable(text: str) -> str:
    """A text without what PostgreSQL can't keep: NUL characters and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
