"""What facilitators have to know of their cohort."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.ids import CohortId, NewsId, PersonId


class What(StrEnum):
    """The kinds of news."""

    MISSED = "missed"
    """Days on which nothing could be posted in time: ``days``."""
    RUNNING_LOW = "running_low"
    """Nothing is left for a date that is near: ``day``."""
    EMPTY = "empty"
    """Nothing was left today: ``day``."""
    STOPPED = "stopped"
    """It paused itself: ``error``, Slack's reason."""
    AGREED = "agreed"
    """Who asked anonymously agrees that their question is discussed: ``text``."""
    DECLINED = "declined"
    """Who asked anonymously would rather not: ``text``."""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news for one person."""

    id: NewsId
    cohort: CohortId
    person: PersonId
    what: What
    details: Mapping[str, Any]
    at: datetime
