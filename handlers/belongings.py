"""What was brought in of a person: the list, and removing from it."""

from functools import partial

from bot.domain.ids import AnswerId, PersonId, QuestionId, WorkspaceId
from bot.messages import belongings as words
from bot.messages.kit import View
from bot.services.belongings import BroughtIn
from handlers.payloads import Action
from handlers.replies import Open, Reply, Revise
from handlers.table import Table


class Belonging:
    """The handlers of somebody whose words were brought in."""

    def __init__(self, brought_in: BroughtIn) -> None:
        self._brought_in = brought_in

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["belongings.open"] = self.open
        table.actions["belongings.remove"] = self.remove
        table.actions["belongings.remove_all"] = self.remove_all

    async def open(self, action: Action) -> Reply:
        """Show the latest of it."""
        return Open(await self._listed(action.workspace, action.person))

    async def remove(self, action: Action) -> Reply:
        """Remove one, and show what is left."""
        what, _, id_ = action.value.partition(":")
        if what == "question":
            await self._brought_in.remove_question(action.delivery, action.person, QuestionId(int(id_)))
        else:
            await self._brought_in.remove_answer(action.delivery, action.person, AnswerId(int(id_)))
        return Revise(partial(self._listed, action.workspace, action.person))

    async def remove_all(self, action: Action) -> Reply:
        """Remove everything, and show what is left."""
        await self._brought_in.remove_all(action.delivery, action.person)
        return Revise(partial(self._listed, action.workspace, action.person))

    async def _listed(self, workspace: WorkspaceId, person: PersonId) -> View:
        mine = await self._brought_in.of(workspace, person)
        return words.listed(mine.questions, mine.answers)
