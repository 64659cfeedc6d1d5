"""The language of the tests: people of a workspace who act in Slack and look at what they see.

The app runs for real behind the sandbox's wire. Nothing happens by itself: :meth:`Workspace.settle` lets the app do
what is due, and :meth:`Workspace.tick` moves the clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import Knowhow
from bot.sandbox import Container, Message, Outcome, Sandbox, SandboxClock, View
from storage.store import Store

MONDAY_AFTERNOON = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""15:00 in London, 10:00 in New York, 9:00 in Chicago, 16:00 in Prague; the middle of the night in Tokyo."""
PACE = timedelta(seconds=75)
"""Waits shorter than this are Slack's pace rather than time that passes for people; settle() lets them pass."""


def all_text(blocks: Any) -> str:
    """Every text in blocks, in order."""
    if isinstance(blocks, dict):
        own = [str(blocks["text"])] if isinstance(blocks.get("text"), str) else []
        return "\n".join([*own, *(all_text(value) for value in blocks.values() if isinstance(value, dict | list))])
    if isinstance(blocks, list):
        return "\n".join(filter(None, (all_text(each) for each in blocks)))
    return ""


def shown(message: Message | View) -> str:
    """What a person reads in a message or view."""
    return f"{getattr(message, 'text', '')}\n{all_text(message.blocks or [])}"


@dataclass
class Seen:
    """A message that a person sees and can act on."""

    who: "Member"
    message: Message

    @property
    def text(self) -> str:
        """What it says now."""
        return shown(self._now())

    @property
    def buttons(self) -> set[str]:
        """The labels of its buttons now."""
        return set(_buttons(self._now().blocks or []))

    @property
    def ts(self) -> str:
        """Slack's timestamp of it."""
        return self.message.ts

    def _now(self) -> Message:
        sandbox = self.who.ws.sandbox
        found = sandbox.messages(self.message.channel, viewer=self.who.id)
        return next((each for each in found if each.ts == self.message.ts), self.message)

    async def presses(self, label: str, value: Any = None) -> Outcome:
        """Press a button, or choose from a menu, by its label."""
        action_id, block_id = _buttons(self._now().blocks or [])[label]
        return await self.who.press(
            Container(channel=self.message.channel, ts=self.message.ts), action_id, block_id, value
        )

    async def presses_beside(self, words: str) -> Outcome:
        """Press the button beside the paragraph with these words."""
        block = next(each for each in self._now().blocks or [] if words in str(each) and "accessory" in each)
        place = Container(channel=self.message.channel, ts=self.message.ts)
        return await self.who.press(place, block["accessory"]["action_id"], block["block_id"])

    async def chooses(self, value: str) -> Outcome:
        """Choose an option of its overflow menu, by the beginning of the option's value."""
        place = Container(channel=self.message.channel, ts=self.message.ts)
        return await self.who.press(place, *_option(self._now().blocks or [], value))

    async def reacts(self, emoji: str) -> None:
        """React to it."""
        await self.who.ws.sandbox.react(self.who.id, self.message.channel, self.message.ts, emoji)
        await self.who.ws.settle()

    async def unreacts(self, emoji: str) -> None:
        """Take a reaction off it."""
        await self.who.ws.sandbox.unreact(self.who.id, self.message.channel, self.message.ts, emoji)
        await self.who.ws.settle()

    async def replies(self, text: str) -> "Seen":
        """Reply in its thread."""
        thread = self.message.thread_ts or self.message.ts
        return await self.who.says(self.message.channel, text, thread_ts=thread)


def _option(blocks: list[dict[str, Any]], value: str) -> tuple[str, str | None, str]:
    """The first option whose value begins so, with its menu's ids."""
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            for option in element.get("options", []):
                if option["value"].startswith(value):
                    return element["action_id"], block.get("block_id"), option["value"]
    raise AssertionError(f"no option {value}")


def _buttons(blocks: list[dict[str, Any]]) -> dict[str, tuple[str, str | None]]:
    found = {}
    for block in blocks:
        elements = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        for element in elements:
            if element.get("type") == "button":
                found[element["text"]["text"]] = (element["action_id"], block.get("block_id"))
    return found


