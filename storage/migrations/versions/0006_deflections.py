"""Questions that were not asked, because an answer or a tip was found first."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = columns.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deflection",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_deflection_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deflection")),
        comment="Questions that were not asked because an answer or a tip was found; about says which, item is its id.",
    )
    op.create_index("ix_deflection_person", "deflection", ["workspace", "person", "at"])
    op.create_index("ix_deflection_at", "deflection", ["workspace", "at"])


def downgrade() -> None:
    """What was found useful that way is useful still: it counts as said by the button from now on."""
    op.drop_table("deflection")
    same = "other.workspace = mark.workspace AND other.about = mark.about AND other.item = mark.item"
    op.execute(
        "DELETE FROM mark WHERE source = 'deflection' AND EXISTS (SELECT 1 FROM mark AS other "  # noqa: S608 - our own words
        f"WHERE {same} AND other.person = mark.person AND other.kind = mark.kind AND other.source = 'button')"
    )
    op.execute("UPDATE mark SET source = 'button' WHERE source = 'deflection'")
