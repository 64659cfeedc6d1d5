"""A question's life: its states, who may do what with it, and what comes next.

``waiting`` (nobody answered) → ``answered`` → ``accepted``; the asker may withdraw or reopen it, quiet weeks close it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.rules import Rules

TEXT_LIMITS = (10, 300)
DETAILS_LIMIT = 3000


class State(StrEnum):
    """Where a question stands, as its card shows it."""

    WAITING = "waiting"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


OPEN = frozenset({State.WAITING, State.ANSWERED})
"""States in which answers are still looked for."""
SETTLED = (State.ACCEPTED, State.WITHDRAWN, State.CLOSED)
"""States that last until somebody does something about them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as its asker wrote it."""

    asker: PersonId
    text: str
    details: str = ""
    is_anonymous: bool = False
    channel: ChannelId | None = None
    """``None`` asks only the experts."""
    first: PersonId | None = None
    """The person whom the asker wants to be invited first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands."""

    id: QuestionId
    asker: PersonId
    text: str
    details: str
    is_anonymous: bool
    channel: ChannelId | None
    first: PersonId | None
    state: State
    wave: int
    """Waves begun: 0 before the first; more than the rules' ``waves`` means the advocates were asked."""
    extra_waves: int
    """Waves granted because the asker is still stuck."""
    asked_at: datetime
    active_at: datetime
    """The last time anybody did something about it."""
    due_at: datetime | None
    """When its next step is due: a wave, the question whether it helped, closing."""
    first_answer_at: datetime | None
    nudged_at: datetime | None
    accepted: AnswerId | None
    card_ts: MessageTs | None
    card_trouble: str | None
    """Slack's lasting reason why the card could not be posted."""
    origin: str | None = None
    """Where it was brought in from, by its key there; ``None`` for what was asked here."""

    @property
    def is_open(self) -> bool:
        """Whether answers are still looked for."""
        return self.state in OPEN

    @property
    def is_private(self) -> bool:
        """Whether only the asker and those invited see it; what was brought in without a channel is for all."""
        return self.channel is None and self.origin is None

    @property
    def waits_for_card(self) -> bool:
        """Whether its card is still to come, to which the other messages about it will link."""
        is_in_channel = self.channel is not None and self.origin is None
        return is_in_channel and self.card_ts is None and self.card_trouble is None

    def waves_allowed(self, rules: Rules) -> int:
        """How many waves may begin before the advocates are asked."""
        return rules.waves + self.extra_waves

    def asks_advocates(self, rules: Rules) -> bool:
        """Whether its latest wave went to the advocates."""
        return self.wave == self.waves_allowed(rules) + 1

    def is_exhausted(self, rules: Rules) -> bool:
        """Whether everybody who could be asked was asked: it stands on the list of unanswered questions."""
        return self.state is State.WAITING and self.wave > self.waves_allowed(rules)


def state_with(*, has_answers: bool, is_accepted: bool) -> State:
    """The state of a question that is neither withdrawn nor closed."""
    if is_accepted:
        return State.ACCEPTED
    return State.ANSWERED if has_answers else State.WAITING


def next_due(question: Question, rules: Rules) -> datetime | None:
    """When an answered or exhausted question wants attention: the nudge, then closing; ``None`` when it is over."""
    if question.state is State.ANSWERED and question.first_answer_at and question.nudged_at is None:
        return question.first_answer_at + rules.nudge_after
    return question.active_at + rules.close_after if question.is_open else None