class Member:
    """A person of the workspace."""

    def __init__(self, ws: "Workspace", id_: str) -> None:
        self.ws = ws
        self.id = id_
        self.dm = ws.sandbox.dm(id_)

    # Acting

    async def command(self, name: str, text: str = "", *, channel: str = "C0HELP") -> Outcome:
        """Type a slash command."""
        outcome = await self.ws.sandbox.command(self.id, channel, name, text)
        await self.ws.settle()
        return outcome

    async def says(self, channel: str, text: str, *, thread_ts: str | None = None) -> Seen:
        """Write a message."""
        message = await self.ws.sandbox.say(self.id, channel, text, thread_ts=thread_ts)
        await self.ws.settle()
        return Seen(self, message)

    async def shortcut(self, callback: str, message: Seen | None = None) -> Outcome:
        """Use a global shortcut, or one on a message."""
        place = {} if message is None else {"channel": message.message.channel, "ts": message.ts}
        outcome = await self.ws.sandbox.shortcut(self.id, callback, **place)
        await self.ws.settle()
        return outcome

    async def press(self, container: Container, action_id: str, block_id: str | None, value: Any = None) -> Outcome:
        """Press something."""
        outcome = await self.ws.sandbox.press(
            self.id, container=container, action_id=action_id, block_id=block_id, value=value
        )
        await self.ws.settle()
        return outcome

    async def fills(self, **fields: Any) -> Outcome:
        """Fill the open form's fields (block id = value) and send it."""
        view = self.form
        values: dict[str, Mapping[str, Any]] = {}
        for block, element in view.inputs():
            if block["block_id"] in fields:
                if element["type"] == "external_select":
                    await self.types(block["block_id"], "")
                values[block["block_id"]] = {element["action_id"]: fields.pop(block["block_id"])}
        assert not fields, f"the form has no field {fields}"
        outcome = await self.ws.sandbox.submit(self.id, view.id, values)
        await self.ws.settle()
        return outcome

    async def types(self, field: str, words: str) -> list[str]:
        """Type into a menu of the open form; returns the labels offered."""
        view = self.form
        block, element = next(each for each in view.inputs() if each[0]["block_id"] == field)
        options = await self.ws.sandbox.suggest(
            self.id,
            container=Container(view_id=view.id),
            action_id=element["action_id"],
            block_id=block["block_id"],
            query=words,
        )
        return [option["text"]["text"] for option in options]

    async def presses_in_form(self, label: str) -> Outcome:
        """Press a button of the open form; what stands in its fields stays there."""
        action_id, block_id = _buttons(self.form.blocks)[label]
        return await self.press(Container(view_id=self.form.id), action_id, block_id)

    async def presses_beside_in_form(self, words: str) -> Outcome:
        """Press the button beside the line of the open form with these words."""
        block = next(each for each in self.form.blocks if words in str(each) and "accessory" in each)
        place = Container(view_id=self.form.id)
        return await self.press(place, block["accessory"]["action_id"], block["block_id"])

    async def closes_form(self) -> None:
        """Close the open form."""
        await self.ws.sandbox.close(self.id, self.form.id)

    async def chooses_in_form(self, value: str) -> Outcome:
        """Choose an option of a menu beside a line of the open form, by the beginning of its value."""
        return await self.press(Container(view_id=self.form.id), *_option(self.form.blocks, value))

    async def opens_home(self) -> View:
        """Open App Home."""
        await self.ws.sandbox.open_home(self.id)
        await self.ws.settle()
        return self.home

    async def presses_at_home(self, label: str) -> Outcome:
        """Press a button of App Home."""
        action_id, block_id = _buttons(self.home.blocks)[label]
        return await self.press(Container(view_id=self.home.id), action_id, block_id)

    async def asks(self, question: str, **fields: Any) -> Seen | None:
        """Ask by the command and its form; returns the card if it went to a channel."""
        await self.command("/ask-expert", question)
        outcome = await self.fills(**{"channel": "C0HELP"} | fields)
        assert outcome.ok, outcome.errors or outcome.failure
        if fields.get("channel") == "experts":
            return None
        return self.sees(question, fields.get("channel", "C0HELP"))

    async def shares(self, tip: str, **fields: Any) -> Seen:
        """Share a tip by the command and its form; returns the card."""
        await self.command("/share-tip", tip)
        outcome = await self.fills(**{"channel": "C0HELP"} | fields)
        assert outcome.ok, outcome.errors or outcome.failure
        return self.sees("shares a tip", fields.get("channel", "C0HELP"))

    async def prefers(self, **fields: Any) -> None:
        """Fill the form of *My topics*."""
        await self.command("/my-topics")
        outcome = await self.fills(**fields)
        assert outcome.ok, outcome.errors or outcome.failure

    async def answers(self, question: str, text: str, channel: str = "C0HELP") -> None:
        """Answer a question by the button of its card."""
        await self.sees(question, channel).presses("Answer")
        outcome = await self.fills(answer=text)
        assert outcome.ok, outcome.errors or outcome.failure

    async def knows(self, *topics: str) -> None:
        """Declare topics."""
        outcome = await self.command("/my-topics", ", ".join(topics))
        assert outcome.ok, outcome.failure

    # Looking

    @property
    def form(self) -> View:
        """The form that is open."""
        view = self.ws.sandbox.modal(self.id)
        assert view is not None, "no form is open"
        return view

    @property
    def home(self) -> View:
        """App Home as it is shown."""
        view = self.ws.sandbox.home(self.id)
        assert view is not None, "App Home was not opened"
        return view

    def messages(self, channel: str | None = None) -> list[Seen]:
        """What stands in a channel for this person, or in the direct message with the app."""
        found = self.ws.sandbox.messages(channel or self.dm, viewer=self.id)
        return [Seen(self, message) for message in found]

    def sees(self, words: str, channel: str | None = None) -> Seen:
        """The latest message with these words; fails when there is none."""
        found = [seen for seen in self.messages(channel) if words in seen.text]
        said = "\n---\n".join(seen.text for seen in self.messages(channel))
        assert found, f"{self.id} does not see {words!r} in {channel or 'the direct message'}:\n{said}"
        return found[-1]

    def sees_nothing_of(self, words: str, channel: str | None = None) -> None:
        """Fail when a message has these words."""
        found = [seen.text for seen in self.messages(channel) if words in seen.text]
        assert not found, found

    def form_value(self, field: str) -> Any:
        """What stands in a field of the open form."""
        state = next(iter(self.form.values.get(field, {}).values()), {})
        for key in ("value", "selected_option", "selected_options", "selected_user", "selected_date", "selected_time"):
            if state.get(key) is not None:
                return state[key]
        return None


