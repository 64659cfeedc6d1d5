"""Organisations that installed the app for all their workspaces, of which each is served from its first word on."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.domain.ids import PersonId
from storage import schema
from storage.repository import insert

_table = schema.organisation


class Organisations:
    """What is known before any of their workspaces is served."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def install(self, organisation: str, *, url: str, installer: PersonId, now: datetime) -> None:
        """Record an installation; again it changes nothing of who waits for the first steps, or got them."""
        told: dict[str, object] = {"url": url, "installed_at": now}
        statement = insert(self._connection, _table).values(id=organisation, installer=installer, **told)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))

    def url(self, organisation: str) -> str:
        """The organisation's own address, at which the messages of all its workspaces are; empty if unknown."""
        return str(self._connection.execute(select(_table.c.url).where(_table.c.id == organisation)).scalar() or "")

    def take_installer(self, organisation: str) -> PersonId | None:
        """Who installed the app and waits for the first steps; nobody else gets them, and they are forgotten here."""
        waits = select(_table.c.installer).where(_table.c.id == organisation).with_for_update()
        installer: str | None = self._connection.execute(waits).scalar()
        if installer is None:
            return None
        self._connection.execute(update(_table).where(_table.c.id == organisation).values(installer=None))
        return PersonId(installer)
