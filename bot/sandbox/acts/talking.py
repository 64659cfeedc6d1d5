"""Say, edit, delete, react."""

from bot.sandbox.acts.stage import Stage, delivered
from bot.sandbox.acts.typed_text import as_sent
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Message
from bot.sandbox.methods.reactions import EMOJI
from bot.sandbox.world import Conversation

LONGEST_TYPED = 12_000  # Slack's client turns more into a text file


async def say(stage: Stage, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
    """Post a message or a reply."""
    place = stage.room(user, channel)
    _check_dm(stage, place)
    if not text.strip():
        raise SandboxError("no_text")
    if len(text) > LONGEST_TYPED:
        raise SandboxError("msg_too_long")
    if thread_ts is not None:
        parent = stage.message(user, channel, thread_ts)
        thread_ts = parent.thread_ts or parent.ts
    message = Message(channel, stage.world.next_ts(), user, as_sent(text, stage.world), thread_ts=thread_ts)
    place.read[user] = message.ts
    await delivered(stage.backstage.workspace.post(message))
    return message


def _check_dm(stage: Stage, place: Conversation) -> None:
    manifest = stage.backstage.manifest
    if place.kind == "im" and (manifest.messages_read_only or not manifest.messages_enabled):
        raise SandboxError("messages_tab_disabled")


async def edit(stage: Stage, user: str, channel: str, ts: str, *, text: str) -> None:
    """Change one's own message."""
    message = _own(stage, user, channel, ts=ts, error="cant_update_message")
    if not text.strip():
        raise SandboxError("no_text")
    changed = as_sent(text, stage.world)
    if changed != message.text:
        await delivered(stage.backstage.workspace.change(message, text=changed))


async def delete(stage: Stage, user: str, channel: str, ts: str) -> None:
    """Delete one's own message; anybody may dismiss an ephemeral of his own."""
    shown = stage.message(user, channel, ts)
    if not shown.is_ephemeral:
        _own(stage, user, channel, ts=ts, error="cant_delete_message")
    await delivered(stage.backstage.workspace.remove(shown))


def _own(stage: Stage, user: str, channel: str, *, ts: str, error: str) -> Message:
    stage.room(user, channel)
    message = stage.message(user, channel, ts)
    if message.user != user or message.subtype is not None:
        raise SandboxError(error)
    return message


async def react(stage: Stage, user: str, channel: str, ts: str, *, emoji: str) -> None:
    """Add a reaction."""
    message = _reactable(stage, user, channel, ts=ts)
    if not EMOJI.fullmatch(emoji):
        raise SandboxError("invalid_name")
    if user in message.reactions.get(emoji, ()):
        raise SandboxError("already_reacted")
    await delivered(stage.backstage.workspace.react(message, user, emoji))


async def unreact(stage: Stage, user: str, channel: str, ts: str, *, emoji: str) -> None:
    """Take one's reaction back."""
    message = _reactable(stage, user, channel, ts=ts)
    if user not in message.reactions.get(emoji, ()):
        raise SandboxError("no_reaction")
    await delivered(stage.backstage.workspace.unreact(message, user, emoji))


def _reactable(stage: Stage, user: str, channel: str, *, ts: str) -> Message:
    stage.room(user, channel)
    message = stage.message(user, channel, ts)
    if message.is_ephemeral or message.subtype == "tombstone":
        raise SandboxError("message_not_found")
    return message
