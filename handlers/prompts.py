"""The prompt bank: its sets, their pages, and the forms of adding and changing prompts."""

import json
from typing import Any

from bot.domain.ids import CohortId, PersonId, PromptId, PromptSetId, WorkspaceId
from bot.domain.prompts import Draft, Theme
from bot.domain.refusals import Reason, Refused
from bot.importing.prompts import NotPrompts, read_text
from bot.messages import prompts as words
from bot.messages import prompts_read
from bot.messages.kit import View
from bot.messages.starter_prompts import starter
from bot.services.bank import Bank
from handlers.payloads import Action, Submission
from handlers.replies import Mend, Reply, Show, turned
from handlers.table import Table


class Preparing:
    """The handlers of those who prepare prompts."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["prompts.sets"] = self.open_sets
        table.actions["cohort.bank"] = self.open_sets_of
        table.actions["prompts.back"] = self.back
        for what in ("", ".previous", ".next"):
            table.actions[f"prompts.open{what}"] = self.open_set
        table.actions["prompts.own"] = self.change
        table.actions["prompts.add"] = self.open_add
        table.actions["prompts.paste"] = self.open_paste
        table.actions["prompts.new_set"] = self.open_new_set
        table.forms["prompts.save"] = self.save
        table.forms["prompts.paste"] = self.paste
        table.forms["prompts.set"] = self.make_set

    async def open_sets(self, action: Action) -> Reply:
        """Show the sets of the workspace."""
        return turned(action, await self._sets(action.workspace, action.person, None))

    async def open_sets_of(self, action: Action) -> Reply:
        """Show the sets of a cohort."""
        return turned(action, await self._sets(action.workspace, action.person, CohortId(int(action.value))))

    async def back(self, action: Action) -> Reply:
        """Go back from a set to where it was opened."""
        return turned(action, await self._sets(action.workspace, action.person, _cohort(action.value)))

    async def open_set(self, action: Action) -> Reply:
        """Show a page of a set."""
        return turned(action, await self._page(action.workspace, action.person, *_place(action.value)))

    async def change(self, action: Action) -> Reply:
        """Do what was chosen about a prompt."""
        what, id_, page, back = action.value.split(":")
        prompt, number, cohort = PromptId(int(id_)), int(page), _cohort(back)
        by, delivery = action.person, action.delivery
        match what:
            case "edit":
                found = await self._bank.prompt(action.workspace, prompt, by)
                return turned(action, words.prompt_form(found.set, number, cohort, found))
            case "up" | "down":
                of = await self._bank.move(delivery, prompt, by, is_later=what == "down")
            case _:
                of = await self._bank.retire(delivery, prompt, by, is_retired=what == "retire")
        return turned(action, await self._page(action.workspace, by, of, number, cohort))

    async def open_add(self, action: Action) -> Reply:
        """Open the form of a new prompt."""
        return turned(action, words.prompt_form(*_place(action.value)))

    async def open_paste(self, action: Action) -> Reply:
        """Open the form of adding several."""
        return turned(action, words.paste_form(*_place(action.value)))

    async def open_new_set(self, action: Action) -> Reply:
        """Open the form of a new set."""
        return turned(action, words.set_form(_cohort(action.value)))

    async def save(self, form: Submission) -> Reply:
        """Add a prompt, or change one."""
        told, draft = json.loads(form.metadata), _draft(form)
        prompt_set, note = PromptSetId(told["set"]), ""
        if told["prompt"] is None:
            came = await self._bank.add(form.delivery, prompt_set, form.person, [draft])
            note = words.brought(came)
        else:
            await self._bank.reword(form.delivery, PromptId(told["prompt"]), form.person, draft)
        return await self._shown(form, told, note)

    async def paste(self, form: Submission) -> Reply:
        """Add several, or say which lines can't be taken: then none is added."""
        told = json.loads(form.metadata)
        try:
            found = read_text(form.values.text("lines"))
        except NotPrompts as problem:
            return Mend({"lines": str(problem)})
        if found.rejected:
            return Mend({"lines": prompts_read.rejected(found.rejected)})
        came = await self._bank.add(form.delivery, PromptSetId(told["set"]), form.person, found.prompts)
        return await self._shown(form, told, words.brought(came))

    async def make_set(self, form: Submission) -> Reply:
        """Make a set of the workspace."""
        made = await self._bank.add_set(form.delivery, form.person, form.values.text("name"))
        if made is None:
            return None
        return Show(await self._page(form.workspace, form.person, made, 0, _cohort(form.metadata)))

    async def _sets(self, workspace: WorkspaceId, by: PersonId, cohort: CohortId | None) -> View:
        if cohort is None:
            await self._bank.stock(workspace, words.STARTER, starter())
            return words.sets(await self._bank.sets(workspace))
        found, sets = await self._bank.sets_of(workspace, cohort, by)
        return words.sets(sets, found)

    async def _page(
        self,
        workspace: WorkspaceId,
        by: PersonId,
        prompt_set: PromptSetId,
        number: int,
        back: CohortId | None,
        note: str = "",
    ) -> View:
        return words.page(await self._bank.show(workspace, prompt_set, by, number), back, note)

    async def _shown(self, form: Submission, told: dict[str, Any], note: str) -> Reply:
        back = CohortId(told["back"]) if told["back"] else None
        return Show(await self._page(form.workspace, form.person, PromptSetId(told["set"]), told["page"], back, note))


def _draft(form: Submission) -> Draft:
    values, theme = form.values, form.values.choice("theme")
    if theme and theme not in set(Theme):
        raise Refused(Reason.UNKNOWN_THEME, field="theme")
    return Draft(
        values.text("text"),
        values.text("lesson_title"),
        values.text("lesson_link"),
        Theme(theme) if theme else None,
    )


def _cohort(value: str) -> CohortId | None:
    """The cohort from which the bank was opened; 0 is none."""
    return CohortId(int(value)) if int(value) else None


def _place(value: str) -> tuple[PromptSetId, int, CohortId | None]:
    prompt_set, number, back = value.split(":")
    return PromptSetId(int(prompt_set)), int(number), _cohort(back)
