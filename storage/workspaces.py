"""The tenants."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.domain.ids import PersonId, WorkspaceId
from storage import schema
from storage.repository import insert

_table = schema.workspace
_ACTIVE = select(_table.c.id).where(_table.c.revoked_at.is_(None)).order_by(_table.c.id)
_URL = select(_table.c.url).where(_table.c.id == bindparam("workspace"))


class Workspaces:
    """Installed workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def install(self, workspace: WorkspaceId, *, name: str, url: str, bot_user: PersonId, now: datetime) -> None:
        """Record that the app is installed; again after a revocation brings the workspace back."""
        told = {"name": name, "url": url, "bot_user": bot_user, "revoked_at": None}
        statement = insert(self._connection, _table).values(id=workspace, installed_at=now, **told)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))

    def revoke(self, workspace: WorkspaceId, now: datetime) -> None:
        """End all work for a workspace whose token is gone; nothing is sent for it any more.

        Since when it is gone is what was said first: uninstalling tells it twice.
        """
        statement = update(_table).where(_table.c.id == workspace, _table.c.revoked_at.is_(None)).values(revoked_at=now)
        self._connection.execute(statement)

    def active(self) -> list[WorkspaceId]:
        """The workspaces that are installed now, by id."""
        return [WorkspaceId(each) for each in self._connection.execute(_ACTIVE).scalars().all()]

    def url(self, workspace: WorkspaceId) -> str:
        """The workspace's own address, for links to messages; empty if unknown."""
        return str(self._connection.execute(_URL, {"workspace": workspace}).scalar() or "")
