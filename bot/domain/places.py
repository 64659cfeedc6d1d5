"""A place where people talk: a channel that the app is in or was in."""

from dataclasses import dataclass

from bot.domain.ids import ChannelId, MessageTs

DIRECT = "D"
"""How Slack's ids of direct messages begin."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Knowhow knows it."""

    id: ChannelId
    name: str
    is_private: bool = False
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands, and in which thread."""

    channel: ChannelId
    ts: MessageTs
    thread: MessageTs | None = None


def is_direct(channel: ChannelId) -> bool:
    """Whether a conversation is a direct message, which has one person in it besides the app."""
    return channel.startswith(DIRECT)
