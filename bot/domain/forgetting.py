"""What it means to be forgotten: who is put in the place of somebody, and how long after a revocation all goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonId

FORGOTTEN = PersonId("forgotten")
"""Somebody who was forgotten, and no id of Slack's: one for all, so that nothing tells two of them apart."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """That a person wants to be forgotten."""

    person: PersonId
    takes_words: bool
    """Whether what they asked, answered and shared in channels goes too; without a name it stays otherwise."""
    asked_at: datetime
    erased_at: datetime | None = None
    """Since when nothing is left of them, but for this and the message that tells them so."""


class Said(StrEnum):
    """What people say where others read it, in the order in which it is let go of."""

    QUESTION = "question"
    ANSWER = "answer"
    TIP = "tip"
    COMMENT = "comment"
    RUN_ANSWER = "run_answer"
