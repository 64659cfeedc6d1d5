"""Answering by a form, and by keeping a message."""

import json

from bot.domain.answers import TEXT_LIMIT
from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.marks import About, Item
from bot.domain.refusals import Reason, Refused
from bot.messages import answers as words
from bot.messages import kit
from bot.services.answers import Answers
from bot.services.threads import Heard
from handlers.freshness import Doubting
from handlers.payloads import Action, Shortcut, Submission
from handlers.replies import Open, Reply, Say
from handlers.table import Table

_METADATA_LIMIT = 2900


class Answering:
    """The handlers of those who answer."""

    def __init__(self, answers: Answers, doubting: Doubting) -> None:
        self._answers = answers
        self._doubting = doubting

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.forms["answer.give"] = self.give
        table.forms["answer.edit"] = self.edit
        table.forms["answer.delete"] = self.delete
        table.forms["answer.save"] = self.save
        table.actions["answer.own"] = self.open_own
        table.actions["answer.update"] = self.open_edit
        table.shortcuts["answer.save"] = self.open_save

    async def give(self, form: Submission) -> Reply:
        """Answer a question."""
        question = QuestionId(int(form.metadata))
        await self._answers.give(form.delivery, question, form.person, form.values.text("answer"))
        return None

    async def open_own(self, action: Action) -> Reply:
        """Open what an author wants to do with their answer, or anybody's report of it."""
        what, _, id_ = action.value.partition(":")
        if what == "doubt":
            return await self._doubting.open(action.workspace, action.person, Item(About.ANSWER, int(id_)))
        answer = await self._answers.own(action.workspace, AnswerId(int(id_)), action.person)
        return Open(words.delete_form(answer) if what == "delete" else words.edit_form(answer))

    async def open_edit(self, action: Action) -> Reply:
        """Open the form of changing one's own answer."""
        return Open(
            words.edit_form(await self._answers.own(action.workspace, AnswerId(int(action.value)), action.person))
        )

    async def edit(self, form: Submission) -> Reply:
        """Change one's own answer."""
        answer = AnswerId(int(form.metadata))
        await self._answers.edit(form.delivery, answer, form.person, form.values.text("answer"))
        return None

    async def delete(self, form: Submission) -> Reply:
        """Take one's own answer back."""
        await self._answers.delete(form.delivery, AnswerId(int(form.metadata)), form.person)
        return None

    async def open_save(self, shortcut: Shortcut) -> Reply:
        """Open the form that keeps a message as an answer."""
        message = shortcut.message
        assert message is not None, "the manifest declares a message shortcut"
        if not message.author:
            raise Refused(Reason.NOT_A_COLLEAGUE)
        if not message.text.strip():
            raise Refused(Reason.NO_TEXT)
        questions = await self._answers.savable(shortcut.workspace, shortcut.person, message)
        if not questions:
            return Say(words.nothing_to_save_to())
        return Open(words.save_form(message.text, message.author, questions, metadata=_packed(message)))

    async def save(self, form: Submission) -> Reply:
        """Keep a message as an answer."""
        question = QuestionId(int(form.values.choice("question")))
        await self._answers.save(form.delivery, question, _unpacked(form.metadata), by=form.person)
        return Say(words.saved())


def _packed(message: Heard) -> str:
    """A message in what a form can carry; a long one is cut visibly, since the message itself stands in place."""
    kept = {"channel": message.channel, "ts": message.ts, "thread": message.thread, "author": message.author}
    limit = TEXT_LIMIT
    while True:
        packed = json.dumps(kept | {"text": kit.cut(message.text, limit)}, ensure_ascii=False)
        if len(packed) <= _METADATA_LIMIT:
            return packed
        limit -= -(-(len(packed) - _METADATA_LIMIT) // 2)  # a sign takes one or two in JSON: never too much


def _unpacked(metadata: str) -> Heard:
    kept = json.loads(metadata)
    return Heard(
        channel=ChannelId(kept["channel"]),
        ts=MessageTs(kept["ts"]),
        thread=MessageTs(kept["thread"]),
        author=PersonId(kept["author"]),
        text=kept["text"],
    )
