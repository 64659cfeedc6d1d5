"""Cohorts, and who is in them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Table, bindparam, delete, func, select, update

from bot.domain.cohorts import Cohort, Draft, Order, slug_of
from bot.domain.ids import ChannelId, CohortId, PersonId, PromptSetId
from bot.domain.schedules import Schedule, Slot
from storage import schema
from storage.columns import Moment
from storage.repository import Repository, here

_table, _member, _facilitator, _set = schema.cohort, schema.cohort_member, schema.cohort_facilitator, schema.cohort_set
_WEEK = 7
_GET = select(_table).where(here(_table), _table.c.id == bindparam("cohort"))
_LOCK = _GET.with_for_update()
_SET_NEXT = (
    update(_table)
    .where(here(_table), _table.c.id == bindparam("cohort"))
    .values(next_day=bindparam("day"), next_at=bindparam("moment", type_=Moment()))
)


class Cohorts(Repository):
    """Cohorts as they stand."""

    def add(self, draft: Draft, by: PersonId, now: datetime) -> CohortId:
        """Keep a new cohort, with nothing due yet."""
        values = {"workspace": self._workspace, "created_by": by, "created_at": now} | _told(draft)
        key = self._connection.execute(_table.insert().values(**values)).inserted_primary_key
        assert key is not None
        cohort = CohortId(key[0])
        self._look_after(cohort, draft)
        return cohort

    def rearrange(self, cohort: CohortId, draft: Draft) -> None:
        """Make a cohort what a draft says."""
        self.change(cohort, **_told(draft))
        for table in (_facilitator, _set):
            self._connection.execute(delete(table).where(self._here(table), table.c.cohort == cohort))
        self._look_after(cohort, draft)

    def get(self, cohort: CohortId) -> Cohort | None:
        """A cohort, one that is over too."""
        return self._one(_GET, cohort=cohort)

    def lock(self, cohort: CohortId) -> Cohort | None:
        """The same, kept from other replicas until this transaction ends."""
        return self._one(_GET if self._only_looks else _LOCK, cohort=cohort)

    def lock_due(self, cohorts: Collection[CohortId], now: datetime) -> list[Cohort]:
        """Those of these cohorts that are still due and that no other replica has, kept until this transaction ends."""
        wanted = self._select().where(_table.c.id.in_(cohorts), _table.c.next_at <= now).order_by(_table.c.id)
        return self._all(self._held(wanted, skip_locked=True))

    def named(self, name: str) -> Cohort | None:
        """The cohort of a name; case and spaces don't matter."""
        return self._one(self._select().where(_table.c.slug == slug_of(name)))

    def of_person(self, person: PersonId) -> list[Cohort]:
        """The cohorts somebody is a member or facilitator of and that were not ended, by name."""
        # In two steps: in one SQLite walks through all cohorts by name.
        mine = self.joined(person) | self.led(person)
        query = self._select().where(_table.c.id.in_(mine), _table.c.ended_at.is_(None)).order_by(_table.c.slug)
        return self._all(query) if mine else []

    def led_by(self, person: PersonId | None, limit: int) -> list[Cohort]:
        """The cohorts somebody facilitates that were not ended, by name; of anybody when nobody is named."""
        query = self._select().where(_table.c.ended_at.is_(None)).order_by(_table.c.slug).limit(limit)
        return self._all(query if person is None else query.where(_table.c.id.in_(self.led(person))))

    def others(self, person: PersonId, limit: int) -> list[Cohort]:
        """The cohorts somebody has no part in, in which something is still to come, by name."""
        mine = self.joined(person) | self.led(person)
        goes_on = _table.c.ended_at.is_(None) & (_table.c.next_at.is_not(None) | _table.c.trouble.is_not(None))
        query = self._select().where(goes_on, _table.c.id.not_in(mine)).order_by(_table.c.slug)
        return self._all(query.limit(limit))

    def joined(self, person: PersonId) -> frozenset[CohortId]:
        """The cohorts somebody is a member of."""
        return self._with(_member, person)

    def led(self, person: PersonId) -> frozenset[CohortId]:
        """The cohorts somebody facilitates."""
        return self._with(_facilitator, person)

    def in_channel(self, channel: ChannelId) -> list[Cohort]:
        """The cohorts of a channel in which something is still to come."""
        due = _table.c.next_at.is_not(None)
        return self._all(self._select().where(_table.c.channel == channel, due).order_by(_table.c.id))

    def using(self, prompt_set: PromptSetId) -> list[Cohort]:
        """The cohorts whose prompts come from a set, and in which something is still to come."""
        own = select(schema.prompt_set.c.cohort).where(
            self._here(schema.prompt_set), schema.prompt_set.c.id == prompt_set, schema.prompt_set.c.cohort.is_not(None)
        )
        chosen = select(_set.c.cohort).where(self._here(_set), _set.c.prompt_set == prompt_set)
        mine = _table.c.id.in_(chosen.union(own))
        return self._all(self._select().where(mine, _table.c.next_at.is_not(None)).order_by(_table.c.id))

    def change(self, cohort: CohortId, **values: Any) -> None:
        """Change columns of a cohort."""
        one = (self._here(_table), _table.c.id == cohort)
        self._connection.execute(update(_table).where(*one).values(**values))

    def set_next(self, following: Mapping[CohortId, Slot | None]) -> None:
        """Say when each of these cohorts is due next."""
        rows = [
            {"here": self._workspace, "cohort": id_, "day": slot and slot.day, "moment": slot and slot.at}
            for id_, slot in following.items()
        ]
        if rows:
            self._connection.execute(_SET_NEXT, rows)

    def facilitators(self, cohort: CohortId) -> list[PersonId]:
        """Who facilitates a cohort, by id."""
        return self._people(_facilitator, cohort)

    def leads(self, cohort: CohortId, person: PersonId) -> bool:
        """Whether somebody facilitates a cohort."""
        return person in self.facilitators(cohort)

    def is_member(self, cohort: CohortId, person: PersonId) -> bool:
        """Whether somebody is a member of a cohort."""
        one = (self._here(_member), _member.c.cohort == cohort, _member.c.person == person)
        return self._connection.execute(select(_member.c.person).where(*one)).first() is not None

    def members(self, cohort: CohortId) -> list[PersonId]:
        """The members of a cohort, by id."""
        return self._people(_member, cohort)

    def count_members(self, cohorts: Collection[CohortId]) -> dict[CohortId, int]:
        """How many members each of these cohorts has; those without any are left out."""
        query = (
            select(_member.c.cohort, func.count())
            .where(self._here(_member), _member.c.cohort.in_(cohorts))
            .group_by(_member.c.cohort)
        )
        return {CohortId(cohort): count for cohort, count in self._connection.execute(query)}

    def join(self, cohort: CohortId, person: PersonId, now: datetime) -> bool:
        """Make somebody a member; ``False`` if they were one."""
        return self._keep(_member, cohort=cohort, person=person, joined_at=now)

    def leave(self, cohort: CohortId, person: PersonId) -> bool:
        """Make somebody no member any more; ``False`` if they were none."""
        one = (self._here(_member), _member.c.cohort == cohort, _member.c.person == person)
        return self._connection.execute(delete(_member).where(*one)).rowcount == 1

    def sets(self, cohorts: Collection[CohortId]) -> dict[CohortId, list[PromptSetId]]:
        """The sets from which each cohort's prompts come, in order; not its own."""
        query = (
            select(_set.c.cohort, _set.c.prompt_set)
            .where(self._here(_set), _set.c.cohort.in_(cohorts))
            .order_by(_set.c.cohort, _set.c.place)
        )
        found: dict[CohortId, list[PromptSetId]] = {cohort: [] for cohort in cohorts}
        for cohort, prompt_set in self._connection.execute(query):
            found[cohort].append(prompt_set)
        return found

    def _look_after(self, cohort: CohortId, draft: Draft) -> None:
        people = [{"cohort": cohort, "person": each} for each in dict.fromkeys(draft.facilitators)]
        sets = [{"cohort": cohort, "prompt_set": each, "place": i} for i, each in enumerate(dict.fromkeys(draft.sets))]
        for table, rows in ((_facilitator, people), (_set, sets)):
            if rows:
                self._connection.execute(table.insert(), [{"workspace": self._workspace} | row for row in rows])

    def _with(self, table: Table, person: PersonId) -> frozenset[CohortId]:
        query = select(table.c.cohort).where(self._here(table), table.c.person == person)
        return frozenset(map(CohortId, self._connection.execute(query).scalars()))

    def _people(self, table: Table, cohort: CohortId) -> list[PersonId]:
        query = select(table.c.person).where(self._here(table), table.c.cohort == cohort).order_by(table.c.person)
        return [PersonId(each) for each in self._connection.execute(query).scalars()]

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _one(self, query: Select[Any], **told: Any) -> Cohort | None:
        row = self._run(query, **told).mappings().first()
        return _cohort(row) if row else None

    def _all(self, query: Select[Any]) -> list[Cohort]:
        return [_cohort(row) for row in self._connection.execute(query).mappings()]


