"""The tenants."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from bot.domain.ids import PersonId, WorkspaceId
from storage import schema
from storage.repository import insert

_table = schema.workspace
_ACTIVE = select(_table.c.id).where(_table.c.revoked_at.is_(None)).order_by(_table.c.id)
_SERVED = select(_table.c.id, _table.c.bot_user).where(_table.c.revoked_at.is_(None)).order_by(_table.c.id)
_bots = schema.slack_bots
_THIS = _table.c.id == bindparam("workspace")
_IS_ACTIVE = select(exists().where(_THIS, _table.c.revoked_at.is_(None)))
_ENTERPRISE = select(_table.c.enterprise).where(_THIS)
_URL = select(_table.c.url).where(_THIS)


class Workspaces:
    """Installed workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def install(
        self,
        workspace: WorkspaceId,
        *,
        name: str,
        url: str,
        bot_user: PersonId,
        now: datetime,
        enterprise: str | None = None,
    ) -> bool:
        """Record that the app is installed; again after a revocation brings the workspace back.

        Returns whether it begins to be served by this: it was not, or no longer.
        """
        was_served = bool(self._connection.execute(_IS_ACTIVE, {"workspace": workspace}).scalar())
        told = {"name": name, "url": url, "bot_user": bot_user, "enterprise": enterprise, "revoked_at": None}
        statement = insert(self._connection, _table).values(id=workspace, installed_at=now, **told)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))
        return not was_served

    def revoke(self, workspace: WorkspaceId, now: datetime) -> None:
        """End all work for a workspace that refuses our token; nothing is sent for it any more.

        Said again it changes nothing, so that the days until everything is erased count from the first time.
        """
        ended = update(_table).where(_table.c.id == workspace, _table.c.revoked_at.is_(None)).values(revoked_at=now)
        self._connection.execute(ended)

    def remove(self, workspace: WorkspaceId, now: datetime) -> None:
        """The same for one that uninstalled the app, and forget its token."""
        self.revoke(workspace, now)
        self._connection.execute(delete(_bots).where(_bots.c.team_id == workspace))

    def remove_all(self, enterprise: str, now: datetime) -> None:
        """The same for an organisation that had installed the app: for all that have no token of their own."""
        of_all = _bots.c.enterprise_id == enterprise, _bots.c.team_id.is_(None)
        self._connection.execute(delete(_bots).where(*of_all))
        served = (
            _table.c.enterprise == enterprise,
            _table.c.revoked_at.is_(None),
            ~exists().where(_bots.c.team_id == _table.c.id),
        )
        self._connection.execute(update(_table).where(*served).values(revoked_at=now))

    def active(self) -> list[WorkspaceId]:
        """The workspaces that are installed now, by id."""
        return [WorkspaceId(each) for each in self._connection.execute(_ACTIVE).scalars().all()]

    def served(self) -> list[tuple[WorkspaceId, PersonId]]:
        """The same, each with who the app is there."""
        return [(WorkspaceId(row.id), PersonId(row.bot_user)) for row in self._connection.execute(_SERVED)]

    def is_active(self, workspace: WorkspaceId) -> bool:
        """Whether a workspace is installed now."""
        return bool(self._connection.execute(_IS_ACTIVE, {"workspace": workspace}).scalar())

    def enterprise(self, workspace: WorkspaceId) -> str | None:
        """The organisation that a workspace belongs to, if any."""
        found: str | None = self._connection.execute(_ENTERPRISE, {"workspace": workspace}).scalar()
        return found

    def url(self, workspace: WorkspaceId) -> str:
        """The workspace's own address, for links to messages; empty if unknown."""
        return str(self._connection.execute(_URL, {"workspace": workspace}).scalar() or "")
