"""What a cohort's questions brought: it is about prompts, and ranks nobody."""

from collections.abc import Collection

from bot.clock import Clock
from bot.domain.cohort_shown import Outcome, Outcomes, Tally
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptId, WorkspaceId
from bot.domain.refusals import Reason, Refused
from bot.domain.runs import Run
from bot.services import cohort_changes
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sights, is_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PAGE = 6
NOTHING = Tally()


class Results:
    """The use cases of those who look back."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._sights = sights

    async def of(
        self, workspace: WorkspaceId, cohort: CohortId, by: PersonId, *, page: int = 0, by_merit: bool = False
    ) -> Outcomes:
        """What each posted question of a cohort brought, for its facilitators; a page beyond the last is the last.

        Who is no longer in a private channel is not told what was said in it, nor how much.
        """
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Outcomes:
            found = cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            if not is_in_sight(uow, sight, found.channel):
                raise Refused(Reason.UNKNOWN_COHORT)
            runs = uow.runs.posted(cohort)
            tallies = uow.run_answers.tallies(cohort, [run.id for run in runs])
            ranked = runs[::-1]
            if by_merit:
                ranked.sort(key=lambda run: _merit(run, tallies.get(run.id, NOTHING)), reverse=True)
            pages = max(1, -(-len(runs) // PAGE))
            here = min(max(page, 0), pages - 1)
            gone = uow.prompts.retired_in([cohort])[cohort]
            shown = [
                Outcome(run, tallies.get(run.id, NOTHING), _is_retired(uow, run, gone))
                for run in ranked[here * PAGE : (here + 1) * PAGE]
            ]
            members = len(uow.cohorts.members(cohort))
            language = self._rules.of(uow).date_language
            return Outcomes(found, members, shown, len(runs), here, pages, by_merit, uow.url, language)

        return await self._store.read(workspace, work)

    async def retire(
        self, delivery: Delivery, cohort: CohortId, prompt: PromptId, by: PersonId, *, is_retired: bool
    ) -> None:
        """Let a prompt come no more in one cohort, or again; the set that it is from keeps it for others."""

        def work(uow: UnitOfWork) -> None:
            cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            if uow.prompts.get(prompt) is None:
                raise Refused(Reason.UNKNOWN_PROMPT)
            uow.prompts.retire_in(cohort, prompt, is_retired=is_retired)
            cohort_changes.replan(uow, cohort, self._rules.of(uow), self._clock.now())

        await self._store.once(delivery, work)


def _is_retired(uow: UnitOfWork, run: Run, gone: Collection[PromptId]) -> bool | None:
    prompt = uow.prompts.get(run.prompt) if run.prompt else None
    return None if prompt is None or prompt.is_retired else prompt.id in gone


def _merit(run: Run, tally: Tally) -> tuple[int, int, int]:
    """How well a question worked: how many took part, then how useful that was; the later one first among equals."""
    return tally.people, tally.useful, run.number
