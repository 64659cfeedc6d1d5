"""The members of a workspace."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, or_, select, update

from bot.domain.cadence import QuietHours
from bot.domain.ids import PersonId
from bot.domain.people import Person, Preferences, Profile
from storage import schema
from storage.columns import is_one_of
from storage.repository import Repository, here

_table = schema.person


_GET = select(_table).where(here(_table), _table.c.id == bindparam("person"))
_SOME = select(_table).where(here(_table), is_one_of(_table.c.id, "people")).order_by(_table.c.id)
_ADVOCATES = select(_table).where(here(_table), _table.c.is_advocate).order_by(_table.c.id).limit(bindparam("most"))


class People(Repository):
    """Members, as Slack describes them and as they chose."""

    def meet(self, person: PersonId) -> None:
        """Make sure a person is known; Slack is asked about newcomers soon."""
        self._keep(_table, id=person)

    def get(self, person: PersonId) -> Person:
        """A person, with defaults for one never met."""
        row = self._run(_GET, person=person).mappings().first()
        return _person(row) if row else Person(Profile(id=person, name="", zone=""))

    def some(self, people: Collection[PersonId]) -> list[Person]:
        """Those of these people who are known, by id."""
        return [_person(row) for row in self._run(_SOME, people=people).mappings()] if people else []

    def advocates(self, limit: int) -> list[Person]:
        """People who help when nobody else does, by id."""
        return [_person(row) for row in self._run(_ADVOCATES, most=limit).mappings()]

    def unread(self, people: Collection[PersonId], before: datetime, limit: int) -> list[PersonId]:
        """Those of these people of whom Slack was not asked yet, or not since ``before``."""
        wanted = or_(_table.c.profile_read_at.is_(None), _table.c.profile_read_at < before)
        query = select(_table.c.id).where(self._here(_table), wanted, _table.c.id.in_(people)).order_by(_table.c.id)
        query = query.limit(limit)
        return [PersonId(each) for each in self._connection.execute(query).scalars()]

    def read(self, profile: Profile, now: datetime) -> None:
        """Record what Slack says of a person."""
        told = {
            "name": profile.name,
            "zone": profile.zone,
            "is_bot": profile.is_bot,
            "is_guest": profile.is_guest,
            "is_admin": profile.is_admin,
            "is_deactivated": profile.is_deactivated,
            "profile_read_at": now,
        }
        self._put(_table, {"id": profile.id}, **told)

    def is_known(self, person: PersonId) -> bool:
        """Whether anything was ever asked of Slack about a person, or will be."""
        return self._run(_GET, person=person).first() is not None

    def prefer(self, person: PersonId, preferences: Preferences) -> None:
        """Record what a person chose."""
        quiet = preferences.quiet_hours
        chosen = {
            "weekly_cap": preferences.weekly_cap,
            "quiet_hours": None if quiet is None else str(quiet),
            "away_until": preferences.away_until,
            "is_advocate": preferences.is_advocate,
        }
        self._put(_table, {"id": person}, **chosen)

    def welcome(self, person: PersonId, now: datetime) -> None:
        """Record that a person has seen the welcome and asked not to see it again."""
        self.meet(person)
        one = (self._here(_table), _table.c.id == person)
        self._connection.execute(update(_table).where(*one).values(welcomed_at=now))


def _person(row: RowMapping) -> Person:
    return Person(
        profile=Profile(
            id=PersonId(row["id"]),
            name=row["name"],
            zone=row["zone"],
            is_bot=row["is_bot"],
            is_guest=row["is_guest"],
            is_admin=row["is_admin"],
            is_deactivated=row["is_deactivated"],
        ),
        preferences=Preferences(
            weekly_cap=row["weekly_cap"],
            quiet_hours=None if row["quiet_hours"] is None else QuietHours.parse(row["quiet_hours"]),
            away_until=row["away_until"],
            is_advocate=row["is_advocate"],
        ),
        profile_read_at=row["profile_read_at"],
        welcomed_at=row["welcomed_at"],
    )
