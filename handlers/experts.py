"""Finding people: the command, its pages, and asking somebody found."""

from bot.domain import topics as naming
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import Reason, Refused
from bot.messages import asking, home, kit, usage
from bot.messages import experts as words
from bot.services.experts import Experts
from bot.services.questions import Questions
from bot.services.sight import Sights
from handlers.payloads import Action, Command, Submission
from handlers.questions import wants_help
from handlers.replies import Open, Reply, Say, Show
from handlers.table import Table

IN_A_MODAL = 40
"""People shown at once where one scrolls and nothing can be replaced by the next page."""


class Finding:
    """The handlers of those who look for people."""

    def __init__(self, experts: Experts, asking: Questions, sights: Sights) -> None:
        self._experts = experts
        self._asking = asking
        self._sights = sights

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/find-expert"] = self.command
        table.actions["home.find"] = self.open_form
        table.actions["expert.ask"] = self.ask
        table.actions["expert.ask_all"] = self.ask_all
        table.actions["expert.page.previous"] = table.actions["expert.page.next"] = self.turn
        table.forms["expert.find"] = self.find

    async def command(self, command: Command) -> Reply:
        """Find people for the topics named."""
        if wants_help(command) or not command.text:
            return Say(usage.usage(command.name))
        return Say(await self._find(command.workspace, command.person, command.text, page=1))

    async def open_form(self, _action: Action) -> Reply:
        """Open the form, from App Home."""
        return Open(home.find_form())

    async def find(self, form: Submission) -> Reply:
        """Find people, and show them in the form's place."""
        typed = form.values.text("topics").strip()
        if not typed:
            raise Refused(Reason.NO_TOPICS, field="topics")
        return Show(home.results(await self._find(form.workspace, form.person, typed, page=1, size=IN_A_MODAL)))

    async def turn(self, action: Action) -> Reply:
        """Show another page of what was found."""
        page, _, typed = action.value.partition(" ")
        message = await self._find(action.workspace, action.person, typed, page=int(page))
        return Say(message, replace=True)

    async def ask(self, action: Action) -> Reply:
        """Ask somebody found: they are invited first."""
        person, _, typed = action.value.partition(" ")
        here = await self._asking.preset(action.workspace, action.person, action.channel)
        view = asking.ask_form(topics=naming.split(typed), here=here, first=PersonId(person))
        return Open(view)

    async def ask_all(self, action: Action) -> Reply:
        """Ask although nobody is known."""
        here = await self._asking.preset(action.workspace, action.person, action.channel)
        return Open(asking.ask_form(topics=naming.split(action.value), here=here))

    async def _find(
        self, workspace: WorkspaceId, person: PersonId, typed: str, *, page: int, size: int = words.SHOWN
    ) -> kit.Message:
        company = await self._sights.company(workspace, person)
        search = await self._experts.find(workspace, person, typed, company=company)
        people = [words.Line(each.person, each.why, each.bar, each.is_quiet) for each in search.people]
        return words.found(
            search.topics, search.unknown, people, typed=typed, page=page, size=size, language=search.language
        )
