"""Block Kit's composition objects: texts, options, confirmations."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.blocks.checks import (
    Check,
    Found,
    Shape,
    anything,
    boolean,
    by_type,
    items,
    one_of,
    report,
    string,
    url,
)

TEXT = 3000
ID = 255
PLACEHOLDER = 150
OPTION_TEXT = 75
OPTION_VALUE = 150
MOST_OPTIONS = 100


def plain(most: int = TEXT) -> Check:
    """A plain_text object."""
    return by_type({"plain_text": _plain(most)})


def text(most: int = TEXT) -> Check:
    """A plain_text or mrkdwn object."""
    mrkdwn = Shape({"type": anything, "text": string(most)}, {"verbatim": boolean})
    return by_type({"plain_text": _plain(most), "mrkdwn": mrkdwn})


def _plain(most: int) -> Shape:
    return Shape({"type": anything, "text": string(most)}, {"emoji": boolean})


confirm = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

option = Shape({"text": plain(OPTION_TEXT), "value": string(OPTION_VALUE)}, {"description": plain(OPTION_TEXT)})
menu_option = Shape(
    {"text": plain(OPTION_TEXT), "value": string(OPTION_VALUE)},
    {"description": plain(OPTION_TEXT), "url": url()},
)
tick_option = Shape({"text": text(OPTION_TEXT), "value": string(OPTION_VALUE)}, {"description": text(OPTION_TEXT)})
options = items(option, most=MOST_OPTIONS)
group = Shape({"label": plain(OPTION_TEXT), "options": options})
groups = items(group, most=MOST_OPTIONS)
suggestions = items(option, most=MOST_OPTIONS, least=0)
suggestion_groups = items(Shape({"label": plain(OPTION_TEXT), "options": suggestions}), most=MOST_OPTIONS, least=0)


def either_options_or_groups(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    """Exactly one of the two."""
    if ("options" in value) == ("option_groups" in value):
        report(found, "must have either options or option_groups", pointer)


def initial_among_options(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    """What is chosen at first must be, exactly, one of what can be chosen."""
    offered = [*value.get("options", ())]
    offered += [
        entry
        for part in value.get("option_groups", ())
        if isinstance(part, Mapping)
        for entry in part.get("options", ())
    ]
    if "initial_option" in value and value["initial_option"] not in offered:
        report(found, "initial option must be one of the options", f"{pointer}/initial_option")
    for number, chosen in enumerate(value.get("initial_options", ())):
        if chosen not in offered:
            report(found, "initial option must be one of the options", f"{pointer}/initial_options/{number}")


def one_picture(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    """Exactly one source of the picture."""
    if ("image_url" in value) == ("slack_file" in value):
        report(found, "must have either image_url or slack_file", pointer)
