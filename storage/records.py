"""One person's own record: what they asked, answered, shared and learned."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from bot.domain.ids import AnswerId, PersonId, TipId
from bot.domain.learning_record import Counts
from bot.domain.marks import Kind as Mark
from storage import schema
from storage.repository import Repository

_question, _answer, _tip = schema.question, schema.answer, schema.tip
_comment, _run_answer, _mark = schema.comment, schema.run_answer, schema.mark
_deflection = schema.deflection


class Records(Repository):
    """What is one person's own."""

    def counts(self, person: PersonId) -> Counts:
        """How much of each kind there is, without what was taken back."""
        answers = (_answer.c.author == person, _answer.c.deleted_at.is_(None))
        tips = (_tip.c.author == person, _tip.c.deleted_at.is_(None))
        said = (_run_answer.c.author == person, _run_answer.c.deleted_at.is_(None))
        useful = (_mark.c.person == person, _mark.c.kind == Mark.USEFUL)
        marked = select(_mark.c.about, _mark.c.item).where(self._here(_mark), *useful).distinct().subquery()
        helped = [
            self._number(select(func.coalesce(func.sum(table.c.useful), 0)), table, *those)
            for table, those in ((_answer, answers), (_tip, tips), (_run_answer, said))
        ]
        return Counts(
            asked=self._count(_question, _question.c.asker == person),
            answered=self._count(_answer, *answers),
            accepted=self._accepted(person),
            helped=sum(helped),
            shared=self._count(_tip, *tips),
            added=self._count(_comment, _comment.c.author == person, _comment.c.deleted_at.is_(None)),
            discussed=self._count(_run_answer, *said),
            found_useful=int(self._connection.execute(select(func.count()).select_from(marked)).scalar_one()),
            found_before_asking=self._count(
                _deflection, _deflection.c.person == person, _deflection.c.taken_back_at.is_(None)
            ),
        )

    def answers(self, person: PersonId, limit: int) -> list[AnswerId]:
        """The latest answers of a person that stand."""
        mine = (_answer.c.author == person, _answer.c.deleted_at.is_(None))
        query = select(_answer.c.id).where(self._here(_answer), *mine).order_by(_answer.c.given_at.desc())
        return [AnswerId(each) for each in self._connection.execute(query.limit(limit)).scalars()]

    def tips(self, person: PersonId, limit: int) -> list[TipId]:
        """The latest tips of a person that stand."""
        mine = (_tip.c.author == person, _tip.c.deleted_at.is_(None))
        query = select(_tip.c.id).where(self._here(_tip), *mine).order_by(_tip.c.id.desc()).limit(limit)
        return [TipId(each) for each in self._connection.execute(query).scalars()]

    def _accepted(self, person: PersonId) -> int:
        """Answers of a person that their question has as accepted."""
        same = (_question.c.workspace == _answer.c.workspace) & (_question.c.id == _answer.c.question)
        query = select(func.count()).select_from(_answer.join(_question, same))
        return self._number(query, _answer, _answer.c.author == person, _question.c.accepted == _answer.c.id)

    def _count(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        return self._number(select(func.count()).select_from(table), table, *conditions)

    def _number(self, query: Select[Any], table: Table, *conditions: ColumnElement[bool]) -> int:
        return int(self._connection.execute(query.where(self._here(table), *conditions)).scalar_one())
