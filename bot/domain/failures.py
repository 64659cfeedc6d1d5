"""What Slack delivered and we could not do, kept until somebody looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A delivered event whose handler failed each time."""

    key: str
    """Of the delivery."""
    kind: str
    """Slack's type of the event."""
    body: Mapping[str, Any]
    """As Slack delivered it."""
    error: str
    """The last failure, by its type alone: what it says may hold people's words."""
    attempts: int
    first_at: datetime
    last_at: datetime
