"""Questions of all workspaces whose next step is due."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.domain.ids import QuestionId, WorkspaceId
from storage import schema


class DueQuestions:
    """The agenda of questions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, now: datetime, limit: int) -> list[tuple[WorkspaceId, QuestionId]]:
        """What is due by now in active workspaces, longest due first."""
        table, tenant = schema.question, schema.workspace
        query = (
            select(table.c.workspace, table.c.id)
            .join(tenant, tenant.c.id == table.c.workspace)
            .where(table.c.due_at <= now, tenant.c.revoked_at.is_(None))
            .order_by(table.c.due_at, table.c.id)
            .limit(limit)
        )
        return [(WorkspaceId(workspace), QuestionId(id_)) for workspace, id_ in self._connection.execute(query)]

    def next_due(self) -> datetime | None:
        """When the next step of any question of an active workspace is due."""
        table, tenant = schema.question, schema.workspace
        query = (
            select(func.min(table.c.due_at))
            .join(tenant, tenant.c.id == table.c.workspace)
            .where(table.c.due_at.is_not(None), tenant.c.revoked_at.is_(None))
        )
        moment: datetime | None = self._connection.execute(query).scalar()
        return moment
