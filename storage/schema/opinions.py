"""What people think of answers and tips."""

from sqlalchemy import Column, Index, String, Table, Text

from storage.columns import Id, Moment
from storage.schema.base import flag, metadata, moment, numbered, tenant

reaction = Table(
    "reaction",
    metadata,
    tenant(primary=True),
    Column("channel", String(32), primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("emoji", String(100), primary_key=True),
    flag("is_present"),
    Column("event_ts", String(32), nullable=False),
    moment("seen_at"),
    Index("ix_reaction_person", "workspace", "person", "channel", "ts", "emoji"),
    comment="The last word on each reaction that can mean something; tombstones keep late additions out.",
)

mark = Table(
    "mark",
    metadata,
    tenant(primary=True),
    Column("about", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("person", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("source", String(16), primary_key=True),
    moment("marked_at"),
    Index("ix_mark_person", "workspace", "person", "about", "item", "kind", "source"),
    comment="On answers and tips; about says which, item is its id.",
)

report = Table(
    "report",
    metadata,
    tenant(primary=True),
    Column("about", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("person", String(32), primary_key=True),
    Column("why", Text, nullable=False),
    moment("reported_at"),
    moment("settled_at", nullable=True),
    comment="Who says that an answer or tip is outdated; about says which, item is its id.",
)

review = Table(
    "review",
    metadata,
    numbered(),
    tenant(),
    Column("about", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("author", String(32), nullable=False),
    moment("asked_at"),
    Column("verdict", String(16)),
    Column("decided_by", String(32)),
    moment("decided_at", nullable=True),
    Index("ix_review_item", "workspace", "about", "item", "asked_at"),
    Index("ix_review_author", "workspace", "author", "asked_at"),
    comment="Each time an author is asked whether an answer or tip is still true, and what came of it.",
)

deflection = Table(
    "deflection",
    metadata,
    numbered(),
    tenant(),
    Column("person", String(32), nullable=False),
    Column("about", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment(), nullable=False),
    moment("taken_back_at", nullable=True),
    Index("ix_deflection_person", "workspace", "person", "at"),
    Index("ix_deflection_at", "workspace", "at"),
    Index("ix_deflection_item", "workspace", "about", "item"),
    comment="Questions that were not asked because an answer or a tip was found; about says which, item is its id.",
)
