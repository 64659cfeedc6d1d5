"""*My learning*: what is kept of a person, and what they may do with it."""

from bot.domain.ids import PersonId, WorkspaceId
from bot.messages import my_data as words
from bot.messages import usage
from bot.messages.kit import View
from bot.services.forgetting import Forgetting
from bot.services.my_data import MyData
from handlers.payloads import Action, Command, Submission
from handlers.questions import wants_help
from handlers.replies import Open, Reply, Say, Show, turned
from handlers.table import Table


class Owning:
    """The handlers of what is a person's own."""

    def __init__(self, my_data: MyData, forgetting: Forgetting) -> None:
        self._my_data = my_data
        self._forgetting = forgetting

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/my-learning"] = self.command
        table.actions["my_data.open"] = self.open
        table.actions["my_data.export"] = self.export
        table.actions["my_data.ask_forget"] = self.ask
        table.forms["my_data.forget"] = self.forget

    async def command(self, command: Command) -> Reply:
        """Show a person's own record; it takes no words, so any are answered with what it does."""
        if wants_help(command) or command.text:
            return Say(usage.usage(command.name))
        return Open(await self._record(command.workspace, command.person))

    async def open(self, action: Action) -> Reply:
        """Show it from App Home."""
        return Open(await self._record(action.workspace, action.person))

    async def export(self, action: Action) -> Reply:
        """Send a person all that is kept of them, as a file."""
        is_new = await self._my_data.ask_export(action.delivery, action.person)
        return turned(action, words.exporting(is_new=is_new))

    async def ask(self, action: Action) -> Reply:
        """Ask whether somebody wants to be forgotten."""
        return turned(action, words.forget_form())

    async def forget(self, form: Submission) -> Reply:
        """Forget who sent the form."""
        takes_words = form.values.choice("words") == words.GOES
        await self._forgetting.ask(form.delivery, form.person, takes_words=takes_words)
        return Show(words.forgetting())

    async def _record(self, workspace: WorkspaceId, person: PersonId) -> View:
        return words.record(await self._my_data.record(workspace, person))
