"""Gathering what messages tell of a question, its answers and a person's Home."""

from collections.abc import Collection

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.ids import ChannelId, InvitationId, PersonId, ReviewId
from bot.domain.invitations import NEVER_SEEN, waited_until
from bot.domain.invitations import State as InvitationState
from bot.domain.notices import Kind, Notice
from bot.domain.questions import Question, State
from bot.domain.rules import Rules
from bot.domain.tips import Tip
from bot.messages import freshness, home
from bot.messages.links import address
from bot.messages.questions import Line, Told, title
from bot.outbox.composed import Gone
from bot.services import items, whereabouts
from bot.services.home import home_places, read_home
from storage.unit_of_work import UnitOfWork


def card_link(uow: UnitOfWork, question: Question) -> str:
    """Where a question's card is; empty while there is none."""
    return address(uow.url, whereabouts.of_card(question))


def answer_link(uow: UnitOfWork, question: Question, answer: Answer) -> str:
    """Where an answer can be read by everybody who sees its question."""
    return address(uow.url, whereabouts.of_answer(uow, question, answer))


def answer_by_form(uow: UnitOfWork, question: Question, author: PersonId) -> Answer | None:
    """The latest answer of a person that has no message of their own, which they could edit in Slack."""
    own = [each for each in uow.answers.of_question(question.id) if each.author == author and each.ts is None]
    return own[-1] if own else None


def told(uow: UnitOfWork, question: Question, rules: Rules, clock: Clock) -> Told:
    """A question with all that its messages tell of it."""
    now = clock.now()
    invitations = tuple(uow.invitations.of_question(question.id))
    waiting = [each for each in invitations if each.state is InvitationState.OPEN]
    asleep = [each for each in waiting if each.waits_for_delivery(now)]
    reached = [each for each in invitations if each.state not in NEVER_SEEN and each not in asleep]
    is_waiting = question.state is State.WAITING
    return Told(
        question=question,
        topics=tuple(topic.label for topic in uow.topics.of_question(question.id)),
        answers=tuple(
            Line(answer, answer_link(uow, question, answer)) for answer in uow.answers.of_question(question.id)
        ),
        invited=len(waiting) - len(asleep),
        invited_in_all=len(reached),
        asked_from=max((each.sent_from for each in asleep), default=None),
        waiting_until=waited_until(invitations, question, rules, now) if is_waiting else None,
        asks_advocates=question.asks_advocates(rules),
        is_exhausted=question.is_exhausted(rules) and not waiting,
        link=card_link(uow, question),
        reaction=rules.reaction,
    )


def review_of(uow: UnitOfWork, id_: ReviewId) -> freshness.Told:
    """A review with all that its message tells of it; raises ``Gone``."""
    review = uow.reviews.get(id_)
    if review is None:
        raise Gone
    found = items.get(uow, review.item)
    if not isinstance(found, Answer | Tip):
        raise Gone
    reports = uow.reviews.reports(review.item)
    if isinstance(found, Tip):
        link = address(uow.url, whereabouts.of_tip(found))
        return freshness.Told(review, found, title="", is_accepted=False, link=link, reports=reports)
    question = uow.questions.get(found.question)
    if question is None:
        raise Gone
    return freshness.Told(
        review,
        found,
        title=title(question),
        is_accepted=question.accepted == found.id,
        link=answer_link(uow, question, found),
        reports=reports,
    )


def places_of(uow: UnitOfWork, notice: Notice, clock: Clock) -> frozenset[ChannelId]:
    """The channels of which a notice tells somebody in person, and which only those may see who are in them."""
    match notice.kind:
        case Kind.HOME:
            return home_places(uow, PersonId(notice.recipient), clock)
        case Kind.INVITATION | Kind.STILL_TRUE if notice.ts is None:
            channel = _channel_of(uow, notice)
            return frozenset({channel}) if channel and uow.places.is_private(channel) else frozenset()
    return frozenset()


def _channel_of(uow: UnitOfWork, notice: Notice) -> ChannelId | None:
    """Where an invitation's question, or what is looked over again, stands."""
    if notice.kind is Kind.INVITATION:
        invitation = uow.invitations.get(InvitationId(notice.about))
        asked = invitation.question if invitation else None
    else:
        review = uow.reviews.get(ReviewId(notice.about))
        found = items.get(uow, review.item) if review else None
        if isinstance(found, Tip):
            return found.channel
        asked = found.question if isinstance(found, Answer) else None
    question = uow.questions.get(asked) if asked else None
    return question.channel if question else None


def home_of(
    uow: UnitOfWork, person: PersonId, page: int, rules: Rules, clock: Clock, unseen: Collection[ChannelId]
) -> home.Shown:
    """What a person's App Home shows, with nothing of the channels that they are not in."""
    found = read_home(uow, person, page, rules, clock, unseen)
    questions = [*(each.question for each in found.waiting), *found.asked, *found.unanswered]
    return home.Shown(
        is_new=found.is_new,
        is_moderator=found.is_moderator,
        has_belongings=found.has_belongings,
        waiting=[(each.invitation.id, each.question) for each in found.waiting],
        waiting_count=found.waiting_count,
        asked=found.asked,
        asked_count=found.asked_count,
        topics=[topic.label for topic in found.topics],
        cohorts=found.cohorts,
        url=uow.url,
        unanswered=found.unanswered,
        unanswered_count=found.unanswered_count,
        links={each.id: card_link(uow, each) for each in questions},
        page=found.page,
        pages=found.pages,
        language=rules.date_language,
    )
