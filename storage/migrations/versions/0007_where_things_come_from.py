"""Where questions and answers were brought in from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("question", "answer"):
        op.add_column(table, sa.Column("origin", sa.String(length=120), nullable=True))
        op.create_index(f"ix_{table}_origin", table, ["workspace", "origin"], unique=True)


def downgrade() -> None:
    for table in ("question", "answer"):
        op.drop_index(f"ix_{table}_origin", table)
        op.drop_column(table, "origin")
