"""What the search index has to catch up with: written with each change, taken by the indexer."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection, bindparam, delete, literal, select, tuple_, union
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.search.documents import Kind
from storage import schema
from storage.repository import Repository, here, marked, marking, new_insert, new_mark

_table = schema.stale_document
_KEY = ["workspace", "kind", "item"]
Stale = tuple[Kind, int]
"""A kind of document, and its item."""


BEHIND = (select(_table.c.workspace), select(schema.stale_person.c.workspace))
"""The workspaces whose index is behind: with documents, and with people."""
_BEHIND = union(*BEHIND)


@cache
def _marking_place(dialect: str, kind: Kind) -> SqliteInsert | PostgresqlInsert:
    """Mark all of a kind in a channel; built once, since all channels are new at a start."""
    table = {Kind.QUESTION: schema.question, Kind.TIP: schema.tip}[kind]
    mark = bindparam("mark", type_=_table.c.changes.type)
    there = select(table.c.workspace, literal(kind.value), table.c.id, mark).where(
        here(table), table.c.channel == bindparam("place")
    )
    new = new_insert(dialect, _table).from_select([*_KEY, "changes"], there)
    return new.on_conflict_do_update(index_elements=_KEY, set_={"changes": new.excluded.changes})


class StaleDocuments(Repository):
    """Documents of a workspace that say something else in the index than they would now."""

    def mark(self, kind: Kind, item: int) -> None:
        """Have the index catch up with an item.

        The row is locked until the commit, so that no indexer takes it before there is something to read.
        """
        row = {"workspace": self._workspace, "kind": kind, "item": item}
        self._connection.execute(marking(self._connection.dialect.name, _table, *_KEY), marked([row]))

    def mark_place(self, channel: ChannelId) -> None:
        """Have the index catch up with all questions and tips of a channel: others may see them now, or no longer."""
        for kind in Kind:
            self._run(_marking_place(self._connection.dialect.name, kind), place=channel, mark=new_mark())

    def some(self, limit: int) -> dict[Stale, int]:
        """Some of what is to be indexed, with their marks."""
        some = select(_table.c.kind, _table.c.item, _table.c.changes).where(self._here(_table))
        rows = self._connection.execute(some.order_by(_table.c.kind, _table.c.item).limit(limit))
        return {(Kind(kind), item): mark for kind, item, mark in rows}

    def take(self, marks: Mapping[Stale, int]) -> set[Stale]:
        """Take those to be indexed in this transaction that did not change since they had these marks.

        What is being changed right now is left for later.
        """
        if not marks:
            return set()
        these = tuple_(_table.c.kind, _table.c.item)
        query = select(_table.c.kind, _table.c.item, _table.c.changes).where(self._here(_table), these.in_(marks))
        rows = self._connection.execute(query.with_for_update(skip_locked=True)).all()
        taken = {(Kind(kind), item) for kind, item, mark in rows if marks[Kind(kind), item] == mark}
        if taken:
            self._connection.execute(delete(_table).where(self._here(_table), these.in_(taken)))
        return taken


class StaleEverywhere:
    """Which workspaces have documents or people to catch up with."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def workspaces(self) -> list[WorkspaceId]:
        """The workspaces whose index is behind."""
        return sorted(WorkspaceId(each) for each in self._connection.execute(_BEHIND).scalars().all())
