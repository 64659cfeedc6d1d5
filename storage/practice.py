"""What people answered, added up: read by the ranking for thousands of people at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    bindparam,
    delete,
    select,
    union,
)

from bot.domain.expertise import Kind
from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import PersonId, TopicId
from bot.domain.search import fading
from bot.domain.search.experts import Activity
from storage import schema
from storage.columns import is_one_of
from storage.repository import Repository, here, marked, marking

_table, _stale = schema.practice, schema.stale_person
Sums = Mapping[str, Any]
"""A row: what a person answered on a topic, in public or in private."""
ANYTHING = TopicId(0)
"""The topic under which everything that a person answered is added up."""


def _leaders(*sums: Column[Any], is_public_only: bool) -> CompoundSelect[str]:
    """Built once: to put so long a statement together takes longer than to run it."""
    firsts = []
    for is_private in (False,) if is_public_only else (False, True):
        for column in sums:
            first = select(_table.c.person).where(
                _table.c.workspace == bindparam("here"),
                _table.c.topic == bindparam("topic"),
                _table.c.is_private.is_(is_private),
            )
            ranked = first.order_by(column.desc()).limit(bindparam("many")).subquery()
            firsts.append(select(ranked.c.person))
    return union(*firsts)


_ON_TOPIC = (_table.c.half_year, _table.c.ever)
_ON_ANYTHING = (*_ON_TOPIC, _table.c.week, _table.c.month, _table.c.last_at)
_LEADERS = {
    (is_anything, is_public_only): _leaders(
        *(_ON_ANYTHING if is_anything else _ON_TOPIC), is_public_only=is_public_only
    )
    for is_anything in (False, True)
    for is_public_only in (False, True)
}


_COLUMNS = (_table.c.person, _table.c.topic, _table.c.week, _table.c.month, _table.c.half_year, _table.c.ever)
_PRACTISED = select(*_COLUMNS, _table.c.last_at).where(
    here(_table), is_one_of(_table.c.person, "people"), is_one_of(_table.c.topic, "topics")
)
_PRACTISED_IN_PUBLIC = _PRACTISED.where(~_table.c.is_private)
_KEPT = select(_table).where(here(_table), is_one_of(_table.c.person, "people"))
_GONE = delete(_table).where(
    here(_table),
    _table.c.person == bindparam("who"),
    _table.c.topic == bindparam("on"),
    _table.c.is_private == bindparam("unseen"),
)


@dataclass(frozen=True, slots=True)
class Practised:
    """What a person answered on a topic."""

    person: PersonId
    topic: TopicId
    activity: Activity


class Practice(Repository):
    """Who answered how much, on what, and how lately."""

    def mark(self, people: Collection[PersonId]) -> None:
        """Have these people's practice added up again, soon after this commit; nobody has that of the forgotten."""
        if known := set(people) - {FORGOTTEN}:
            rows = [{"workspace": self._workspace, "person": person} for person in sorted(known)]
            statement = marking(self._connection.dialect.name, _stale, "workspace", "person")
            self._connection.execute(statement, marked(rows))

    def some(self, limit: int) -> dict[PersonId, int]:
        """Some whose practice is to be added up, with their marks."""
        some = select(_stale.c.person, _stale.c.changes).where(self._here(_stale)).order_by(_stale.c.person)
        return {PersonId(person): mark for person, mark in self._connection.execute(some.limit(limit))}

    def take(self, marks: Mapping[PersonId, int]) -> set[PersonId]:
        """Take those to be kept in this transaction of whom nothing changed since they had these marks.

        Of whom something changes right now is left for later.
        """
        if not marks:
            return set()
        query = select(_stale.c.person, _stale.c.changes).where(self._here(_stale), _stale.c.person.in_(marks))
        rows = self._connection.execute(query.with_for_update(skip_locked=True)).all()
        taken = {PersonId(person) for person, mark in rows if marks[PersonId(person)] == mark}
        if taken:
            self._connection.execute(delete(_stale).where(self._here(_stale), _stale.c.person.in_(taken)))
        return taken

    def add_up(self, people: Collection[PersonId]) -> list[Sums]:
        """What the answers of these people, and the topics of these, amount to."""
        if not people:
            return []
        moments: dict[tuple[str, int, bool], list[datetime]] = defaultdict(list)
        for person, topic, is_private, at in chain(self._answers(people), self._evidence(people)):
            moments[person, topic, is_private].append(at)
        return [
            {
                "workspace": self._workspace,
                "person": person,
                "topic": topic,
                "is_private": is_private,
                "ever": len(those),
                "week": fading.summed(those, fading.WEEK),
                "month": fading.summed(those, fading.MONTH),
                "half_year": fading.summed(those, fading.HALF_YEAR),
                "last_at": max(those),
            }
            for (person, topic, is_private), those in sorted(moments.items())
        ]

    def keep(self, people: Collection[PersonId], sums: Collection[Sums]) -> None:
        """Have what is kept of these people be that of them in these sums.

        Only what differs is written, for each row stands in five indexes: an answer more leaves most as they are.
        """
        if not people:
            return
        wanted = {_key(each): each for each in sums if each["person"] in people}
        gone = []
        for mapping in self._run(_KEPT, people=people).mappings():
            row = dict(mapping)
            key = person, topic, is_private = _key(row)
            if wanted.get(key) == row:
                del wanted[key]
            else:
                gone.append({"here": self._workspace, "who": person, "on": topic, "unseen": is_private})
        if gone:
            self._connection.execute(_GONE, gone)
        if wanted:
            self._connection.execute(_table.insert(), list(wanted.values()))

    def leaders(self, topic: TopicId, limit: int, *, is_public_only: bool) -> set[PersonId]:
        """Those who come first on a topic by any of its sums, at least ``limit`` by each where there are so many."""
        statement = _LEADERS[topic == ANYTHING, is_public_only]
        told = {"here": self._workspace, "topic": topic, "many": limit}
        return {PersonId(each) for each in self._connection.execute(statement, told).scalars().all()}

    def of(
        self, people: Collection[PersonId], topics: Collection[TopicId], now: datetime, *, is_public_only: bool
    ) -> list[Practised]:
        """What each of these people answered on each of these topics, as of now."""
        statement = _PRACTISED_IN_PUBLIC if is_public_only else _PRACTISED
        lives = (fading.reading(each, now) for each in (fading.WEEK, fading.MONTH, fading.HALF_YEAR))
        in_week, in_month, in_half_year = lives
        found: dict[tuple[str, int], Activity] = {}
        for row in self._run(statement, people=people, topics=topics):
            activity = Activity(
                in_week(row.week),
                in_month(row.month),
                in_half_year(row.half_year),
                float(row.ever),
                max(now - row.last_at, timedelta()),
            )
            before = found.get((row.person, row.topic))
            found[row.person, row.topic] = activity if before is None else _together(before, activity)
        return [Practised(PersonId(person), TopicId(topic), each) for (person, topic), each in found.items()]

    def _answers(self, people: Collection[PersonId]) -> list[tuple[str, int, bool, datetime]]:
        answer, question, place = schema.answer, schema.question, schema.place
        query = (
            select(answer.c.author, answer.c.given_at, place.c.is_private, question.c.channel, question.c.origin)
            .join(question, (question.c.workspace == answer.c.workspace) & (question.c.id == answer.c.question))
            .outerjoin(place, (place.c.workspace == question.c.workspace) & (place.c.id == question.c.channel))
            .where(self._here(answer), answer.c.author.in_(people), answer.c.deleted_at.is_(None))
        )
        return [
            (author, ANYTHING, origin is None if channel is None else is_private is not False, given_at)
            for author, given_at, is_private, channel, origin in self._connection.execute(query)
        ]

    def _evidence(self, people: Collection[PersonId]) -> list[tuple[str, int, bool, datetime]]:
        evidence = schema.evidence
        query = select(evidence.c.person, evidence.c.topic, evidence.c.is_private, evidence.c.at).where(
            self._here(evidence), evidence.c.person.in_(people), evidence.c.kind == Kind.ANSWERED
        )
        return [tuple(row) for row in self._connection.execute(query)]


def _key(row: Sums) -> tuple[str, int, bool]:
    return row["person"], row["topic"], row["is_private"]


def _together(one: Activity, other: Activity) -> Activity:
    """What a person answered in public and in private."""
    assert one.idle is not None
    assert other.idle is not None
    return Activity(
        one.week + other.week,
        one.month + other.month,
        one.half_year + other.half_year,
        one.ever + other.ever,
        min(one.idle, other.idle),
    )
