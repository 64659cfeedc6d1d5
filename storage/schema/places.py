"""The tenants, their people and channels, and what people know about."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.columns import Id
from storage.schema.base import flag, metadata, moment, numbered, refer, tenant

workspace = Table(
    "workspace",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("url", Text, nullable=False, server_default=""),
    Column("bot_user", String(32), nullable=False, server_default=""),
    Column("enterprise", String(32)),
    moment("installed_at"),
    moment("revoked_at", nullable=True),
)

person = Table(
    "person",
    metadata,
    tenant(primary=True),
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("zone", String(64), nullable=False, server_default=""),
    flag("is_bot"),
    flag("is_guest"),
    flag("is_admin"),
    flag("is_deactivated"),
    moment("profile_read_at", nullable=True),
    Column("weekly_cap", Integer),
    Column("quiet_hours", Text),
    Column("away_until", Date),
    flag("is_advocate"),
    moment("welcomed_at", nullable=True),
    Index(
        "ix_person_advocate",
        "workspace",
        "id",
        sqlite_where=text("is_advocate = 1"),  # as SQLAlchemy asks there: SQLite compares conditions by their words
        postgresql_where=text("is_advocate"),
    ),
    Index(
        "ix_person_unread",
        "workspace",
        "id",
        sqlite_where=text("profile_read_at IS NULL"),
        postgresql_where=text("profile_read_at IS NULL"),
    ),
)

place = Table(
    "place",
    metadata,
    tenant(primary=True),
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    flag("is_private"),
    flag("is_archived"),
    flag("has_app"),
    Index("ix_place_nameless", "workspace", sqlite_where=text("name = ''"), postgresql_where=text("name = ''")),
)

topic = Table(
    "topic",
    metadata,
    numbered(),
    tenant(),
    Column("slug", String(64), nullable=False),
    Column("label", String(64), nullable=False),
    moment("known_since"),
    UniqueConstraint("workspace", "slug"),
    UniqueConstraint("workspace", "id"),
)

topic_alias = Table(
    "topic_alias",
    metadata,
    tenant(primary=True),
    Column("alias", String(64), primary_key=True),
    Column("topic", Id, nullable=False),
    refer("topic", "topic"),
)

hidden_topic = Table(
    "hidden_topic",
    metadata,
    tenant(primary=True),
    Column("person", String(32), primary_key=True),
    Column("topic", Id, primary_key=True),
    moment("hidden_at"),
    refer("topic", "topic"),
)
