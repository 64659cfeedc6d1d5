"""What the engines' own full text finds, for comparison; none of it ships."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import text

from bot.domain.search import analysis
from bot.domain.search.small_words import SMALL_WORDS
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.evaluation.data import Similar, Text
from tests.evaluation.databases import HERE
from tests.evaluation.similar import DEPTH, Rank

_FTS5 = "CREATE VIRTUAL TABLE plain USING fts5(title, body, tokenize = 'porter unicode61')"
_BEST_FTS5 = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain, 2.0, 1.0), rowid LIMIT ?"
_TSVECTOR = """
    CREATE TABLE plain AS
    SELECT at, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B') AS words
    FROM unnest(CAST(:places AS int[]), CAST(:titles AS text[]), CAST(:bodies AS text[])) AS given (at, title, body)
"""
_BEST_TSVECTOR = """
    SELECT at FROM plain, to_tsquery('english', :words) AS wanted
    WHERE words @@ wanted ORDER BY ts_rank_cd(words, wanted, 1) DESC, at LIMIT :many
"""


def fts5(these: Similar) -> Rank:
    """FTS5's bm25: porter, the words without small ones joined by OR, titles counting twice."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute(_FTS5)
    documents = enumerate(these.documents)
    database.executemany("INSERT INTO plain VALUES (?, ?)", [(each.title, each.body) for _, each in documents])

    def rank(_uow: UnitOfWork, asked: Text) -> list[str]:
        wanted = " OR ".join(f'"{word}"' for word in _words(asked)) or '""'
        found = database.execute(_BEST_FTS5, (wanted, DEPTH + 1))
        return _without(asked, [these.documents[rowid - 1].id for (rowid,) in found])

    return rank


async def ts_rank_cd(store: Store, these: Similar) -> Rank:
    """PostgreSQL's ts_rank_cd: English, the words without small ones joined by OR, titles weighing more."""
    given = {
        "places": list(range(len(these.documents))),
        "titles": [each.title for each in these.documents],
        "bodies": [each.body for each in these.documents],
    }
    await store.write(HERE, lambda uow: uow._connection.execute(text(_TSVECTOR), given))

    def rank(uow: UnitOfWork, asked: Text) -> list[str]:
        wanted = " | ".join(f"'{word}'" for word in _words(asked))
        found = uow._connection.execute(text(_BEST_TSVECTOR), {"words": wanted, "many": DEPTH + 1}).scalars()
        return _without(asked, [these.documents[at].id for at in found])

    return rank


def _words(asked: Text) -> Sequence[str]:
    every = (word.text for word in analysis.words(f"{asked.title} {asked.body}"))
    return sorted({word for word in every if word not in SMALL_WORDS and word.isalnum()})


def _without(asked: Text, found: Sequence[str]) -> list[str]:
    return [each for each in found if each != asked.id][:DEPTH]
