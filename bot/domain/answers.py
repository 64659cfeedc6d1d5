"""What people answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.marks import About, Item

TEXT_LIMIT = 3000


class Source(StrEnum):
    """How an answer came to be."""

    BUTTON = "button"
    THREAD = "thread"
    DIRECT = "direct"
    """Written under an invitation, in the direct message with the app."""
    SAVED = "saved"
    """A message that somebody kept as an answer."""
    IMPORTED = "imported"
    """Brought in from the past of the workspace, or from elsewhere."""


IN_PLACE = frozenset({Source.THREAD, Source.SAVED, Source.IMPORTED})
"""Answers whose own message people see; the others are posted by Knowhow with their author's name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands, with what people think of it."""

    id: AnswerId
    question: QuestionId
    author: PersonId
    text: str
    source: Source
    channel: ChannelId | None
    """Where its own message is, with ``ts``; ``None`` for answers given by a button."""
    ts: MessageTs | None
    given_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    useful: int
    """How many people other than the author marked it useful."""
    fresh_at: datetime
    """When it was last written, or said to be still true."""
    outdated_at: datetime | None = None
    """Since when it is marked as outdated."""
    reports: int = 0
    """How many people report it as outdated, and wait for somebody to look."""
    origin: str | None = None
    """Where it was brought in from, by its key there; ``None`` for what was answered here."""

    @property
    def item(self) -> Item:
        """What marks, reports and reviews of it are about."""
        return Item(About.ANSWER, self.id)

    @property
    def is_in_place(self) -> bool:
        """Whether its own message stands where people read it."""
        return self.source in IN_PLACE
