"""What people answered, added up: read by the ranking for thousands of people at once."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Table,
    bindparam,
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
from storage.columns import is_one_of
from storage.repository import Repository, here, marked, marking

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


_COLUMNS = (_table.c.person, _table.c.topic, _table.c.week, _table.c.month, _table.c.half_year, _table.c.ever)
_PRACTISED = select(*_COLUMNS, _table.c.last_at).where(
    here(_table), is_one_of(_table.c.person, "people"), is_one_of(_table.c.topic, "topics")
)
_PRACTISED_IN_PUBLIC = _PRACTISED.where(~_table.c.is_private)


def _hidden(about: Table, is_of_it: ColumnElement[bool], author: Column[str]) -> ColumnElement[bool]:
    """Whether the author hid a topic of an item."""
    hidden = schema.hidden_topic
    return exists().where(
        here(about),
        is_of_it,
        hidden.c.workspace == about.c.workspace,
        hidden.c.topic == about.c.topic,
        hidden.c.person == author,
    )


_answer, _question, _tip = schema.answer, schema.question, schema.tip
_VOTES = select(_answer.c.id, _answer.c.question, _answer.c.author, _answer.c.given_at).where(
    here(_answer),
    is_one_of(_answer.c.question, "similar"),
    _answer.c.deleted_at.is_(None),
    _answer.c.author != FORGOTTEN,
    ~_hidden(schema.question_topic, schema.question_topic.c.question == _answer.c.question, _answer.c.author),
)
_TIP_VOTES = (
    select(_tip.c.id, _tip.c.author, _tip.c.shared_at)
    .where(
        here(_tip),
        is_one_of(_tip.c.id, "similar"),
        _tip.c.deleted_at.is_(None),
        _tip.c.author != FORGOTTEN,
        ~_hidden(schema.tip_topic, schema.tip_topic.c.tip == _tip.c.id, _tip.c.author),
    )
    .order_by(_tip.c.id)
)
_LATEST_ASKED = (
    select(_question.c.id)
    .where(here(_question), _question.c.asker == bindparam("asker"))
    .order_by(_question.c.id.desc())
    .limit(bindparam("many"))
)
_AUTHORS = select(_answer.c.author).where(
    here(_answer),
    is_one_of(_answer.c.question, "asked"),
    _answer.c.deleted_at.is_(None),
    _answer.c.author != FORGOTTEN,
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

    def votes(self, similar: Mapping[QuestionId, float], now: datetime) -> list[Vote]:
        """The answers to similar questions, the latest of them, each with its question's likeness.

        None by somebody who hid a topic of that question, or was forgotten.
        """
        # Sorted here: SQLite would read all answers of the workspace in this order rather than sort these few.
        latest = sorted(self._run(_VOTES, similar=similar), key=lambda row: -row.id)[:ANSWERS_PER_SEARCH]
        return [
            Vote(PersonId(row.author), similar[QuestionId(row.question)], now - row.given_at, QuestionId(row.question))
            for row in latest
        ]

    def tip_votes(self, similar: Mapping[TipId, float], now: datetime) -> list[Vote]:
        """The tips that are like a question, each a vote for its author unless they hid a topic of it."""
        return [
            Vote(PersonId(row.author), similar[TipId(row.id)], now - row.shared_at)
            for row in self._run(_TIP_VOTES, similar=similar)
        ]

    def helped(self, asker: PersonId, limit: int = 200) -> dict[PersonId, int]:
        """How often each answered one of this asker's latest questions."""
        asked = self._run(_LATEST_ASKED, asker=asker, many=limit).scalars().all()
        # Counted here: SQLite would read all answers of the workspace in the order of their authors.
        return {PersonId(each): times for each, times in Counter(self._run(_AUTHORS, asked=asked).scalars()).items()}

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
