"""Questions put to people."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, func, select

from bot.domain.expertise import Standing
from bot.domain.ids import ChannelId, InvitationId, PersonId, QuestionId
from bot.domain.invitations import LIVE, NEVER_SEEN, Invitation, State
from bot.domain.questions import OPEN
from bot.domain.routing import Choice
from storage import schema
from storage.repository import Repository, here, insert

_table = schema.invitation


_GET = select(_table).where(here(_table), _table.c.id == bindparam("invitation"))
_IS_AMONG = _table.c.state.in_(bindparam("states", expanding=True))
_OF_QUESTION = select(_table).where(here(_table), _table.c.question == bindparam("question"))


class Invitations(Repository):
    """Invitations and what became of them."""

    def add(
        self, question: QuestionId, choice: Choice, *, wave: int, is_advocate: bool, now: datetime
    ) -> InvitationId | None:
        """Invite a person to a question; ``None`` if they were invited to it before, other than by one never sent."""
        told = {
            "wave": wave,
            "state": State.OPEN,
            "why": [_plain(each) for each in choice.candidate.why],
            "suggested_by": choice.candidate.suggested_by,
            "is_advocate": is_advocate,
            "invited_at": now,
            "sent_from": choice.sent_from,
            "expires_at": choice.expires_at,
        }
        who = {"question": question, "person": choice.candidate.person.id}
        new = insert(self._connection, _table).values(workspace=self._workspace, **who, **told)
        again = new.on_conflict_do_update(
            index_elements=["workspace", "question", "person"], set_=told, where=_table.c.state == State.UNSENT
        )
        id_ = self._connection.execute(again.returning(_table.c.id)).scalar()
        return None if id_ is None else InvitationId(id_)

    def get(self, invitation: InvitationId) -> Invitation | None:
        """An invitation as it stands."""
        return self._one(_GET, invitation=invitation)

    def of(self, question: QuestionId, person: PersonId) -> Invitation | None:
        """A person's invitation to a question."""
        return self._one(self._select().where(_table.c.question == question, _table.c.person == person))

    def of_question(self, question: QuestionId) -> list[Invitation]:
        """All invitations to a question, in the order made."""
        # Sorted here: SQLite would read the whole workspace in this order rather than sort these few.
        rows = self._run(_OF_QUESTION, question=question).mappings().all()
        return sorted(map(_invitation, rows), key=lambda each: each.id)

    def awaiting(
        self, person: PersonId, now: datetime, *, limit: int, offset: int = 0, outside: Collection[ChannelId] = ()
    ) -> list[Invitation]:
        """What waits for a person's answer: delivered invitations to open questions, latest first.

        Nothing of the channels ``outside`` of which it is to be.
        """
        query = self._awaiting(select(_table), person, now, outside).order_by(
            _table.c.invited_at.desc(), _table.c.id.desc()
        )
        return self._all(query.limit(limit).offset(offset))

    def count_awaiting(self, person: PersonId, now: datetime, *, outside: Collection[ChannelId] = ()) -> int:
        """How many questions outside some channels wait for a person's answer."""
        query = self._awaiting(select(func.count(_table.c.id)), person, now, outside)
        return int(self._connection.execute(query).scalar_one())

    def channels_awaiting(self, person: PersonId, now: datetime) -> set[ChannelId]:
        """The channels in which what waits for a person's answer was asked."""
        query = self._awaiting(select(schema.question.c.channel).select_from(_table), person, now)
        return {ChannelId(each) for each in self._connection.execute(query.distinct()).scalars() if each}

    def recent(self, people: Collection[PersonId], since: datetime) -> dict[PersonId, tuple[datetime, ...]]:
        """When each of these people was invited since a moment, oldest first; what they never saw does not count."""
        query = (
            select(_table.c.person, _table.c.invited_at)
            .where(self._here(_table), _table.c.person.in_(people), _table.c.invited_at > since)
            .where(_table.c.state.not_in(NEVER_SEEN))
            .order_by(_table.c.invited_at)
        )
        found: dict[PersonId, list[datetime]] = defaultdict(list)
        for person, moment in self._connection.execute(query):
            found[PersonId(person)].append(moment)
        return {person: tuple(moments) for person, moments in found.items()}

    def change(self, invitation: InvitationId, *, only_if: Collection[State], **values: Any) -> bool:
        """Compare and set; ``False`` when the invitation is in none of the states named."""
        return self._change_row(_table, invitation, values, _IS_AMONG, states=list(only_if))

    def _awaiting(
        self, query: Select[Any], person: PersonId, now: datetime, outside: Collection[ChannelId] = ()
    ) -> Select[Any]:
        question = schema.question
        if outside:
            query = query.where(question.c.channel.is_(None) | question.c.channel.not_in(outside))
        same = (question.c.workspace == _table.c.workspace) & (question.c.id == _table.c.question)
        return query.join(question, same).where(
            self._here(_table),
            _table.c.person == person,
            _table.c.state.in_(LIVE),
            _table.c.sent_from <= now,
            question.c.state.in_(OPEN),
        )

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _one(self, query: Select[Any], **told: Any) -> Invitation | None:
        row = self._run(query, **told).mappings().first()
        return _invitation(row) if row else None

    def _all(self, query: Select[Any]) -> list[Invitation]:
        return [_invitation(row) for row in self._connection.execute(query).mappings()]


def _plain(standing: Standing) -> dict[str, Any]:
    return asdict(standing) | {"last": None if standing.last is None else standing.last.isoformat()}


def _standing(kept: dict[str, Any]) -> Standing:
    last = kept["last"]
    return Standing(**kept | {"last": None if last is None else datetime.fromisoformat(last)})


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        id=InvitationId(row["id"]),
        question=QuestionId(row["question"]),
        person=PersonId(row["person"]),
        wave=row["wave"],
        state=State(row["state"]),
        why=tuple(_standing(each) for each in row["why"]),
        suggested_by=row["suggested_by"],
        is_advocate=row["is_advocate"],
        pass_reason=row["pass_reason"],
        invited_at=row["invited_at"],
        sent_from=row["sent_from"],
        expires_at=row["expires_at"],
    )
