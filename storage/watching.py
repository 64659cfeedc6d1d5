"""How things stand in all workspaces, by a few counts that indexes answer."""

from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, exists, func, select

from bot.domain.notices import State
from bot.domain.watching import Outlook
from storage import schema
from storage.agenda import Agenda
from storage.claiming import WAITING
from storage.columns import Moment, among

_notice, _failed, _delivery = schema.notice, schema.failed_event, schema.delivery
_NOW = bindparam("now", type_=Moment())
_BY_STATE = select(func.count()).select_from(_notice)
_OVERDUE = _BY_STATE.where(among(_notice.c.state, WAITING), _notice.c.due_at <= _NOW)
_AMBIGUOUS = _BY_STATE.where(among(_notice.c.state, WAITING), _notice.c.state == State.AMBIGUOUS)
_SENDING = _BY_STATE.where(among(_notice.c.state, (State.SENDING,)))
_HANDLED = exists().where(_delivery.c.workspace == _failed.c.workspace, _delivery.c.key == _failed.c.key)
_FAILED = select(func.count()).select_from(_failed).where(~_HANDLED)
_WORKSPACES = select(schema.workspace.c.revoked_at.is_(None), func.count()).group_by(
    schema.workspace.c.revoked_at.is_(None)
)


class Watch:
    """The operator's view."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def look(self, now: datetime) -> Outlook:
        """Count what is on its way, late and failed."""
        tenants = {bool(active): count for active, count in self._connection.execute(_WORKSPACES)}
        return Outlook(
            notices={
                "overdue": self._connection.scalar(_OVERDUE, {"now": now}) or 0,
                "sending": self._connection.scalar(_SENDING) or 0,
                "ambiguous": self._connection.scalar(_AMBIGUOUS) or 0,
            },
            next_due=Agenda(self._connection).next_of_each(),
            failed_events=self._connection.scalar(_FAILED) or 0,
            index_behind=self._count(schema.stale_document) + self._count(schema.stale_person),
            workspaces={"active": tenants.get(True, 0), "revoked": tenants.get(False, 0)},
        )

    def _count(self, table: Table) -> int:
        return self._connection.scalar(select(func.count()).select_from(table)) or 0
