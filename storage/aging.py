"""Answers and tips that nobody looked over for long, or that readers doubt."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Table, and_, bindparam, exists, func, or_, select

from bot.domain.freshness import Old
from bot.domain.ids import PersonId
from bot.domain.marks import About, Item
from bot.domain.questions import State
from storage import schema
from storage.repository import Repository

_answer, _question, _tip, _place, _person, _review = (
    schema.answer,
    schema.question,
    schema.tip,
    schema.place,
    schema.person,
    schema.review,
)


class Aging(Repository):
    """What its author or a moderator should look over."""

    def due(self, before: datetime, asked_since: datetime, limit: int) -> list[Old]:
        """What helped somebody and was last looked over before a moment, its author not being asked since another.

        Oldest first, at most ``limit`` of answers and of tips. What was brought in from the past is left out, and so
        is what belongs to people whom Slack does not know, and what its author was asked about since ``before``.
        """
        found = []
        for about, table, query in self._helpful():
            asked_lately = exists().where(
                self._here(_review), _review.c.author == table.c.author, _review.c.asked_at > asked_since
            )
            asked_about = exists().where(
                self._here(_review),
                _review.c.about == about,
                _review.c.item == table.c.id,
                _review.c.asked_at > before,
            )
            author = (_person.c.workspace == table.c.workspace) & (_person.c.id == table.c.author)
            there = ~_person.c.is_deactivated & ~_person.c.is_bot & _person.c.profile_read_at.is_not(None)
            mine = query.join(_person, author).where(there, ~asked_lately, ~asked_about, table.c.fresh_at < before)
            if about is About.ANSWER:
                mine = mine.where(_answer.c.origin.is_(None))
            found += self._oldest(about, table, mine, limit)
        return found

    def old(self, before: datetime, limit: int) -> list[Old]:
        """What helped somebody, all may see, and was last looked over before a moment, oldest first."""
        found = []
        for about, table, query in self._helpful():
            mine = query.where(self._is_public(about), table.c.fresh_at < before, table.c.reports == 0)
            found += self._oldest(about, table, mine, limit)
        return sorted(found, key=lambda each: (each.fresh_at, each.item.about, each.item.id))[:limit]

    def reported(self, limit: int) -> list[Old]:
        """What readers report as outdated and all may see, in the order kept."""
        found = []
        for about, table, query in self._reported():
            found += self._some(about, query.order_by(table.c.id).limit(limit))
        return found[:limit]

    def count_reported(self) -> int:
        """How much readers report as outdated, as far as all may see it."""
        counts = (query.with_only_columns(func.count()) for _, _, query in self._reported())
        return sum(self._connection.execute(each).scalar_one() for each in counts)

    def _reported(self) -> Iterator[tuple[About, Table, Select[Any]]]:
        nothing: BindParameter[int] = bindparam(None, 0, literal_execute=True)  # as the partial index has it
        for about, table, query in self._standing():
            yield about, table, query.where(self._is_public(about), table.c.reports > nothing)

    def _standing(self) -> Iterator[tuple[About, Table, Select[Any]]]:
        """Answers and tips that were neither taken back nor marked as outdated."""
        asked = (_question.c.workspace == _answer.c.workspace) & (_question.c.id == _answer.c.question)
        answers = select(_answer.c.id, _answer.c.author, _answer.c.fresh_at).join(_question, asked)
        tips = select(_tip.c.id, _tip.c.author, _tip.c.fresh_at)
        yield About.ANSWER, _answer, self._still(answers, _answer).where(_question.c.state != State.WITHDRAWN)
        yield About.TIP, _tip, self._still(tips, _tip)

    def _helpful(self) -> Iterator[tuple[About, Table, Select[Any]]]:
        """Those of them that helped somebody, so that it matters whether they are true."""
        for about, table, query in self._standing():
            is_accepted = [_question.c.accepted == _answer.c.id] if about is About.ANSWER else []
            yield about, table, query.where(or_(table.c.useful > 0, *is_accepted))

    def _still(self, query: Select[Any], table: Table) -> Select[Any]:
        return query.where(self._here(table), table.c.deleted_at.is_(None), table.c.outdated_at.is_(None))

    def _is_public(self, about: About) -> ColumnElement[bool]:
        public = select(_place.c.id).where(self._here(_place), ~_place.c.is_private, _place.c.has_app)
        if about is About.TIP:
            return _tip.c.channel.in_(public)
        for_members = and_(_question.c.channel.is_(None), _question.c.origin.is_not(None))
        return or_(_question.c.channel.in_(public), for_members)

    def _oldest(self, about: About, table: Table, query: Select[Any], limit: int) -> list[Old]:
        ordered = query.order_by(table.c.fresh_at, table.c.id).limit(limit)
        return self._some(about, ordered)

    def _some(self, about: About, query: Select[Any]) -> list[Old]:
        rows = self._connection.execute(query)
        return [Old(Item(about, id_), PersonId(author), fresh_at) for id_, author, fresh_at in rows]
