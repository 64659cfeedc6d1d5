"""What can become of a claimed notice."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.ids import ChannelId, MessageTs
from bot.outbox.composed import NotOwed
from bot.slack.outcomes import Outcome

SOON = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """What ended unclearly had been sent; it shows what was so back then."""

    channel: ChannelId
    ts: MessageTs


@dataclass(frozen=True, slots=True)
class Later:
    """It can't be told or sent yet; that is nobody's failure."""

    after: timedelta
    reason: str


Step = Outcome | Found | Later | NotOwed
"""What became of a claimed notice."""
