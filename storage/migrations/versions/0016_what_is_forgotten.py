"""Who wants to be forgotten, what is still to be wiped, and the ways to all that is kept about a person.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

from storage import columns
from storage.migrations.policies import keep_apart

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = columns.Moment(timezone=True)
OF_PEOPLE = {
    "tip": ["author", "id"],
    "comment": ["author", "id"],
    "run_answer": ["author", "id"],
    "mark": ["person", "about", "item", "kind", "source"],
    "reaction": ["person", "channel", "ts", "emoji"],
    "notice": ["recipient"],
}
"""The columns, behind the workspace, of a new index on each table."""
OF_FEW = {"ix_question_first": ("question", "first"), "ix_invitation_suggested": ("invitation", "suggested_by")}
"""New indexes of the rows that have such a person at all."""

SETTLED = "state IN ('accepted', 'withdrawn', 'closed')"
SAID = (
    "kind IN ('usage', 'tip_not_posted', 'comment_not_posted', 'run_answer_not_posted', 'not_passed_on', 'export', "
    "'export_not_sent') AND state IN ('settled', 'dropped', 'refused')"
)


def upgrade() -> None:
    op.create_table(
        "forgetting",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("takes_words", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_forgetting_workspace")),
        sa.PrimaryKeyConstraint("workspace", "person", name=op.f("pk_forgetting")),
        comment="Who wants to be forgotten, until they are told so; takes_words: what they wrote in public too.",
    )
    op.create_table(
        "wiping",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_wiping_workspace")),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_wiping")),
        comment="Workspaces of which rows were erased whose traces are still in free places of the database.",
    )
    keep_apart("forgetting", "wiping")
    for table, names in OF_PEOPLE.items():
        op.create_index(f"ix_{table}_{names[0]}", table, ["workspace", *names])
    for index, (table, column) in OF_FEW.items():
        is_there = sa.text(f"{column} IS NOT NULL")
        op.create_index(index, table, ["workspace", column], sqlite_where=is_there, postgresql_where=is_there)
    op.create_index("ix_activity_at", "activity", ["workspace", "at"])
    op.create_index("ix_deflection_item", "deflection", ["workspace", "about", "item"])
    op.drop_index("ix_delivery_taken", "delivery")
    op.create_index("ix_delivery_taken", "delivery", ["workspace", "taken_at"])
    for index, table, column, which in (
        ("ix_question_settled", "question", "active_at", SETTLED),
        ("ix_notice_said", "notice", "due_at", SAID),
    ):
        condition = sa.text(which)
        op.create_index(index, table, ["workspace", column], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("ix_notice_said", "notice")
    op.drop_index("ix_question_settled", "question")
    op.drop_index("ix_deflection_item", "deflection")
    op.drop_index("ix_activity_at", "activity")
    op.drop_index("ix_delivery_taken", "delivery")
    op.create_index("ix_delivery_taken", "delivery", ["taken_at"])
    for index, (table, _) in OF_FEW.items():
        op.drop_index(index, table)
    for table, names in OF_PEOPLE.items():
        op.drop_index(f"ix_{table}_{names[0]}", table)
    op.drop_table("wiping")
    op.drop_table("forgetting")
