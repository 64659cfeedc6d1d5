"""How titles are spelled is kept beside them.

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op

from bot.domain.search import analysis

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
SOME = sa.text("SELECT id, title FROM search_document WHERE id > :after ORDER BY id LIMIT :many")
SPELLED = sa.text("UPDATE search_document SET spelled = :spelled, trigrams = :trigrams WHERE id = :document")


def upgrade() -> None:
    """As the program that migrates spells them: whoever spells differently writes the index anew."""
    op.add_column("search_document", sa.Column("spelled", sa.Text(), server_default="", nullable=False))
    op.add_column("search_document", sa.Column("trigrams", sa.Integer(), server_default="0", nullable=False))
    last = 0
    while some := op.get_bind().execute(SOME, {"after": last, "many": AT_ONCE}).all():
        told = [{"document": row.id, **analysis.spelling(row.title)._asdict()} for row in some]
        op.get_bind().execute(SPELLED, told)
        last = some[-1].id


def downgrade() -> None:
    op.drop_column("search_document", "trigrams")
    op.drop_column("search_document", "spelled")
