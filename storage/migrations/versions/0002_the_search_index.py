"""The search index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_shelf",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_search_shelf_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_shelf")),
        sa.UniqueConstraint("workspace", "channel", name=op.f("uq_search_shelf_workspace_channel")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_search_shelf_workspace_id")),
        comment="What the same people may see: a private place's documents (its id), or what all may see (empty).",
    )
    op.create_table(
        "search_document",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("shelf", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("item", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_search_document_workspace")),
        sa.ForeignKeyConstraint(
            ["workspace", "shelf"],
            ["search_shelf.workspace", "search_shelf.id"],
            name=op.f("fk_search_document_workspace_shelf"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("workspace", "kind", "item", name=op.f("uq_search_document_workspace_kind_item")),
    )
    op.create_table(
        "search_word",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("shelf", ID, nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_search_word_workspace")),
        sa.ForeignKeyConstraint(
            ["workspace", "shelf"],
            ["search_shelf.workspace", "search_shelf.id"],
            name=op.f("fk_search_word_workspace_shelf"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("workspace", "shelf", "word", name=op.f("uq_search_word_workspace_shelf_word")),
    )
    op.create_table(
        "search_posting",
        sa.Column("word", ID, autoincrement=False, nullable=False),
        sa.Column("impact", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("document", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("word", "impact", "document", name=op.f("pk_search_posting")),
        comment="Which documents have a word, read best first. By far the longest table: its workspace is its word's.",
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("search_posting")
    op.drop_table("search_word")
    op.drop_table("search_document")
    op.drop_table("search_shelf")
