"""Reasons to believe that people know topics."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, literal, select

from bot.domain.expertise import Evidence, Kind
from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import PersonId, TopicId
from bot.domain.marks import Item
from storage import schema
from storage.columns import among, is_one_of
from storage.practice import Practice
from storage.repository import Repository, here, insert

_table = schema.evidence
NAMED = (Kind.DECLARED, Kind.SUGGESTED, Kind.SHARED)
READ_AT_MOST = 5000
"""The latest pieces that one look-up weighs: older ones have faded anyway."""
_COLUMNS = (_table.c.person, _table.c.topic, _table.c.kind, _table.c.at)
_LATEST = select(*_COLUMNS).where(here(_table)).order_by(_table.c.at.desc(), _table.c.id).limit(bindparam("most"))
_ON_TOPICS = _LATEST.where(is_one_of(_table.c.topic, "topics"))
_OF_PERSON = _LATEST.where(_table.c.person == bindparam("who"))


@cache
def _on(*, is_public_only: bool, is_of_people: bool) -> Select[Any]:
    query = _ON_TOPICS.where(~_table.c.is_private) if is_public_only else _ON_TOPICS
    return query.where(is_one_of(_table.c.person, "people")) if is_of_people else query


@cache
def _named(*, is_public_only: bool) -> Select[Any]:
    return _on(is_public_only=is_public_only, is_of_people=False).where(among(_table.c.kind, NAMED))


class EvidenceLog(Repository):
    """Dated evidence, each piece with the source that can take it back."""

    def add(
        self,
        person: PersonId,
        topics: Collection[TopicId],
        kind: Kind,
        *,
        source: str,
        at: datetime,
        is_private: bool,
    ) -> None:
        """Record evidence on several topics once per source; private evidence is never shown to others.

        Nothing is evidence for somebody who was forgotten.
        """
        if person == FORGOTTEN:
            return
        told = {"person": person, "kind": kind, "source": source, "at": at, "is_private": is_private}
        rows = [told | {"workspace": self._workspace, "topic": topic} for topic in topics]
        if rows:
            self._connection.execute(insert(self._connection, _table).on_conflict_do_nothing(), rows)
        if kind is Kind.ANSWERED:
            Practice(self._connection, self._workspace).mark([person])

    def retract(self, source: str, kind: Kind | None = None) -> None:
        """Take back what a source gave."""
        gone = delete(_table).where(self._here(_table), _table.c.source == source)
        self._connection.execute(gone if kind is None else gone.where(_table.c.kind == kind))

    def retract_item(self, item: Item) -> None:
        """Take back all that an answer or tip gave its author: for giving it, for acceptance, for each useful mark."""
        mark = schema.mark
        marked = select(mark.c.person).where(self._here(mark), mark.c.about == item.about, mark.c.item == item.id)
        markers = self._connection.execute(marked.distinct()).scalars()
        # Put together here: below row-level security PostgreSQL uses no index for what it has to put together itself.
        sources = [str(item), *(item.marked_by(PersonId(each)) for each in markers)]
        self._connection.execute(delete(_table).where(self._here(_table), _table.c.source.in_(sources)))

    def move(self, one: TopicId, other: TopicId) -> None:
        """Have all evidence on a topic speak for another one."""
        mine = (self._here(_table), _table.c.topic == one)
        people = self._connection.execute(select(_table.c.person).where(*mine).distinct()).scalars().all()
        names = [column.name for column in _table.c if column.name != "id"]
        moved = select(*(literal(other) if name == "topic" else _table.c[name] for name in names)).where(*mine)
        self._connection.execute(insert(self._connection, _table).from_select(names, moved).on_conflict_do_nothing())
        self._connection.execute(delete(_table).where(*mine))
        Practice(self._connection, self._workspace).mark([PersonId(person) for person in people])

    def declare(self, person: PersonId, topics: Collection[TopicId], now: datetime) -> None:
        """Make the topics that a person declares exactly these."""
        mine = (self._here(_table), _table.c.person == person, _table.c.kind == Kind.DECLARED)
        self._connection.execute(delete(_table).where(*mine, _table.c.topic.not_in(topics)))
        self.add(person, topics, Kind.DECLARED, source="declared", at=now, is_private=False)

    def declared(self, person: PersonId) -> list[TopicId]:
        """The topics that a person declares."""
        query = select(_table.c.topic).where(
            self._here(_table), _table.c.person == person, _table.c.kind == Kind.DECLARED
        )
        return [TopicId(each) for each in self._connection.execute(query).scalars()]

    def on(
        self, topics: Collection[TopicId], *, is_public_only: bool, people: Collection[PersonId] | None = None
    ) -> dict[PersonId, list[Evidence]]:
        """Evidence on these topics by person, the latest pieces of it."""
        if not topics or (people is not None and not people):
            return {}
        statement = _on(is_public_only=is_public_only, is_of_people=people is not None)
        found: dict[PersonId, list[Evidence]] = defaultdict(list)
        for row in self._run(statement, topics=topics, people=people, most=READ_AT_MOST):
            found[PersonId(row.person)].append(_evidence(row))
        return dict(found)

    def named(self, topics: Collection[TopicId], *, is_public_only: bool, limit: int) -> list[Evidence]:
        """Who is known for these topics without having answered: declarations, suggestions, tips; the latest ones."""
        if not topics:
            return []
        rows = self._run(_named(is_public_only=is_public_only), topics=topics, most=limit)
        return [_evidence(row) for row in rows]

    def of(self, person: PersonId) -> list[Evidence]:
        """All that speaks for one person, the latest pieces of it."""
        return [_evidence(row) for row in self._run(_OF_PERSON, who=person, most=READ_AT_MOST)]


def _evidence(row: Row[Any]) -> Evidence:
    return Evidence(PersonId(row.person), TopicId(row.topic), Kind(row.kind), row.at)
