"""How titles are spelled is kept beside them; what is in the index already is written anew for it.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_document", sa.Column("spelled", sa.Text(), server_default="", nullable=False))
    op.add_column("search_document", sa.Column("trigrams", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "INSERT INTO stale_document (workspace, kind, item) "
        "SELECT workspace, kind, item FROM search_document WHERE true ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    op.drop_column("search_document", "trigrams")
    op.drop_column("search_document", "spelled")
