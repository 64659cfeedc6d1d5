"""What people share without being asked."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import ChannelId, MessageTs, PersonId, TipId

TEXT_LIMITS = (10, 3000)


@dataclass(frozen=True, slots=True)
class Draft:
    """A tip as its author wrote it."""

    author: PersonId
    text: str
    link: str
    """A web address, or blank. It is shown and never fetched."""
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip as it stands, with what people think of it."""

    id: TipId
    author: PersonId
    text: str
    link: str
    channel: ChannelId
    shared_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    useful: int
    """How many people other than the author marked it useful."""
    card_ts: MessageTs | None = None
