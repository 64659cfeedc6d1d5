"""Whether answers and tips are still true: reports, reviews, and when each was looked over."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = columns.Moment(timezone=True)
WRITTEN_AT = {"answer": "given_at", "tip": "shared_at"}
STANDS, IS_REPORTED = sa.text("deleted_at IS NULL AND outdated_at IS NULL"), sa.text("reports > 0")


def upgrade() -> None:
    for table, written_at in WRITTEN_AT.items():
        op.add_column(table, sa.Column("fresh_at", MOMENT, nullable=True))
        op.add_column(table, sa.Column("outdated_at", MOMENT, nullable=True))
        op.add_column(table, sa.Column("reports", sa.Integer(), server_default="0", nullable=False))
        op.execute(f"UPDATE {table} SET fresh_at = coalesce(edited_at, {written_at})")  # noqa: S608 - our own names
        _index(f"ix_{table}_fresh", table, "fresh_at", STANDS)
        _index(f"ix_{table}_reported", table, "id", IS_REPORTED)
    op.create_table(
        "report",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("item", ID, autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_report_workspace")),
        sa.PrimaryKeyConstraint("workspace", "about", "item", "person", name=op.f("pk_report")),
        comment="Who says that an answer or tip is outdated; about says which, item is its id.",
    )
    op.create_table(
        "review",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_review_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        comment="Each time an author is asked whether an answer or tip is still true, and what came of it.",
    )
    op.create_index("ix_review_item", "review", ["workspace", "about", "item", "asked_at"])
    op.create_index("ix_review_author", "review", ["workspace", "author", "asked_at"])


def downgrade() -> None:
    op.drop_table("review")
    op.drop_table("report")
    for table in WRITTEN_AT:
        for name in ("fresh", "reported"):
            op.drop_index(f"ix_{table}_{name}", table)
        for column in ("fresh_at", "outdated_at", "reports"):
            op.drop_column(table, column)


def _index(name: str, table: str, column: str, where: sa.TextClause) -> None:
    op.create_index(name, table, ["workspace", column], sqlite_where=where, postgresql_where=where)
