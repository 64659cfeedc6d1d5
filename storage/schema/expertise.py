"""Who knows what, and what the workspace learned of it."""

from sqlalchemy import JSON, Boolean, Column, Double, Index, Integer, String, Table, UniqueConstraint

from storage.columns import Id, Moment
from storage.schema.base import flag, metadata, moment, numbered, refer, tenant

evidence = Table(
    "evidence",
    metadata,
    numbered(),
    tenant(),
    Column("person", String(32), nullable=False),
    Column("topic", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(80), nullable=False),
    Column("at", Moment(), nullable=False),
    flag("is_private"),
    UniqueConstraint("workspace", "topic", "person", "kind", "source"),
    Index("ix_evidence_source", "workspace", "source"),
    Index("ix_evidence_person", "workspace", "person", "kind", "topic"),
    Index("ix_evidence_topic", "workspace", "topic", "kind", "at"),
    refer("topic", "topic"),
)

practice = Table(
    "practice",
    metadata,
    tenant(primary=True),
    Column("person", String(32), primary_key=True),
    Column("topic", Id, primary_key=True, autoincrement=False),
    Column("is_private", Boolean, primary_key=True, autoincrement=False),
    Column("ever", Integer, nullable=False),
    Column("week", Double, nullable=False),
    Column("month", Double, nullable=False),
    Column("half_year", Double, nullable=False),
    moment("last_at"),
    Index("ix_practice_ever", "workspace", "topic", "is_private", "ever"),
    Index("ix_practice_week", "workspace", "topic", "is_private", "week"),
    Index("ix_practice_month", "workspace", "topic", "is_private", "month"),
    Index("ix_practice_half_year", "workspace", "topic", "is_private", "half_year"),
    Index("ix_practice_last_at", "workspace", "topic", "is_private", "last_at"),
    comment="What a person answered, on a topic (0: on anything), added up; see bot/domain/search/fading.py.",
)

stale_person = Table(
    "stale_person",
    metadata,
    tenant(primary=True),
    Column("person", String(32), primary_key=True),
    Column("changes", Integer, nullable=False, server_default="1"),  # another number with each change
    comment="Whose practice has to be added up again; written in the transaction of the change.",
)

ranking = Table(
    "ranking",
    metadata,
    tenant(primary=True),
    Column("weights", JSON, nullable=False),
    Column("outcomes", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("default_score", Double, nullable=False),
    moment("learned_at"),
    comment="What the workspace learned of who answers: a handful of weights, and how they did.",
)
