"""Answering by a form, in threads, under invitations, and by keeping a message."""

import json

from bot.domain.answers import TEXT_LIMIT
from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.places import is_direct
from bot.domain.refusals import Reason, Refused
from bot.messages import answers as words
from bot.messages import kit
from bot.services.answers import Answers, Heard
from bot.services.conversation import Conversation
from handlers import payloads
from handlers.payloads import Action, Event, Payload, Shortcut, Submission
from handlers.replies import Open, Reply, Say
from handlers.table import Table

SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message that a person wrote."""
_METADATA_LIMIT = 2900


class Answering:
    """The handlers of those who answer."""

    def __init__(self, answers: Answers, conversation: Conversation) -> None:
        self._answers = answers
        self._conversation = conversation

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.forms["answer.give"] = self.give
        table.forms["answer.edit"] = self.edit
        table.forms["answer.delete"] = self.delete
        table.forms["answer.save"] = self.save
        table.actions["answer.own"] = self.open_own
        table.shortcuts["answer.save"] = self.open_save
        table.events["message"] = self.message

    async def give(self, form: Submission) -> Reply:
        """Answer a question."""
        question = QuestionId(int(form.metadata))
        await self._answers.give(form.delivery, question, form.person, form.values.text("answer"))
        return None

    async def open_own(self, action: Action) -> Reply:
        """Open what an author wants to do with their answer."""
        what, _, id_ = action.value.partition(":")
        answer = await self._answers.own(action.workspace, AnswerId(int(id_)), action.person)
        return Open(words.delete_form(answer) if what == "delete" else words.edit_form(answer))

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

    async def message(self, event: Event) -> None:
        """Hear what is said in threads of questions and under invitations, and follow edits and deletions."""
        told = event.told
        match told.get("subtype"):
            case "message_changed":
                await self._changed(event, told)
            case "message_deleted":
                gone = {"ts": told["deleted_ts"]} | (told.get("previous_message") or {})
                await self._answers.removed(event.delivery, payloads.heard(gone, ChannelId(told["channel"])))
            case subtype if subtype in SPOKEN:
                await self._spoken(event, told)

    async def _spoken(self, event: Event, told: Payload) -> None:
        message = payloads.heard(told, ChannelId(told["channel"]))
        is_to_us = is_direct(message.channel)
        if not message.author or (message.thread == message.ts and not is_to_us):
            return
        heard = await self._answers.hear(event.delivery, message) if message.text.strip() else None
        if heard is None and is_to_us:
            await self._conversation.explain(event.delivery, message)

    async def _changed(self, event: Event, told: Payload) -> None:
        """An edit; what replies and previews change about a message is none, and a tombstone is a deletion."""
        changed, channel = told["message"], ChannelId(told["channel"])
        message = payloads.heard(changed, channel)
        if changed.get("subtype") == "tombstone":
            gone = (told.get("previous_message") or {}) | {"ts": changed["ts"]}
            await self._answers.removed(event.delivery, payloads.heard(gone, channel))
        elif changed.get("edited") and message.author and message.text.strip() and message.thread != message.ts:
            await self._answers.reworded(event.delivery, message)


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
