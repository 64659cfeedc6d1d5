"""Cohorts: who learns together, what they discuss and when, and what they said."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = columns.Moment(timezone=True)
IS_DUE = sa.text("next_at IS NOT NULL")
IS_SHARED = sa.text("cohort IS NULL")


def upgrade() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("free_days", sa.JSON(), nullable=False),
        sa.Column("order", sa.String(length=16), nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_cohort_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_cohort_workspace_id")),
        sa.UniqueConstraint("workspace", "slug", name=op.f("uq_cohort_workspace_slug")),
        comment="days has a bit for each weekday, Monday the lowest; next_at is when next_day's question is due.",
    )
    op.create_index("ix_cohort_channel", "cohort", ["workspace", "channel"], unique=False)
    op.create_index("ix_cohort_due", "cohort", ["next_at"], unique=False, sqlite_where=IS_DUE, postgresql_where=IS_DUE)
    op.create_table(
        "cohort_facilitator",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"],
            ["cohort.workspace", "cohort.id"],
            name=op.f("fk_cohort_facilitator_workspace_cohort"),
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_cohort_facilitator_workspace")),
        sa.PrimaryKeyConstraint("workspace", "cohort", "person", name=op.f("pk_cohort_facilitator")),
    )
    op.create_index(
        "ix_cohort_facilitator_person", "cohort_facilitator", ["workspace", "person", "cohort"], unique=False
    )
    op.create_table(
        "cohort_member",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_cohort_member_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_cohort_member_workspace")),
        sa.PrimaryKeyConstraint("workspace", "cohort", "person", name=op.f("pk_cohort_member")),
    )
    op.create_index("ix_cohort_member_person", "cohort_member", ["workspace", "person", "cohort"], unique=False)
    op.create_table(
        "cohort_news",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_cohort_news_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_cohort_news_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_news")),
        sa.UniqueConstraint(
            "workspace", "cohort", "person", "key", name=op.f("uq_cohort_news_workspace_cohort_person_key")
        ),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_cohort_news_workspace_id")),
        comment="What facilitators were told; the same key is told once.",
    )
    op.create_table(
        "plan_change",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_skipped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("prompt", ID, nullable=True),
        sa.Column("said", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_plan_change_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_plan_change_workspace")),
        sa.PrimaryKeyConstraint("workspace", "cohort", "day", name=op.f("pk_plan_change")),
        comment="What facilitators want otherwise on one date: another prompt, other words, or nothing.",
    )
    op.create_table(
        "prompt_request",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("question", ID, nullable=False),
        sa.Column("cohort", ID, nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_prompt_request_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "question"],
            ["question.workspace", "question.id"],
            name=op.f("fk_prompt_request_workspace_question"),
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_prompt_request_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_request")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_prompt_request_workspace_id")),
        sa.UniqueConstraint(
            "workspace", "question", "cohort", name=op.f("uq_prompt_request_workspace_question_cohort")
        ),
        comment="Whether a question that was asked anonymously may be discussed in a cohort.",
    )
    op.create_table(
        "prompt_set",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("cohort", ID, nullable=True),
        sa.Column("created_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_prompt_set_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_prompt_set_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_set")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_prompt_set_workspace_id")),
        comment="Of the workspace, or of the one cohort it names.",
    )
    op.create_index("ix_prompt_set_cohort", "prompt_set", ["workspace", "cohort"], unique=True)
    op.create_index(
        "ix_prompt_set_name",
        "prompt_set",
        ["workspace", "slug"],
        unique=True,
        sqlite_where=IS_SHARED,
        postgresql_where=IS_SHARED,
    )
    op.create_table(
        "run",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prompt", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lesson_title", sa.Text(), server_default="", nullable=False),
        sa.Column("lesson_link", sa.Text(), server_default="", nullable=False),
        sa.Column("theme", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("card_ts", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_run_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_run_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("workspace", "cohort", "slot", name=op.f("uq_run_workspace_cohort_slot")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_run_workspace_id")),
        comment="Each posting of a prompt, with the words it had then.",
    )
    op.create_index("ix_run_card", "run", ["workspace", "channel", "card_ts"], unique=True)
    op.create_index("ix_run_cohort", "run", ["workspace", "cohort", "state", "number"], unique=False)
    op.create_table(
        "cohort_set",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, autoincrement=False, nullable=False),
        sa.Column("prompt_set", ID, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_cohort_set_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "prompt_set"],
            ["prompt_set.workspace", "prompt_set.id"],
            name=op.f("fk_cohort_set_workspace_prompt_set"),
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_cohort_set_workspace")),
        sa.PrimaryKeyConstraint("workspace", "cohort", "prompt_set", name=op.f("pk_cohort_set")),
        comment="Where a cohort's prompts come from, besides its own set, in order.",
    )
    op.create_index("ix_cohort_set_set", "cohort_set", ["workspace", "prompt_set"], unique=False)
    op.create_table(
        "prompt",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("prompt_set", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lesson_title", sa.Text(), server_default="", nullable=False),
        sa.Column("lesson_link", sa.Text(), server_default="", nullable=False),
        sa.Column("theme", sa.String(length=16), nullable=True),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "prompt_set"],
            ["prompt_set.workspace", "prompt_set.id"],
            name=op.f("fk_prompt_workspace_prompt_set"),
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_prompt_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_prompt_workspace_id")),
    )
    op.create_index("ix_prompt_place", "prompt", ["workspace", "prompt_set", "place"], unique=False)
    op.create_table(
        "run_answer",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("run", ID, nullable=False),
        sa.Column("author", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("ts", sa.String(length=32), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("useful", sa.Integer(), server_default="0", nullable=False),
        sa.Column("highlighted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "run"], ["run.workspace", "run.id"], name=op.f("fk_run_answer_workspace_run")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_run_answer_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_answer")),
        sa.UniqueConstraint("workspace", "channel", "ts", name=op.f("uq_run_answer_workspace_channel_ts")),
        sa.UniqueConstraint("workspace", "id", name=op.f("uq_run_answer_workspace_id")),
    )
    op.create_index("ix_run_answer_run", "run_answer", ["workspace", "run", "id"], unique=False)
    op.create_table(
        "retired_prompt",
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("cohort", ID, autoincrement=False, nullable=False),
        sa.Column("prompt", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "cohort"], ["cohort.workspace", "cohort.id"], name=op.f("fk_retired_prompt_workspace_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["workspace", "prompt"], ["prompt.workspace", "prompt.id"], name=op.f("fk_retired_prompt_workspace_prompt")
        ),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_retired_prompt_workspace")),
        sa.PrimaryKeyConstraint("workspace", "cohort", "prompt", name=op.f("pk_retired_prompt")),
        comment="What comes no more in one cohort, whatever set it is from.",
    )


def downgrade() -> None:
    op.drop_table("retired_prompt")
    op.drop_table("run_answer")
    op.drop_table("prompt")
    op.drop_table("cohort_set")
    op.drop_table("run")
    op.drop_table("prompt_set")
    op.drop_table("prompt_request")
    op.drop_table("plan_change")
    op.drop_table("cohort_news")
    op.drop_table("cohort_member")
    op.drop_table("cohort_facilitator")
    op.drop_table("cohort")
