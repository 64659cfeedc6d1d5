"""What happens in conversations: the state changes, people's pages show it, the app is told."""

from dataclasses import replace
from typing import Any

from bot.sandbox import wire
from bot.sandbox.events import Events, Sent
from bot.sandbox.messages import ECHO, Json, Message
from bot.sandbox.messages import wire as message_wire
from bot.sandbox.world import Conversation, World


class Workspace:
    """Changes the world and announces it. Whoever calls has checked that it is allowed.

    Each method returns the first deliveries of its events, which are under way; none if the app isn't told.
    """

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def wire(self, message: Message) -> Json:
        """The message as it stands in events."""
        return message_wire(message, team_id=self._world.identity.team_id)

    # Messages

    def post(self, message: Message) -> Sent:
        """Add it to its conversation, and to its thread."""
        place = self._world.conversations[message.channel]
        place.messages.append(message)
        parent = self._parent(message)
        if parent is not None and not message.is_ephemeral:
            parent.replies.append((message.ts, message.user))
            self._world.changed("message", message=parent)
        self._world.changed("message", message=message)
        if message.is_ephemeral or message.subtype == ECHO:
            return []
        event = {**self.wire(message), "event_ts": message.ts}
        if parent is not None:
            event["parent_user_id"] = parent.user
        return self._events.message(event, place)

    def _parent(self, message: Message) -> Message | None:
        if not message.is_reply:
            return None
        place = self._world.conversations[message.channel]
        return next((other for other in place.messages if other.ts == message.thread_ts), None)

    def change(self, message: Message, **fields: Any) -> Sent:
        """Give the message other text, blocks ..."""
        before = self.wire(message)
        for name, value in fields.items():
            setattr(message, name, value)
        message.edited = {"user": message.user, "ts": self._world.next_ts()}
        self._world.changed("message", message=message)
        if message.is_ephemeral:
            return []
        return self._tell_changed(message, before)

    def _tell_changed(self, message: Message, before: Json) -> Sent:
        ts = self._world.next_ts()
        event = {
            "subtype": "message_changed", "message": self.wire(message), "previous_message": before,
            "hidden": True, "ts": ts, "event_ts": ts,
        }  # fmt: skip
        return self._events.message(event, self._world.conversations[message.channel])

    def remove(self, message: Message) -> Sent:
        """Take it away; a message with replies leaves a tombstone, as in Slack."""
        before = self.wire(message)
        if message.replies and not message.is_ephemeral:
            message.subtype, message.text, message.user = (
                "tombstone",
                "This message was deleted.",
                "USLACKBOT",
            )
            message.blocks = message.bot_id = message.app_id = message.metadata = None
            message.reactions.clear()
            self._world.changed("message", message=message)
            return self._tell_changed(message, before)
        self._world.conversations[message.channel].messages.remove(message)
        self._leave_thread(message)
        self._world.changed("message_removed", message=message)
        if message.is_ephemeral or message.subtype == ECHO:
            return []
        ts = self._world.next_ts()
        event = {
            "subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before,
            "hidden": True, "ts": ts, "event_ts": ts,
        }  # fmt: skip
        return self._events.message(event, self._world.conversations[message.channel])

    def _leave_thread(self, message: Message) -> None:
        parent = self._parent(message)
        if parent is not None:
            parent.replies = [reply for reply in parent.replies if reply[0] != message.ts]
            self._world.changed("message", message=parent)

    def react(self, message: Message, user: str, emoji: str) -> Sent:
        """Add a reaction."""
        message.reactions.setdefault(emoji, []).append(user)
        return self._tell_reaction("reaction_added", message, user=user, emoji=emoji)

    def unreact(self, message: Message, user: str, emoji: str) -> Sent:
        """Take a reaction back."""
        message.reactions[emoji].remove(user)
        if not message.reactions[emoji]:
            del message.reactions[emoji]
        return self._tell_reaction("reaction_removed", message, user=user, emoji=emoji)

    def _tell_reaction(self, kind: str, message: Message, *, user: str, emoji: str) -> Sent:
        self._world.changed("message", message=message)
        event = {
            "type": kind, "user": user, "reaction": emoji, "item_user": message.user,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "event_ts": self._world.next_ts(),
        }  # fmt: skip
        return self._events.reaction(event, self._world.conversations[message.channel])

    # Conversations

    def join(self, place: Conversation, user: str, *, inviter: str | None = None) -> Sent:
        """A person or the app becomes a member; the channel shows it."""
        place.members.append(user)
        kind = "channel" if place.kind == "channel" else "group"
        text = f"<@{user}> has joined the channel"
        ts = self._world.next_ts()
        self._world.changed("channels")
        sent = self.post(Message(place.id, ts, user, text, subtype=f"{kind}_join", inviter=inviter))
        event = {
            "type": "member_joined_channel", "user": user, "channel": place.id,
            "channel_type": _type_letter(place), "team": self._world.identity.team_id,
            "event_ts": self._world.next_ts(),
        }  # fmt: skip
        return sent + self._events.membership(event | ({"inviter": inviter} if inviter else {}), place)

    def leave(self, place: Conversation, user: str) -> Sent:
        """A person or the app is no longer a member."""
        kind = "channel" if place.kind == "channel" else "group"
        text = f"<@{user}> has left the channel"
        sent = self.post(Message(place.id, self._world.next_ts(), user, text, subtype=f"{kind}_leave"))
        place.members.remove(user)
        self._world.changed("channels")
        if user == self._world.identity.bot_user_id:
            sent += self._events.left(place)
        event = {
            "type": "member_left_channel", "user": user, "channel": place.id,
            "channel_type": _type_letter(place), "team": self._world.identity.team_id,
            "event_ts": self._world.next_ts(),
        }  # fmt: skip
        return sent + self._events.membership(event, place)

    def archive(self, place: Conversation, user: str) -> Sent:
        """Nobody can post there any more."""
        place.is_archived = True
        self._world.changed("channels")
        event = {"channel": place.id, "user": user, "is_moved": 0, "event_ts": self._world.next_ts()}
        return self._events.channel("archive", event, place)

    def unarchive(self, place: Conversation, user: str) -> Sent:
        """It is in use again."""
        place.is_archived = False
        self._world.changed("channels")
        event = {"channel": place.id, "user": user, "event_ts": self._world.next_ts()}
        return self._events.channel("unarchive", event, place)

    def rename(self, place: Conversation, name: str) -> Sent:
        """It is called otherwise."""
        place.name = name
        self._world.changed("channels")
        described = {"id": place.id, "name": name, "name_normalized": name, "created": place.created}
        return self._events.channel("rename", {"channel": described, "event_ts": self._world.next_ts()}, place)

    # People

    def change_person(self, user: str, **fields: Any) -> Sent:
        """A profile, role or time zone changes."""
        self._world.people[user] = replace(self._world.people[user], **fields)
        self._world.changed("people")
        event = {"type": "user_change", "user": self._user(user), "event_ts": self._world.next_ts()}
        return self._events.workspace(event | {"cache_ts": self._world.seconds()}, scope="users:read")

    def welcome(self, user: str) -> Sent:
        """A person who has just been added to the world is announced."""
        self._world.changed("people")
        event = {"type": "team_join", "user": self._user(user), "event_ts": self._world.next_ts()}
        return self._events.workspace(event, scope="users:read")

    def _user(self, user: str) -> Json:
        return wire.user(self._world.people[user], self._world)


def _type_letter(place: Conversation) -> str:
    return {"channel": "C", "group": "G", "im": "D"}[place.kind]
