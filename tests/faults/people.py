"""What people do while all of it goes wrong: they ask, answer, share, comment and mark, and try again what failed."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.sandbox import Container, Message, Outcome, Sandbox, View
from bot.sandbox.errors import SandboxError
from tests.faults.diary import Diary, Entry, Reaction
from tests.workspace import _buttons

PEOPLE = ("U0ADA", "U0GRACE", "U0ALAN", "U0KATH", "U0LINUS")
CHANNELS = ("C0HELP", "C0ENG", "C0SQL")
EXPERTS = ("U0GRACE", "U0ALAN", "U0KATH")
GIVES_UP = 0.15
PATIENCE = 40
AGAIN_AFTER = 0.4


def key_of(message: Message) -> str:
    """The key in a message's metadata; blank for what is none of ours."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("key", ""))


@dataclass(slots=True)
class Crowd:
    """People who act at once, each one thing after another."""

    sandbox: Sandbox
    diary: Diary
    dice: random.Random
    pause: float = 0.1

    async def prepare(self) -> None:
        """Some know something, and all look at their Home; nothing goes wrong yet."""
        for person in EXPERTS:
            assert (await self.sandbox.command(person, "C0HELP", "/my-topics", "terraform")).ok
        for person in PEOPLE:
            await self.sandbox.open_home(person)

    async def live(self, deeds: int) -> None:
        """Everybody does so many things."""
        await asyncio.gather(*[self._live(person, deeds) for person in PEOPLE])

    async def ask(self, questions: int) -> None:
        """Everybody asks so many questions, and nothing else."""
        await asyncio.gather(*[self._asks_often(person, questions) for person in PEOPLE])

    async def answer(self, answers: int) -> None:
        """Everybody answers so many times in threads, and does nothing else."""
        await asyncio.gather(*[self._answers_often(person, answers) for person in PEOPLE])

    async def _asks_often(self, who: str, questions: int) -> None:
        for _ in range(questions):
            await self.asks(who, self.dice.choice(CHANNELS))

    async def _answers_often(self, who: str, answers: int) -> None:
        while answers > 0:
            answers -= await self._answers_in_thread(who)
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))

    async def _live(self, who: str, deeds: int) -> None:
        for _ in range(deeds):
            await self._act(who)
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))

    async def _act(self, who: str) -> None:
        """One thing that can be done now; asking and sharing can always be."""
        ways = [self._answers_in_thread, self._answers_by_form, self._comments, self._comments_in_thread, self._marks]
        self.dice.shuffle(ways)
        if self.dice.random() < 0.6:
            for way in ways:
                if await way(who):
                    return
        if self.dice.random() < 0.7:
            await self.asks(who, self.dice.choice(CHANNELS))
        else:
            await self._shares(who)

    async def asks(self, who: str, channel: str) -> Entry:
        """Ask by the command and its form."""
        return await self._starts(who, "question", "/ask-expert", channel)

    async def _shares(self, who: str) -> Entry:
        return await self._starts(who, "tip", "/share-tip", self.dice.choice(CHANNELS))

    async def _starts(self, who: str, kind: str, command: str, channel: str) -> Entry:
        entry = self.diary.enter(kind, who, channel, "form")
        text = self.diary.sentence(entry)
        if await self._opens(who, lambda: self.sandbox.command(who, channel, command, text)):
            await self._sends(who, entry)
        return entry

    async def _answers_by_form(self, who: str) -> bool:
        return await self._writes_under(who, "question_card", "Answer", "answer", field="answer")

    async def _comments(self, who: str) -> bool:
        return await self._writes_under(who, "tip_card", "Add your take", "comment", field="take")

    async def _writes_under(self, who: str, card_kind: str, label: str, kind: str, *, field: str) -> bool:
        card = self._card(who, card_kind, label)
        if card is None:
            return False
        entry = self.diary.enter(kind, who, card.channel, "form")
        action, block = _buttons(card.blocks or [])[label]
        place = Container(channel=card.channel, ts=card.ts)
        if await self._opens(who, lambda: self.sandbox.press(who, container=place, action_id=action, block_id=block)):
            await self._sends(who, entry, field)
        return True

    async def _answers_in_thread(self, who: str) -> bool:
        return await self._says_under(who, "question_card", "Answer", "answer")

    async def _comments_in_thread(self, who: str) -> bool:
        return await self._says_under(who, "tip_card", "Add your take", "comment")

    async def _says_under(self, who: str, card_kind: str, label: str, kind: str) -> bool:
        card = self._card(who, card_kind, label)
        if card is None:
            return False
        entry = self.diary.enter(kind, who, card.channel, "thread")
        await self.sandbox.say(who, card.channel, self.diary.sentence(entry), thread_ts=card.ts)
        return True

    async def _marks(self, who: str) -> bool:
        """React to an answer or a tip of somebody else, and sometimes take it back."""
        channel = self.dice.choice(CHANNELS)
        found = [each for each in self.sandbox.messages(channel) if self._is_markable(who, each)]
        if not found:
            return False
        message = self.dice.choice(found)
        reaction = Reaction(who, channel, message.ts, "+1")
        self.diary.reactions[who, channel, message.ts, "+1"] = reaction
        await self.sandbox.react(who, channel, message.ts, "+1")
        if self.dice.random() < 0.25:
            reaction.is_present, reaction.told = False, 2
            await self.sandbox.unreact(who, channel, message.ts, "+1")
        return True

    def _is_markable(self, who: str, message: Message) -> bool:
        if (who, message.channel, message.ts, "+1") in self.diary.reactions or message.user == who:
            return False
        by_others = all(entry.by != who for entry in self.diary.entries.values() if entry.word in said(message))
        is_answer = message.is_reply and any(entry.word in message.text for entry in self.diary.of("answer"))
        return by_others and (is_answer or key_of(message).startswith(("tip_card:", "answer_in_thread:")))

    def _card(self, who: str, kind: str, label: str) -> Message | None:
        """A card of somebody else's that can be acted upon."""
        channel = self.dice.choice(CHANNELS)
        own = {entry.word for entry in self.diary.entries.values() if entry.by == who}
        found = [
            message
            for message in self.sandbox.messages(channel)
            if key_of(message).startswith(f"{kind}:")
            and label in _buttons(message.blocks or [])
            and not any(word in said(message) for word in own)
        ]
        return self.dice.choice(found) if found else None

    async def _sends(self, who: str, entry: Entry, field: str = "") -> None:
        """Send the open form until it closes, or give up after a failure."""
        text = self.diary.sentence(entry)
        for _ in range(PATIENCE):
            view = self.sandbox.modal(who)
            if view is None:
                break
            outcome = await self._tries(partial(self.sandbox.submit, who, view.id, _filled(view, field, text)))
            if outcome is not None and outcome.ok:
                entry.is_acknowledged = self.sandbox.modal(who) is None
                break
            self.diary.failures += 1
            if self.dice.random() < GIVES_UP:
                break
            await asyncio.sleep(AGAIN_AFTER)
        await self._closes(who)

    async def _opens(self, who: str, act: Callable[[], Awaitable[Outcome]]) -> bool:
        """Do what opens a form until it is open; ``False`` when that can't be done any more."""
        for _ in range(PATIENCE):
            outcome = await self._tries(act)
            if self.sandbox.modal(who) is not None:
                return True
            if outcome is None:
                return False
            self.diary.failures += 1
            await asyncio.sleep(AGAIN_AFTER)
        return False

    async def _tries(self, act: Callable[[], Awaitable[Outcome]]) -> Outcome | None:
        try:
            return await act()
        except SandboxError:
            return None

    async def _closes(self, who: str) -> None:
        while (view := self.sandbox.modal(who)) is not None:
            await self.sandbox.close(who, view.id)


def said(message: Message) -> str:
    return f"{message.text} {message.blocks}"


def _filled(view: View, field: str, text: str) -> dict[str, dict[str, str]]:
    return {
        block["block_id"]: {element["action_id"]: text}
        for block, element in view.inputs()
        if block["block_id"] == field
    }
