"""The tenants."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, or_, select, update

from bot.domain.ids import PersonId, WorkspaceId
from storage import schema
from storage.repository import insert

_table = schema.workspace
_ACTIVE = select(_table.c.id).where(_table.c.revoked_at.is_(None)).order_by(_table.c.id)
_SERVED = select(_table.c.id, _table.c.bot_user).where(_table.c.revoked_at.is_(None)).order_by(_table.c.id)
_bots, _organisation = schema.slack_bots, schema.organisation
_HAS_OWN = exists().where(_bots.c.team_id == _table.c.id)
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
        told: dict[str, object] = {"name": name, "url": url, "bot_user": bot_user, "enterprise": enterprise}
        told |= {"installed_at": now, "revoked_at": None}
        statement = insert(self._connection, _table).values(id=workspace, **told)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))
        return not was_served

    def revoke(self, workspace: WorkspaceId, now: datetime) -> None:
        """End all work for a workspace that refuses our token; nothing is sent for it any more.

        Said again it changes nothing, so that the days until everything is erased count from the first time.
        """
        ended = update(_table).where(_table.c.id == workspace, _table.c.revoked_at.is_(None)).values(revoked_at=now)
        self._connection.execute(ended)

    def remove(self, workspace: WorkspaceId, happened_at: datetime, now: datetime) -> None:
        """The same for one that uninstalled the app, and forget its token; not what was installed since."""
        self._forget_bots(_bots.c.team_id == workspace, happened_at=happened_at)
        self._end(_table.c.id == workspace, happened_at=happened_at, now=now)

    def remove_all(self, enterprise: str, happened_at: datetime, now: datetime) -> None:
        """The same for an organisation that had installed the app: for all that have no token of their own."""
        of_all = _bots.c.enterprise_id == enterprise, _bots.c.team_id.is_(None)
        self._forget_bots(*of_all, happened_at=happened_at)
        before = _organisation.c.installed_at < _end_of_second(happened_at)
        self._connection.execute(delete(_organisation).where(_organisation.c.id == enterprise, before))
        has_token = or_(_HAS_OWN, exists().where(*of_all))
        self._end(_table.c.enterprise == enterprise, ~has_token, happened_at=happened_at, now=now)

    def take(self, workspace: WorkspaceId, happened_at: datetime, now: datetime) -> None:
        """The same for one that its organisation took the app from, unless it has a token of its own."""
        self._end(_table.c.id == workspace, ~_HAS_OWN, happened_at=happened_at, now=now)

    def _forget_bots(self, *which: ColumnElement[bool], happened_at: datetime) -> None:
        naive = _end_of_second(happened_at).astimezone(UTC).replace(tzinfo=None)  # as the SDK's columns have it
        self._connection.execute(delete(_bots).where(*which, _bots.c.installed_at < naive))

    def _end(self, *which: ColumnElement[bool], happened_at: datetime, now: datetime) -> None:
        served = _table.c.revoked_at.is_(None), _table.c.installed_at < _end_of_second(happened_at)
        self._connection.execute(update(_table).where(*which, *served).values(revoked_at=now))

    def active(self) -> list[WorkspaceId]:
        """The workspaces that are installed now, by id."""
        return [WorkspaceId(each) for each in self._connection.execute(_ACTIVE).scalars().all()]

    def served(self) -> list[tuple[WorkspaceId, PersonId]]:
        """The same, each with who the app is there."""
        return [(WorkspaceId(row.id), PersonId(row.bot_user)) for row in self._connection.execute(_SERVED)]

    def is_active(self, workspace: WorkspaceId) -> bool:
        """Whether a workspace is installed now."""
        return bool(self._connection.execute(_IS_ACTIVE, {"workspace": workspace}).scalar())

    def granted(self) -> dict[str, frozenset[str]]:
        """The scopes that each workspace, or whole organisation, granted when it installed the app by OAuth."""
        rows = self._connection.execute(select(_bots.c.team_id, _bots.c.enterprise_id, _bots.c.bot_scopes))
        return {row.team_id or row.enterprise_id: frozenset((row.bot_scopes or "").split(",")) for row in rows}

    def enterprise(self, workspace: WorkspaceId) -> str | None:
        """The organisation that a workspace belongs to, if any."""
        found: str | None = self._connection.execute(_ENTERPRISE, {"workspace": workspace}).scalar()
        return found

    def url(self, workspace: WorkspaceId) -> str:
        """The workspace's own address, for links to messages; empty if unknown."""
        return str(self._connection.execute(_URL, {"workspace": workspace}).scalar() or "")


def _end_of_second(moment: datetime) -> datetime:
    """Slack tells the second in which something happened."""
    return moment.replace(microsecond=0) + timedelta(seconds=1)
