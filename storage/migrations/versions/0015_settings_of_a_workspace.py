"""What a workspace's admins and moderators changed, and who changed what when.

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

from storage import columns
from storage.migrations.policies import keep_apart

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = columns.Moment(timezone=True)


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_setting_workspace")),
        sa.PrimaryKeyConstraint("workspace", "name", name=op.f("pk_setting")),
    )
    op.create_table(
        "setting_change",
        sa.Column("id", columns.Id, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_setting_change_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index("ix_setting_change_latest", "setting_change", ["workspace", "id"], unique=False)
    keep_apart("setting", "setting_change")


def downgrade() -> None:
    op.drop_table("setting_change")
    op.drop_table("setting")
