"""Filling a database with a large workspace by the shortest way, with the rows that the program itself would write."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain
from multiprocessing import get_context
from typing import Any

import asyncpg

from bot.domain.search import analysis, fading
from bot.domain.search.documents import Kind
from storage.packing import pack
from storage.practice import ANYTHING
from tests.benchmarks.texts import Item, make, texts
from tests.evaluation.databases import HERE
from tests.workspace import MONDAY_AFTERNOON

CHANNEL = "C0HELP"
AT_ONCE = 2_000
PEOPLE_PER_ITEM = 0.1
_SHELF = 1
_APART = 1_000_000
"""Ids that are left to what the program itself writes between two sizes."""

Rows = Iterable[tuple[Any, ...]]


class Sink(ABC):
    """Where rows go."""

    @abstractmethod
    async def put(self, table: str, columns: str, rows: Rows) -> None:
        """Add rows."""

    @abstractmethod
    async def run(self, statement: str) -> None:
        """Run a statement."""

    @abstractmethod
    async def post(self, postings: Rows) -> None:
        """Add postings, which come in any order."""

    @abstractmethod
    async def finish(self) -> None:
        """Bring the postings in order, and let the engine learn what it has."""

    @abstractmethod
    async def size(self) -> tuple[int, int]:
        """Bytes of everything, and of the search index."""


class SqliteSink(Sink):
    """A file, without waiting for the disk."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-500000", "PRAGMA temp_store=FILE"):
            self._connection.execute(statement)
        self._connection.execute("CREATE TEMP TABLE staged (word INTEGER, impact INTEGER, document INTEGER)")

    async def put(self, table: str, columns: str, rows: Rows) -> None:
        marks = ", ".join("?" for _ in columns.split(","))
        told = (tuple(map(_plain, row)) for row in rows)
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", told)  # noqa: S608 - our own names
        self._connection.execute("COMMIT")

    async def run(self, statement: str) -> None:
        self._connection.execute(statement)

    async def post(self, postings: Rows) -> None:
        await self.put("staged", "word, impact, document", postings)

    async def finish(self) -> None:
        self._connection.execute("INSERT INTO search_posting SELECT * FROM staged ORDER BY word, impact, document")
        self._connection.execute("DELETE FROM staged")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def size(self) -> tuple[int, int]:
        pages, of = (self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        index = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search%' AND aggregate"
        try:
            [indexed] = self._connection.execute(index).fetchone()
        except sqlite3.OperationalError:  # SQLite can be built without it
            indexed = 0
        return pages * of, indexed or 0

    def close(self) -> None:
        """Leave the file complete in itself: the last to close it takes its log in."""
        self._connection.close()


class PostgresqlSink(Sink):
    """A server, by COPY."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def put(self, table: str, columns: str, rows: Rows) -> None:
        names = [each.strip() for each in columns.split(",")]
        await self._connection.copy_records_to_table(table, columns=names, records=rows)

    async def run(self, statement: str) -> None:
        await self._connection.execute(statement)

    async def post(self, postings: Rows) -> None:
        await self._connection.execute(
            "CREATE UNLOGGED TABLE IF NOT EXISTS staged (word bigint, impact int, document bigint)"
        )
        await self.put("staged", "word, impact, document", postings)

    async def finish(self) -> None:
        await self._connection.execute("SET work_mem = '1GB'; SET maintenance_work_mem = '1GB'")
        await self._connection.execute(
            "INSERT INTO search_posting SELECT * FROM staged ORDER BY word, impact, document", timeout=3600
        )
        await self._connection.execute("DROP TABLE staged")
        for table in (
            "question",
            "answer",
            "tip",
            "search_document",
            "search_shelf",
            "search_word",
            "topic",
            "evidence",
        ):
            numbered = f"SELECT setval('{table}_id_seq', coalesce(max(id), 1)) FROM {table}"  # noqa: S608 - our own names
            await self._connection.execute(numbered)
        await self._connection.execute("VACUUM ANALYZE", timeout=3600)  # as its autovacuum does some minutes later

    async def size(self) -> tuple[int, int]:
        whole = await self._connection.fetchval("SELECT pg_database_size(current_database())")
        index = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname LIKE 'search_%' AND relkind = 'r'"
        return int(whole), int(await self._connection.fetchval(index))


class Filler:
    """Grows one workspace; more can be added to what is there."""

    def __init__(self, sink: Sink, people: int) -> None:
        self._sink = sink
        self._people = people
        self._documents = 0
        self._last_id = 0
        self._last_answer = 0
        self._words: dict[str, int] = {}
        self._counts: Counter[int] = Counter()
        self._kept = 0
        self._moments: dict[tuple[int, int], list[datetime]] = defaultdict(list)

    async def begin(self) -> None:
        """What there is before anything is said: people, a channel, topics, one shelf."""
        sink, at = self._sink, MONDAY_AFTERNOON
        await sink.put(
            "person",
            "workspace, id, name, zone, profile_read_at",
            ((HERE, _id(n), f"P{n}", "Europe/London", at) for n in range(self._people)),
        )
        await sink.put("place", "workspace, id, name, has_app", [(HERE, CHANNEL, "help", True)])
        topics = ((n + 1, HERE, slug, slug, at) for n, slug in enumerate(texts().topics))
        await sink.put("topic", "id, workspace, slug, label, known_since", topics)
        await sink.put("search_shelf", "id, workspace, channel, documents", [(_SHELF, HERE, "", 0)])

    async def grow(self, documents: int) -> None:
        """Add documents until there are so many."""
        starts = range(self._documents, documents, AT_ONCE)
        spans = [(start, min(start + AT_ONCE, documents)) for start in starts]
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            for made in pool.map(partial(_made, people=self._people), spans):
                await self._add(made)
        await self._index_words(documents)
        await self._add_practice()
        await self._sink.finish()
        self._last_id += _APART
        self._last_answer += _APART

    async def _add(self, made: Sequence[Item]) -> None:
        numbered = list(enumerate(made, self._last_id + 1))
        self._documents += len(made)
        self._last_id += len(made)
        sink = self._sink
        asked = [(id_, each) for id_, each in numbered if each.kind is Kind.QUESTION]
        tips = [(id_, each) for id_, each in numbered if each.kind is Kind.TIP]
        await sink.put(
            "question",
            "id, workspace, asker, text, details, channel, state, wave, asked_at, active_at, nudged_at, card_ts",
            (
                (id_, HERE, _id(q.asker), q.title, q.body, CHANNEL, "closed", 1, q.at, q.at, q.at, f"1.{id_}")
                for id_, q in asked
            ),
        )
        await sink.put("question_topic", "workspace, question, topic, is_given", _tagged(asked))
        answered = [(id_, each, said) for id_, each in asked for said in each.answers]
        ids = range(self._last_answer + 1, self._last_answer + len(answered) + 1)
        self._last_answer += len(answered)
        await sink.put(
            "answer",
            "id, workspace, question, author, text, source, channel, ts, given_at, fresh_at",
            (
                (n, HERE, id_, _id(said.person), said.text, "thread", CHANNEL, f"2.{n}", said.at, said.at)
                for n, (id_, _, said) in zip(ids, answered, strict=True)
            ),
        )
        await sink.put(
            "evidence",
            "workspace, person, topic, kind, source, at",
            (
                (HERE, _id(said.person), topic + 1, "answered", f"answer:{n}", said.at)
                for n, (_, each, said) in zip(ids, answered, strict=True)
                for topic in each.topics
            ),
        )
        await sink.put(
            "tip",
            "id, workspace, author, text, channel, shared_at, fresh_at, card_ts",
            ((id_, HERE, _id(t.asker), t.answers[0].text, CHANNEL, t.at, t.at, f"3.{id_}") for id_, t in tips),
        )
        await sink.put("tip_topic", "workspace, tip, topic, is_given", _tagged(tips))
        await self._index(numbered)
        for _, each, said in answered:
            for topic in (ANYTHING, *(topic + 1 for topic in each.topics)):
                self._moments[said.person, topic].append(said.at)

    async def _index(self, numbered: Sequence[tuple[int, Item]]) -> None:
        documents: list[tuple[Any, ...]] = []
        postings: list[tuple[int, int, int]] = []
        for id_, each in numbered:
            mine = sorted(
                (self._words.setdefault(term, len(self._words) + 1), impact) for term, impact in each.impacts.items()
            )
            said = "" if each.kind is Kind.TIP else "\n".join(answer.text for answer in each.answers)
            texts = (each.title, each.body, said, pack(mine), *analysis.spelling(each.title))
            documents.append((id_, HERE, _SHELF, each.kind.value, id_, *texts))
            postings.extend((word, impact, id_) for word, impact in mine)
            self._counts.update(word for word, _ in mine)
        columns = "id, workspace, shelf, kind, item, title, body, answers, terms, spelled, trigrams"
        await self._sink.put("search_document", columns, documents)
        await self._sink.post(postings)

    async def _index_words(self, documents: int) -> None:
        await self._sink.run("DELETE FROM search_word")
        words = ((id_, HERE, _SHELF, word[:64], self._counts[id_]) for word, id_ in self._words.items())
        await self._sink.put("search_word", "id, workspace, shelf, word, documents", words)
        await self._sink.run(f"UPDATE search_shelf SET documents = {documents}")  # noqa: S608 - a number

    async def _add_practice(self) -> None:
        await self._sink.run("DELETE FROM practice")
        columns = "workspace, person, topic, is_private, ever, week, month, half_year, last_at"
        await self._sink.put("practice", columns, self._summed())

    def _summed(self) -> Iterator[tuple[Any, ...]]:
        lives = (fading.WEEK, fading.MONTH, fading.HALF_YEAR)
        for (person, topic), moments in self._moments.items():
            sums = (fading.summed(moments, life) for life in lives)
            yield (HERE, _id(person), topic, False, len(moments), *sums, max(moments))


def _made(span: tuple[int, int], people: int) -> list[Item]:
    return make(*span, people)


def _tagged(these: Iterable[tuple[int, Item]]) -> Iterator[tuple[Any, ...]]:
    return chain.from_iterable(((HERE, id_, topic + 1, True) for topic in each.topics) for id_, each in these)


def _id(person: int) -> str:
    return f"U{person}"


def _plain(value: Any) -> Any:
    """A value as SQLAlchemy writes it to SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value
