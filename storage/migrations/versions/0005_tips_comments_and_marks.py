"""Tips, comments on them, and marks on tips beside those on answers."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = columns.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tip",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("shared_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("useful", sa.Integer(), server_default="0", nullable=False),
        sa.Column("card_ts", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_tip_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_tip_workspace_id")),
    )
    op.create_index("ix_tip_card", "tip", ["workspace", "channel", "card_ts"], unique=True)
    op.create_table(
        "tip_topic",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("tip", ID, nullable=False),
        sa.Column("topic", ID, nullable=False),
        sa.Column("is_given", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "tip"], ["tip.workspace", "tip.id"], name=op.f("fk_tip_topic_workspace_tip")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "topic"], ["topic.workspace", "topic.id"], name=op.f("fk_tip_topic_workspace_topic")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_tip_topic_workspace")),
        sa.PrimaryKeyConstraint("workspace", "tip", "topic", name=op.f("pk_tip_topic")),
    )
    op.create_index("ix_tip_topic_topic", "tip_topic", ["workspace", "topic"])
    op.create_table(
        "comment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("tip", ID, nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "tip"], ["tip.workspace", "tip.id"], name=op.f("fk_comment_workspace_tip")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_comment_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("workspace", "channel", "ts", name=op.f("uq_comment_workspace_channel_ts")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_comment_workspace_id")),
    )
    op.create_index("ix_comment_tip", "comment", ["workspace", "tip", "id"])
    _put_marks_aside()
    op.create_table(
        "mark",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("item", ID, autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_mark_workspace")),
        sa.PrimaryKeyConstraint("workspace", "about", "item", "person", "kind", "source", name=op.f("pk_mark")),
        comment="On answers and tips; about says which, item is its id.",
    )
    _take_marks_back("about, item", "'answer', answer")


def downgrade() -> None:
    """Marks on answers are kept; what there is of tips goes, also where it is only spoken of."""
    op.execute("DELETE FROM mark WHERE about <> 'answer'")
    op.execute("DELETE FROM evidence WHERE source LIKE 'tip:%'")
    kinds = "'tip_card', 'comment_in_thread', 'tip_not_posted', 'comment_not_posted'"
    op.execute(f"DELETE FROM notice WHERE kind IN ({kinds})")  # noqa: S608 - our own words
    op.execute("DELETE FROM stale_document WHERE kind = 'tip'")
    op.execute(
        "INSERT INTO stale_document (workspace, kind, item) "
        "SELECT workspace, kind, item FROM search_document WHERE kind = 'tip'"
    )
    _put_marks_aside()
    op.create_table(
        "mark",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("answer", ID, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "answer"], ["answer.workspace", "answer.id"], name=op.f("fk_mark_workspace_answer")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_mark_workspace")),
        sa.PrimaryKeyConstraint("workspace", "answer", "person", "kind", "source", name=op.f("pk_mark")),
    )
    _take_marks_back("answer", "item")
    op.drop_table("comment")
    op.drop_table("tip_topic")
    op.drop_table("tip")


def _put_marks_aside() -> None:
    """A table made anew, rather than altered: SQLite can't change a key, and this is the same on both engines."""
    op.execute("CREATE TEMPORARY TABLE mark_aside AS SELECT * FROM mark")
    op.drop_table("mark")


def _take_marks_back(columns_now: str, columns_before: str) -> None:
    same = "workspace, person, kind, source, marked_at"
    op.execute(f"INSERT INTO mark ({columns_now}, {same}) SELECT {columns_before}, {same} FROM mark_aside")  # noqa: S608 - our own words
    op.drop_table("mark_aside")
