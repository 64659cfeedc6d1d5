"""One composer per notice: what is owed now, in words, from the state as it is now."""

from collections.abc import Callable, Collection, Mapping

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.comments import Comment
from bot.domain.freshness import Verdict
from bot.domain.ids import AnswerId, ChannelId, CommentId, InvitationId, PersonId, QuestionId, ReviewId, TipId
from bot.domain.invitations import Invitation
from bot.domain.invitations import State as InvitationState
from bot.domain.notices import Kind, Notice
from bot.domain.notices import State as NoticeState
from bot.domain.questions import Question, State
from bot.domain.tips import Tip
from bot.messages import answers, comments, freshness, home, invitations, my_data, questions, tips, usage, welcome
from bot.outbox import cohort_composers as cohorts
from bot.outbox import telling
from bot.outbox.composed import AskFirst, Composed, Gone, Home, NotOwed, NotYet, Post
from bot.services.rules import WorkspaceRules
from storage.unit_of_work import UnitOfWork

Composer = Callable[[UnitOfWork, Notice, WorkspaceRules, Clock], Composed]


def compose(
    uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock, unseen: Collection[ChannelId] | None = None
) -> Composed | AskFirst:
    """Say what a notice's message should be now, or of which channels one has to ask first.

    Nothing is owed about what was erased. ``unseen`` are those channels that the recipient is not in: nothing is told
    of them.
    """
    if unseen is None and (places := telling.places_of(uow, notice, clock)):
        return AskFirst(places)
    if notice.kind is Kind.HOME:
        person = PersonId(notice.recipient)
        return Home(home.view(telling.home_of(uow, person, notice.about, rules.of(uow), clock, unseen or ())))
    if unseen:
        return NotOwed()
    try:
        return COMPOSERS[notice.kind](uow, notice, rules, clock)
    except Gone:
        return NotOwed()


def _card(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock) -> Composed:
    question = _question(uow, QuestionId(notice.about))
    if notice.ts is None and question.state is State.WITHDRAWN:
        return NotOwed()
    return Post(questions.card(telling.told(uow, question, rules.of(uow), clock)))


def _status(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock) -> Composed:
    question = _question(uow, QuestionId(notice.about))
    return Post(questions.status(telling.told(uow, question, rules.of(uow), clock)))


def _helped_check(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock) -> Composed:
    question = _question(uow, QuestionId(notice.about))
    if notice.ts is None and question.state is not State.ANSWERED:
        return NotOwed()
    return Post(questions.helped_check(telling.told(uow, question, rules.of(uow), clock)))


def _invitation(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, _clock: Clock) -> Composed:
    """Delivered only while it is still needed: nobody is called for what was answered meanwhile."""
    invited = _invited(uow, notice)
    question = _question(uow, invited.question)
    is_wanted = question.state is State.WAITING or (question.is_open and invited.suggested_by is not None)
    if notice.ts is None and not (invited.state is InvitationState.OPEN and is_wanted):
        return NotOwed()
    own = telling.answer_by_form(uow, question, invited.person)
    link, language = telling.card_link(uow, question), rules.of(uow).date_language
    return Post(invitations.invitation(invited, question, link, own=own, language=language))


