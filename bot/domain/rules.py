"""The numbers an administrator may set, as one value that is passed to the rules that need them."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.cadence import QuietHours

USEFUL = frozenset({"+1", "bulb", "heart", "raised_hands", "100"})
ACCEPTED = frozenset({"white_check_mark"})


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
    keep_questions: timedelta | None = None
    """How long a settled question is kept in which nothing happens any more; ``None`` keeps it for ever."""
    keep_activity: timedelta = timedelta(days=730)
    """How long is kept what people did and when, and what they found before they asked."""
    keep_logs: timedelta = timedelta(days=30)
    """How long is kept what was delivered, what failed, and what was told once."""
    purge_after: timedelta = timedelta(days=30)
    """How long after the app was removed from a workspace all of it is erased."""
    useful_emoji: frozenset[str] = USEFUL
    accept_emoji: frozenset[str] = ACCEPTED
    moderators: frozenset[str] = frozenset()
    """People who moderate besides the workspace's admins, by Slack user id."""
