"""The tables. Every row belongs to a workspace, and every key and index begins with it."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _workspace(*, primary: bool = False) -> Column[str]:
    """The tenant of a row."""
    return Column("workspace", String(32), ForeignKey("workspace.id"), primary_key=primary, nullable=False)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def _moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, Moment(), nullable=nullable)


def _of(table: str, column: str) -> ForeignKeyConstraint:
    """Refer to a row of the same workspace."""
    return ForeignKeyConstraint(["workspace", column], [f"{table}.workspace", f"{table}.id"])


workspace = Table(
    "workspace",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("url", Text, nullable=False, server_default=""),
    Column("bot_user", String(32), nullable=False, server_default=""),
    _moment("installed_at"),
    _moment("revoked_at", nullable=True),
)

person = Table(
    "person",
    metadata,
    _workspace(primary=True),
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("zone", String(64), nullable=False, server_default=""),
    _flag("is_bot"),
    _flag("is_guest"),
    _flag("is_admin"),
    _flag("is_deactivated"),
    _moment("profile_read_at", nullable=True),
    Column("weekly_cap", Integer),
    Column("quiet_hours", Text),
    Column("away_until", Date),
    _flag("is_advocate"),
    _moment("welcomed_at", nullable=True),
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
    _workspace(primary=True),
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    _flag("is_private"),
    _flag("is_archived"),
    _flag("has_app"),
)

topic = Table(
    "topic",
    metadata,
    _id(),
    _workspace(),
    Column("slug", String(64), nullable=False),
    Column("label", String(64), nullable=False),
    _moment("known_since"),
    UniqueConstraint("workspace", "slug"),
    UniqueConstraint("workspace", "id"),
)

topic_alias = Table(
    "topic_alias",
    metadata,
    _workspace(primary=True),
    Column("alias", String(64), primary_key=True),
    Column("topic", Id, nullable=False),
    _of("topic", "topic"),
)

hidden_topic = Table(
    "hidden_topic",
    metadata,
    _workspace(primary=True),
    Column("person", String(32), primary_key=True),
    Column("topic", Id, primary_key=True),
    _moment("hidden_at"),
    _of("topic", "topic"),
)

question = Table(
    "question",
    metadata,
    _id(),
    _workspace(),
    Column("asker", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("details", Text, nullable=False, server_default=""),
    _flag("is_anonymous"),
    Column("channel", String(32)),
    Column("first", String(32)),
    Column("state", String(16), nullable=False),
    Column("wave", Integer, nullable=False, server_default="0"),
    Column("extra_waves", Integer, nullable=False, server_default="0"),
    _moment("asked_at"),
    _moment("active_at"),
    _moment("due_at", nullable=True),
    _moment("first_answer_at", nullable=True),
    _moment("nudged_at", nullable=True),
    Column("accepted", Id),
    Column("card_ts", String(32)),
    Column("card_trouble", Text),
    Column("origin", String(120)),
    UniqueConstraint("workspace", "id"),
    Index(
        "ix_question_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_question_origin", "workspace", "origin", unique=True),
    Index("ix_question_asker", "workspace", "asker", "id"),
    Index("ix_question_state", "workspace", "state", "id"),
    Index("ix_question_card", "workspace", "channel", "card_ts", unique=True),
)

question_topic = Table(
    "question_topic",
    metadata,
    _workspace(primary=True),
    Column("question", Id, primary_key=True),
    Column("topic", Id, primary_key=True),
    _flag("is_given"),
    _of("question", "question"),
    _of("topic", "topic"),
    Index("ix_question_topic_topic", "workspace", "topic"),
)

invitation = Table(
    "invitation",
    metadata,
    _id(),
    _workspace(),
    Column("question", Id, nullable=False),
    Column("person", String(32), nullable=False),
    Column("wave", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", JSON, nullable=False),
    Column("suggested_by", String(32)),
    _flag("is_advocate"),
    Column("pass_reason", Text, nullable=False, server_default=""),
    _moment("invited_at"),
    _moment("sent_from"),
    _moment("expires_at"),
    UniqueConstraint("workspace", "id"),
    UniqueConstraint("workspace", "question", "person"),
    Index("ix_invitation_person", "workspace", "person", "invited_at"),
    _of("question", "question"),
)

answer = Table(
    "answer",
    metadata,
    _id(),
    _workspace(),
    Column("question", Id, nullable=False),
    Column("author", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("channel", String(32)),
    Column("ts", String(32)),
    _moment("given_at"),
    _moment("edited_at", nullable=True),
    _moment("deleted_at", nullable=True),
    Column("useful", Integer, nullable=False, server_default="0"),
    _moment("fresh_at", nullable=True),  # never is: SQLite can't add a column that may not be, to a table with rows
    _moment("outdated_at", nullable=True),
    Column("reports", Integer, nullable=False, server_default="0"),
    Column("origin", String(120)),
    UniqueConstraint("workspace", "id"),
    UniqueConstraint("workspace", "channel", "ts"),
    Index("ix_answer_origin", "workspace", "origin", unique=True),
    Index("ix_answer_question", "workspace", "question", "id"),
    Index(
        "ix_answer_fresh",
        "workspace",
        "fresh_at",
        sqlite_where=text("deleted_at IS NULL AND outdated_at IS NULL"),
        postgresql_where=text("deleted_at IS NULL AND outdated_at IS NULL"),
    ),
    Index(
        "ix_answer_reported",
        "workspace",
        "id",
        sqlite_where=text("reports > 0"),
        postgresql_where=text("reports > 0"),
    ),
    Index("ix_answer_author", "workspace", "author", "given_at"),
    _of("question", "question"),
)

tip = Table(
    "tip",
    metadata,
    _id(),
    _workspace(),
    Column("author", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False, server_default=""),
    Column("channel", String(32), nullable=False),
    _moment("shared_at"),
    _moment("edited_at", nullable=True),
    _moment("deleted_at", nullable=True),
    Column("useful", Integer, nullable=False, server_default="0"),
    _moment("fresh_at", nullable=True),  # never is: SQLite can't add a column that may not be, to a table with rows
    _moment("outdated_at", nullable=True),
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
)

tip_topic = Table(
    "tip_topic",
    metadata,
    _workspace(primary=True),
    Column("tip", Id, primary_key=True),
    Column("topic", Id, primary_key=True),
    _flag("is_given"),
    _of("tip", "tip"),
    _of("topic", "topic"),
    Index("ix_tip_topic_topic", "workspace", "topic"),
)

comment = Table(
    "comment",
    metadata,
    _id(),
    _workspace(),
    Column("tip", Id, nullable=False),
    Column("author", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("source", String(16), nullable=False),
    Column("channel", String(32)),
    Column("ts", String(32)),
    _moment("given_at"),
    _moment("edited_at", nullable=True),
    _moment("deleted_at", nullable=True),
    UniqueConstraint("workspace", "id"),
    UniqueConstraint("workspace", "channel", "ts"),
    Index("ix_comment_tip", "workspace", "tip", "id"),
    _of("tip", "tip"),
)

reaction = Table(
    "reaction",
    metadata,
    _workspace(primary=True),
    Column("channel", String(32), primary_key=True),
    Column("ts", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("emoji", String(100), primary_key=True),
    _flag("is_present"),
    Column("event_ts", String(32), nullable=False),
    _moment("seen_at"),
    comment="The last word on each reaction that can mean something; tombstones keep late additions out.",
)

mark = Table(
    "mark",
    metadata,
    _workspace(primary=True),
    Column("about", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("person", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("source", String(16), primary_key=True),
    _moment("marked_at"),
    comment="On answers and tips; about says which, item is its id.",
)

report = Table(
    "report",
    metadata,
    _workspace(primary=True),
    Column("about", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("person", String(32), primary_key=True),
    Column("why", Text, nullable=False),
    _moment("reported_at"),
    _moment("settled_at", nullable=True),
    comment="Who says that an answer or tip is outdated; about says which, item is its id.",
)

review = Table(
    "review",
    metadata,
    _id(),
    _workspace(),
    Column("about", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("author", String(32), nullable=False),
    _moment("asked_at"),
    Column("verdict", String(16)),
    Column("decided_by", String(32)),
    _moment("decided_at", nullable=True),
    Index("ix_review_item", "workspace", "about", "item", "asked_at"),
    Index("ix_review_author", "workspace", "author", "asked_at"),
    comment="Each time an author is asked whether an answer or tip is still true, and what came of it.",
)

deflection = Table(
    "deflection",
    metadata,
    _id(),
    _workspace(),
    Column("person", String(32), nullable=False),
    Column("about", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment(), nullable=False),
    _moment("taken_back_at", nullable=True),
    Index("ix_deflection_person", "workspace", "person", "at"),
    Index("ix_deflection_at", "workspace", "at"),
    comment="Questions that were not asked because an answer or a tip was found; about says which, item is its id.",
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    _workspace(),
    Column("person", String(32), nullable=False),
    Column("topic", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("source", String(80), nullable=False),
    Column("at", Moment(), nullable=False),
    _flag("is_private"),
    UniqueConstraint("workspace", "topic", "person", "kind", "source"),
    Index("ix_evidence_source", "workspace", "source"),
    Index("ix_evidence_person", "workspace", "person", "kind", "topic"),
    Index("ix_evidence_topic", "workspace", "topic", "kind", "at"),
    _of("topic", "topic"),
)

notice = Table(
    "notice",
    metadata,
    _id(),
    _workspace(),
    Column("key", String(120), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("about", Id, nullable=False),
    Column("recipient", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_at", Moment(), nullable=False),
    Column("wanted", Integer, nullable=False, server_default="1"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("token", String(32), nullable=False, server_default=""),
    _moment("lease_until", nullable=True),
    _moment("first_sent_at", nullable=True),
    Column("channel", String(32)),
    Column("ts", String(32)),
    Column("error", Text),
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
    Index("ix_notice_message", "workspace", "channel", "ts"),
    Index("ix_notice_about", "workspace", "about", "kind"),
)

pace = Table(
    "pace",
    metadata,
    _workspace(primary=True),
    Column("lane", String(48), primary_key=True),
    _moment("next_at"),
    comment="When a channel (lane: its id) or a method of a whole workspace (lane: its name) may be used again.",
)

delivery = Table(
    "delivery",
    metadata,
    _workspace(primary=True),
    Column("key", String(160), primary_key=True),
    _moment("taken_at"),
    Index("ix_delivery_taken", "taken_at"),
)

activity = Table(
    "activity",
    metadata,
    _id(),
    _workspace(),
    Column("person", String(32)),
    Column("verb", String(32), nullable=False),
    Column("item", String(80), nullable=False),
    _moment("at"),
    Index("ix_activity_person", "workspace", "person", "at"),
)

search_shelf = Table(
    "search_shelf",
    metadata,
    _id(),
    _workspace(),
    Column("channel", String(32), nullable=False),
    Column("documents", Integer, nullable=False),
    UniqueConstraint("workspace", "channel"),
    UniqueConstraint("workspace", "id"),
    comment="What the same people may see: a private place's documents (its id), or what all may see (empty).",
)

search_document = Table(
    "search_document",
    metadata,
    _id(),
    _workspace(),
    Column("shelf", Id, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("item", Id, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("terms", LargeBinary, nullable=False),
    UniqueConstraint("workspace", "kind", "item"),
    _of("search_shelf", "shelf"),
)

search_word = Table(
    "search_word",
    metadata,
    _id(),
    _workspace(),
    Column("shelf", Id, nullable=False),
    Column("word", String(64), nullable=False),
    Column("documents", Integer, nullable=False),
    UniqueConstraint("workspace", "shelf", "word"),
    _of("search_shelf", "shelf"),
)

practice = Table(
    "practice",
    metadata,
    _workspace(primary=True),
    Column("person", String(32), primary_key=True),
    Column("topic", Id, primary_key=True, autoincrement=False),
    Column("is_private", Boolean, primary_key=True, autoincrement=False),
    Column("ever", Integer, nullable=False),
    Column("week", Double, nullable=False),
    Column("month", Double, nullable=False),
    Column("half_year", Double, nullable=False),
    _moment("last_at"),
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
    _workspace(primary=True),
    Column("person", String(32), primary_key=True),
    Column("changes", Integer, nullable=False, server_default="1"),
    comment="Whose practice has to be added up again; written in the transaction of the change.",
)

ranking = Table(
    "ranking",
    metadata,
    _workspace(primary=True),
    Column("weights", JSON, nullable=False),
    Column("outcomes", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("default_score", Double, nullable=False),
    _moment("learned_at"),
    comment="What the workspace learned of who answers: a handful of weights, and how they did.",
)

stale_document = Table(
    "stale_document",
    metadata,
    _workspace(primary=True),
    Column("kind", String(16), primary_key=True),
    Column("item", Id, primary_key=True, autoincrement=False),
    Column("changes", Integer, nullable=False, server_default="1"),
    comment="What the index has to catch up with; written in the transaction of the change.",
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
