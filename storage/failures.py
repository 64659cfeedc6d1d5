"""Events that could not be handled, so that they are not lost when Slack delivers them no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, exists, select

from bot.domain.failures import Failed
from storage import schema
from storage.repository import Repository, insert

_table, _delivery = schema.failed_event, schema.delivery


class Failures(Repository):
    """Failed events. One that succeeded when Slack delivered it again is none any more."""

    def keep(self, key: str, kind: str, body: Mapping[str, Any], error: str, now: datetime) -> None:
        """Keep an event that failed, or count that it failed again."""
        told = {"key": key, "kind": kind, "body": dict(body), "error": error, "attempts": 1}
        new = insert(self._connection, _table).values(workspace=self._workspace, first_at=now, last_at=now, **told)
        again = {"error": new.excluded.error, "last_at": now, "attempts": _table.c.attempts + 1}
        self._connection.execute(new.on_conflict_do_update(index_elements=["workspace", "key"], set_=again))

    def waiting(self, limit: int) -> list[Failed]:
        """Those that were never handled, longest ago first."""
        query = select(_table).where(self._here(_table), ~self._is_done()).order_by(_table.c.first_at, _table.c.key)
        return [_failed(row) for row in self._connection.execute(query.limit(limit)).mappings()]

    def drop(self, key: str) -> None:
        """Keep an event no longer."""
        self._connection.execute(delete(_table).where(self._here(_table), _table.c.key == key))

    def forget(self, before: datetime) -> int:
        """Drop what was handled since, or failed before a moment: people's words are in it; returns how many."""
        over = self._is_done() | (_table.c.last_at < before)
        return self._connection.execute(delete(_table).where(self._here(_table), over)).rowcount

    def _is_done(self) -> ColumnElement[bool]:
        """Whether its delivery was taken after all."""
        same = (_delivery.c.workspace == _table.c.workspace) & (_delivery.c.key == _table.c.key)
        return exists().where(same)


def _failed(row: RowMapping) -> Failed:
    return Failed(row["key"], row["kind"], row["body"], row["error"], row["attempts"], row["first_at"], row["last_at"])
