"""Letting go of what somebody said: it stays without their name where others read it, or goes as if they deleted it."""

from datetime import timedelta

from bot.clock import Clock
from bot.domain.forgetting import Said
from bot.domain.ids import AnswerId, CommentId, QuestionId, RunAnswerId, TipId
from bot.domain.notices import Kind
from bot.domain.questions import State
from bot.domain.runs import Run, monday_of
from bot.domain.search.documents import Kind as Indexed
from bot.services import changes
from bot.services.answers import Answers
from bot.services.indexing import index
from bot.services.tips import take_out
from storage.unit_of_work import UnitOfWork

_WEEK = timedelta(days=6)


class Releasing:
    """Each in somebody's transaction; whoever reads it in Slack sees it soon after."""

    def __init__(self, clock: Clock, answers: Answers) -> None:
        self._clock = clock
        self._answers = answers

    def release(self, uow: UnitOfWork, said: Said, id_: int, *, takes_words: bool) -> None:
        """Let go of one thing; what only experts were asked, and what they answered, always goes with its words."""
        match said:
            case Said.QUESTION:
                self._question(uow, QuestionId(id_), takes_words=takes_words)
            case Said.ANSWER:
                self._answer(uow, AnswerId(id_), takes_words=takes_words)
            case Said.TIP:
                self._tip(uow, TipId(id_), takes_words=takes_words)
            case Said.COMMENT:
                self._comment(uow, CommentId(id_), takes_words=takes_words)
            case Said.RUN_ANSWER:
                self._run_answer(uow, RunAnswerId(id_), takes_words=takes_words)

    def _question(self, uow: UnitOfWork, id_: QuestionId, *, takes_words: bool) -> None:
        question, now = changes.question_of(uow, id_), self._clock.now()
        goes = takes_words or question.is_private
        uow.erasing.release(Said.QUESTION, id_, takes_words=goes)
        if goes:
            uow.questions.change(id_, state=State.WITHDRAWN, due_at=None)
            uow.erasing.untag(id_)
            uow.erasing.drop_requests(id_)
            index(uow, [(Indexed.QUESTION, id_)])
        elif question.is_open:
            uow.questions.change(id_, state=State.CLOSED, due_at=None)
        changes.end_invitations(uow, id_, now)
        changes.show_question(uow, changes.question_of(uow, id_), now)
        for answer in uow.answers.of_question(id_):
            changes.show_answer(uow, answer, now)

    def _answer(self, uow: UnitOfWork, id_: AnswerId, *, takes_words: bool) -> None:
        answer, now = uow.answers.get(id_), self._clock.now()
        assert answer is not None, "it was found in this transaction"
        question = changes.question_of(uow, answer.question)
        goes = takes_words or question.is_private
        if goes and not answer.is_deleted:
            self._answers.take_back(uow, answer)
        uow.erasing.release(Said.ANSWER, id_, takes_words=goes or answer.is_deleted)
        if goes:
            index(uow, [(Indexed.QUESTION, question.id)])
        changes.show_answer(uow, answer, now)
        changes.show_question(uow, question, now)

    def _tip(self, uow: UnitOfWork, id_: TipId, *, takes_words: bool) -> None:
        tip, now = uow.tips.lock(id_), self._clock.now()
        assert tip is not None, "it was found in this transaction"
        if takes_words and not tip.is_deleted:
            take_out(uow, tip, now)
        uow.erasing.release(Said.TIP, id_, takes_words=takes_words or tip.is_deleted)
        if takes_words:
            uow.topics.tag_tip(id_, [], [])
            index(uow, [(Indexed.TIP, id_)])
        changes.show_tip(uow, tip, now)
        for comment in uow.comments.of_tip(id_):
            uow.notices.refresh(Kind.COMMENT_IN_THREAD, comment.id, now)

    def _comment(self, uow: UnitOfWork, id_: CommentId, *, takes_words: bool) -> None:
        comment, now = uow.comments.get(id_), self._clock.now()
        assert comment is not None, "it was found in this transaction"
        uow.tips.lock(comment.tip)
        if takes_words:
            uow.comments.change(id_, deleted_at=now)
        uow.erasing.release(Said.COMMENT, id_, takes_words=takes_words or comment.is_deleted)
        if takes_words:
            index(uow, [(Indexed.TIP, comment.tip)])
        uow.notices.refresh(Kind.COMMENT_IN_THREAD, id_, now)

    def _run_answer(self, uow: UnitOfWork, id_: RunAnswerId, *, takes_words: bool) -> None:
        answer, now = uow.run_answers.get(id_), self._clock.now()
        assert answer is not None, "it was found in this transaction"
        run = uow.runs.lock(answer.run)
        assert run is not None, "an answer refers to its run"
        if takes_words:
            uow.run_answers.change(id_, deleted_at=now)
        uow.erasing.release(Said.RUN_ANSWER, id_, takes_words=takes_words or answer.is_deleted)
        changes.show_run_answer(uow, answer, now)
        for each in _week_of(uow, run):
            uow.notices.refresh(Kind.WRAP_UP, each.id, now)


def _week_of(uow: UnitOfWork, run: Run) -> list[Run]:
    """The runs about whose last one the look back at a week is, which may quote what was said to any of them."""
    monday = monday_of(run.day)
    return uow.runs.of_days(run.cohort, monday, monday + _WEEK)
