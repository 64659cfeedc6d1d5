"""What all workspaces have to be asked about: people of whom nothing is known yet, and channels without a name."""

from sqlalchemy import Connection, bindparam, select

from bot.domain.ids import PersonId, WorkspaceId
from storage import schema
from storage.columns import is_blank

_person, _place, _tenant = schema.person, schema.place, schema.workspace
PEOPLE = (
    select(_person.c.workspace, _person.c.id)
    .join(_tenant, _tenant.c.id == _person.c.workspace)
    .where(_person.c.profile_read_at.is_(None), _tenant.c.revoked_at.is_(None))
    .order_by(_person.c.id)
    .limit(bindparam("many"))
)
PLACES = (
    select(_place.c.workspace)
    .join(_tenant, _tenant.c.id == _place.c.workspace)
    .where(is_blank(_place.c.name), _place.c.has_app, _tenant.c.revoked_at.is_(None))
    .order_by(_place.c.workspace)
    .distinct()
)


class Newcomers:
    """Who and what is new in active workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def people(self, limit: int) -> list[tuple[WorkspaceId, PersonId]]:
        """People of whom Slack was not asked yet, those of one workspace among those of others."""
        rows = self._connection.execute(PEOPLE, {"many": limit}).all()
        return [(WorkspaceId(workspace), PersonId(person)) for workspace, person in rows]

    def with_channels(self) -> list[WorkspaceId]:
        """Workspaces in which there is a channel of which only the id is known."""
        return [WorkspaceId(each) for each in self._connection.execute(PLACES).scalars()]
