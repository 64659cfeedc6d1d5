"""What is to come in a cohort, and what its questions brought."""

import json
from collections.abc import Awaitable, Callable
from datetime import date

from bot.clock import Clock
from bot.domain.cadence import ONE_DAY
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptId, WorkspaceId
from bot.domain.prompts import Draft
from bot.domain.refusals import Reason, Refused
from bot.messages import dates as words
from bot.messages import outcomes
from bot.messages.kit import View
from bot.services.dates import Dates
from bot.services.outcomes import Results
from handlers.payloads import Action, Search, Submission
from handlers.replies import Offer, Reply, Show, turned
from handlers.table import Table


class Planning:
    """The handlers of those who prepare ahead and look back."""

    def __init__(self, dates: Dates, results: Results, clock: Clock) -> None:
        self._dates = dates
        self._results = results
        self._clock = clock

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["cohort.dates"] = self.open
        table.actions["cohort.date"] = self.change
        table.actions["cohort.post_now"] = self.post_now
        table.actions["cohort.pause"] = self.open_pause
        table.forms["cohort.pause"] = self.pause
        table.forms["cohort.date_edit"] = self.edit
        table.forms["cohort.date_swap"] = self.swap
        table.searches["planned_prompt"] = self.find_prompts
        for what in ("", ".previous", ".next", ".order"):
            table.actions[f"cohort.results{what}"] = self.open_results
        table.actions["outcome.retire"] = self.retire

    async def open(self, action: Action) -> Reply:
        """Show the next dates."""
        return turned(action, await self._view(action.workspace, CohortId(int(action.value)), action.person))

    async def change(self, action: Action) -> Reply:
        """Do what was chosen about one date."""
        what, cohort, day = _chosen(action.value)
        here, by = action.workspace, action.person
        if what in {"swap", "edit"}:
            form = words.swap_form if what == "swap" else words.edit_form
            return turned(action, form(*await self._dates.one(here, cohort, by, day)))
        if what == "restore":
            await self._dates.restore(action.delivery, cohort, by, day)
        else:
            await self._dates.skip(action.delivery, cohort, by, day, is_skipped=what == "skip")
        return turned(action, await self._view(here, cohort, by))

    async def post_now(self, action: Action) -> Reply:
        """Post the next question now."""
        return await self._pressed(action, self._dates.post_now)

    async def open_pause(self, action: Action) -> Reply:
        """Ask until when."""
        cohort = CohortId(int(action.value))
        told = await self._dates.upcoming(action.workspace, cohort, action.person)
        today = self._clock.now().astimezone(told.cohort.schedule.timezone).date()
        return turned(action, words.pause_form(told.cohort, today + ONE_DAY))

    async def pause(self, form: Submission) -> Reply:
        """Pause until a day."""
        cohort = CohortId(json.loads(form.metadata)["cohort"])
        await self._dates.pause(form.delivery, cohort, form.person, form.values.day("until"))
        return Show(await self._view(form.workspace, cohort, form.person))

    async def edit(self, form: Submission) -> Reply:
        """Give a date words of its own."""
        cohort, day = _told(form.metadata)
        values = form.values
        said = Draft(values.text("text"), values.text("lesson_title"), values.text("lesson_link"))
        await self._dates.reword(form.delivery, cohort, form.person, day, said)
        return Show(await self._view(form.workspace, cohort, form.person))

    async def swap(self, form: Submission) -> Reply:
        """Choose another prompt for a date."""
        (cohort, day), chosen = _told(form.metadata), form.values.choice("prompt")
        if not chosen:
            raise Refused(Reason.UNKNOWN_PROMPT, field="prompt")
        await self._dates.swap(form.delivery, cohort, form.person, day, PromptId(int(chosen)))
        return Show(await self._view(form.workspace, cohort, form.person))

    async def find_prompts(self, search: Search) -> Reply:
        """Offer the prompts of the cohort whose form is open."""
        cohort, _ = _told(search.metadata)
        found = await self._dates.choices(search.workspace, cohort, search.person, search.words)
        return Offer([words.choice(each) for each in found])

    async def open_results(self, action: Action) -> Reply:
        """Show what the questions brought."""
        cohort, page, order = action.value.split(":")
        return turned(action, await self._outcomes(action, CohortId(int(cohort)), int(page), order))

    async def retire(self, action: Action) -> Reply:
        """Let the prompt of a question come no more, or again."""
        what, prompt, cohort, page, order = action.value.split(":")
        id_ = CohortId(int(cohort))
        await self._results.retire(
            action.delivery, id_, PromptId(int(prompt)), action.person, is_retired=what == "retire"
        )
        return turned(action, await self._outcomes(action, id_, int(page), order))

    async def _pressed(
        self, action: Action, use_case: Callable[[Delivery, CohortId, PersonId], Awaitable[None]]
    ) -> Reply:
        cohort = CohortId(int(action.value))
        await use_case(action.delivery, cohort, action.person)
        return turned(action, await self._view(action.workspace, cohort, action.person))

    async def _view(self, workspace: WorkspaceId, cohort: CohortId, by: PersonId) -> View:
        return words.upcoming(await self._dates.upcoming(workspace, cohort, by))

    async def _outcomes(self, action: Action, cohort: CohortId, page: int, order: str) -> View:
        by_merit = order == "best"
        return outcomes.page(
            await self._results.of(action.workspace, cohort, action.person, page=page, by_merit=by_merit)
        )


def _chosen(value: str) -> tuple[str, CohortId, date]:
    what, cohort, day = value.split(":")
    return what, CohortId(int(cohort)), date.fromisoformat(day)


def _told(metadata: str) -> tuple[CohortId, date]:
    told = json.loads(metadata)
    return CohortId(told["cohort"]), date.fromisoformat(told["day"])
