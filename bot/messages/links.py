"""Links to messages, made without asking Slack: its permalinks follow one form."""

from bot.domain.ids import ChannelId, MessageTs
from bot.domain.places import Spot


def permalink(url: str, channel: ChannelId, ts: MessageTs, thread: MessageTs | None = None) -> str:
    """The address of a message in the workspace at ``url``; empty where that is unknown."""
    if not url:
        return ""
    address = f"{url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return address if thread is None or thread == ts else f"{address}?thread_ts={thread}&cid={channel}"


def address(url: str, spot: Spot | None) -> str:
    """The address of the message at a spot; empty where there is none."""
    return permalink(url, spot.channel, spot.ts, spot.thread) if spot else ""
