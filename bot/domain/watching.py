"""What an operator watches: what is on its way, what is late, what failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """How things stand in all workspaces; no more than counts and moments."""

    notices: Mapping[str, int]
    """Overdue, sending, ambiguous."""
    next_due: Mapping[str, datetime | None]
    """Since or from when the next notice, question and cohort is due."""
    failed_events: int
    index_behind: int
    workspaces: Mapping[str, int]
    """Active and revoked."""
