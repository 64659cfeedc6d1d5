"""What a message of ours changes once Slack has it, or refuses it for good."""

from dataclasses import replace

from bot.clock import Clock
from bot.domain.ids import (
    AnswerId,
    ChannelId,
    CohortId,
    CommentId,
    InvitationId,
    MessageTs,
    PersonId,
    QuestionId,
    RunAnswerId,
    RunId,
    TipId,
)
from bot.domain.invitations import LIVE, State
from bot.domain.marks import About, Item
from bot.domain.news import What
from bot.domain.notices import Kind, Notice, Owed
from bot.domain.questions import State as QuestionState
from bot.domain.runs import State as RunState
from bot.services import changes, cohort_changes
from bot.services.marks import Marks
from bot.services.rules import WorkspaceRules
from bot.services.tips import take_out
from storage.unit_of_work import UnitOfWork

ANSWERS = frozenset({Kind.ANSWER_IN_THREAD, Kind.ANSWER_TO_ASKER})


class Posting:
    """The consequences of sending, each in the transaction that settles the notice."""

    def __init__(self, clock: Clock, rules: WorkspaceRules, marks: Marks) -> None:
        self._clock = clock
        self._rules = rules
        self._marks = marks

    def hold(self, uow: UnitOfWork, notice: Notice) -> None:
        """Lock what a notice is about, before the notice itself: in the order of every use case.

        Otherwise an answer given just now and a card settled just now wait for each other.
        """
        question = self._question_of(uow, notice)
        if question is not None:
            uow.questions.lock(question)
        tip = self._tip_of(uow, notice)
        if tip is not None:
            uow.tips.lock(tip)
        self._hold_cohort(uow, notice)

    def sent(self, uow: UnitOfWork, notice: Notice, channel: ChannelId, ts: MessageTs) -> None:
        """A message, which is held, stands in Slack for the first time: its thread and its reactions mean something."""
        now = self._clock.now()
        if notice.kind is Kind.QUESTION_CARD:
            question = changes.question_of(uow, QuestionId(notice.about))
            uow.questions.change(question.id, card_ts=ts, card_trouble=None)
            changes.show_asker(uow, replace(question, card_ts=ts, card_trouble=None), now)
            changes.show_invitations(uow, question.id, now)
            self._hasten_invitations(uow, question.id)
        elif notice.kind is Kind.INVITATION:
            self._invited(uow, InvitationId(notice.about))
        elif notice.kind in ANSWERS:
            self._marks.reconsider_held(uow, Item(About.ANSWER, notice.about), channel, ts)
        elif notice.kind is Kind.TIP_CARD:
            uow.tips.change(TipId(notice.about), card_ts=ts)
            self._marks.reconsider_held(uow, Item(About.TIP, notice.about), channel, ts)
        elif notice.kind is Kind.RUN:
            uow.runs.change(RunId(notice.about), card_ts=ts, state=RunState.POSTED)
        elif notice.kind is Kind.RUN_ANSWER_IN_THREAD:
            self._marks.reconsider_held(uow, Item(About.RUN_ANSWER, notice.about), channel, ts)
        elif notice.kind is Kind.FORGOTTEN:
            self._let_go(uow, notice)

    def dropped(self, uow: UnitOfWork, notice: Notice) -> None:
        """A message was no longer owed when its time came, so nobody ever saw it."""
        if notice.kind is Kind.INVITATION:
            ended = LIVE | {State.WITHDRAWN}
            uow.invitations.change(InvitationId(notice.about), only_if=ended, state=State.UNSENT)
        elif notice.kind is Kind.ANSWER_IN_THREAD:
            self._bring_to_asker(uow, AnswerId(notice.about))
        elif notice.kind is Kind.RUN:
            self._miss(uow, RunId(notice.about))
        elif notice.kind is Kind.FORGOTTEN:
            self._let_go(uow, notice)

    def refused(self, uow: UnitOfWork, notice: Notice, error: str) -> None:
        """Slack will never take a message: tell the one whom it concerns, and go on without it."""
        now = self._clock.now()
        if notice.kind is Kind.QUESTION_CARD:
            question = changes.question_of(uow, QuestionId(notice.about))
            uow.questions.change(question.id, card_trouble=error)
            uow.notices.owe(Owed(Kind.ASKER_STATUS, question.id, question.asker, now))
            self._hasten_invitations(uow, question.id)
        elif notice.kind is Kind.INVITATION:
            self._unreachable(uow, InvitationId(notice.about))
        elif notice.kind is Kind.ANSWER_IN_THREAD:
            self._bring_to_asker(uow, AnswerId(notice.about))
        elif notice.kind is Kind.TIP_CARD:
            self._give_back(uow, TipId(notice.about))
        elif notice.kind is Kind.COMMENT_IN_THREAD:
            self._give_back_comment(uow, CommentId(notice.about))
        elif notice.kind is Kind.RUN_ANSWER_IN_THREAD:
            self._give_back_run_answer(uow, RunAnswerId(notice.about))
        elif notice.kind in {Kind.RUN, Kind.COHORT_CARD}:
            self._stop_cohort(uow, notice, error)
        elif notice.kind is Kind.EXPORT:
            uow.notices.owe(Owed(Kind.EXPORT_NOT_SENT, 0, notice.recipient, now))
        elif notice.kind is Kind.FORGOTTEN:
            self._let_go(uow, notice)

    def _let_go(self, uow: UnitOfWork, notice: Notice) -> None:
        """Whoever was told that they were forgotten, or can't be told, is."""
        uow.forgettings.let_go(PersonId(notice.recipient), self._clock.now())

    def _invited(self, uow: UnitOfWork, id_: InvitationId) -> None:
        """Somebody has a question before them; after quiet hours that is news to its asker too."""
        now = self._clock.now()
        invitation = uow.invitations.get(id_)
        assert invitation is not None, "invitations are never removed from the table"
        uow.notices.refresh_home(invitation.person, now)
        if invitation.was_delayed:
            changes.show_question(uow, changes.question_of(uow, invitation.question), now)

    def _hasten_invitations(self, uow: UnitOfWork, question: QuestionId) -> None:
        """Have those invited asked now, as far as they are not left alone: they waited for the card."""
        now = self._clock.now()
        sent_now = [each.id for each in uow.invitations.of_question(question) if each.sent_from <= now]
        uow.notices.hasten(Kind.INVITATION, sent_now, now)

    def _question_of(self, uow: UnitOfWork, notice: Notice) -> QuestionId | None:
        if notice.kind is Kind.QUESTION_CARD:
            return QuestionId(notice.about)
        if notice.kind is Kind.INVITATION:
            invitation = uow.invitations.get(InvitationId(notice.about))
            return invitation.question if invitation else None
        if notice.kind in ANSWERS:
            answer = uow.answers.get(AnswerId(notice.about))
            return answer.question if answer else None
        return None

    def _tip_of(self, uow: UnitOfWork, notice: Notice) -> TipId | None:
        if notice.kind is Kind.TIP_CARD:
            return TipId(notice.about)
        if notice.kind is Kind.COMMENT_IN_THREAD:
            comment = uow.comments.get(CommentId(notice.about))
            return comment.tip if comment else None
        return None

    def _unreachable(self, uow: UnitOfWork, id_: InvitationId) -> None:
        """An invitation that can't be delivered is nobody's to answer: the next person is asked."""
        invitation = uow.invitations.get(id_)
        if invitation and uow.invitations.change(id_, only_if=LIVE, state=State.UNREACHABLE):
            waiting = {QuestionState.WAITING}
            uow.questions.change(invitation.question, only_if=waiting, due_at=self._clock.now())

    def _give_back(self, uow: UnitOfWork, id_: TipId) -> None:
        """A tip that stands nowhere is none: its author is told why, and has it back to share it elsewhere."""
        tip, now = uow.tips.get(id_), self._clock.now()
        if tip is not None and not tip.is_deleted:
            take_out(uow, tip, now)
            uow.notices.owe(Owed(Kind.TIP_NOT_POSTED, id_, tip.author, now))

    def _give_back_comment(self, uow: UnitOfWork, id_: CommentId) -> None:
        comment, now = uow.comments.get(id_), self._clock.now()
        if comment is not None and uow.comments.change(id_, deleted_at=now):
            uow.notices.owe(Owed(Kind.COMMENT_NOT_POSTED, id_, comment.author, now))

    def _hold_cohort(self, uow: UnitOfWork, notice: Notice) -> None:
        if notice.kind is Kind.COHORT_CARD:
            uow.cohorts.lock(CohortId(notice.about))
        elif notice.kind is Kind.RUN:
            run = uow.runs.get(RunId(notice.about))
            assert run is not None, "runs are never removed from the table"
            uow.cohorts.lock(run.cohort)
        elif notice.kind is Kind.RUN_ANSWER_IN_THREAD:
            answer = uow.run_answers.get(RunAnswerId(notice.about))
            assert answer is not None, "answers are never removed from the table"
            uow.runs.lock(answer.run)

    def _miss(self, uow: UnitOfWork, id_: RunId) -> None:
        """A question that was not posted is left out: its prompt comes another day, its number with the next."""
        run, now = uow.runs.get(id_), self._clock.now()
        assert run is not None, "runs are never removed from the table"
        uow.runs.change(id_, state=RunState.MISSED)
        cohort, day = cohort_changes.cohort_of(uow, run.cohort), run.day.isoformat()
        told = {"days": [day]}
        cohort_changes.tell(uow, cohort, What.MISSED, f"missed:{day}", told, self._rules.of(uow), now)

    def _stop_cohort(self, uow: UnitOfWork, notice: Notice, error: str) -> None:
        """Where Slack takes no message for good, the cohort waits for its facilitators."""
        id_ = CohortId(notice.about)
        if notice.kind is Kind.RUN:
            run = uow.runs.get(RunId(notice.about))
            assert run is not None, "runs are never removed from the table"
            uow.runs.change(run.id, state=RunState.MISSED)
            id_ = run.cohort
        cohort_changes.stop(uow, cohort_changes.cohort_of(uow, id_), error, self._rules.of(uow), self._clock.now())

    def _give_back_run_answer(self, uow: UnitOfWork, id_: RunAnswerId) -> None:
        answer, now = uow.run_answers.get(id_), self._clock.now()
        if answer is not None and uow.run_answers.change(id_, deleted_at=now):
            uow.notices.owe(Owed(Kind.RUN_ANSWER_NOT_POSTED, id_, answer.author, now))

    def _bring_to_asker(self, uow: UnitOfWork, id_: AnswerId) -> None:
        """An answer that can't stand under its card still reaches the one who asked."""
        answer = uow.answers.get(id_)
        if answer is not None and not answer.is_deleted:
            question = changes.question_of(uow, answer.question)
            uow.notices.owe(Owed(Kind.ANSWER_TO_ASKER, id_, question.asker, self._clock.now()))
