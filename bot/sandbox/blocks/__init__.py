"""Block Kit's rules, publicly: what Slack would refuse, and where."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.blocks import surfaces
from bot.sandbox.blocks.checks import Found

__all__ = ["problems"]


def problems(surface: str, payload: Any) -> list[str]:
    """What Slack would refuse, as "words [json-pointer:/blocks/0/text/text]"; empty if all is well.

    `surface` is message (a message's arguments, or just its list of blocks), modal, home (a view),
    or options (the answer to a block_suggestion).
    """
    found: Found = []
    match surface:
        case "message":
            surfaces.message(payload if isinstance(payload, Mapping) else {"blocks": payload}, found)
        case "modal":
            surfaces.modal(payload, found)
        case "home":
            surfaces.home(payload, found)
        case "options":
            surfaces.suggested(payload, found)
        case _:
            raise ValueError(f"There is no surface named {surface}.")
    return found
