"""An index of the channels of which only the id is known, as they are looked for in all workspaces at once."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    nameless = sa.text("name = ''")
    op.create_index("ix_place_nameless", "place", ["workspace"], sqlite_where=nameless, postgresql_where=nameless)


def downgrade() -> None:
    op.drop_index("ix_place_nameless", table_name="place")
