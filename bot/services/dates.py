"""The dates to come of a cohort, as its facilitators prepare them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from bot.clock import Clock
from bot.domain.cohort_shown import NextDates
from bot.domain.cohorts import Cohort
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptId, WorkspaceId
from bot.domain.notices import Kind, Owed
from bot.domain.plans import NO_CHANGE, Change, Planned
from bot.domain.prompts import Draft, Prompt, problems
from bot.domain.refusals import Reason, Refused, raise_all
from bot.domain.runs import Planned as NewRun
from bot.domain.schedules import Slot
from bot.services import cohort_changes
from bot.services.outlooks import Outlook, outlook
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

SHOWN = 10
"""Dates on one page."""
CHOICES = 100
"""The most prompts offered at once for a date: Slack's own limit of a menu."""
OneDate = tuple[Cohort, Planned, str]
"""A date of a cohort with what comes on it, and the language in which dates are written."""
Changing = Callable[[Planned], Change]
"""Says what is to be otherwise on a date, told what comes on it now."""


class Dates:
    """The use cases of those who prepare ahead."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def upcoming(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId) -> NextDates:
        """The next ten dates with their prompts, for those who may change them."""

        def work(uow: UnitOfWork) -> NextDates:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            dates = list(islice(self._dates(uow, found), SHOWN))
            return NextDates(found, dates, self._rules.of(uow).date_language)

        return await self._store.read(workspace, work)

    async def one(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId, day: date) -> OneDate:
        """One of these dates; raises ``Refused`` for any other day."""

        def work(uow: UnitOfWork) -> OneDate:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            return found, self._planned(uow, found, day), self._rules.of(uow).date_language

        return await self._store.read(workspace, work)

    async def choices(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId, words: str) -> list[Prompt]:
        """The prompts of a cohort whose text or lesson has these words, in their order."""
        wanted = words.casefold()

        def work(uow: UnitOfWork) -> list[Prompt]:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            prompts = outlook(uow, found, self._clock.now()).bank.prompts
            fits = (each for each in prompts if wanted in f"{each.said.text} {each.said.lesson_title}".casefold())
            return list(islice(fits, CHOICES))

        return await self._store.read(workspace, work)

    async def skip(self, delivery: Delivery, cohort: CohortId, by: PersonId, day: date, *, is_skipped: bool) -> None:
        """Leave a date out, its prompt coming on the next, or take it in again."""

        def change(planned: Planned) -> Change:
            return replace(planned.change, is_skipped=is_skipped)

        await self._change(delivery, cohort, by, day, change)

    async def reword(self, delivery: Delivery, cohort: CohortId, by: PersonId, day: date, said: Draft) -> None:
        """Give a date words of its own; the bank keeps its."""
        said = replace(said, text=said.text.strip(), lesson_link=said.lesson_link.strip())
        raise_all(*problems(said))

        def change(planned: Planned) -> Change:
            return Change(prompt=planned.prompt, said=said)

        await self._change(delivery, cohort, by, day, change)

    async def restore(self, delivery: Delivery, cohort: CohortId, by: PersonId, day: date) -> None:
        """Let a date be what the order makes of it."""
        await self._change(delivery, cohort, by, day, lambda _planned: NO_CHANGE)

    async def swap(self, delivery: Delivery, cohort: CohortId, by: PersonId, day: date, prompt: PromptId) -> None:
        """Let another prompt come on a date; where that was planned soon, the two change places.

        Raises ``Refused`` for a prompt that the cohort does not have, at ``prompt``.
        """

        def work(uow: UnitOfWork) -> None:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            ahead = outlook(uow, found, self._clock.now())
            if prompt not in {each.id for each in ahead.bank.prompts}:
                raise Refused(Reason.UNKNOWN_PROMPT, field="prompt")
            planned = self._planned(uow, found, day)
            soon = islice(self._dates(uow, found), SHOWN)
            other = next((each for each in soon if each.prompt == prompt and each.slot.day != day), None)
            if other is not None and planned.prompt is not None:
                uow.plans.set(cohort, other.slot.day, Change(prompt=planned.prompt, said=planned.change.said))
            said = other.change.said if other else None
            uow.plans.set(cohort, day, Change(prompt=prompt, said=said))
            self._replan(uow, cohort, by, "swapped a date")

        await self._store.once(delivery, work)

    async def post_now(self, delivery: Delivery, cohort: CohortId, by: PersonId) -> None:
        """Post what comes next now: in place of today's question if that is still to come, else besides.

        Raises ``Refused`` when nothing is left, or the cohort can't go on.
        """

        def work(uow: UnitOfWork) -> None:
            now, found = self._clock.now(), cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            ahead = outlook(uow, found, now)
            coming = next((each for each in ahead.dates(now) if not each.change.is_skipped), None)
            today = now.astimezone(found.schedule.timezone).date()
            is_todays = coming is not None and coming.slot.day == today
            planned = coming if is_todays else self._extra(ahead, today, now)
            if planned is None or planned.said is None:
                raise Refused(Reason.NOTHING_TO_POST)
            slot = today.isoformat() if is_todays else f"now:{delivery.key[-64:]}"
            number = ahead.latest.number + 1 if ahead.latest else 1
            run = NewRun(cohort, slot, today, now, number, planned.prompt, planned.said)
            for id_ in uow.runs.add([(run, found.channel)]):
                uow.notices.owe(Owed(Kind.RUN, id_, found.channel, now))
            self._replan(uow, cohort, by, "posted now")

        await self._store.once(delivery, work)

    async def pause(self, delivery: Delivery, cohort: CohortId, by: PersonId, until: date | None) -> None:
        """Ask nothing before a day; raises ``Refused`` at ``until`` for a day that is no later one."""

        def work(uow: UnitOfWork) -> None:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            if until is None or until <= self._clock.now().astimezone(found.schedule.timezone).date():
                raise Refused(Reason.DATE_PASSED, field="until")
            if found.schedule.last_day is not None and until > found.schedule.last_day:
                raise Refused(Reason.NO_DATE_LEFT, field="until")
            uow.cohorts.change(cohort, paused_until=until)
            self._replan(uow, cohort, by, "paused")

        await self._store.once(delivery, work)

    async def resume(self, delivery: Delivery, cohort: CohortId, by: PersonId) -> None:
        """Go on with the next date, whatever kept it from going on.

        Raises ``Refused`` when the channel still can't be posted in.
        """

        def work(uow: UnitOfWork) -> None:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            place = uow.places.get(found.channel)
            if place is None or place.is_archived:
                raise Refused(Reason.NOT_IN_CHANNEL)
            uow.cohorts.change(cohort, paused_until=None, trouble=None, ended_at=None)
            self._replan(uow, cohort, by, "resumed")

        await self._store.once(delivery, work)

    async def _change(self, delivery: Delivery, cohort: CohortId, by: PersonId, day: date, change: Changing) -> None:
        def work(uow: UnitOfWork) -> None:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            uow.plans.set(cohort, day, change(self._planned(uow, found, day)))
            self._replan(uow, cohort, by, "changed a date")

        await self._store.once(delivery, work)

    def _extra(self, ahead: Outlook, today: date, now: datetime) -> Planned | None:
        """What the order gives next, kept for no date, besides what is planned."""
        if ahead.cohort.trouble is not None or ahead.cohort.ended_at is not None:
            return None
        free = replace(ahead, changes={day: each for day, each in ahead.changes.items() if day != today})
        return free.at(Slot(today, now))

    def _dates(self, uow: UnitOfWork, cohort: Cohort) -> Iterator[Planned]:
        now = self._clock.now()
        return outlook(uow, cohort, now).dates(now)

    def _planned(self, uow: UnitOfWork, cohort: Cohort, day: date) -> Planned:
        soon = islice(self._dates(uow, cohort), SHOWN)
        found = next((each for each in soon if each.slot.day == day), None)
        if found is None:
            raise Refused(Reason.NOT_PLANNED)
        return found

    def _replan(self, uow: UnitOfWork, cohort: CohortId, by: PersonId, did: str) -> None:
        now = self._clock.now()
        cohort_changes.replan(uow, cohort, self._rules.of(uow), now)
        uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
        uow.activities.record(did, f"cohort:{cohort}", person=by, at=now)
