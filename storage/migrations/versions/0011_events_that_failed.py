"""Events that could not be handled."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = columns.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "failed_event",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_failed_event_workspace")),
        sa.PrimaryKeyConstraint("workspace", "key", name=op.f("pk_failed_event")),
        comment="Events whose handler failed, as Slack delivered them; key is that of the delivery.",
    )


def downgrade() -> None:
    op.drop_table("failed_event")
