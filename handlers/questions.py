"""Asking: the command, the shortcuts, the form, and the buttons of the asker."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, PersonId, QuestionId, WorkspaceId
from bot.domain.questions import DETAILS_LIMIT, TEXT_LIMITS, Draft
from bot.domain.refusals import check_length, raise_all
from bot.messages import answers as answer_words
from bot.messages import asking, choices, usage
from bot.services.answers import Answers
from bot.services.channels import Channels
from bot.services.questions import Questions
from bot.services.topics import MyTopics
from handlers.payloads import Action, Command, Search, Shortcut, Submission
from handlers.replies import Offer, Open, Reply, Say
from handlers.suggesting import Suggesting
from handlers.table import ActionHandler, Table

HELP = frozenset({"help", "?"})


def wants_help(command: Command) -> bool:
    """Whether a command asks how it is used, or says nothing that could be understood."""
    said = command.text
    return said.casefold() in HELP or bool(said and not any(map(str.isalnum, said)))


class Asking:
    """The handlers of asking."""

    def __init__(
        self, questions: Questions, answers: Answers, topics: MyTopics, channels: Channels, suggesting: Suggesting
    ) -> None:
        self._questions = questions
        self._channels = channels
        self._answers = answers
        self._topics = topics
        self._suggesting = suggesting

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/ask-expert"] = self.command
        table.shortcuts["question.ask"] = self.shortcut
        table.shortcuts["question.ask_about"] = self.about_message
        table.forms["question.ask"] = self.ask
        table.forms["question.publish"] = self.publish
        table.searches["topics"] = table.searches["hidden"] = self.find_topics
        table.searches["channel"] = self.find_channels
        table.searches["public_channel"] = self.find_public_channels
        table.actions["home.ask"] = self.open_form
        table.actions["knowledge.ask"] = self.after_search
        table.actions["question.answer"] = self.open_answer
        table.actions["question.publish"] = self.open_publish
        table.actions["question.withdraw"] = _pressing(self._questions.withdraw)
        table.actions["question.reopen"] = _pressing(self._questions.reopen)
        table.actions["question.helped"] = _pressing(self._questions.settle)
        table.actions["question.stuck"] = _pressing(self._questions.still_stuck)

    async def command(self, command: Command) -> Reply:
        """Open the form with the words of the command; what is too long for a question stands in the details too."""
        if wants_help(command):
            return Say(usage.usage(command.name))
        raise_all(check_length(command.text, "details", at_least=0, at_most=DETAILS_LIMIT))
        opened = await self._form_about(command.workspace, command.person, command.text, command.channel)
        return replace(opened, typed=command.text)

    async def shortcut(self, shortcut: Shortcut) -> Reply:
        """Open an empty form from anywhere."""
        return await self._empty_form(shortcut)

    async def open_form(self, action: Action) -> Reply:
        """Open an empty form from App Home."""
        return await self._empty_form(action)

    async def about_message(self, shortcut: Shortcut) -> Reply:
        """Open the form about a message."""
        message = shortcut.message
        assert message is not None, "the manifest declares a message shortcut"
        return await self._form_about(shortcut.workspace, shortcut.person, message.text, message.channel)

    async def after_search(self, action: Action) -> Reply:
        """Open the form with the words of a search that did not help."""
        return await self._form_about(action.workspace, action.person, action.value, action.channel)

    async def ask(self, form: Submission) -> Reply:
        """Ask what the form says."""
        values, metadata = form.values, json.loads(form.metadata)
        draft = Draft(
            asker=form.person,
            text=values.text("question"),
            details=values.text("details"),
            is_anonymous=values.choice("ask_as") == "anonymous",
            channel=choices.channel_of(values.choice("channel") or choices.EXPERTS_ONLY),
            first=_first(metadata),
        )
        topics = values.choices("topics")
        declined = [each for each in metadata["offered"] if each not in topics]
        await self._questions.ask(form.delivery, draft, topics, declined)
        return None

    async def open_publish(self, action: Action) -> Reply:
        """Open the form that posts a private question in a channel."""
        question = await self._questions.owned(action.workspace, _id(action.value), action.person)
        return Open(asking.publish_form(question))

    async def publish(self, form: Submission) -> Reply:
        """Post a private question in a channel."""
        channel = choices.channel_of(form.values.choice("channel"))
        assert channel is not None, "this form does not offer to post nowhere"
        await self._questions.publish(form.delivery, _id(form.metadata), form.person, channel)
        return None

    async def open_answer(self, action: Action) -> Reply:
        """Open the form of answering, from the card in the channel."""
        question = await self._answers.answerable(action.workspace, _id(action.value), action.person)
        return Open(answer_words.answer_form(question, metadata=str(question.id)))

    async def find_topics(self, search: Search) -> Reply:
        """Offer topics for what was typed."""
        found = await self._topics.suggestions(search.workspace, search.words)
        return Offer(choices.topics(found, search.words))

    async def find_channels(self, search: Search) -> Reply:
        """Offer where a question can be posted, or that only the experts see it."""
        found = await self._channels.postable(search.workspace, search.person, search.words)
        return Offer(choices.places(found, with_experts=True))

    async def find_public_channels(self, search: Search) -> Reply:
        """Offer where a question or a tip can be posted."""
        found = await self._channels.postable(search.workspace, search.person, search.words)
        return Offer(choices.places(found, with_experts=False))

    async def _empty_form(self, request: Action | Shortcut) -> Open:
        return Open(asking.ask_form(here=await self._questions.preset(request.workspace, request.person, None)))

    async def _form_about(self, workspace: WorkspaceId, person: PersonId, said: str, channel: ChannelId | None) -> Open:
        """The form filled in from words and where they were said, with what may answer them already."""
        here = await self._questions.preset(workspace, person, channel)
        topics = [topic.label for topic in await self._topics.recognised(workspace, said)] if said else []
        text, details = _split(said)
        view = asking.ask_form(text=text, details=details, topics=topics, here=here)
        return Open(view, better=self._suggesting.before_asking(workspace, person, view, text, details))


def _pressing(use_case: Callable[[Delivery, QuestionId, PersonId], Awaitable[None]]) -> ActionHandler:
    """A button that does one thing to a question; the messages about it show what became of it."""

    async def press(action: Action) -> Reply:
        await use_case(action.delivery, _id(action.value), action.person)
        return None

    return press


def _split(typed: str) -> tuple[str, str]:
    """Words for the one line of a question; whole in the details too where that line does not hold them."""
    line = " ".join(typed.split())
    return line, "" if line == typed.strip() and len(line) <= TEXT_LIMITS[1] else typed


def _first(metadata: Mapping[str, Any]) -> PersonId | None:
    first = metadata.get("first")
    return PersonId(first) if first else None


def _id(value: str) -> QuestionId:
    return QuestionId(int(value))
