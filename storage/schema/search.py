"""The search index."""

from sqlalchemy import Column, Integer, LargeBinary, SmallInteger, String, Table, Text, UniqueConstraint

from storage.columns import Id
from storage.schema.base import metadata, numbered, refer, tenant

search_shelf = Table(
    "search_shelf",
    metadata,
    numbered(),
    tenant(),
    Column("channel", String(32), nullable=False),
    Column("documents", Integer, nullable=False),
    UniqueConstraint("workspace", "channel"),
    UniqueConstraint("workspace", "id"),
    comment="What the same people may see: a private place's documents (its id), or what all may see (empty).",
)

search_document = Table(
    "search_document",
    metadata,
    numbered(),
    tenant(),
    Column("shelf", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    Column("spelled", Text, nullable=False, server_default=""),
    Column("trigrams", Integer, nullable=False, server_default="0"),
    UniqueConstraint("workspace", "kind", "item"),
    refer("search_shelf", "shelf"),
)

search_word = Table(
    "search_word",
    metadata,
    numbered(),
    tenant(),
    Column("shelf", Id, nullable=False),
    Column("word", String(64), nullable=False),
    Column("documents", Integer, nullable=False),
    UniqueConstraint("workspace", "shelf", "word"),
    refer("search_shelf", "shelf"),
)

search_posting = Table(
    "search_posting",
    metadata,
    Column("word", Id, primary_key=True, autoincrement=False),
    Column("impact", SmallInteger, primary_key=True, autoincrement=False),
    Column("document", Id, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    comment="Which documents have a word, read best first. By far the longest table: its workspace is its word's.",
)

stale_document = Table(
    "stale_document",
    metadata,
    tenant(primary=True),
    Column("kind", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("changes", Integer, nullable=False, server_default="1"),  # another number with each change
    comment="What the index has to catch up with; written in the transaction of the change.",
)
