"""What an administrator may set, as one value that is passed to the rules that need them."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.cadence import QuietHours
from bot.domain.ids import ChannelId

USEFUL = frozenset({"+1", "bulb", "heart", "raised_hands", "100"})
ACCEPTED = frozenset({"white_check_mark"})
ENGLISH = "en_GB"
"""The language of dates unless a workspace chooses another."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How long Knowhow waits and how many it asks, with the documented defaults."""

    answer_within: timedelta = timedelta(hours=4)
    """How much of an invitee's day time an invitation waits before the next wave."""
    nudge_after: timedelta = timedelta(days=1)
    """How long after the first answer the asker is asked whether it helped."""
    close_after: timedelta = timedelta(days=14)
    """How many quiet days close a question."""
    wave_size: int = 2
    waves: int = 3
    weekly_cap: int = 3
    """Invitations a person gets in seven days unless the person chose another number."""
    quiet_hours: QuietHours = QuietHours()
    still_true_after: timedelta = timedelta(days=365)
    """How old something useful gets before its author is asked whether it is still true."""
    post_within: timedelta = timedelta(hours=4)
    """How late a cohort's question may still be posted; after that its day is left out."""
    purge_after: timedelta = timedelta(days=30)
    """How long after the app was removed from a workspace all of it is erased."""
    useful_emoji: frozenset[str] = USEFUL
    accept_emoji: frozenset[str] = ACCEPTED
    moderators: frozenset[str] = frozenset()
    """People who moderate besides the workspace's admins, by Slack user id."""
    question_channel: ChannelId | None = None
    """Where a question is posted unless its asker chooses otherwise or asks from a channel."""
    date_language: str = ENGLISH
    """In which language and order dates are written, as a locale of the CLDR."""
    keep_questions: timedelta | None = None
    """How long closed questions are kept; ``None`` for ever."""
    keep_activity: timedelta | None = timedelta(days=730)
    """How long it is kept who did what when; ``None`` for ever."""
    keep_logs: timedelta | None = timedelta(days=30)
    """How long deliveries, failed events and messages that are done with are kept; ``None`` for ever."""

    @property
    def reaction(self) -> str:
        """The emoji by which people are told to say that something is useful: 👍 where it does."""
        return "+1" if "+1" in self.useful_emoji else min(self.useful_emoji, default="+1")
