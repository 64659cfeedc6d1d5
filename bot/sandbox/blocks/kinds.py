"""The rules of each kind of block."""

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
from bot.sandbox.blocks.elements import (
    BUTTON,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from bot.sandbox.blocks.parts import ID, one_picture, plain, text
from bot.sandbox.blocks.rich_text import rich_text

_base: dict[str, Check] = {"type": anything}
_id: dict[str, Check] = {"block_id": string(ID)}


def _text_or_fields(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    if "text" not in value and "fields" not in value:
        report(found, "must have text or fields", pointer)


def _something(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    if not {"hero_image", "title", "actions", "body"} & value.keys():
        report(found, "must have a hero_image, title, body or actions", pointer)


_card = Shape(
    _base,
    {
        **_id,
        "hero_image": anything,
        "icon": anything,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": items(by_type({"button": BUTTON}), most=3),
    },
    (_something,),
)

SHAPES: dict[str, Shape] = {
    "section": Shape(
        _base,
        {
            **_id,
            "text": text(3000),
            "fields": items(text(2000), most=10),
            "accessory": IN_SECTION,
            "expand": boolean,
        },
        (_text_or_fields,),
    ),
    "header": Shape(_base | {"text": plain(150)}, _id),
    "divider": Shape(_base, _id),
    "image": Shape(
        _base | {"alt_text": string(2000)},
        {**_id, "image_url": url(), "slack_file": anything, "title": plain(2000)},
        (one_picture,),
    ),
    "context": Shape(
        _base | {"elements": items(by_type({"image": IMAGE, "plain_text": plain(), "mrkdwn": text()}), most=10)},
        _id,
    ),
    "actions": Shape(_base | {"elements": items(IN_ACTIONS, most=25)}, _id),
    "context_actions": Shape(_base | {"elements": items(IN_CONTEXT_ACTIONS, most=5)}, _id),
    "input": Shape(
        _base | {"label": plain(2000), "element": IN_INPUT},
        {**_id, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": rich_text,
    "markdown": Shape(_base | {"text": string(12_000)}, _id),
    "table": Shape(
        _base | {"rows": items(items(anything, most=20), most=100)},
        {**_id, "column_settings": items(anything, most=20)},
    ),
    "video": Shape(
        _base | {"alt_text": string(2000), "title": plain(199), "thumbnail_url": url(), "video_url": url()},
        {
            **_id,
            "author_name": string(49),
            "description": plain(199),
            "provider_icon_url": url(),
            "provider_name": string(50),
            "title_url": url(),
        },
    ),
    "alert": Shape(
        _base | {"text": text(200)},
        {**_id, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _card,
    "carousel": Shape(_base | {"elements": items(by_type({"card": _card}), most=10)}, _id),
}

ONLY_IN_MESSAGES = frozenset({"markdown", "table", "context_actions", "card", "carousel"})


def on(surface: str) -> Check:
    """A block that may stand on that surface."""
    if surface == "message":
        return by_type(SHAPES)
    return by_type({kind: shape for kind, shape in SHAPES.items() if kind not in ONLY_IN_MESSAGES})
