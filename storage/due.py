"""Questions and cohorts of all workspaces whose next step is due."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.domain.ids import CohortId, QuestionId, WorkspaceId
from storage import schema

_table, _tenant = schema.question, schema.workspace
_its_tenant = _tenant.c.id == _table.c.workspace
_DUE = (
    select(_table.c.workspace, _table.c.id)
    .join(_tenant, _its_tenant)
    .where(_table.c.due_at <= bindparam("now"), _tenant.c.revoked_at.is_(None))
    .order_by(_table.c.due_at, _table.c.id)
    .limit(bindparam("many"))
)
NEXT_QUESTION = (  # not min(): the first is found by the index
    select(_table.c.due_at)
    .join(_tenant, _its_tenant)
    .where(_table.c.due_at.is_not(None), _tenant.c.revoked_at.is_(None))
    .order_by(_table.c.due_at)
    .limit(1)
)


class DueQuestions:
    """The agenda of questions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, now: datetime, limit: int) -> list[tuple[WorkspaceId, QuestionId]]:
        """What is due by now in active workspaces, longest due first."""
        rows = self._connection.execute(_DUE, {"now": now, "many": limit}).all()
        return [(WorkspaceId(workspace), QuestionId(id_)) for workspace, id_ in rows]


_cohort = schema.cohort
_of_cohort = _tenant.c.id == _cohort.c.workspace
_DUE_COHORTS = (
    select(_cohort.c.workspace, _cohort.c.id)
    .join(_tenant, _of_cohort)
    .where(_cohort.c.next_at <= bindparam("now"), _tenant.c.revoked_at.is_(None))
    .order_by(_cohort.c.next_at, _cohort.c.id)
    .limit(bindparam("many"))
)
NEXT_COHORT = (
    select(_cohort.c.next_at)
    .join(_tenant, _of_cohort)
    .where(_cohort.c.next_at.is_not(None), _tenant.c.revoked_at.is_(None))
    .order_by(_cohort.c.next_at)
    .limit(1)
)


class DueCohorts:
    """The agenda of cohorts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, now: datetime, limit: int) -> list[tuple[WorkspaceId, CohortId]]:
        """The cohorts of active workspaces whose question is due by now, longest due first."""
        rows = self._connection.execute(_DUE_COHORTS, {"now": now, "many": limit}).all()
        return [(WorkspaceId(workspace), CohortId(id_)) for workspace, id_ in rows]
