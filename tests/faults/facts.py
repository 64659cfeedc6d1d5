"""What the database says at the end of a run: the other side of the comparison."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from storage import schema
from storage.packing import unpack
from tests.faults.databases import Data

Row = dict[str, Any]

_MISCOUNTED = """
SELECT w.word, w.documents, count(p.document) FROM search_word w LEFT JOIN search_posting p ON p.word = w.id
GROUP BY w.id, w.word, w.documents HAVING w.documents <> count(p.document)
"""
_ORPHANS = """
SELECT p.word, p.document FROM search_posting p
LEFT JOIN search_word w ON w.id = p.word LEFT JOIN search_document d ON d.id = p.document
WHERE w.id IS NULL OR d.id IS NULL
"""
_FAILED = """
SELECT f.kind, f.error, f.body FROM failed_event f
WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.workspace = f.workspace AND d.key = f.key)
"""
"""One whose delivery was taken afterwards is no failure any more."""
_SHELVES = """
SELECT s.channel, s.documents, count(d.id) FROM search_shelf s LEFT JOIN search_document d ON d.shelf = s.id
GROUP BY s.id, s.channel, s.documents HAVING s.documents <> count(d.id)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows that are compared, and what the engine and the index say of themselves."""

    notices: list[Row]
    questions: list[Row]
    answers: list[Row]
    tips: list[Row]
    comments: list[Row]
    marks: list[Row]
    reactions: list[Row]
    documents: list[Row]
    postings: set[tuple[int, int, int]]
    failed: list[Row]
    ailments: list[str]


async def read(data: Data) -> Facts:
    """Read it all, when nothing changes any more."""
    postings = await _all(data, schema.search_posting)
    return Facts(
        notices=await _all(data, schema.notice),
        questions=await _all(data, schema.question),
        answers=await _all(data, schema.answer),
        tips=await _all(data, schema.tip),
        comments=await _all(data, schema.comment),
        marks=await _all(data, schema.mark),
        reactions=await _all(data, schema.reaction),
        documents=await _all(data, schema.search_document),
        postings={(row["word"], row["impact"], row["document"]) for row in postings},
        failed=[dict(row._mapping) for row in await data.rows(_FAILED)],
        ailments=await data.ailments() + await _of_index(data),
    )


async def _all(data: Data, table: Table) -> list[Row]:
    return [dict(row._mapping) for row in await data.rows(select(table))]


async def _of_index(data: Data) -> list[str]:
    """What in the index does not add up."""
    miscounted = [f"the word {row[0]} counts {row[1]} documents of {row[2]}" for row in await data.rows(_MISCOUNTED)]
    orphans = [f"a posting of word {row[0]} in document {row[1]} is nobody's" for row in await data.rows(_ORPHANS)]
    shelves = [f"the shelf {row[0]!r} counts {row[1]} documents of {row[2]}" for row in await data.rows(_SHELVES)]
    return miscounted + orphans + shelves


def own_postings(document: Row) -> set[tuple[int, int, int]]:
    """What a document's own list says."""
    return {(word, impact, document["id"]) for word, impact in unpack(document["terms"])}
