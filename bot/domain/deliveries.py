"""What Slack delivered, by a key that a second delivery of the same carries too."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import WorkspaceId


@dataclass(frozen=True, slots=True)
class Delivery:
    """The key of one delivery in its workspace."""

    workspace: WorkspaceId
    key: str
    at: datetime
    """When it reached us."""