class Workspace:
    """The workspace with the app in it."""

    def __init__(self, sandbox: Sandbox, clock: SandboxClock, knowhow: Knowhow, store: Store) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.knowhow = knowhow
        self.store = store
        self.ada = Member(self, "U0ADA")
        self.grace = Member(self, "U0GRACE")
        self.alan = Member(self, "U0ALAN")
        self.katherine = Member(self, "U0KATH")
        self.linus = Member(self, "U0LINUS")
        self.mae = Member(self, "U0MAE")

    async def settle(self) -> None:
        """Let the app do all that is due, Slack's pace included, until it rests."""
        held = timedelta(0)
        for _ in range(200):
            await self.knowhow.rest()
            await self.sandbox.idle()
            held = timedelta(0) if await self.knowhow.work() else held
            await self.sandbox.idle()
            due = await self.knowhow.next_due()
            if due is None or due > self.clock.now() + PACE or held > PACE:
                return
            step = held + timedelta(seconds=1)  # what is due and not done waits for a pause that Slack wanted
            self.clock.move_to(max(self.clock.now() + step, due))
            held += step
        raise AssertionError("the app does not come to rest")

    async def tick(self, **by: float) -> None:
        """Let time pass, as timedelta says it, stopping at whatever is due on the way."""
        until = self.clock.now() + timedelta(**by)
        while (due := await self.knowhow.next_due()) is not None and due < until:
            self.clock.move_to(max(due, self.clock.now()))
            await self.settle()
        self.clock.move_to(max(until, self.clock.now()))
        await self.settle()

    def calls(self, method: str) -> list[Any]:
        """The Web API calls of a method so far."""
        return [call for call in self.sandbox.calls if call.method == method]


def plain(text: str) -> str:
    """A text without Slack's markup of links."""
    return re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
