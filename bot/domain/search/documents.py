"""What can be found, and how it is found."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ChannelId


class Kind(StrEnum):
    """What a document is."""

    QUESTION = "question"
    TIP = "tip"


@dataclass(frozen=True, slots=True)
class Document:
    """A question with its answers, or a tip."""

    kind: Kind
    item: int
    """The question's or tip's own id."""
    title: str
    """The question in short; of a text without a title its headline (see :func:`analysis.headline`)."""
    body: str = ""
    answers: str = ""
    topics: tuple[str, ...] = ()
    """Slugs."""
    channel: ChannelId | None = None
    """The private place whose members alone may see it; ``None`` for what all members may see.

    What one person alone may see, such as a question to the experts only, stands in a place of the person's own id.
    """


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found."""

    kind: Kind
    item: int
    score: float
    """About 0 to 5; the same on both engines, and comparable between queries: it is relative to the best possible."""
    title: str
    matched: frozenset[str]
    """The terms found, for snippets and explanations."""
