"""What becomes of each column that holds a person when that person is forgotten: a test finds the one left out."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Column

from storage import schema


class Fate(Enum):
    """What becomes of a row."""

    DELETED = "deleted"
    """It is about the person, and goes."""
    NAMELESS = "nameless"
    """It stays, with somebody who was forgotten in the person's place."""
    CLEARED = "cleared"
    """It stays, and names nobody."""


FATES: Mapping[Column[Any], Fate] = {
    schema.notice.c.recipient: Fate.DELETED,
    schema.pace.c.lane: Fate.DELETED,
    schema.review.c.author: Fate.DELETED,
    schema.review.c.decided_by: Fate.CLEARED,
    schema.report.c.person: Fate.DELETED,
    schema.mark.c.person: Fate.DELETED,
    schema.reaction.c.person: Fate.DELETED,
    schema.deflection.c.person: Fate.DELETED,
    schema.invitation.c.person: Fate.DELETED,
    schema.invitation.c.suggested_by: Fate.CLEARED,
    schema.cohort_news.c.person: Fate.DELETED,
    schema.prompt_request.c.asked_by: Fate.NAMELESS,
    schema.question.c.asker: Fate.NAMELESS,
    schema.question.c.first: Fate.CLEARED,
    schema.answer.c.author: Fate.NAMELESS,
    schema.tip.c.author: Fate.NAMELESS,
    schema.comment.c.author: Fate.NAMELESS,
    schema.run_answer.c.author: Fate.NAMELESS,
    schema.cohort.c.created_by: Fate.NAMELESS,
    schema.cohort_facilitator.c.person: Fate.DELETED,
    schema.cohort_member.c.person: Fate.DELETED,
    schema.prompt_set.c.created_by: Fate.CLEARED,
    schema.prompt.c.added_by: Fate.CLEARED,
    schema.setting_change.c.by: Fate.NAMELESS,
    schema.evidence.c.person: Fate.DELETED,
    schema.practice.c.person: Fate.DELETED,
    schema.stale_person.c.person: Fate.DELETED,
    schema.hidden_topic.c.person: Fate.DELETED,
    schema.activity.c.person: Fate.DELETED,
    schema.search_shelf.c.channel: Fate.DELETED,
    schema.person.c.id: Fate.DELETED,
}
"""In the order in which it is done."""
