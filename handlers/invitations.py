"""The buttons of an invitation and their forms."""

from bot.domain.ids import InvitationId
from bot.messages import answers as answer_words
from bot.messages import invitations as words
from bot.services.answers import Answers
from bot.services.invitations import Invitations
from handlers.payloads import Action, Submission
from handlers.replies import Open, Reply
from handlers.table import Table


class Inviting:
    """The handlers of those who were invited."""

    def __init__(self, invitations: Invitations, answers: Answers) -> None:
        self._invitations = invitations
        self._answers = answers

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["invitation.answer"] = self.open_answer
        table.actions["invitation.pass"] = self.open_pass
        table.actions["invitation.suggest"] = self.open_suggest
        table.forms["invitation.pass"] = self.pass_on
        table.forms["invitation.suggest"] = self.suggest

    async def open_answer(self, action: Action) -> Reply:
        """Open the form of answering."""
        question = await self._answers.answerable_by(action.workspace, _id(action.value), action.person)
        return Open(answer_words.answer_form(question, metadata=str(question.id)))

    async def open_pass(self, action: Action) -> Reply:
        """Open the form of passing."""
        invited = await self._invitations.mine(action.workspace, _id(action.value), action.person)
        return Open(words.pass_form(invited.id))

    async def open_suggest(self, action: Action) -> Reply:
        """Open the form of suggesting somebody."""
        invited = await self._invitations.mine(action.workspace, _id(action.value), action.person)
        return Open(words.suggest_form(invited.id))

    async def pass_on(self, form: Submission) -> Reply:
        """Pass."""
        reason = form.values.text("reason")
        await self._invitations.pass_on(form.delivery, _id(form.metadata), form.person, reason)
        return None

    async def suggest(self, form: Submission) -> Reply:
        """Suggest somebody."""
        suggested = form.values.person("person")
        await self._invitations.suggest(form.delivery, _id(form.metadata), form.person, suggested)
        return None


def _id(value: str) -> InvitationId:
    return InvitationId(int(value))
