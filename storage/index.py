"""The search index as it is written: documents, their words, and postings that can be read best first.

Our own postings rather than the engine's full text (docs/design.md says why): the same candidates and scores on both
engines, frequencies per workspace and only of what the searcher may see, and an erasure that leaves no word behind.
"""

import struct
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, select, text, update

from bot.domain.search import scoring
from bot.domain.search.documents import Document, Kind
from storage import schema
from storage.repository import Repository, hold, insert

_shelf, _document, _word = schema.search_shelf, schema.search_document, schema.search_word
BATCH = 1_000
"""Bound values of one statement; both engines take many more."""
_IMPACT_BITS = 16
_IMPACT_MASK = (1 << _IMPACT_BITS) - 1

T = TypeVar("T")
Posting = tuple[int, int]
"""A word's id, and its impact on the document."""


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
_FEWER = update(_word).where(_word.c.id == bindparam("w")).values(documents=_word.c.documents - bindparam("n"))


class SearchIndex(Repository):
    """What can be found."""

    def hold(self) -> None:
        """Keep other replicas from writing this workspace's index until this commit: they would wait for each other."""
        hold(self._connection, f"index {self._workspace}")

    def put(self, documents: Collection[Document]) -> None:
        """Add documents, or replace them as a whole; many at once are much cheaper than one by one."""
        latest = {(each.kind, each.item): each for each in documents}
        self._take_out(list(latest))
        shelves = self._shelves(sorted({each.channel or "" for each in latest.values()}))
        terms = {key: _terms(each) for key, each in latest.items()}
        words = self._count_words({key: shelves[each.channel or ""] for key, each in latest.items()}, terms)
        of_document: dict[tuple[Kind, int], list[Posting]] = {}
        for key, each in latest.items():
            shelf = shelves[each.channel or ""]
            of_document[key] = sorted((words[shelf, term], impact) for term, impact in terms[key].items())
        rows = [_row(each, shelves[each.channel or ""], of_document[key]) for key, each in latest.items()]
        ids = self._keep_documents(rows)
        self._post(sorted((*each, ids[key]) for key, mine in of_document.items() for each in mine))
        for shelf, count in sorted(Counter(shelves[each.channel or ""] for each in latest.values()).items()):
            self._count_shelf(shelf, count)

    def remove(self, kind: Kind, items: Collection[int]) -> None:
        """Take documents out with every word of theirs; those that aren't there are none."""
        self._take_out([(kind, item) for item in items])

    def _take_out(self, keys: Collection[tuple[Kind, int]]) -> None:
        for kind in Kind:
            for items in _chunks([item for each, item in keys if each is kind], BATCH):
                self._drop(self._found(kind, items))

    def _found(self, kind: Kind, items: Collection[int]) -> list[tuple[int, int, list[Posting]]]:
        query = select(_document.c.id, _document.c.shelf, _document.c.terms).where(
            self._here(_document), _document.c.kind == kind, _document.c.item.in_(items)
        )
        return [(id_, shelf, unpack(packed)) for id_, shelf, packed in self._connection.execute(query)]

    def _drop(self, found: Sequence[tuple[int, int, Sequence[Posting]]]) -> None:
        if not found:
            return
        gone = sorted((word, impact, id_) for id_, _, postings in found for word, impact in postings)
        self._unpost(gone)
        ids = [id_ for id_, _, _ in found]
        self._connection.execute(delete(_document).where(self._here(_document), _document.c.id.in_(ids)))
        counts = Counter(word for word, _, _ in gone)
        if counts:
            fewer = [{"w": word, "n": count} for word, count in sorted(counts.items())]
            self._connection.execute(_FEWER.where(self._here(_word)), fewer)
        for ids_of_words in _chunks(sorted(counts), BATCH):
            unused = (self._here(_word), _word.c.id.in_(ids_of_words), _word.c.documents <= 0)
            self._connection.execute(delete(_word).where(*unused))
        for shelf, count in sorted(Counter(shelf for _, shelf, _ in found).items()):
            self._count_shelf(shelf, -count)

    def _shelves(self, channels: Sequence[str]) -> dict[str, int]:
        for channel in channels:
            self._keep(_shelf, channel=channel, documents=0)
        query = select(_shelf.c.channel, _shelf.c.id).where(self._here(_shelf), _shelf.c.channel.in_(channels))
        return {row.channel: row.id for row in self._connection.execute(query)}

    def _count_shelf(self, shelf: int, change: int) -> None:
        more = {"documents": _shelf.c.documents + change}
        self._connection.execute(update(_shelf).where(self._here(_shelf), _shelf.c.id == shelf).values(more))

    def _count_words(
        self, shelf_of: Mapping[tuple[Kind, int], int], terms: Mapping[tuple[Kind, int], Mapping[str, int]]
    ) -> dict[tuple[int, str], int]:
        """Count each shelf's words up, making new ones; in order, so that two writers can't wait for each other."""
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        for key, shelf in shelf_of.items():
            counts[shelf].update(terms[key].keys())
        words: dict[tuple[int, str], int] = {}
        for shelf, of_shelf in sorted(counts.items()):
            of_words = self._count_one_by_one if self._connection.dialect.name == "sqlite" else self._count_at_once
            words |= {(shelf, word): id_ for word, id_ in of_words(shelf, of_shelf).items()}
        return words

    def _count_at_once(self, shelf: int, counts: Mapping[str, int]) -> dict[str, int]:
        words = sorted(counts)
        told = {"shelf": shelf, "words": words, "counts": [counts[word] for word in words]}
        return {row.word: row.id for row in self._run(_WORDS_OF_ARRAYS, **told)}

    def _count_one_by_one(self, shelf: int, counts: Mapping[str, int]) -> dict[str, int]:
        new = insert(self._connection, _word)
        counted = new.on_conflict_do_update(
            index_elements=["workspace", "shelf", "word"],
            set_={"documents": _word.c.documents + new.excluded.documents},
        )
        rows = [
            {"workspace": self._workspace, "shelf": shelf, "word": word, "documents": count}
            for word, count in sorted(counts.items())
        ]
        if rows:
            self._connection.execute(counted, rows)
        words: dict[str, int] = {}
        for chunk in _chunks(sorted(counts), BATCH):
            mine = (self._here(_word), _word.c.shelf == shelf, _word.c.word.in_(chunk))
            found = self._connection.execute(select(_word.c.word, _word.c.id).where(*mine))
            words |= {row.word: row.id for row in found}
        return words

    def _keep_documents(self, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[Kind, int], int]:
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


def _row(document: Document, shelf: int, postings: Sequence[Posting]) -> dict[str, Any]:
    return {
        "shelf": shelf,
        "kind": document.kind,
        "item": document.item,
        "title": storable(document.title),
        "body": storable(document.body),
        "answers": storable(document.answers),
        "terms": pack(postings),
    }


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


def storable(text: str) -> str:
    """A text without what PostgreSQL can't keep: NUL characters and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def _terms(document: Document) -> dict[str, int]:
    return scoring.impacts(
        storable(document.title), storable(document.body), storable(document.answers), document.topics
    )


def _chunks(values: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
