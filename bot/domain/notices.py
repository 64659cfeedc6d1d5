"""What we owe people: an intent that a message exists and shows the present state of something, without words.

One notice is one message: it is posted when first due and updated whenever what it shows has changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import ChannelId, MessageTs, NoticeId, PersonId, WorkspaceId


class Kind(StrEnum):
    """The intents; each has one composer in bot/outbox."""

    QUESTION_CARD = "question_card"
    """The question in its channel, with its true state. About a question."""
    ASKER_STATUS = "asker_status"
    """What happens with a question, told to its asker in one message. About a question."""
    INVITATION = "invitation"
    """The question put to one person. About an invitation."""
    ANSWER_IN_THREAD = "answer_in_thread"
    """An answer under the question's card. About an answer."""
    ANSWER_TO_ASKER = "answer_to_asker"
    """An answer brought to the asker: to a private or anonymous question. About an answer."""
    TIP_CARD = "tip_card"
    """The tip in its channel. About a tip."""
    COMMENT_IN_THREAD = "comment_in_thread"
    """A comment under the tip's card. About a comment."""
    TIP_NOT_POSTED = "tip_not_posted"
    """Why a tip stands nowhere, told to its author. About a tip."""
    COMMENT_NOT_POSTED = "comment_not_posted"
    """Why a comment stands nowhere, told to its author. About a comment."""
    STILL_TRUE = "still_true"
    """An author is asked whether an answer or tip is still true. About a review."""
    HELPED_CHECK = "helped_check"
    """The asker is asked once whether it helped. About a question."""
    NOT_PASSED_ON = "not_passed_on"
    """Why a reply under an invitation went no further. About an invitation."""
    COHORT_CARD = "cohort_card"
    """A cohort in its channel: who set it up, what happens and when. About a cohort."""
    RUN = "run"
    """A prompt put to a cohort in its channel. About a run."""
    RUN_ANSWER_IN_THREAD = "run_answer_in_thread"
    """An answer under a cohort's question. About a run answer."""
    RUN_ANSWER_NOT_POSTED = "run_answer_not_posted"
    """Why an answer to a cohort's question stands nowhere, told to its author. About a run answer."""
    WRAP_UP = "wrap_up"
    """What a cohort's week brought, in its channel. About the week's last run."""
    COHORT_NEWS = "cohort_news"
    """Something that a facilitator has to know of a cohort. About a piece of news."""
    PROMPT_REQUEST = "prompt_request"
    """Somebody who asked anonymously is asked whether a cohort may discuss it. About a prompt request."""
    USAGE = "usage"
    """What Knowhow understands, to somebody who wrote to it. About the digits of that message's timestamp."""
    EXPORT = "export"
    """All that is kept of a person, as a file for them. About nothing else."""
    EXPORT_NOT_SENT = "export_not_sent"
    """Why somebody did not get that file. About nothing else."""
    FORGOTTEN = "forgotten"
    """A person is told that they were forgotten; nothing is kept of it. About nothing else."""
    FIRST_STEPS = "first_steps"
    """What to do first, told to whoever installed the app. About the second in which it was."""
    HOME = "home"
    """A person's App Home. About a page number of it."""


class State(StrEnum):
    """Where a notice is on its way out."""

    DUE = "due"
    SENDING = "sending"
    AMBIGUOUS = "ambiguous"
    """Slack may or may not have done it: our message is looked for before anything is sent again."""
    SETTLED = "settled"
    DROPPED = "dropped"
    """No longer owed when its time came, so nothing was ever posted."""
    REFUSED = "refused"
    """Slack refuses it for good; ``error`` says why."""


UNDER_WAY = frozenset({State.DUE, State.SENDING, State.AMBIGUOUS})
"""States in which something is still to come of it."""
ENDED = (State.SETTLED, State.DROPPED, State.REFUSED)
"""States that last until something changes."""


OF_PEOPLE = frozenset({Kind.HOME, Kind.EXPORT, Kind.EXPORT_NOT_SENT, Kind.FORGOTTEN})
"""What each person has one of."""
SAID_ONCE = (
    Kind.USAGE,
    Kind.TIP_NOT_POSTED,
    Kind.COMMENT_NOT_POSTED,
    Kind.RUN_ANSWER_NOT_POSTED,
    Kind.NOT_PASSED_ON,
    Kind.EXPORT,
    Kind.EXPORT_NOT_SENT,
)
"""What is said once and never changed: nothing asks later what became of it."""
A_MOMENT = timedelta(seconds=2)
"""How long a message waits at most for what it is to tell, so that it tells it at once instead of changing right after:
a card for whom its question is put to, and whatever links to a card for that card.
"""
PLACELESS = frozenset({Kind.HOME, Kind.EXPORT})
"""What is never updated as a message is: Slack does not say where it stands, or there is no such place."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice to be written: the same key is the same message."""

    kind: Kind
    about: int
    recipient: str
    """A channel, or a person for a direct message or a Home."""
    due_at: datetime

    @property
    def key(self) -> str:
        """Unique in its workspace; also found in the metadata of the message in Slack."""
        subject = self.recipient if self.kind in OF_PEOPLE else self.about
        return f"{self.kind.value}:{subject}"


def key_of(kind: Kind, person: PersonId) -> str:
    """The key of what each person has one of."""
    return f"{kind.value}:{person}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as claimed by a dispatcher, or looked up by the message it became."""

    id: NoticeId
    workspace: WorkspaceId
    key: str
    kind: Kind
    about: int
    recipient: str
    state: State
    """For a claim the state it waited in: due or ambiguous."""
    wanted: int
    """Counts the changes to show: what is sent by a claim that counted fewer is sent again."""
    attempts: int
    token: str
    """The claim's own: whoever holds another one may not settle it."""
    first_sent_at: datetime | None
    channel: ChannelId | None
    ts: MessageTs | None
    error: str | None
    request: str
    """The id under which the log knows the delivery, or step, whose change it shows; the first of several."""
    free_at: datetime | None = None
    """When its channel is free, where it was claimed a moment before."""
