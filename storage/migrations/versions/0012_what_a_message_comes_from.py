"""What a message comes from.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("request", sa.String(length=16), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("notice", "request")
