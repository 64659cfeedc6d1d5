"""The channels the app is in."""

from collections.abc import Collection, Iterable

from sqlalchemy import RowMapping, bindparam, exists, func, select, update

from bot.domain.ids import ChannelId, PersonId
from bot.domain.places import Place
from storage import schema
from storage.repository import Repository, here
from storage.stale import StaleDocuments

_table = schema.place


_GET = select(_table).where(here(_table), _table.c.id == bindparam("place"), _table.c.has_app)
_IS_PRIVATE = select(_table.c.is_private).where(here(_table), _table.c.id == bindparam("place"))
_person = schema.person
_IS_OPEN_TO = select(
    exists()
    .select_from(_table.join(_person, _person.c.workspace == _table.c.workspace))
    .where(here(_table), _table.c.id == bindparam("place"), _person.c.id == bindparam("person"))
    .where(_table.c.has_app, ~_table.c.is_archived, ~_table.c.is_private)
    .where(_person.c.profile_read_at.is_not(None), ~_person.c.is_guest)
)


class Places(Repository):
    """Channels, as far as the app was invited."""

    def add(self, place: Place) -> None:
        """Record that the app is in a channel, under its present name."""
        told = {
            "name": place.name,
            "is_private": place.is_private,
            "is_archived": place.is_archived,
            "has_app": True,
        }
        was_private = self.is_private(place.id)
        self._put(_table, {"id": place.id}, **told)
        if was_private != place.is_private:
            StaleDocuments(self._connection, self._workspace).mark_place(place.id)

    def remember(self, place: Place) -> None:
        """Record a channel of which so far nothing is known, without the app's being in it."""
        told = {"name": place.name, "is_private": place.is_private, "is_archived": place.is_archived}
        self._keep(_table, id=place.id, has_app=False, **told)

    def replace_all(self, places: Iterable[Place]) -> None:
        """Make the list of channels exactly this one; archived ones, which Slack does not list, stay what they were."""
        self._connection.execute(update(_table).where(self._here(_table), ~_table.c.is_archived).values(has_app=False))
        for place in places:
            self.add(place)

    def change(self, channel: ChannelId, **values: object) -> None:
        """Record what became of a channel (``has_app``, ``is_archived``, ``name``); unknown ones are left alone."""
        self._connection.execute(update(_table).where(self._here(_table), _table.c.id == channel).values(**values))

    def get(self, channel: ChannelId) -> Place | None:
        """A channel in which the app is, or ``None``."""
        row = self._run(_GET, place=channel).mappings().first()
        return _place(row) if row else None

    def some(self, channels: Collection[ChannelId]) -> dict[ChannelId, Place]:
        """Those of these channels in which the app is."""
        query = select(_table).where(self._here(_table), _table.c.id.in_(channels), _table.c.has_app)
        return {place.id: place for place in map(_place, self._connection.execute(query).mappings())}

    def is_private(self, channel: ChannelId) -> bool:
        """Whether what is said in a channel is for its members alone; so also for a channel that is not known.

        What was said in public stays public when the app is no longer there.
        """
        found: bool | None = self._run(_IS_PRIVATE, place=channel).scalar()
        return found is not False

    def is_open_to(self, channel: ChannelId, person: PersonId) -> bool:
        """Whether a person may post in a channel wherever they are: it is public, and they are known to be no guest."""
        return bool(self._run(_IS_OPEN_TO, place=channel, person=person).scalar())

    def search(
        self, words: str, limit: int, *, among: Collection[ChannelId], is_public_too: bool = True
    ) -> list[Place]:
        """Channels that are not archived and whose name contains the words, by name: some, and all public ones too."""
        mine = _table.c.id.in_(among)
        query = (
            select(_table)
            .where(self._here(_table), _table.c.has_app, ~_table.c.is_archived)
            .where(mine | ~_table.c.is_private if is_public_too else mine)
            .where(func.lower(_table.c.name).contains(words.casefold().lstrip("#"), autoescape=True))
            .order_by(_table.c.name)
            .limit(limit)
        )
        return [_place(row) for row in self._connection.execute(query).mappings()]


def _place(row: RowMapping) -> Place:
    return Place(
        id=ChannelId(row["id"]),
        name=row["name"],
        is_private=row["is_private"],
        is_archived=row["is_archived"],
    )
