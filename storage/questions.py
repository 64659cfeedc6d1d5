"""What people asked."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, case, func, select, update

from bot.domain.ids import ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.imports import PastQuestion
from bot.domain.questions import OPEN, Draft, Question, State
from bot.domain.search.documents import Kind as Indexed
from storage import schema
from storage.repository import Repository, here
from storage.stale import StaleDocuments

_table = schema.question
_COLUMNS = tuple(field.name for field in fields(Question))
_INDEXED = frozenset({"state", "channel", "text", "details"})
"""What the search index has of a question, or shows it by."""


_GET = select(_table).where(here(_table), _table.c.id == bindparam("question"))
_AT = select(_table).where(here(_table), _table.c.channel == bindparam("channel"), _table.c.card_ts == bindparam("ts"))
_LOCK = _GET.with_for_update()
_IS_AMONG = _table.c.state.in_(bindparam("states", expanding=True))


class Questions(Repository):
    """Questions and their states."""

    def add(self, draft: Draft, now: datetime) -> QuestionId:
        """Keep a new question, waiting, its first step due at once."""
        number = self._keep_numbered(
            _table,
            asker=draft.asker,
            text=draft.text,
            details=draft.details,
            is_anonymous=draft.is_anonymous,
            channel=draft.channel,
            first=draft.first,
            state=State.WAITING,
            asked_at=now,
            active_at=now,
            due_at=now,
        )
        assert number is not None, "a new question shares no key with another one"
        return QuestionId(number)

    def bring_in(self, past: PastQuestion) -> QuestionId | None:
        """Keep a question of the past, closed, that never asks for attention; ``None`` if it is there already."""
        given = [each.said.at for each in past.answers]
        id_ = self._keep_numbered(
            _table,
            asker=past.said.author,
            text=past.text,
            details=past.details,
            channel=past.said.channel,
            card_ts=past.said.ts,
            state=State.CLOSED,
            asked_at=past.said.at,
            first_answer_at=min(given, default=None),
            active_at=max([past.said.at, *given]),
            nudged_at=past.said.at,
            origin=past.said.origin,
        )
        return None if id_ is None else QuestionId(id_)

    def from_origin(self, origin: str) -> Question | None:
        """The question that was brought in under this key."""
        return self._one(self._select().where(_table.c.origin == origin))

    def get(self, question: QuestionId) -> Question | None:
        """A question as it stands."""
        return self._first(_GET, question=question)

    def lock(self, question: QuestionId) -> Question | None:
        """A question as it stands, kept from other replicas until this transaction ends; a mere look keeps nothing."""
        return self._first(_GET if self._only_looks else _LOCK, question=question)

    def at(self, channel: ChannelId, ts: MessageTs) -> Question | None:
        """The question whose card is this message."""
        return self._first(_AT, channel=channel, ts=ts)

    def change(self, question: QuestionId, *, only_if: Collection[State] | None = None, **values: Any) -> bool:
        """Compare and set; ``False`` when the question is in none of the states named."""
        if only_if is None:
            is_changed = self._change_row(_table, question, values)
        else:
            is_changed = self._change_row(_table, question, values, _IS_AMONG, states=list(only_if))
        if is_changed and not _INDEXED.isdisjoint(values):
            StaleDocuments(self._connection, self._workspace).mark(Indexed.QUESTION, question)
        return is_changed

    def keep_pace(self, *, was: int, now: int) -> None:
        """Let questions that wait go on where they are when the number of waves changes for the workspace.

        One that had all its waves has no more of them, and none has fewer than it had: its advocates come next.
        """
        allowed = case((_table.c.wave > was + _table.c.extra_waves, was + _table.c.extra_waves), else_=_table.c.wave)
        ahead = _table.c.wave > now + _table.c.extra_waves
        done = _table.c.wave > was + _table.c.extra_waves
        waiting = (self._here(_table), _table.c.state == State.WAITING, ahead | done)
        self._connection.execute(update(_table).where(*waiting).values(extra_waves=allowed - now))

    def of_asker(self, asker: PersonId, *, limit: int, offset: int = 0) -> list[Question]:
        """What a person asked here, latest first."""
        query = self._select().where(_table.c.asker == asker, _table.c.origin.is_(None)).order_by(_table.c.id.desc())
        return self._all(query.limit(limit).offset(offset))

    def count_of_asker(self, asker: PersonId) -> int:
        """How many questions a person asked here."""
        mine = (self._here(_table), _table.c.asker == asker, _table.c.origin.is_(None))
        query = select(func.count()).select_from(_table).where(*mine)
        return int(self._connection.execute(query).scalar_one())

    def brought_in(self, asker: PersonId, limit: int) -> list[Question]:
        """A person's questions of the past that were brought in and not removed since, latest first."""
        mine = (_table.c.asker == asker, _table.c.origin.is_not(None), _table.c.state != State.WITHDRAWN)
        return self._all(self._select().where(*mine).order_by(_table.c.id.desc()).limit(limit))

    def unanswered(self, reader: PersonId, *, after_wave: int, limit: int, offset: int = 0) -> list[Question]:
        """Others' questions in public channels for which all waves are over without an answer, oldest first."""
        query = self._unanswered(select(_table), reader, after_wave).order_by(_table.c.id)
        return self._all(query.limit(limit).offset(offset))

    def count_unanswered(self, reader: PersonId, *, after_wave: int) -> int:
        """How many such questions there are."""
        query = self._unanswered(select(func.count()).select_from(_table), reader, after_wave)
        return int(self._connection.execute(query).scalar_one())

    def open_in(self, channel: ChannelId, limit: int) -> list[Question]:
        """Open questions of a channel, latest first."""
        query = self._select().where(_table.c.channel == channel, _table.c.state.in_(OPEN))
        return self._all(query.order_by(_table.c.id.desc()).limit(limit))

    def _unanswered(self, query: Select[Any], reader: PersonId, after_wave: int) -> Select[Any]:
        place = schema.place
        public = select(place.c.id).where(self._here(place), ~place.c.is_private, place.c.has_app)
        return query.where(
            self._here(_table),
            _table.c.state == State.WAITING,
            _table.c.wave > after_wave + _table.c.extra_waves,
            _table.c.channel.in_(public),
            _table.c.asker != reader,
        )

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _first(self, statement: Select[Any], **told: Any) -> Question | None:
        row = self._run(statement, **told).mappings().first()
        return _question(row) if row else None

    def _one(self, query: Select[Any]) -> Question | None:
        row = self._connection.execute(query).mappings().first()
        return _question(row) if row else None

    def _all(self, query: Select[Any]) -> list[Question]:
        return [_question(row) for row in self._connection.execute(query).mappings()]


def _question(row: RowMapping) -> Question:
    values = {name: row[name] for name in _COLUMNS}
    return Question(**values | {"state": State(row["state"])})
