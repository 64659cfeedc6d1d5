"""A message as the sandbox keeps it, and as Slack's wire shows it."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
FILE_SHARE = "file_share"
ECHO = "command_echo"  # the typed command above an in_channel answer: people see it, the API doesn't


@dataclass(slots=True)
class Message:
    """One message of a channel or direct message; `reactions` maps an emoji to who reacted, in order."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] | None = None
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    attachments: list[Json] | None = None
    files: list[Json] | None = None
    subtype: str | None = None
    inviter: str | None = None
    edited: Json | None = None
    ephemeral_to: str | None = None
    reply_broadcast: bool = False
    options: Json = field(default_factory=dict)  # how it was posted: unfurl_links, mrkdwn, parse ...
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[tuple[str, str]] = field(default_factory=list)  # (ts, user) of the replies in its thread

    @property
    def is_app(self) -> bool:
        """Whether the app wrote it."""
        return self.bot_id is not None

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.ephemeral_to is not None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def reply_count(self) -> int:
        """How many replies its thread has."""
        return len(self.replies)

    @property
    def reply_users(self) -> list[str]:
        """Who replied, each once, in order."""
        return list(dict.fromkeys(user for _, user in self.replies))

    @property
    def latest_reply(self) -> str | None:
        """The ts of the newest reply."""
        return self.replies[-1][0] if self.replies else None


def wire(message: Message, *, team_id: str) -> Json:
    """The message as history, events and payloads carry it (without its channel)."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    body["team"] = team_id
    if message.subtype:
        body["subtype"] = message.subtype
    if message.inviter:
        body["inviter"] = message.inviter
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": message.app_id}
    if message.subtype in {None, FILE_SHARE} or message.blocks is not None:
        body["blocks"] = message.blocks if message.blocks is not None else [_typed(message.text)]
    for key in ("attachments", "files", "edited"):
        if value := getattr(message, key):
            body[key] = value
    return body | _thread_part(message) | _reaction_part(message)


def with_metadata(message: Message, body: Json) -> Json:
    """Add the metadata, which Slack shows only to those who ask for it."""
    return body | {"metadata": message.metadata} if message.metadata else body


def _thread_part(message: Message) -> Json:
    if message.is_reply:
        return {"thread_ts": message.thread_ts}
    if not message.replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": message.reply_count,
        "reply_users_count": len(message.reply_users),
        "latest_reply": message.latest_reply,
        "reply_users": message.reply_users,
        "is_locked": False,
        "subscribed": False,
    }


def _reaction_part(message: Message) -> Json:
    if not message.reactions:
        return {}
    reactions = [{"name": n, "users": list(u), "count": len(u)} for n, u in message.reactions.items()]
    return {"reactions": reactions}


def _typed(text: str) -> Json:
    """The rich text in which Slack's client wraps what a person types."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": "typed", "elements": [section]}
