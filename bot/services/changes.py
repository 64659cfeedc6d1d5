"""What every change to a question or a tip entails: who is shown the new state, and what is remembered of it."""

from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.expertise import Kind as Expertise
from bot.domain.ids import AnswerId, PersonId, QuestionId
from bot.domain.invitations import LIVE
from bot.domain.invitations import State as InvitationState
from bot.domain.marks import About, Item
from bot.domain.marks import Kind as Mark
from bot.domain.notices import Kind, Owed
from bot.domain.questions import Question
from bot.domain.refusals import Reason, Refused
from bot.domain.rules import Rules
from bot.domain.runs import RunAnswer
from bot.domain.tips import Tip
from storage.unit_of_work import UnitOfWork

HELPERS_SHOWN = 200
"""Advocates whose Homes follow at once; Slack publishes some hundred a minute."""


def question_of(uow: UnitOfWork, question: QuestionId) -> Question:
    """A question, kept from other replicas until the change is committed; raises ``Refused`` when unknown."""
    found = uow.questions.lock(question)
    if found is None:
        raise Refused(Reason.UNKNOWN_QUESTION)
    return found


def show_question(uow: UnitOfWork, question: Question, now: datetime) -> None:
    """Have the card, the asker's status message and the asker's Home show the present state."""
    uow.notices.refresh(Kind.QUESTION_CARD, question.id, now)
    show_asker(uow, question, now)


def show_asker(uow: UnitOfWork, question: Question, now: datetime) -> None:
    """Have what its asker sees of a question show the present state, and where its card stands.

    A status message that was not sent yet waits for a card that is to come, a moment at most.
    Who asked it elsewhere or long ago, before it was brought in, is told nothing of it.
    """
    uow.notices.refresh(Kind.HELPED_CHECK, question.id, now)
    if question.waits_for_card:
        uow.notices.refresh(Kind.ASKER_STATUS, question.id, now)
    elif question.origin is None:
        uow.notices.owe(Owed(Kind.ASKER_STATUS, question.id, question.asker, now))
    uow.notices.refresh_home(question.asker, now)


def show_helpers(uow: UnitOfWork, question: Question, rules: Rules, now: datetime) -> None:
    """Have the Homes of those who help when nobody else does show whether a question needs them."""
    if question.asks_advocates(rules) and not question.is_private:
        uow.notices.refresh_homes([person.id for person in uow.people.advocates(HELPERS_SHOWN)], now)


def show_lines(uow: UnitOfWork, question: QuestionId, now: datetime) -> None:
    """Have the messages that list a question's answers to its asker show them as they are."""
    uow.notices.refresh(Kind.HELPED_CHECK, question, now)
    uow.notices.refresh(Kind.ASKER_STATUS, question, now)


def show_answer(uow: UnitOfWork, answer: Answer, now: datetime) -> None:
    """Have the messages that carry an answer show its present state."""
    uow.notices.refresh(Kind.ANSWER_IN_THREAD, answer.id, now)
    uow.notices.refresh(Kind.ANSWER_TO_ASKER, answer.id, now)


def show_tip(uow: UnitOfWork, tip: Tip, now: datetime) -> None:
    """Have a tip's card show its present state."""
    uow.notices.refresh(Kind.TIP_CARD, tip.id, now)


def show_run_answer(uow: UnitOfWork, answer: RunAnswer, now: datetime) -> None:
    """Have the message that carries an answer in a cohort show its present state."""
    uow.notices.refresh(Kind.RUN_ANSWER_IN_THREAD, answer.id, now)


def show_invitations(uow: UnitOfWork, question: QuestionId, now: datetime) -> None:
    """Have the invitations to a question show its present state, and the Homes on which they stand."""
    for invitation in uow.invitations.of_question(question):
        uow.notices.refresh(Kind.INVITATION, invitation.id, now)
        uow.notices.refresh_home(invitation.person, now)


def end_invitations(uow: UnitOfWork, question: QuestionId, now: datetime) -> None:
    """Withdraw what is still asked of people: their messages say so and lose their buttons."""
    for invitation in uow.invitations.of_question(question):
        is_unsent = invitation.waits_for_delivery(now)
        ended = InvitationState.UNSENT if is_unsent else InvitationState.WITHDRAWN
        uow.invitations.change(invitation.id, only_if=LIVE, state=ended)
    show_invitations(uow, question, now)


def expire_invitations(uow: UnitOfWork, question: QuestionId, now: datetime) -> None:
    """Wait no longer for those who saw the question so far; their answers are welcome, again or still."""
    seen = {InvitationState.OPEN, InvitationState.WITHDRAWN}
    for invitation in uow.invitations.of_question(question):
        if not invitation.waits_for_delivery(now):
            uow.invitations.change(invitation.id, only_if=seen, state=InvitationState.EXPIRED)
    show_invitations(uow, question, now)


def is_moderator(uow: UnitOfWork, person: PersonId, moderators: frozenset[str]) -> bool:
    """Whether a person may look after other people's questions: an admin of the workspace, or one named for it."""
    return person in moderators or is_admin(uow, person)


def is_admin(uow: UnitOfWork, person: PersonId) -> bool:
    """Whether a person administers the workspace, as far as Slack said."""
    return uow.people.get(person).profile.is_admin


def is_private_matter(uow: UnitOfWork, question: Question) -> bool:
    """Whether what is said about a question may not be seen, or hinted at, outside its circle."""
    return uow.places.is_private(question.channel) if question.channel else question.is_private


def unaccept(uow: UnitOfWork, answer: AnswerId, now: datetime) -> None:
    """Take an acceptance back, with the evidence that it gave."""
    uow.marks.take_back(Item(About.ANSWER, answer), None, Mark.ACCEPTED)
    uow.evidence.retract(f"answer:{answer}", Expertise.ACCEPTED)
    found = uow.answers.get(answer)
    if found is not None:
        show_answer(uow, found, now)
