"""What people share, and what others add to it."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.columns import Id
from storage.schema.base import flag, metadata, moment, numbered, refer, tenant

tip = Table(
    "tip",
    metadata,
    numbered(),
    tenant(),
    Column("author", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False, server_default=""),
    Column("channel", String(32), nullable=False),
    moment("shared_at"),
    moment("edited_at", nullable=True),
    moment("deleted_at", nullable=True),
    Column("useful", Integer, nullable=False, server_default="0"),
    moment("fresh_at", nullable=True),  # never is: SQLite can't add a column that may not be, to a table with rows
    moment("outdated_at", nullable=True),
    Column("reports", Integer, nullable=False, server_default="0"),
    Column("card_ts", String(32)),
    UniqueConstraint("workspace", "id"),
    Index(
        "ix_tip_fresh",
        "workspace",
        "fresh_at",
        sqlite_where=text("deleted_at IS NULL AND outdated_at IS NULL"),
        postgresql_where=text("deleted_at IS NULL AND outdated_at IS NULL"),
    ),
    Index(
        "ix_tip_reported",
        "workspace",
        "id",
        sqlite_where=text("reports > 0"),
        postgresql_where=text("reports > 0"),
    ),
    Index("ix_tip_card", "workspace", "channel", "card_ts", unique=True),
    Index("ix_tip_author", "workspace", "author", "id"),
)

tip_topic = Table(
    "tip_topic",
    metadata,
    tenant(primary=True),
    Column("tip", Id, primary_key=True),
    Column("topic", Id, primary_key=True),
    flag("is_given"),
    refer("tip", "tip"),
    refer("topic", "topic"),
    Index("ix_tip_topic_topic", "workspace", "topic"),
)

comment = Table(
    "comment",
    metadata,
    numbered(),
    tenant(),
    Column("tip", Id, nullable=False),
    Column("author", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("channel", String(32)),
    Column("ts", String(32)),
    moment("given_at"),
    moment("edited_at", nullable=True),
    moment("deleted_at", nullable=True),
    UniqueConstraint("workspace", "id"),
    UniqueConstraint("workspace", "channel", "ts"),
    Index("ix_comment_tip", "workspace", "tip", "id"),
    Index("ix_comment_author", "workspace", "author", "id"),
    refer("tip", "tip"),
)
