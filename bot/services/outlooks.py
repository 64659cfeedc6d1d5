"""What lies ahead of cohorts: their dates with what comes on each, gathered for many at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain import holidays
from bot.domain.cadence import ONE_DAY
from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId
from bot.domain.plans import Bank, Change, Planned, plan
from bot.domain.runs import Due, Run, come_due
from bot.domain.schedules import Slot, slots
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Outlook:
    """A cohort with all that decides what comes next in it."""

    cohort: Cohort
    bank: Bank
    changes: Mapping[date, Change]
    """What facilitators want otherwise, by date."""
    latest: Run | None
    """The last run that was or will be seen."""

    @property
    def _since(self) -> date:
        """The first day that may bring a question: after the last one had its."""
        first = self.cohort.runs_from
        return first if self.latest is None else max(first, self.latest.day + ONE_DAY)

    def dates(self, now: datetime) -> Iterator[Planned]:
        """The dates to come with what comes on each, skipped ones too, in order; none while it can't go on."""
        if self.cohort.ended_at is not None or self.cohort.trouble is not None:
            return iter(())
        return plan(self.bank, self._slots(now), self.changes)

    def following(self, now: datetime) -> Slot | None:
        """The next date on which a question is due."""
        if self.cohort.ended_at is not None or self.cohort.trouble is not None:
            return None
        return next((slot for slot in self._slots(now) if not self._is_skipped(slot.day)), None)

    def come_due(self, now: datetime, within: timedelta) -> Due:
        """What this moment brings, the cohort's question having been due."""
        assert self.cohort.next_day is not None, "what is due has a day"
        return come_due(
            self.cohort.schedule,
            holidays.free_in(self.cohort.schedule.countries),
            since=self.cohort.next_day,
            skipped=[day for day in self.changes if self._is_skipped(day)],
            now=now,
            within=within,
        )

    def at(self, slot: Slot) -> Planned:
        """What comes on a date that is due."""
        return next(plan(self.bank, [slot], self.changes))

    def _is_skipped(self, day: date) -> bool:
        return day in self.changes and self.changes[day].is_skipped

    def _slots(self, now: datetime) -> Iterator[Slot]:
        schedule = self.cohort.schedule
        today = now.astimezone(schedule.timezone).date() - ONE_DAY
        found = slots(schedule, holidays.free_in(schedule.countries), since=max(self._since, today))
        return (slot for slot in found if slot.at > now)


def gather(uow: UnitOfWork, cohorts: Sequence[Cohort], now: datetime) -> dict[CohortId, Outlook]:
    """What lies ahead of these cohorts, by a fixed number of look-ups however many there are."""
    ids = [cohort.id for cohort in cohorts]
    own, chosen = uow.prompts.own_sets(ids), uow.cohorts.sets(ids)
    prompts = uow.prompts.active({*own.values(), *(each for sets in chosen.values() for each in sets)})
    used, latest, retired = uow.runs.used(ids), uow.runs.latest(ids), uow.prompts.retired_in(ids)
    since = min((cohort.next_day for cohort in cohorts if cohort.next_day), default=now.date()) - ONE_DAY
    changes = uow.plans.changes(ids, min(since, now.date() - ONE_DAY))

    def bank(cohort: Cohort) -> Bank:
        sets = [*([own[cohort.id]] if cohort.id in own else []), *chosen[cohort.id]]
        last = latest.get(cohort.id)
        gone = retired[cohort.id]
        listed = [prompt for each in sets for prompt in prompts[each] if prompt.id not in gone]
        return Bank(cohort.id, cohort.order, listed, used[cohort.id], last.prompt if last else None)

    return {each.id: Outlook(each, bank(each), changes[each.id], latest.get(each.id)) for each in cohorts}


def outlook(uow: UnitOfWork, cohort: Cohort, now: datetime) -> Outlook:
    """What lies ahead of one cohort."""
    return gather(uow, [cohort], now)[cohort.id]
