"""What people say in threads and to the app itself."""

from bot.domain.ids import ChannelId
from bot.domain.places import is_direct
from bot.services.conversation import Conversation
from bot.services.threads import Threads
from handlers import payloads
from handlers.payloads import Event, Payload
from handlers.table import Table

SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message that a person wrote."""


FOLLOWED = frozenset({"message_changed", "message_deleted"})


def concerns_nobody(told: Payload) -> bool:
    """Whether a message is neither a reply, nor said to us, nor an edit or deletion: most are what a channel says."""
    subtype = told.get("subtype")
    if subtype in FOLLOWED:
        return False
    return subtype not in SPOKEN or (
        told.get("thread_ts") in {None, told.get("ts")} and not is_direct(ChannelId(str(told.get("channel"))))
    )


class Listening:
    """The handlers of what is said."""

    def __init__(self, threads: Threads, conversation: Conversation) -> None:
        self._threads = threads
        self._conversation = conversation

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.events["message"] = self.message
        table.ignored["message"] = concerns_nobody

    async def message(self, event: Event) -> None:
        """Hear what is said in threads of ours and under invitations, and follow edits and deletions."""
        told = event.told
        match told.get("subtype"):
            case "message_changed":
                await self._changed(event, told)
            case "message_deleted":
                gone = {"ts": told["deleted_ts"]} | (told.get("previous_message") or {})
                await self._threads.removed(event.delivery, payloads.heard(gone, ChannelId(told["channel"])))
            case _:
                await self._spoken(event, told)

    async def _spoken(self, event: Event, told: Payload) -> None:
        message = payloads.heard(told, ChannelId(told["channel"]), event.bot_user)
        is_to_us = is_direct(message.channel)
        if message.author in {"", event.bot_user}:  # a file of ours comes without a word of being an app's
            return
        is_kept = bool(message.text.strip()) and await self._threads.hear(event.delivery, message)
        if is_to_us and not is_kept:
            await self._conversation.explain(event.delivery, message)

    async def _changed(self, event: Event, told: Payload) -> None:
        """An edit; what replies and previews change about a message is none, and a tombstone is a deletion."""
        changed, channel = told["message"], ChannelId(told["channel"])
        message = payloads.heard(changed, channel)
        if changed.get("subtype") == "tombstone":
            gone = (told.get("previous_message") or {}) | {"ts": changed["ts"]}
            await self._threads.removed(event.delivery, payloads.heard(gone, channel))
        elif changed.get("edited") and message.author and message.text.strip() and message.thread != message.ts:
            await self._threads.reworded(event.delivery, message)
