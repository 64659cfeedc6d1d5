"""Workspaces kept apart by the database.

Revision: 0014, after 0013
"""

from storage.migrations.policies import keep_apart, let_meet

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = (
    "activity",
    "answer",
    "cohort",
    "cohort_facilitator",
    "cohort_member",
    "cohort_news",
    "cohort_set",
    "comment",
    "deflection",
    "delivery",
    "evidence",
    "failed_event",
    "hidden_topic",
    "invitation",
    "mark",
    "notice",
    "pace",
    "person",
    "place",
    "plan_change",
    "practice",
    "prompt",
    "prompt_request",
    "prompt_set",
    "question",
    "question_topic",
    "ranking",
    "reaction",
    "report",
    "retired_prompt",
    "review",
    "run",
    "run_answer",
    "search_document",
    "search_shelf",
    "search_word",
    "stale_document",
    "stale_person",
    "tip",
    "tip_topic",
    "topic",
    "topic_alias",
)
"""All but search_posting, whose rows are numbers alone and belong to the words and documents they number, and what Bolt
keeps of installations, which may be of a whole organisation."""


def upgrade() -> None:
    keep_apart("workspace", column="id")
    keep_apart(*TABLES)


def downgrade() -> None:
    let_meet(*TABLES, "workspace")
