"""What people do in the sandbox, as tests call it."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.acts import members, modals, pressing, starting, talking
from bot.sandbox.acts.outcome import Container, Outcome
from bot.sandbox.acts.stage import Stage
from bot.sandbox.elements import ActionValue
from bot.sandbox.messages import Json, Message
from bot.sandbox.people import Person


class Acting:
    """The acts: each waits for the app's acknowledgement.

    SandboxError for what Slack's own client wouldn't let that person do.
    """

    _stage: Stage

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Outcome:
        """Type a slash command."""
        return await starting.command(self._stage, user, channel, name=command, text=text)

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Post a message; returns after the event's first delivery."""
        return await talking.say(self._stage, user, channel, text, thread_ts=thread_ts)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change one's own message."""
        await talking.edit(self._stage, user, channel, ts, text=text)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        await talking.delete(self._stage, user, channel, ts)

    async def react(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Add a reaction."""
        await talking.react(self._stage, user, channel, ts, emoji=emoji)

    async def unreact(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Take a reaction back."""
        await talking.unreact(self._stage, user, channel, ts, emoji=emoji)

    async def press(
        self,
        user: str,
        *,
        container: Container,
        action_id: str,
        block_id: str | None = None,
        value: ActionValue | None = None,
    ) -> Outcome:
        """Touch a button, menu or other element that acts at once."""
        return await pressing.press(
            self._stage, user, container=container, action_id=action_id, block_id=block_id, value=value
        )

    async def submit(self, user: str, view_id: str, values: Mapping[str, Mapping[str, Any]] | None = None) -> Outcome:
        """Fill in the modal on top, {block_id: {action_id: value}}, and send it."""
        return await modals.submit(self._stage, user, view_id, values=values or {})

    async def close(self, user: str, view_id: str) -> None:
        """Close the modal on top."""
        await modals.close(self._stage, user, view_id)

    async def suggest(
        self, user: str, *, container: Container, action_id: str, block_id: str | None = None, query: str
    ) -> list[Json]:
        """Type into an external select."""
        return await pressing.suggest(
            self._stage, user, container=container, action_id=action_id, block_id=block_id, query=query
        )

    async def shortcut(
        self, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None
    ) -> Outcome:
        """Use a global shortcut; with channel and ts a message shortcut."""
        return await starting.shortcut(self._stage, user, callback_id, channel=channel, ts=ts)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home (home) or the messages with it (messages)."""
        await starting.open_home(self._stage, user, tab)

    async def open_dm(self, user: str) -> str:
        """Open the messages with the app; the id of that direct message."""
        await starting.open_home(self._stage, user, "messages")
        return self._stage.world.person(user).dm

    async def read(self, user: str, channel: str) -> None:
        """Look at a conversation: nothing in it is unread then."""
        self._stage.place(user, channel)
        self._stage.world.mark_read(user, channel)

    async def join(self, user: str, channel: str) -> None:
        """Join a public channel."""
        await members.join(self._stage, user, channel)

    async def leave(self, user: str, channel: str) -> None:
        """Leave a channel."""
        await members.leave(self._stage, user, channel)

    async def invite_app(self, user: str, channel: str) -> None:
        """Bring the app into a channel."""
        await members.invite_app(self._stage, user, channel)

    async def remove_app(self, user: str, channel: str) -> None:
        """Take the app out of a channel."""
        await members.remove_app(self._stage, user, channel)

    async def archive(self, user: str, channel: str) -> None:
        """Archive a channel."""
        await members.archive(self._stage, user, channel)

    async def unarchive(self, user: str, channel: str) -> None:
        """Bring a channel back."""
        await members.archive(self._stage, user, channel, undo=True)

    async def rename(self, user: str, channel: str, name: str) -> None:
        """Give a channel another name."""
        await members.rename(self._stage, user, channel, name=name)

    async def deactivate(self, user: str) -> None:
        """A colleague leaves the company."""
        await members.change_user(self._stage, user, deleted=True)

    async def change_user(self, user: str, **fields: Any) -> None:
        """Change fields of a Person."""
        await members.change_user(self._stage, user, **fields)

    async def add_person(self, person: Person) -> None:
        """A new colleague: team_join."""
        await members.add_person(self._stage, person)
