"""The tables. Every row belongs to a workspace, and every key and index begins with it, but for installations."""

from storage.schema.base import metadata
from storage.schema.cohorts import (
    cohort,
    cohort_facilitator,
    cohort_member,
    cohort_news,
    cohort_set,
    plan_change,
    prompt,
    prompt_request,
    prompt_set,
    retired_prompt,
    run,
    run_answer,
)
from storage.schema.erasure import forgetting, wiping
from storage.schema.expertise import evidence, practice, ranking, stale_person
from storage.schema.installations import organisation, slack_bots, slack_oauth_states
from storage.schema.opinions import deflection, mark, reaction, report, review
from storage.schema.outgoing import activity, delivery, failed_event, notice, pace
from storage.schema.places import hidden_topic, person, place, topic, topic_alias, workspace
from storage.schema.questions import answer, invitation, question, question_topic
from storage.schema.search import search_document, search_posting, search_shelf, search_word, stale_document
from storage.schema.settings import setting, setting_change
from storage.schema.tips import comment, tip, tip_topic

__all__ = [
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
    "forgetting",
    "hidden_topic",
    "invitation",
    "mark",
    "metadata",
    "notice",
    "organisation",
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
    "search_posting",
    "search_shelf",
    "search_word",
    "setting",
    "setting_change",
    "slack_bots",
    "slack_oauth_states",
    "stale_document",
    "stale_person",
    "tip",
    "tip_topic",
    "topic",
    "topic_alias",
    "wiping",
    "workspace",
]
