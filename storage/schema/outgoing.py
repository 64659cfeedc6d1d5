"""What came in, what goes out, and what happened."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.columns import Id, Moment
from storage.schema.base import metadata, moment, numbered, tenant

_SAID = (
    "kind IN ('usage', 'tip_not_posted', 'comment_not_posted', 'run_answer_not_posted', 'not_passed_on', 'export', "
    "'export_not_sent') AND state IN ('settled', 'dropped', 'refused')"
)
"""What was said once, and is dropped after a while."""

notice = Table(
    "notice",
    metadata,
    numbered(),
    tenant(),
    Column("key", String(120), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("about", Id, nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Moment(), nullable=False),
    Column("wanted", Integer, nullable=False, server_default="1"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("token", String(32), nullable=False, server_default=""),
    moment("lease_until", nullable=True),
    moment("first_sent_at", nullable=True),
    Column("channel", String(32)),
    Column("ts", String(32)),
    Column("error", Text),
    Column("request", String(16), nullable=False, server_default=""),
    UniqueConstraint("workspace", "key"),
    Index(
        "ix_notice_due",
        "due_at",
        sqlite_where=text("state IN ('due', 'ambiguous')"),
        postgresql_where=text("state IN ('due', 'ambiguous')"),
    ),
    Index(
        "ix_notice_lease",
        "lease_until",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_notice_busy",
        "workspace",
        "recipient",
        sqlite_where=text("state IN ('sending', 'ambiguous')"),
        postgresql_where=text("state IN ('sending', 'ambiguous')"),
    ),
    Index(
        "ix_notice_said",
        "workspace",
        "due_at",
        sqlite_where=text(_SAID),
        postgresql_where=text(_SAID),
    ),
    Index("ix_notice_message", "workspace", "channel", "ts"),
    Index("ix_notice_about", "workspace", "about", "kind"),
    Index("ix_notice_recipient", "workspace", "recipient"),
)

pace = Table(
    "pace",
    metadata,
    tenant(primary=True),
    Column("lane", String(48), primary_key=True),
    moment("next_at"),
    comment="When a channel (lane: its id) or a method of a whole workspace (lane: its name) may be used again.",
)

delivery = Table(
    "delivery",
    metadata,
    tenant(primary=True),
    Column("key", String(160), primary_key=True),
    moment("taken_at"),
    Index("ix_delivery_taken", "workspace", "taken_at"),
)

failed_event = Table(
    "failed_event",
    metadata,
    tenant(primary=True),
    Column("key", String(160), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("error", String(80), nullable=False),
    Column("attempts", Integer, nullable=False),
    moment("first_at"),
    moment("last_at"),
    comment="Events whose handler failed, as Slack delivered them; key is that of the delivery.",
)

activity = Table(
    "activity",
    metadata,
    numbered(),
    tenant(),
    Column("person", String(32)),
    Column("verb", String(32), nullable=False),
    Column("item", String(80), nullable=False),
    moment("at"),
    Index("ix_activity_person", "workspace", "person", "at"),
    Index("ix_activity_at", "workspace", "at"),
)
