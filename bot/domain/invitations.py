"""A question put to one person, in a wave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.expertise import Standing
from bot.domain.ids import InvitationId, PersonId, QuestionId
from bot.domain.questions import Question
from bot.domain.rules import Rules

PASS_REASON_LIMIT = 300


class State(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ANSWERED = "answered"
    PASSED = "passed"
    EXPIRED = "expired"
    """Its time is over; an answer is welcome all the same while the question is open."""
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"
    """Slack refuses to deliver it."""
    UNSENT = "unsent"
    """No longer needed when it was to be delivered: its person never saw it, and may be invited another time."""


LIVE = frozenset({State.OPEN, State.EXPIRED})
"""Invitations that still take an answer."""
NEVER_SEEN = frozenset({State.UNREACHABLE, State.UNSENT})
"""Invitations that reached nobody, so they were no burden."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person's invitation to one question."""

    id: InvitationId
    question: QuestionId
    person: PersonId
    wave: int
    state: State
    why: tuple[Standing, ...]
    """The evidence at the time of inviting: it tells the person *why you*."""
    suggested_by: PersonId | None
    is_advocate: bool
    pass_reason: str
    invited_at: datetime
    sent_from: datetime
    """When it is delivered: at once, or when the person's quiet hours end."""
    expires_at: datetime

    @property
    def takes_answer(self) -> bool:
        """Whether its person may still answer by it."""
        return self.state in LIVE

    def waits_for_delivery(self, now: datetime) -> bool:
        """Whether its person is still left alone."""
        return self.state is State.OPEN and self.sent_from > now

    @property
    def was_delayed(self) -> bool:
        """Whether it had to wait for the end of its person's quiet hours."""
        return self.sent_from > self.invited_at


def waited_until(invitations: Iterable[Invitation], question: Question, rules: Rules, now: datetime) -> datetime | None:
    """When a question stops waiting for those invited: for its present wave, after the last one for everybody."""
    is_last = question.is_exhausted(rules)
    return wave_deadline(tuple(each for each in invitations if is_last or each.wave == question.wave), now)


def wave_deadline(invitations: tuple[Invitation, ...], now: datetime) -> datetime | None:
    """When a wave is over: when all who could be asked at once had their time.

    People in quiet hours don't hold the wave up unless all its people are; ``None`` when nobody is left to wait for.
    """
    waiting = [each for each in invitations if each.state is State.OPEN]
    reached = [each for each in waiting if each.sent_from <= now] or waiting
    return max((each.expires_at for each in reached), default=None)
