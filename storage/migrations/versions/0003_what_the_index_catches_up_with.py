"""What the index has to catch up with: at first everything that was answered so far."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "stale_document",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item", ID, autoincrement=False, nullable=False),
        sa.Column("changes", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_stale_document_workspace")),
        sa.PrimaryKeyConstraint("workspace", "kind", "item", name=op.f("pk_stale_document")),
        comment="What the index has to catch up with; written in the transaction of the change.",
    )
    op.execute(
        "INSERT INTO stale_document (workspace, kind, item) "
        "SELECT DISTINCT workspace, 'question', question FROM answer WHERE deleted_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("stale_document")
