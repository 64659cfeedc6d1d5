"""Setting up cohorts, changing them, and taking part."""

from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.domain.cohort_shown import Detail, Form, Known, Overview
from bot.domain.cohorts import Cohort, Draft, problems
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, CohortId, PersonId, WorkspaceId
from bot.domain.notices import Kind, Owed
from bot.domain.refusals import InvalidInput, Reason, Refused
from bot.services import cohort_changes
from bot.services.acquaintance import learn_about
from bot.services.channels import Channels
from bot.services.directory import Directory
from bot.services.outlooks import outlook
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights, is_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

OTHERS_SHOWN = 100
"""Cohorts that somebody may join, in one list."""


class Cohorts:
    """The use cases of those who set up cohorts and take part in them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rules: WorkspaceRules,
        directory: Directory,
        channels: Channels,
        sights: Sights,
    ) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory
        self._channels = channels
        self._sights = sights

    async def overview(self, workspace: WorkspaceId, person: PersonId) -> Overview:
        """A person's cohorts, and those in channels they can see, by name."""
        sight = await self._sights.of(workspace, person)

        def work(uow: UnitOfWork) -> Overview:
            mine, others = uow.cohorts.of_person(person), uow.cohorts.others(person, OTHERS_SHOWN)
            led = uow.cohorts.led(person)
            shown = [each for each in mine if each.id in led or is_in_sight(uow, sight, each.channel)]
            seen = [each for each in others if is_in_sight(uow, sight, each.channel)]
            language = self._rules.of(uow).date_language
            return Overview(_known(uow, shown, person), _known(uow, seen, person), language)

        return await self._store.read(workspace, work)

    async def named(self, workspace: WorkspaceId, name: str, by: PersonId) -> CohortId:
        """The cohort of a name that this person can see; raises ``Refused`` otherwise."""
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> CohortId:
            found = uow.cohorts.named(name)
            if found is None or not self._may_see(uow, sight, found):
                raise Refused(Reason.UNKNOWN_COHORT)
            return found.id

        return await self._store.read(workspace, work)

    async def detail(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId) -> Detail:
        """A cohort that this person can see; raises ``Refused`` otherwise."""
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Detail:
            found = self._seen(uow, sight, cohort)
            ahead = outlook(uow, found, self._clock.now())
            return Detail(
                cohort=found,
                facilitators=uow.cohorts.facilitators(cohort),
                members=len(uow.cohorts.members(cohort)),
                is_member=uow.cohorts.is_member(cohort, by),
                leads=cohort_changes.may_lead(uow, cohort, by, self._rules.of(uow)),
                following=next((each for each in ahead.dates(self._clock.now()) if not each.change.is_skipped), None),
                latest=ahead.latest,
                url=uow.url,
                language=self._rules.of(uow).date_language,
            )

        return await self._store.read(workspace, work)

    async def zone(self, workspace: WorkspaceId, person: PersonId) -> str:
        """A person's own time zone."""
        known = await self._store.read(workspace, lambda uow: uow.people.get(person))
        return known.timezone.key

    async def new_form(self, workspace: WorkspaceId, person: PersonId, channel: ChannelId | None) -> Form:
        """What the form of a new cohort starts with, for the channel that somebody is in."""
        here = await self._channels.postable_here(workspace, channel) if channel else None
        await learn_about(self._store, self._directory, self._clock, workspace, person)

        def work(uow: UnitOfWork) -> Form:
            zone = uow.people.get(person).timezone.key
            return Form(zone, uow.prompts.shared_sets(), place=here, facilitators=[person])

        return await self._store.read(workspace, work)

    async def form(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId) -> Form:
        """What the form of changing a cohort starts with; raises ``Refused`` for those who may not."""

        def work(uow: UnitOfWork) -> Form:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            return Form(
                zone=found.schedule.zone,
                sets=uow.prompts.shared_sets(),
                cohort=found,
                place=uow.places.get(found.channel),
                facilitators=uow.cohorts.facilitators(cohort),
                chosen=uow.cohorts.sets([cohort])[cohort],
            )

        return await self._store.read(workspace, work)

    async def create(self, delivery: Delivery, draft: Draft, by: PersonId) -> CohortId | None:
        """Set up a cohort and owe its card in the channel. ``None``: this delivery was done before.

        Raises ``InvalidInput`` naming every field that can't be taken.
        """
        draft = _tidied(draft)
        await self._check(delivery.workspace, draft, by)

        def work(uow: UnitOfWork) -> CohortId:
            now = self._clock.now()
            _check_name_and_sets(uow, draft, None)
            cohort = uow.cohorts.add(draft, by, now)
            uow.people.meet(by)
            uow.notices.owe(Owed(Kind.COHORT_CARD, cohort, draft.channel, now))
            # Nobody is told that nothing is left for it: whoever set it up is about to add prompts, and sees it.
            uow.cohorts.set_next({cohort: outlook(uow, cohort_changes.cohort_of(uow, cohort), now).following(now)})
            uow.activities.record("set up", f"cohort:{cohort}", person=by, at=now)
            uow.notices.refresh_homes(draft.facilitators, now)
            return cohort

        return await self._store.once(delivery, work)

    async def change(self, delivery: Delivery, cohort: CohortId, draft: Draft, by: PersonId) -> None:
        """Change a cohort; its card follows, and another channel gets a card of its own."""
        draft = _tidied(draft)
        await self._check(delivery.workspace, draft, by, cohort)

        def work(uow: UnitOfWork) -> None:
            now, before = self._clock.now(), cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            _check_name_and_sets(uow, draft, cohort)
            leads = uow.cohorts.facilitators(cohort)
            uow.cohorts.rearrange(cohort, draft)
            if draft.channel != before.channel:
                uow.cohorts.change(cohort, trouble=None)
                uow.notices.owe(Owed(Kind.COHORT_CARD, cohort, draft.channel, now))
            uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
            cohort_changes.replan(uow, cohort, self._rules.of(uow), now)
            uow.activities.record("changed", f"cohort:{cohort}", person=by, at=now)
            uow.notices.refresh_homes({*leads, *draft.facilitators}, now)

        await self._store.once(delivery, work)

    async def join(self, delivery: Delivery, cohort: CohortId, by: PersonId) -> Cohort:
        """Take part; raises ``Refused`` when it is over, or in a channel that this person can't see."""
        sight = await self._sights.of(delivery.workspace, by)

        def work(uow: UnitOfWork) -> None:
            now, found = self._clock.now(), self._seen(uow, sight, cohort_changes.cohort_of(uow, cohort).id)
            if found.is_over:
                raise Refused(Reason.COHORT_OVER)
            uow.people.meet(by)
            if uow.cohorts.join(cohort, by, now):
                uow.activities.record("joined", f"cohort:{cohort}", person=by, at=now)
                uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
                uow.notices.refresh_home(by, now)

        await self._store.once(delivery, work)
        return await self._get(delivery.workspace, cohort)

    async def leave(self, delivery: Delivery, cohort: CohortId, by: PersonId) -> Cohort:
        """Take part no more; what one said stays. Raises ``Refused`` for who neither took part nor sees it."""
        sight = await self._sights.of(delivery.workspace, by)

        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            cohort_changes.cohort_of(uow, cohort)
            has_left = uow.cohorts.leave(cohort, by)
            if not has_left:
                self._seen(uow, sight, cohort)
            else:
                uow.activities.record("left", f"cohort:{cohort}", person=by, at=now)
                uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
                uow.notices.refresh_home(by, now)

        await self._store.once(delivery, work)
        return await self._get(delivery.workspace, cohort)

    async def end(self, delivery: Delivery, cohort: CohortId, by: PersonId) -> None:
        """End a cohort: nothing comes any more, until a facilitator resumes it."""

        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            uow.cohorts.change(cohort, ended_at=now)
            cohort_changes.replan(uow, cohort, self._rules.of(uow), now)
            uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
            uow.activities.record("ended", f"cohort:{cohort}", person=by, at=now)

        await self._store.once(delivery, work)

    async def _get(self, workspace: WorkspaceId, cohort: CohortId) -> Cohort:
        found = await self._store.read(workspace, lambda uow: uow.cohorts.get(cohort))
        assert found is not None, "cohorts are never removed from the table"
        return found

    async def _check(self, workspace: WorkspaceId, draft: Draft, by: PersonId, cohort: CohortId | None = None) -> None:
        """Refuse what can't be taken, all of it together; a cohort may stay in the channel it is in."""
        found = list(problems(draft, self._clock.now()))
        kept = await self._get(workspace, cohort) if cohort else None
        if kept is None or kept.channel != draft.channel:
            unusable = await self._channels.unusable(workspace, draft.channel, by)
            found += [unusable] if unusable else []
        for person in draft.facilitators:
            profile = await self._directory.profile(workspace, person)
            if profile is not None and (profile.is_bot or profile.is_deactivated):
                found.append(Refused(Reason.NOT_A_PERSON, field="facilitators"))
                break
        if found:
            raise InvalidInput(tuple(found))

    def _seen(self, uow: UnitOfWork, sight: Sight, cohort: CohortId) -> Cohort:
        found = uow.cohorts.get(cohort)
        if found is None or not self._may_see(uow, sight, found):
            raise Refused(Reason.UNKNOWN_COHORT)
        return found

    def _may_see(self, uow: UnitOfWork, sight: Sight, cohort: Cohort) -> bool:
        return is_in_sight(uow, sight, cohort.channel) or cohort_changes.may_lead(
            uow, cohort.id, sight.person, self._rules.of(uow)
        )


def _known(uow: UnitOfWork, cohorts: Sequence[Cohort], person: PersonId) -> list[Known]:
    counts = uow.cohorts.count_members([each.id for each in cohorts])
    joined, led = uow.cohorts.joined(person), uow.cohorts.led(person)
    return [Known(each, counts.get(each.id, 0), is_member=each.id in joined, leads=each.id in led) for each in cohorts]


def _tidied(draft: Draft) -> Draft:
    return replace(draft, name=" ".join(draft.name.split()))


def _check_name_and_sets(uow: UnitOfWork, draft: Draft, cohort: CohortId | None) -> None:
    other = uow.cohorts.named(draft.name)
    found = []
    if other is not None and other.id != cohort:
        found.append(Refused(Reason.NAME_TAKEN, field="name"))
    if len(uow.prompts.some_sets(draft.sets)) < len(set(draft.sets)):
        found.append(Refused(Reason.UNKNOWN_SET, field="sets"))
    if found:
        raise InvalidInput(tuple(found))
