"""The state of the workspace: people, conversations, messages, views."""

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.errors import SandboxError
from bot.sandbox.identity import Identity
from bot.sandbox.messages import Json, Message
from bot.sandbox.people import Channel, Person
from bot.sandbox.views import View

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """Something a page may have to show.

    `kind`: message, message_removed, modal, home, channels, people, clock, unread, toast.
    """

    kind: str
    message: Message | None = None
    user: str | None = None
    channel: str | None = None
    words: str = ""


@dataclass(slots=True)
class Conversation:
    """A channel, private channel (group) or direct message (im) as it is now."""

    id: str
    name: str
    kind: str
    members: list[str]
    topic: str = ""
    is_archived: bool = False
    created: int = 0
    user: str | None = None  # whose direct message with the app it is
    messages: list[Message] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)  # who has read up to which ts

    @property
    def is_private(self) -> bool:
        """Whether only members may know of it."""
        return self.kind != "channel"


class World:
    """Everything that is the case. Changing it is for the modules around; it tells watchers what changed."""

    def __init__(
        self,
        clock: SandboxClock,
        identity: Identity,
        *,
        people: Sequence[Person],
        channels: Sequence[Channel],
    ) -> None:
        self.clock = clock
        self.identity = identity
        self.people = {person.id: person for person in people}
        self.people[identity.bot_user_id] = Person(
            identity.bot_user_id, identity.bot_name, identity.app_name, is_bot=True
        )
        self.conversations: dict[str, Conversation] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.watchers: list[Callable[[Change], None]] = []
        self._random = random.Random(0)  # noqa: S311 -- ids that repeat from run to run, not secrets
        self._last_ts = 0
        self._numbers = 0
        for channel in channels:
            self._add_channel(channel)
        for person in people:
            self._add_dm(person)

    def _add_channel(self, channel: Channel) -> None:
        bot = self.identity.bot_user_id
        everybody = [id_ for id_, person in self.people.items() if not person.is_bot and not person.deleted]
        members = list(channel.members if channel.members is not None else everybody)
        kind = "group" if channel.is_private else "channel"
        members += [bot] if channel.app_is_in else []
        self.conversations[channel.id] = Conversation(
            channel.id, channel.name, kind, members, channel.topic, created=self.seconds()
        )

    def add_person(self, person: Person) -> None:
        """A person who was not there when the sandbox started."""
        self.people[person.id] = person
        self._add_dm(person)

    def _add_dm(self, person: Person) -> None:
        members = [person.id, self.identity.bot_user_id]
        self.conversations[person.dm] = Conversation(
            person.dm, "directmessage", "im", members, created=self.seconds(), user=person.id
        )

    # Names for new things

    def seconds(self) -> int:
        """Now, as a Unix time."""
        return int(self.clock.now().timestamp())

    def next_ts(self) -> str:
        """A message ts: the clock's now, but never the same or an earlier one again."""
        now = self.clock.now()
        micros = int(now.timestamp()) * MICROSECONDS + now.microsecond
        self._last_ts = micros if micros > self._last_ts else self._last_ts + 100
        return f"{self._last_ts // MICROSECONDS}.{self._last_ts % MICROSECONDS:06d}"

    def next_id(self, prefix: str) -> str:
        """A fresh id with that prefix, such as V0000001."""
        self._numbers += 1
        return f"{prefix}{self._numbers:07d}"

    def short_id(self) -> str:
        """Five random letters, as Slack gives to blocks and elements without an id."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=5))

    # Finding

    def person(self, user: str) -> Person:
        """That person; SandboxError("user_not_found")."""
        if user not in self.people:
            raise SandboxError("user_not_found")
        return self.people[user]

    def conversation(self, channel: str) -> Conversation:
        """That conversation; SandboxError("channel_not_found")."""
        if channel not in self.conversations:
            raise SandboxError("channel_not_found")
        return self.conversations[channel]

    def message(self, channel: str, ts: str, *, viewer: str | None = None) -> Message:
        """That message, which is not somebody else's ephemeral; SandboxError("message_not_found")."""
        for message in self.conversation(channel).messages:
            if message.ts == ts and message.ephemeral_to in (None, viewer):
                return message
        raise SandboxError("message_not_found")

    def view(self, view_id: str) -> View:
        """An open modal or a published Home; SandboxError("view_not_found")."""
        for view in [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]:
            if view.id == view_id:
                return view
        raise SandboxError("view_not_found")

    def app_is_in(self, conversation: Conversation) -> bool:
        """Whether the app is a member."""
        return self.identity.bot_user_id in conversation.members

    def sees(self, user: str, conversation: Conversation) -> bool:
        """Whether that person can open the conversation."""
        if conversation.kind == "im":
            return conversation.user == user
        return not conversation.is_private or user in conversation.members

    def shown(self, place: Conversation, viewer: str | None) -> list[Message]:
        """What a person sees in a conversation; without one, what everybody in it sees."""
        return [message for message in place.messages if message.ephemeral_to in (None, viewer)]

    # Reading

    def unread(self, user: str, place: Conversation) -> int:
        """How many messages of others, outside threads, the person hasn't seen."""
        read = place.read.get(user, "")
        return sum(
            message.ts > read and message.user != user and not message.is_reply for message in self.shown(place, user)
        )

    def mark_read(self, user: str, channel: str, ts: str | None = None) -> None:
        """The person has seen everything up to `ts`, by default up to the newest."""
        place = self.conversation(channel)
        if place.messages:
            place.read[user] = ts or place.messages[-1].ts
        self.changed("unread", user=user, channel=channel)

    # Telling

    def changed(self, kind: str, **facts: Any) -> None:
        """Tell every watcher."""
        change = Change(kind, **facts)
        for watcher in list(self.watchers):
            watcher(change)

    def toast(self, user: str, words: str) -> None:
        """Show a person Slack's own words about a failure."""
        self.changed("toast", user=user, words=words)

    # Blocks

    def named(self, blocks: list[Json]) -> list[Json]:
        """The blocks with ids where the app gave none, as Slack hands them back."""
        return [self._named_block(block) for block in blocks]

    def _named_block(self, block: Json) -> Json:
        named = {**block, "block_id": block.get("block_id") or self.short_id()}
        for key in ("accessory", "element"):
            if key in named:
                named[key] = self._named_element(named[key])
        if named["type"] in ("actions", "context_actions"):
            named["elements"] = [self._named_element(element) for element in named["elements"]]
        return named

    def _named_element(self, element: Json) -> Json:
        if element["type"] == "image":
            return element
        return {**element, "action_id": element.get("action_id") or self.short_id()}
