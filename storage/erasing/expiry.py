"""What is kept for some time only: questions that are over, what happened, what was delivered and told."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, select

from bot.domain.ids import AnswerId, PersonId, QuestionId
from bot.domain.marks import About, Item
from bot.domain.notices import ENDED, SAID_ONCE, Kind
from bot.domain.questions import SETTLED
from bot.domain.search.documents import Kind as Indexed
from storage import schema
from storage.columns import among
from storage.erasing.rows import change_some
from storage.evidence import EvidenceLog
from storage.index import SearchIndex
from storage.practice import Practice
from storage.repository import Repository

_question, _answer, _invitation = schema.question, schema.answer, schema.invitation
_notice, _review, _request = schema.notice, schema.review, schema.prompt_request
_OF_QUESTION = (Kind.QUESTION_CARD, Kind.ASKER_STATUS, Kind.HELPED_CHECK)
_OF_ANSWER = (Kind.ANSWER_IN_THREAD, Kind.ANSWER_TO_ASKER)
_OF_INVITATION = (Kind.INVITATION, Kind.NOT_PASSED_ON)


class Expiry(Repository):
    """Rows whose time is over, some at a time; messages in Slack stay as they are."""

    def questions(self, before: datetime, limit: int) -> list[QuestionId]:
        """Questions that are settled and about which nobody did anything since, longest ago first."""
        over = (among(_question.c.state, SETTLED), _question.c.active_at < before)
        query = select(_question.c.id).where(self._here(_question), *over).order_by(_question.c.active_at)
        return [QuestionId(each) for each in self._connection.execute(query.limit(limit)).scalars()]

    def drop_question(self, question: QuestionId) -> None:
        """Drop a question with its answers and all that is about them, in the index too."""
        answers = self._ids(_answer, _answer.c.question == question)
        for answer in answers:
            self._drop_item(Item(About.ANSWER, AnswerId(answer)))
        authors = select(_answer.c.author).where(self._here(_answer), _answer.c.question == question)
        people = {PersonId(each) for each in self._connection.execute(authors).scalars()}
        Practice(self._connection, self._workspace).mark(people)
        self._untell(_OF_ANSWER, answers)
        self._drop_invitations(question)
        self._untell((Kind.PROMPT_REQUEST,), self._ids(_request, _request.c.question == question))
        self._untell(_OF_QUESTION, [question])
        index = SearchIndex(self._connection, self._workspace)
        index.hold()
        index.remove(Indexed.QUESTION, [question])
        stale = schema.stale_document
        self._delete(stale, stale.c.kind == Indexed.QUESTION, stale.c.item == question)
        for table in (_request, schema.question_topic, _answer):
            self._delete(table, table.c.question == question)
        self._delete(_question, _question.c.id == question)

    def activities(self, before: datetime, limit: int) -> int:
        """Drop what people did before a moment; returns how much of it."""
        activity = schema.activity
        return self._drop(activity, activity.c.at < before, limit=limit)

    def deflections(self, before: datetime, limit: int) -> int:
        """Drop what people found before asking, before a moment; returns how much of it."""
        deflection = schema.deflection
        return self._drop(deflection, deflection.c.at < before, limit=limit)

    def notices(self, before: datetime, limit: int) -> int:
        """Drop what was said once before a moment, and is never said again or changed; returns how much of it."""
        over = (among(_notice.c.kind, SAID_ONCE), among(_notice.c.state, ENDED), _notice.c.due_at < before)
        return self._drop(_notice, *over, limit=limit)

    def _drop_item(self, item: Item) -> None:
        """Drop what is about an answer: what it gave its author, and what others think of it."""
        EvidenceLog(self._connection, self._workspace).retract_item(item)
        about = (_review.c.about == item.about, _review.c.item == item.id)
        self._untell((Kind.STILL_TRUE,), self._ids(_review, *about))
        for table in (schema.mark, schema.report, _review, schema.deflection):
            self._delete(table, table.c.about == item.about, table.c.item == item.id)

    def _drop_invitations(self, question: QuestionId) -> None:
        invitations = self._ids(_invitation, _invitation.c.question == question)
        self._untell(_OF_INVITATION, invitations)
        evidence = schema.evidence
        self._delete(evidence, evidence.c.source.in_([f"invitation:{each}" for each in invitations]))
        self._delete(_invitation, _invitation.c.question == question)

    def _untell(self, kinds: Sequence[Kind], about: Collection[int]) -> None:
        """Drop the notices about something, whatever became of them."""
        if about:
            self._delete(_notice, among(_notice.c.kind, kinds), _notice.c.about.in_(about))

    def _ids(self, table: Table, *conditions: ColumnElement[bool]) -> list[int]:
        return list(self._connection.execute(select(table.c.id).where(self._here(table), *conditions)).scalars())

    def _delete(self, table: Table, *conditions: ColumnElement[bool]) -> None:
        self._connection.execute(delete(table).where(self._here(table), *conditions))

    def _drop(self, table: Table, *conditions: ColumnElement[bool], limit: int) -> int:
        return change_some(self._connection, table, self._here(table), *conditions, limit=limit)
