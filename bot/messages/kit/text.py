"""Slack's mrkdwn: people's words made harmless, and the few live things that we write ourselves."""

import re
from datetime import datetime
from urllib.parse import quote as percent_encode

from bot.domain.cadence import zone_of
from bot.domain.forgetting import FORGOTTEN

ELLIPSIS = "…"
DATE = "{date_short_pretty}"
DATE_AND_TIME = "{date_short_pretty} at {time}"

_UNWANTED = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f"  # controls but the tab and the newline; PostgreSQL takes no NUL
    "\\ud800-\\udfff"  # lone surrogates are no text
    "\\u202a-\\u202e\\u2066-\\u2069]"  # bidi controls turn around what stands behind them
)
_MEMBER = re.compile(r"[UW][A-Za-z0-9_]+")
"""Slack's ids of people."""
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ADDRESS = "(?:https?|mailto|slack):"
_UNFINISHED = re.compile(f"(?:&[a-z]{{0,3}}|<[a-z]{{0,6}}|<(?:[@#!]|{_ADDRESS})[^<>]*)$")
_SAFE_IN_URL = "%:/?#[]@!$&'()*+,;=~"


def clean(text: str) -> str:
    """Drop what no one should write from people's words: controls, bidi controls and lone surrogates."""
    return _UNWANTED.sub("", text)


def escape(text: str) -> str:
    """Make people's words harmless in mrkdwn, where they then read as they were written.

    Apply once: escaped text would be escaped again. Plain text (headers, labels, options) takes words as
    they are.
    """
    return clean(text).translate(_ENTITIES)


def cut(text: str, limit: int) -> str:
    """Shorten to `limit` code points, of which the last is then an ellipsis.

    Neither an entity such as ``&amp;`` nor a mention, date or link is cut in two: it is dropped whole.
    """
    if len(text) <= limit:
        return text
    return _UNFINISHED.sub("", text[: limit - len(ELLIPSIS)]).rstrip() + ELLIPSIS


def quote(text: str) -> str:
    """Show mrkdwn as a quotation, each of its lines marked. People's words must have been escaped."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def person(person_id: str) -> str:
    """Mention a person, who is notified where the message is new; who is none of Slack's is a former colleague."""
    if person_id == FORGOTTEN:
        return "somebody who left"
    return f"<@{person_id}>" if _MEMBER.fullmatch(person_id) else "a former colleague"


def channel(channel_id: str) -> str:
    """Link to a channel; those who may not see it see no name."""
    return f"<#{channel_id}>"


def link(url: str, label: str) -> str:
    """Link to a page under a label in people's words, which is escaped here.

    What is neither a web, mail nor Slack address stays a label: ``<!channel|docs>`` would notify everybody.
    """
    shown = escape(" ".join(label.split()))
    if not re.match(_ADDRESS, url):
        return shown
    address = percent_encode(clean(url), safe=_SAFE_IN_URL).replace("&", "&amp;")
    return f"<{address}|{shown}>" if shown else f"<{address}>"


def when(moment: datetime, form: str = DATE_AND_TIME, zone: str = "UTC") -> str:
    """Show a moment in each reader's own time zone and language.

    `form` is of Slack's date tokens; `zone` is that of the fallback, for clients that know no dates.
    """
    local = moment.astimezone(zone_of(zone))
    return f"<!date^{int(moment.timestamp())}^{form}|{local:%Y-%m-%d %H:%M} {local.tzinfo}>"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Count things: “1 answer”, “2 answers”, and “2 replies” when `many` says so."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
