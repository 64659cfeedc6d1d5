"""What people answered, added up, and what the workspace learned of it."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("topic", ID, autoincrement=False, nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("ever", sa.Integer(), nullable=False),
        sa.Column("week", sa.Double(), nullable=False),
        sa.Column("month", sa.Double(), nullable=False),
        sa.Column("half_year", sa.Double(), nullable=False),
        sa.Column("last_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_practice_workspace")),
        sa.PrimaryKeyConstraint("workspace", "person", "topic", "is_private", name=op.f("pk_practice")),
        comment="What a person answered, on a topic (0: on anything), added up; see bot/domain/search/fading.py.",
    )
    for column in ("ever", "week", "month", "half_year", "last_at"):
        op.create_index(f"ix_practice_{column}", "practice", ["workspace", "topic", column])
    op.create_table(
        "stale_person",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("changes", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_stale_person_workspace")),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_stale_person")),
        comment="Whose practice has to be added up again; written in the transaction of the change.",
    )
    op.create_table(
        "ranking",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("outcomes", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("default_score", sa.Double(), nullable=False),
        sa.Column("learned_at", columns.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_ranking_workspace")),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_ranking")),
        comment="What the workspace learned of who answers: a handful of weights, and how they did.",
    )
    op.create_index("ix_evidence_topic", "evidence", ["workspace", "topic", "kind", "at"])
    op.execute(
        "INSERT INTO stale_person (workspace, person) "
        "SELECT DISTINCT workspace, author FROM answer WHERE deleted_at IS NULL AND author <> ''"
    )


def downgrade() -> None:
    op.drop_index("ix_evidence_topic", "evidence")
    op.drop_table("ranking")
    op.drop_table("stale_person")
    op.drop_table("practice")