def _told(draft: Draft) -> dict[str, Any]:
    schedule = draft.schedule
    return {
        "name": draft.name,
        "slug": slug_of(draft.name),
        "channel": draft.channel,
        "zone": schedule.zone,
        "at": schedule.at,
        "days": sum(1 << day for day in schedule.days),
        "first_day": schedule.first_day,
        "last_day": schedule.last_day,
        "countries": list(schedule.countries),
        "free_days": _written(sorted(schedule.free_days)),
        "order": draft.order,
    }


def _written(days: Sequence[date]) -> list[str]:
    return [day.isoformat() for day in days]


def _cohort(row: RowMapping) -> Cohort:
    schedule = Schedule(
        zone=row["zone"],
        at=row["at"],
        days=frozenset(day for day in range(_WEEK) if row["days"] >> day & 1),
        first_day=row["first_day"],
        last_day=row["last_day"],
        countries=tuple(row["countries"]),
        free_days=frozenset(date.fromisoformat(day) for day in row["free_days"]),
    )
    return Cohort(
        id=CohortId(row["id"]),
        name=row["name"],
        channel=ChannelId(row["channel"]),
        schedule=schedule,
        order=Order(row["order"]),
        created_by=PersonId(row["created_by"]),
        created_at=row["created_at"],
        next_day=row["next_day"],
        next_at=row["next_at"],
        paused_until=row["paused_until"],
        trouble=row["trouble"],
        ended_at=row["ended_at"],
    )
