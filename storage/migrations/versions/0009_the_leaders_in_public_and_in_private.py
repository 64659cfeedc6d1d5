"""Who comes first on a topic is found by an index among public practice and among private practice alike."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SUMS = ("ever", "week", "month", "half_year", "last_at")


def upgrade() -> None:
    for column in SUMS:
        op.drop_index(f"ix_practice_{column}", "practice")
        op.create_index(f"ix_practice_{column}", "practice", ["workspace", "topic", "is_private", column])


def downgrade() -> None:
    for column in SUMS:
        op.drop_index(f"ix_practice_{column}", "practice")
        op.create_index(f"ix_practice_{column}", "practice", ["workspace", "topic", column])
