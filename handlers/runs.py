"""Discussing: answers to a cohort's question, their authors' menus, highlights, and questions that become prompts."""

from bot.domain.ids import ChannelId, CohortId, PromptRequestId, QuestionId, RunAnswerId, RunId
from bot.messages import borrowing, tips
from bot.messages import runs as words
from bot.services.borrowing import Borrowing
from bot.services.channels import Channels
from bot.services.run_answers import RunAnswers
from handlers.payloads import Action, Shortcut, Submission
from handlers.replies import Open, Reply, Say
from handlers.table import Table


class Discussing:
    """The handlers of those who discuss."""

    def __init__(self, answers: RunAnswers, borrowing_: Borrowing, channels: Channels) -> None:
        self._answers = answers
        self._borrowing = borrowing_
        self._channels = channels

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["run.answer"] = self.open_form
        table.forms["run.answer"] = self.give
        table.actions["run_answer.own"] = self.open_own
        table.forms["run_answer.edit"] = self.edit
        table.forms["run_answer.delete"] = self.delete
        table.shortcuts["run_answer.highlight"] = self.highlight_message
        table.actions["question.more"] = self.open_borrow
        table.forms["question.prompt"] = self.borrow
        table.actions["prompt_request.agree"] = self.agree
        table.actions["prompt_request.decline"] = self.decline

    async def open_form(self, action: Action) -> Reply:
        """Open the form of answering."""
        found = await self._answers.answerable(action.workspace, RunId(int(action.value)), action.person)
        return Open(words.answer_form(found.run, found.cohort))

    async def give(self, form: Submission) -> Reply:
        """Answer."""
        await self._answers.give(form.delivery, RunId(int(form.metadata)), form.person, form.values.text("answer"))
        return None

    async def open_own(self, action: Action) -> Reply:
        """Open what an author wants to do with their answer, or make it a highlight."""
        what, _, id_ = action.value.partition(":")
        answer = RunAnswerId(int(id_))
        if what == "highlight":
            is_new = await self._answers.highlight(action.delivery, answer, action.person)
            return Say(words.highlighted(is_new=is_new))
        found = await self._answers.own(action.workspace, answer, action.person)
        match what:
            case "tip":
                here = await self._channels.postable_here(action.workspace, action.channel) if action.channel else None
                return Open(tips.share_form(tips.Filled(found.text, here=here)))
            case "delete":
                return Open(words.delete_form(found))
        return Open(words.edit_form(found))

    async def highlight_message(self, shortcut: Shortcut) -> Reply:
        """Make an answer that somebody wrote in the thread a highlight."""
        message = shortcut.message
        assert message is not None, "the manifest declares a message shortcut"
        answer = await self._answers.seen_at(shortcut.workspace, ChannelId(message.channel), message.ts)
        return Say(words.highlighted(is_new=await self._answers.highlight(shortcut.delivery, answer, shortcut.person)))

    async def edit(self, form: Submission) -> Reply:
        """Change one's own answer."""
        answer = RunAnswerId(int(form.metadata))
        await self._answers.edit(form.delivery, answer, form.person, form.values.text("answer"))
        return None

    async def delete(self, form: Submission) -> Reply:
        """Take one's own answer back."""
        await self._answers.delete(form.delivery, RunAnswerId(int(form.metadata)), form.person)
        return None

    async def open_borrow(self, action: Action) -> Reply:
        """Open the form of putting a question into a cohort's bank."""
        _, _, id_ = action.value.partition(":")
        return Open(
            borrowing.form(await self._borrowing.borrowable(action.workspace, QuestionId(int(id_)), action.person))
        )

    async def borrow(self, form: Submission) -> Reply:
        """Put it there, or ask its asker first."""
        question, cohort = QuestionId(int(form.metadata)), CohortId(int(form.values.choice("cohort")))
        is_there = await self._borrowing.borrow(form.delivery, question, cohort, form.person, form.values.text("text"))
        return None if is_there is None else Say(borrowing.done(is_asked_first=not is_there))

    async def agree(self, action: Action) -> Reply:
        """Let a question that one asked anonymously be discussed."""
        await self._borrowing.decide(action.delivery, _request(action), action.person, is_agreed=True)
        return None

    async def decline(self, action: Action) -> Reply:
        """Rather not."""
        await self._borrowing.decide(action.delivery, _request(action), action.person, is_agreed=False)
        return None


def _request(action: Action) -> PromptRequestId:
    return PromptRequestId(int(action.value))
