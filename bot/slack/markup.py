"""Slack's markup of what people wrote, read back into their words."""

import re

_MARKED_UP = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def plain(text: str) -> str:
    """A message's words as its author typed them: Slack marks links and mentions up, and escapes three signs."""
    typed = _MARKED_UP.sub(_as_typed, text)
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_typed(marked_up: re.Match[str]) -> str:
    """A link as its address, with its label where that says something else; a mention as its name or id."""
    sign, target, label = marked_up.groups(default="")
    match sign:
        case "!":
            return label or f"@{target.partition('^')[0]}"
        case "@" | "#":
            return f"{sign}{label.lstrip(sign) or target}"
        case _:
            return (label or target) if target.endswith(label) else f"{label} ({target})"
