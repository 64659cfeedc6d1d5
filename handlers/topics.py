"""*My topics*: the command, the form, and App Home's buttons about oneself."""

from bot.domain import topics as naming
from bot.messages import topics as words
from bot.messages import usage
from bot.messages.kit import View
from bot.services.topics import CAP_LIMITS, MOST_TOPICS, Form, MyTopics
from handlers.payloads import Action, Command, Submission
from handlers.questions import wants_help
from handlers.replies import Open, Reply, Say
from handlers.table import Table


class Declaring:
    """The handlers of what a person says about themselves."""

    def __init__(self, topics: MyTopics) -> None:
        self._topics = topics

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/my-topics"] = self.command
        table.actions["topics.edit"] = self.open_form
        table.actions["expert.declare"] = self.declare
        table.actions["home.welcomed"] = self.welcomed
        table.forms["topics.save"] = self.save

    async def command(self, command: Command) -> Reply:
        """Declare the topics named, or open the form."""
        if wants_help(command):
            return Say(usage.usage(command.name))
        if not command.text:
            return Open(await self._form(command))
        mine = await self._topics.declare(command.delivery, command.person, naming.split(command.text))
        return Say(words.declared(mine.declared))

    async def open_form(self, action: Action) -> Reply:
        """Open the form."""
        return Open(await self._form(action))

    async def declare(self, action: Action) -> Reply:
        """Declare what somebody looked for in vain."""
        mine = await self._topics.declare(action.delivery, action.person, naming.split(action.value))
        return Say(words.declared(mine.declared), replace=True)

    async def welcomed(self, action: Action) -> Reply:
        """Put the welcome away."""
        await self._topics.welcome_seen(action.delivery, action.person)
        return None

    async def save(self, form: Submission) -> Reply:
        """Save what the form says."""
        values = form.values
        filled = Form(
            topics=values.choices("topics"),
            hidden=values.choices("hidden"),
            weekly_cap=int(values.choice("weekly_cap")),
            quiet_hours=values.text("quiet_hours"),
            away_until=values.day("away_until"),
            is_advocate="advocate" in values.choices("advocate"),
        )
        await self._topics.save(form.delivery, form.person, filled)
        mine = await self._topics.mine(form.workspace, form.person)
        return Say(
            words.saved(
                mine.declared,
                weekly_cap=mine.weekly_cap,
                quiet_hours=mine.quiet_hours,
                preferences=mine.person.preferences,
                language=mine.language,
            )
        )

    async def _form(self, request: Action | Command) -> View:
        mine = await self._topics.mine(request.workspace, request.person)
        return words.form(
            mine.declared,
            mine.hidden,
            weekly_cap=mine.weekly_cap,
            most=CAP_LIMITS[1],
            most_topics=MOST_TOPICS,
            quiet_hours=mine.quiet_hours,
            zone=mine.person.profile.zone,
            preferences=mine.person.preferences,
        )
