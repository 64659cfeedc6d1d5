"""What Slack's client makes of typed text: mentions, links, escaped signs."""

import re

from bot.sandbox.world import World

_LIVE = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?)'\"]|[@#][\w.-]+|[&<>]")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_EVERYBODY = ("here", "channel", "everyone")


def as_sent(text: str, world: World, *, labels: bool = False) -> str:
    """The text as Slack stores it: <@U...> for @name, <#C...> for #channel, <!here>, <url>; &, <, > escaped.

    `labels` adds the names (`<@U0ADA|ada>`), as Slack does for a command with should_escape. Typed `<@U0ADA>` is no
    mention: Slack's client escapes it.
    """

    def one(match: re.Match[str]) -> str:
        piece = match.group()
        if piece in _SIGNS:
            return _SIGNS[piece]
        if piece.startswith("http"):
            return f"<{piece.replace('&', '&amp;')}>"
        return _mention(piece, world, labels=labels)

    return _LIVE.sub(one, text)


def _mention(piece: str, world: World, *, labels: bool) -> str:
    sign, name = piece[0], piece[1:].rstrip(".-")
    rest = piece[1 + len(name) :]
    if sign == "@" and name in _EVERYBODY:
        return f"<!{name}>{rest}"
    named = world.people.values() if sign == "@" else world.conversations.values()
    for item in named:
        if item.name == name and (sign == "@" or item.id.startswith("C")):
            label = f"|{name}" if labels else ""
            return f"<{sign}{item.id}{label}>{rest}"
    return piece