def _in_thread(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    answer, question = _answer(uow, notice)
    if notice.ts is None and answer.is_deleted:
        return NotOwed(question.card_ts)
    if question.card_ts is None:
        return NotYet() if _is_card_coming(uow, question) else NotOwed()
    return Post(answers.in_thread(answer, question), thread=question.card_ts)


def _to_asker(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    answer, question = _answer(uow, notice)
    if notice.ts is None and answer.is_deleted:
        return NotOwed()
    return Post(answers.to_asker(answer, question, telling.card_link(uow, question)))


def _tip_card(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, _clock: Clock) -> Composed:
    tip = _tip(uow, TipId(notice.about))
    if notice.ts is None and tip.is_deleted:
        return NotOwed()
    topics = [topic.label for topic in uow.topics.of_tip(tip.id)]
    return Post(tips.card(tip, topics, rules.of(uow).reaction))


def _comment_in_thread(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    comment, tip = _comment(uow, notice)
    if notice.ts is None and (comment.is_deleted or tip.is_deleted):
        return NotOwed(tip.card_ts)
    if tip.card_ts is None:
        return NotYet()
    return Post(comments.in_thread(comment, tip), thread=tip.card_ts)


def _tip_not_posted(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    return Post(tips.not_posted(_tip(uow, TipId(notice.about)), _refusal(uow, Kind.TIP_CARD, notice)))


def _comment_not_posted(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    return Post(comments.not_posted(*_comment(uow, notice), _refusal(uow, Kind.COMMENT_IN_THREAD, notice)))


def _not_passed_on(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    invited = _invited(uow, notice)
    return Post(answers.not_passed_on(_question(uow, invited.question)))


def _still_true(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    """Asked only while nobody said anything; what a moderator marked is told all the same."""
    told = telling.review_of(uow, ReviewId(notice.about))
    by_author = told.review.verdict is not None and told.review.decided_by == told.review.author
    if notice.ts is None and (by_author or told.review.verdict is Verdict.TRUE):
        return NotOwed()
    return Post(freshness.still_true(told))


def _usage(_uow: UnitOfWork, _notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    return Post(usage.all_commands())


def _export_not_sent(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    refused = uow.notices.of_person(Kind.EXPORT, PersonId(notice.recipient))
    return Post(my_data.export_not_sent((refused.error if refused else None) or ""))


def _forgotten(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    wish = uow.forgettings.get(PersonId(notice.recipient))
    if wish is None:
        raise Gone
    return Post(my_data.forgotten(takes_words=wish.takes_words))


def _first_steps(_uow: UnitOfWork, _notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    return Post(welcome.first_steps())


def _is_card_coming(uow: UnitOfWork, question: Question) -> bool:
    """Whether there will be a card: not if Slack refused it, or if it was never posted because nobody asks any more."""
    card = uow.notices.of(Kind.QUESTION_CARD, question.id)
    return card is not None and card.state not in {NoticeState.DROPPED, NoticeState.REFUSED}


def _question(uow: UnitOfWork, id_: QuestionId) -> Question:
    question = uow.questions.get(id_)
    if question is None:
        raise Gone
    return question


def _invited(uow: UnitOfWork, notice: Notice) -> Invitation:
    invited = uow.invitations.get(InvitationId(notice.about))
    if invited is None:
        raise Gone
    return invited


def _tip(uow: UnitOfWork, id_: TipId) -> Tip:
    tip = uow.tips.get(id_)
    if tip is None:
        raise Gone
    return tip


def _comment(uow: UnitOfWork, notice: Notice) -> tuple[Comment, Tip]:
    comment = uow.comments.get(CommentId(notice.about))
    if comment is None:
        raise Gone
    return comment, _tip(uow, comment.tip)


def _refusal(uow: UnitOfWork, kind: Kind, notice: Notice) -> str:
    """Slack's reason against the message of that kind about the same."""
    refused = uow.notices.of(kind, notice.about)
    return (refused.error if refused else None) or ""


def _answer(uow: UnitOfWork, notice: Notice) -> tuple[Answer, Question]:
    answer = uow.answers.get(AnswerId(notice.about))
    if answer is None:
        raise Gone
    return answer, _question(uow, answer.question)


COMPOSERS: Mapping[Kind, Composer] = {
    Kind.QUESTION_CARD: _card,
    Kind.ASKER_STATUS: _status,
    Kind.HELPED_CHECK: _helped_check,
    Kind.INVITATION: _invitation,
    Kind.ANSWER_IN_THREAD: _in_thread,
    Kind.ANSWER_TO_ASKER: _to_asker,
    Kind.TIP_CARD: _tip_card,
    Kind.COMMENT_IN_THREAD: _comment_in_thread,
    Kind.TIP_NOT_POSTED: _tip_not_posted,
    Kind.COMMENT_NOT_POSTED: _comment_not_posted,
    Kind.NOT_PASSED_ON: _not_passed_on,
    Kind.STILL_TRUE: _still_true,
    Kind.COHORT_CARD: cohorts.card,
    Kind.RUN: cohorts.question,
    Kind.RUN_ANSWER_IN_THREAD: cohorts.answer,
    Kind.RUN_ANSWER_NOT_POSTED: cohorts.answer_not_posted,
    Kind.WRAP_UP: cohorts.wrap_up,
    Kind.COHORT_NEWS: cohorts.news,
    Kind.PROMPT_REQUEST: cohorts.prompt_request,
    Kind.USAGE: _usage,
    Kind.EXPORT_NOT_SENT: _export_not_sent,
    Kind.FORGOTTEN: _forgotten,
    Kind.FIRST_STEPS: _first_steps,
}
