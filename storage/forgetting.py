"""Who wants to be forgotten, and what is still to be wiped from the disk."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, exists, or_, select, update

from bot.domain.forgetting import Forgetting
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.notices import Kind
from storage import schema
from storage.repository import Repository

_table, _wiping = schema.forgetting, schema.wiping
WAITING = (
    select(_table.c.workspace, _table.c.person)
    .where(_table.c.erased_at.is_(None))
    .order_by(_table.c.asked_at, _table.c.workspace, _table.c.person)
)
"""Who waits to be forgotten, longest ago first."""
TRACES = select(_wiping.c.workspace, _wiping.c.since).order_by(_wiping.c.workspace)
"""Of which workspaces there are traces to be wiped, now or soon."""
WIPED_WITHIN = timedelta(seconds=30)
"""How long wiping waits for those who are about to be told that they were forgotten: once for all is enough."""


class Forgettings(Repository):
    """Who wants to be forgotten."""

    def ask(self, person: PersonId, now: datetime, *, takes_words: bool) -> bool:
        """Keep that a person wants to be forgotten; ``False`` if they said so a moment ago."""
        return self._keep(_table, person=person, takes_words=takes_words, asked_at=now)

    def get(self, person: PersonId) -> Forgetting | None:
        """A person's wish, as long as something is to be done about it."""
        row = self._connection.execute(select(_table).where(*self._of(person))).mappings().first()
        return _forgetting(row) if row else None

    def hold(self, person: PersonId) -> Forgetting | None:
        """The same, kept from other replicas until this transaction ends."""
        row = self._connection.execute(self._held(select(_table).where(*self._of(person)))).mappings().first()
        return _forgetting(row) if row else None

    def erased(self, person: PersonId, now: datetime) -> None:
        """Note that nothing is left of a person but the wish, and of it all traces are to be wiped."""
        self._connection.execute(update(_table).where(*self._of(person)).values(erased_at=now))
        self.wipe(now)

    def let_go(self, person: PersonId, now: datetime) -> None:
        """Drop the last that is left of a person who was told: the wish, and the message that told it.

        Their App Home goes too, unless they did something since: that begins anew.
        """
        notice, pace, known = schema.notice, schema.pace, schema.person
        acted = exists().where(self._here(known), known.c.id == person)
        told = or_(notice.c.kind == Kind.FORGOTTEN, (notice.c.kind == Kind.HOME) & ~acted)
        self._connection.execute(delete(notice).where(self._here(notice), notice.c.recipient == person, told))
        self._connection.execute(delete(pace).where(self._here(pace), pace.c.lane == person))
        self._connection.execute(delete(_table).where(*self._of(person)))
        self.wipe(now)

    def wipe(self, now: datetime) -> None:
        """Have the traces of what was erased in this workspace wiped."""
        self._put(_wiping, {}, since=now)

    def _of(self, person: PersonId) -> tuple[ColumnElement[bool], ...]:
        return self._here(_table), _table.c.person == person


class ForgettingEverywhere:
    """What is to be erased and wiped in all workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def waiting(self) -> list[tuple[WorkspaceId, PersonId]]:
        """Who waits to be forgotten, longest ago first."""
        rows = self._connection.execute(WAITING)
        return [(WorkspaceId(workspace), PersonId(person)) for workspace, person in rows]

    def to_wipe(self, now: datetime) -> list[tuple[WorkspaceId, datetime]]:
        """Workspaces whose traces are to be wiped now, each since when."""
        is_under_way = exists().where(_table.c.workspace == _wiping.c.workspace)
        due = TRACES.where(or_(~is_under_way, _wiping.c.since <= now - WIPED_WITHIN))
        return [(WorkspaceId(workspace), since) for workspace, since in self._connection.execute(due)]

    def wiped(self, these: Collection[tuple[WorkspaceId, datetime]]) -> None:
        """Note what was wiped; what was erased since is still to be."""
        for workspace, since in these:
            one = (_wiping.c.workspace == workspace, _wiping.c.since == since)
            self._connection.execute(delete(_wiping).where(*one))


def _forgetting(row: RowMapping) -> Forgetting:
    return Forgetting(PersonId(row["person"]), row["takes_words"], row["asked_at"], row["erased_at"])
