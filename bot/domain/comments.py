"""What people add to a tip: their take on it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, CommentId, MessageTs, PersonId, TipId

TEXT_LIMIT = 3000


class Source(StrEnum):
    """How a comment came to be."""

    BUTTON = "button"
    """Posted by Knowhow under the tip's card, with its author's name."""
    THREAD = "thread"
    """Its author's own message, where people see it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it stands."""

    id: CommentId
    tip: TipId
    author: PersonId
    text: str
    source: Source
    channel: ChannelId | None
    """Where its own message is, with ``ts``; ``None`` for what was written in the form."""
    ts: MessageTs | None
    given_at: datetime
    edited_at: datetime | None
    is_deleted: bool
