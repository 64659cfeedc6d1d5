"""Finding answers: the command, the form, and the buttons of what was found."""

from bot.domain.ids import PersonId, WorkspaceId
from bot.messages import kit, usage
from bot.messages import knowledge as words
from bot.services.knowledge import Knowledge
from handlers.payloads import Action, Command, Shortcut, Submission
from handlers.questions import wants_help
from handlers.replies import Open, Reply, Revise, Say, Show
from handlers.table import Table


class Knowing:
    """The handlers of those who look for answers."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/find-answer"] = self.command
        table.shortcuts["knowledge.find"] = self.shortcut
        table.actions["home.find_answer"] = self.open_form
        table.forms["knowledge.find"] = self.find
        table.actions["knowledge.page.previous"] = table.actions["knowledge.page.next"] = self.turn
        table.actions["knowledge.show"] = self.show

    async def command(self, command: Command) -> Reply:
        """Find what fits the words of the command; without any, ask for them."""
        if wants_help(command):
            return Say(usage.usage(command.name))
        if not command.text:
            return Open(words.find_form())
        return Say(await self._find(command.workspace, command.person, command.text))

    async def shortcut(self, _shortcut: Shortcut) -> Reply:
        """Ask for words, from anywhere."""
        return Open(words.find_form())

    async def open_form(self, _action: Action) -> Reply:
        """Ask for words, from App Home."""
        return Open(words.find_form())

    async def find(self, form: Submission) -> Reply:
        """Show what was found in the form's place."""
        found = await self._find(form.workspace, form.person, form.values.text("words"))
        return Show(words.results_form(found))

    async def turn(self, action: Action) -> Reply:
        """Show another page of what was found, in the place of this one."""
        page, _, typed = action.value.partition(" ")
        if not action.is_in_modal:
            return Say(await self._find(action.workspace, action.person, typed, page=int(page)), replace=True)

        async def turned() -> kit.View:
            return words.results_form(await self._find(action.workspace, action.person, typed, page=int(page)))

        return Revise(turned)

    async def show(self, action: Action) -> Reply:
        """Show the whole of what stands in no message that the reader can open."""
        found = await self._knowledge.show(action.workspace, action.person, *words.key_of(action.value))
        return Open(words.whole(found))

    async def _find(self, workspace: WorkspaceId, person: PersonId, typed: str, *, page: int = 1) -> kit.Message:
        typed = typed.strip()[: words.CARRIED]
        results = await self._knowledge.find(workspace, person, typed, page=page)
        return words.results(
            results.found,
            typed=typed,
            page=page,
            has_more=results.has_more,
            is_guest=results.is_guest,
            reader=person,
            url=results.url,
        )
