"""The prompt bank: sets of prompts, kept by those who prepare."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.cohort_shown import Brought, Listed, SetPage
from bot.domain.cohorts import Cohort
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptId, PromptSetId, WorkspaceId
from bot.domain.prompts import (
    Draft,
    Prompt,
    PromptSet,
    check_room,
    check_set_name,
    new_among,
    problems,
    taken_in_turn,
)
from bot.domain.refusals import Reason, Refused, raise_all
from bot.services import changes, cohort_changes
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PAGE = 8
"""Prompts on one page of a set."""


class Bank:
    """The use cases of those who prepare prompts."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def stock(self, workspace: WorkspaceId, name: str, drafts: Sequence[Sequence[Draft]]) -> None:
        """Put the set that comes along with Knowhow into a workspace that has none yet, one of each kind in turn."""
        if await self._store.read(workspace, lambda uow: bool(uow.prompts.shared_sets())):
            return

        def work(uow: UnitOfWork) -> None:
            uow.prompts.hold()
            if not uow.prompts.shared_sets():
                starter = uow.prompts.add_set(name, by=None)
                uow.prompts.add(starter, list(taken_in_turn(drafts)), None, self._clock.now())

        await self._store.write(workspace, work)

    async def sets(self, workspace: WorkspaceId) -> list[Listed]:
        """The sets of the workspace, by name."""

        def work(uow: UnitOfWork) -> list[Listed]:
            found = uow.prompts.shared_sets()
            counts = uow.prompts.count([each.id for each in found])
            return [Listed(each, counts.get(each.id, 0)) for each in found]

        return await self._store.read(workspace, work)

    async def sets_of(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId) -> tuple[Cohort, list[Listed]]:
        """A cohort with its own set, made when it is first asked for, and those it takes prompts from."""

        def work(uow: UnitOfWork) -> tuple[Cohort, list[Listed]]:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            mine = ensure_own_set(uow, found, by)
            chosen = uow.cohorts.sets([cohort])[cohort]
            by_id = {each.id: each for each in uow.prompts.some_sets(chosen)}
            counts = uow.prompts.count([mine.id, *chosen])
            return found, [Listed(each, counts.get(each.id, 0)) for each in (mine, *(by_id[id_] for id_ in chosen))]

        return await self._store.write(workspace, work)

    async def show(self, workspace: WorkspaceId, prompt_set: PromptSetId, by: PersonId, page: int) -> SetPage:
        """A page of a set, counted from 0; one beyond the last is the last."""

        def work(uow: UnitOfWork) -> SetPage:
            found = _set(uow, prompt_set)
            cohort = uow.cohorts.get(found.cohort) if found.cohort else None
            is_mine = self._may_change(uow, found, by)
            if cohort is not None and not is_mine:
                raise Refused(Reason.NOT_A_FACILITATOR)
            count = uow.prompts.count_all(prompt_set)
            pages = max(1, -(-count // PAGE))
            here = min(max(page, 0), pages - 1)
            prompts = uow.prompts.page(prompt_set, limit=PAGE, offset=here * PAGE)
            return SetPage(found, cohort, prompts, count, here, pages, is_mine)

        return await self._store.read(workspace, work)

    async def add_set(self, delivery: Delivery, by: PersonId, name: str) -> PromptSetId | None:
        """Make a set of the workspace, for those who facilitate or moderate. ``None``: done before by this delivery."""
        name = " ".join(name.split())
        raise_all(check_set_name(name))

        def work(uow: UnitOfWork) -> PromptSetId:
            if not uow.cohorts.led_by(by, 1) and not changes.is_moderator(uow, by, self._rules.of(uow).moderators):
                raise Refused(Reason.NOT_A_FACILITATOR)
            uow.prompts.hold()
            if uow.prompts.set_named(name):
                raise Refused(Reason.NAME_TAKEN, field="name")
            return uow.prompts.add_set(name, by=by)

        return await self._store.once(delivery, work)

    async def prompt(self, workspace: WorkspaceId, prompt: PromptId, by: PersonId) -> Prompt:
        """A prompt that this person may change; raises ``Refused`` otherwise."""
        return await self._store.read(workspace, lambda uow: self._own(uow, prompt, by))

    async def add(self, delivery: Delivery, prompt_set: PromptSetId, by: PersonId, drafts: Sequence[Draft]) -> Brought:
        """Put prompts at the end of a set, all or none; what it says already is not added again.

        Raises ``InvalidInput`` for the first draft that can't be taken.
        """
        tidy = [_tidied(draft) for draft in drafts]
        for draft in tidy:
            raise_all(*problems(draft))

        def work(uow: UnitOfWork) -> Brought:
            found = _set(uow, prompt_set)
            self._check(uow, found, by)
            return bring(uow, found, tidy, by, self._clock.now())

        return await self._store.once(delivery, work) or Brought(0, len(tidy))

    async def bring_in(self, workspace: WorkspaceId, name: str, drafts: Sequence[Draft]) -> Brought:
        """Put prompts into the workspace's set of that name, made if there is none, all or none.

        Raises ``Refused`` for a name that can't be one, or when the set does not take them all.
        """
        name = " ".join(name.split())
        raise_all(check_set_name(name))

        def work(uow: UnitOfWork) -> Brought:
            uow.prompts.hold()
            if uow.prompts.set_named(name) is None:
                uow.prompts.add_set(name, by=None)
            found = uow.prompts.set_named(name)
            assert found is not None, "it was made just now"
            return bring(uow, found, drafts, None, self._clock.now())

        return await self._store.write(workspace, work)

    async def reword(self, delivery: Delivery, prompt: PromptId, by: PersonId, draft: Draft) -> None:
        """Change what a prompt says; what was posted keeps its words."""
        draft = _tidied(draft)
        raise_all(*problems(draft))

        def work(uow: UnitOfWork) -> None:
            found = self._own(uow, prompt, by)
            uow.prompts.reword(found.id, draft)

        await self._store.once(delivery, work)

    async def retire(self, delivery: Delivery, prompt: PromptId, by: PersonId, *, is_retired: bool) -> PromptSetId:
        """Let a prompt come no more, or again; returns its set."""

        def work(uow: UnitOfWork) -> None:
            now, found = self._clock.now(), self._own(uow, prompt, by)
            uow.prompts.retire(found.id, now if is_retired else None)
            cohort_changes.replan_users(uow, found.set, self._rules.of(uow), now)

        await self._store.once(delivery, work)
        return (await self.prompt(delivery.workspace, prompt, by)).set

    async def move(self, delivery: Delivery, prompt: PromptId, by: PersonId, *, is_later: bool) -> PromptSetId:
        """Let a prompt come one place later or earlier; returns its set."""

        def work(uow: UnitOfWork) -> None:
            found = self._own(uow, prompt, by)
            uow.prompts.exchange(found.id, with_next=is_later)

        await self._store.once(delivery, work)
        return (await self.prompt(delivery.workspace, prompt, by)).set

    def _own(self, uow: UnitOfWork, prompt: PromptId, by: PersonId) -> Prompt:
        found = uow.prompts.get(prompt)
        if found is None:
            raise Refused(Reason.UNKNOWN_PROMPT)
        self._check(uow, _set(uow, found.set), by)
        return found

    def _check(self, uow: UnitOfWork, prompt_set: PromptSet, by: PersonId) -> None:
        if not self._may_change(uow, prompt_set, by):
            raise Refused(Reason.NOT_A_FACILITATOR if prompt_set.cohort else Reason.NOT_YOUR_SET)

    def _may_change(self, uow: UnitOfWork, prompt_set: PromptSet, by: PersonId) -> bool:
        """A cohort's own set is whoever's may change the cohort, one of the workspace its maker's and moderators'."""
        rules = self._rules.of(uow)
        if prompt_set.cohort:
            return cohort_changes.may_lead(uow, prompt_set.cohort, by, rules)
        return prompt_set.created_by == by or changes.is_moderator(uow, by, rules.moderators)


def ensure_own_set(uow: UnitOfWork, cohort: Cohort, by: PersonId) -> PromptSet:
    """A cohort's own set, made if there is none; the cohort is locked."""
    found = uow.prompts.set_of(cohort.id)
    if found is None:
        uow.prompts.add_set(cohort.name, by=by, cohort=cohort.id)
        found = uow.prompts.set_of(cohort.id)
    assert found is not None, "it was made just now"
    return found


def bring(
    uow: UnitOfWork, prompt_set: PromptSet, drafts: Sequence[Draft], by: PersonId | None, now: datetime
) -> Brought:
    """Put what a set does not say yet at its end; raises ``Refused`` at ``text`` when it is full."""
    uow.prompts.hold()
    there = uow.prompts.texts(prompt_set.id)
    new = new_among(drafts, there)
    raise_all(check_room(len(there), len(new), "text"))
    uow.prompts.add(prompt_set.id, new, by, now)
    return Brought(len(new), len(drafts) - len(new))


def _set(uow: UnitOfWork, prompt_set: PromptSetId) -> PromptSet:
    found = uow.prompts.get_set(prompt_set)
    if found is None:
        raise Refused(Reason.UNKNOWN_SET)
    return found


def _tidied(draft: Draft) -> Draft:
    return replace(
        draft,
        text=draft.text.strip(),
        lesson_title=" ".join(draft.lesson_title.split()),
        lesson_link=draft.lesson_link.strip(),
    )
