"""What people answered, added up: read by the ranking for thousands of people at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    CompoundSelect,
    Row,
    String,
    any_,
    bindparam,
    cast,
    delete,
    exists,
    select,
    union,
)

from bot.domain.expertise import Kind
from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import PersonId, QuestionId, TipId, TopicId
from bot.domain.search import fading
from bot.domain.search.experts import Activity, Vote
from storage import schema
from storage.repository import Repository, marked, marking

_table, _stale = schema.practice, schema.stale_person
Sums = Mapping[str, Any]
"""A row: what a person answered on a topic, in public or in private."""
ANYTHING = TopicId(0)
"""The topic under which everything that a person answered is added up."""
ANSWERS_PER_SEARCH = 1_000
"""Answers to similar questions that are looked at, the latest."""


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
        """Have what is kept of these people be that of them in these sums."""
        if not people:
            return
        self._connection.execute(delete(_table).where(self._here(_table), _table.c.person.in_(people)))
        if rows := [each for each in sums if each["person"] in people]:
            self._connection.execute(_table.insert(), rows)

    def leaders(self, topic: TopicId, limit: int, *, is_public_only: bool) -> set[PersonId]:
        """Those who come first on a topic by any of its sums, at least ``limit`` by each where there are so many."""
        statement = _LEADERS[topic == ANYTHING, is_public_only]
        told = {"here": self._workspace, "topic": topic, "many": limit}
        return {PersonId(each) for each in self._connection.execute(statement, told).scalars().all()}

    def of(
        self, people: Collection[PersonId], topics: Collection[TopicId], now: datetime, *, is_public_only: bool
    ) -> list[Practised]:
        """What each of these people answered on each of these topics, as of now."""
        query = select(_table).where(self._here(_table), self._among(people), _table.c.topic.in_(topics))
        if is_public_only:
            query = query.where(~_table.c.is_private)
        found: dict[tuple[str, int], list[Row[Any]]] = defaultdict(list)
        for row in self._connection.execute(query).all():
            found[row.person, row.topic].append(row)
        return [
            Practised(PersonId(person), TopicId(topic), _activity(rows, now)) for (person, topic), rows in found.items()
        ]

    def _among(self, people: Collection[PersonId]) -> ColumnElement[bool]:
        """Whether it is one of these people's.

        To PostgreSQL they are one value: of a statement with hundreds it takes the plan for any values after a few
        times, and that one reads the whole table.
        """
        if self._connection.dialect.name == "sqlite":
            return _table.c.person.in_(people)
        return _table.c.person == any_(cast(sorted(people), ARRAY(String)))

    def votes(self, similar: Mapping[QuestionId, float], now: datetime) -> list[Vote]:
        """The answers to similar questions, the latest of them, each with its question's likeness.

        None by somebody who hid a topic of that question, or was forgotten.
        """
        answer, asked, hidden = schema.answer, schema.question_topic, schema.hidden_topic
        hides = exists().where(
            self._here(asked),
            asked.c.question == answer.c.question,
            hidden.c.workspace == asked.c.workspace,
            hidden.c.topic == asked.c.topic,
            hidden.c.person == answer.c.author,
        )
        query = select(answer.c.id, answer.c.question, answer.c.author, answer.c.given_at).where(
            self._here(answer),
            answer.c.question.in_(similar),
            answer.c.deleted_at.is_(None),
            answer.c.author != FORGOTTEN,
            ~hides,
        )
        # Sorted here: SQLite would read all answers of the workspace in this order rather than sort these few.
        latest = sorted(self._connection.execute(query).all(), key=lambda row: -row.id)[:ANSWERS_PER_SEARCH]
        return [
            Vote(PersonId(row.author), similar[QuestionId(row.question)], now - row.given_at, QuestionId(row.question))
            for row in latest
        ]

    def tip_votes(self, similar: Mapping[TipId, float], now: datetime) -> list[Vote]:
        """The tips that are like a question, each a vote for its author unless they hid a topic of it."""
        tip, about, hidden = schema.tip, schema.tip_topic, schema.hidden_topic
        hides = exists().where(
            self._here(about),
            about.c.tip == tip.c.id,
            hidden.c.workspace == about.c.workspace,
            hidden.c.topic == about.c.topic,
            hidden.c.person == tip.c.author,
        )
        query = select(tip.c.id, tip.c.author, tip.c.shared_at).where(
            self._here(tip), tip.c.id.in_(similar), tip.c.deleted_at.is_(None), tip.c.author != FORGOTTEN, ~hides
        )
        return [
            Vote(PersonId(author), similar[TipId(id_)], now - shared_at)
            for id_, author, shared_at in self._connection.execute(query.order_by(tip.c.id)).all()
        ]

    def helped(self, asker: PersonId, limit: int = 200) -> dict[PersonId, int]:
        """How often each answered one of this asker's latest questions."""
        answer, question = schema.answer, schema.question
        latest = select(question.c.id).where(self._here(question), question.c.asker == asker)
        latest = latest.order_by(question.c.id.desc()).limit(limit)
        asked = self._connection.execute(latest).scalars().all()
        # Counted here: SQLite would read all answers of the workspace in the order of their authors.
        query = select(answer.c.author).where(
            self._here(answer),
            answer.c.question.in_(asked),
            answer.c.deleted_at.is_(None),
            answer.c.author != FORGOTTEN,
        )
        return {PersonId(author): times for author, times in Counter(self._connection.execute(query).scalars()).items()}

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


def _activity(rows: Collection[Row[Any]], now: datetime) -> Activity:
    return Activity(
        week=sum(fading.read(row.week, fading.WEEK, now) for row in rows),
        month=sum(fading.read(row.month, fading.MONTH, now) for row in rows),
        half_year=sum(fading.read(row.half_year, fading.HALF_YEAR, now) for row in rows),
        ever=float(sum(row.ever for row in rows)),
        idle=max(now - max(row.last_at for row in rows), timedelta()),
    )
