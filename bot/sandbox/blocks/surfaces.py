"""The rules of whole messages, modals, Homes and suggestions."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.blocks.checks import Check, Found, Shape, anything, boolean, items, one_of, report, string
from bot.sandbox.blocks.kinds import on
from bot.sandbox.blocks.parts import ID, plain, suggestion_groups, suggestions

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# The largest text that Slack keeps in one message was measured at 4,040 characters; more becomes several
# messages, which nobody wants. The sandbox refuses it, so that it is noticed.
LONGEST_TEXT = 4_040
LONGEST_FALLBACK = 40_000
LONGEST_BLOCKS = 13_200  # all texts in a message's blocks together (measured)
LONGEST_MARKDOWN = 12_000
_VIEW: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(ID, 0),
    "external_id": string(ID, 0),
}
_MODAL: dict[str, Check] = {
    "submit": plain(24),
    "close": plain(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}


def message(payload: Mapping[str, Any], found: Found) -> None:
    """A message's blocks; and its text, if the payload has the key."""
    blocks = payload.get("blocks") or []
    check_blocks(blocks, "message", "/blocks", found)
    if isinstance(blocks, list):
        _message_totals(blocks, found)
    if "text" in payload:
        string(LONGEST_FALLBACK if blocks else LONGEST_TEXT)(payload["text"], "/text", found)


def _message_totals(blocks: list[Any], found: Found) -> None:
    known = [block for block in blocks if isinstance(block, Mapping)]
    markdown = sum(len(str(block.get("text"))) for block in known if block.get("type") == "markdown")
    if markdown > LONGEST_MARKDOWN:
        report(found, f"markdown must be less than {LONGEST_MARKDOWN + 1} characters in all", "/blocks")
    if sum(block.get("type") == "table" for block in known) > 1:
        report(found, "only one table is allowed", "/blocks")
    if text_length(blocks) > LONGEST_BLOCKS:
        report(found, f"texts must be less than {LONGEST_BLOCKS + 1} characters in all", "/blocks")


def text_length(part: Any) -> int:
    """How many characters all `text`s inside have together."""
    if isinstance(part, list):
        return sum(text_length(item) for item in part)
    if not isinstance(part, Mapping):
        return 0
    return sum(
        len(value) if key == "text" and isinstance(value, str) else text_length(value) for key, value in part.items()
    )


def modal(view: Any, found: Found) -> None:
    """A modal."""
    blocks = items(anything, most=MOST_BLOCKS["modal"])
    shape = Shape({"type": one_of("modal"), "title": plain(24), "blocks": blocks}, {**_VIEW, **_MODAL})
    shape(view, "/view", found)
    _view_blocks(view, "modal", found)
    if _has_input(view) and "submit" not in view:
        report(found, "submit is required when an input block is in the view", "/view")


def home(view: Any, found: Found) -> None:
    """A Home."""
    blocks = items(anything, most=MOST_BLOCKS["home"], least=0)
    Shape({"type": one_of("home"), "blocks": blocks}, _VIEW)(view, "/view", found)
    _view_blocks(view, "home", found)


def _view_blocks(view: Any, surface: str, found: Found) -> None:
    if not isinstance(view, Mapping) or not isinstance(view.get("blocks"), list):
        return
    check_blocks(view["blocks"], surface, "/view/blocks", found)
    if sum(_focused(view["blocks"])) > 1:
        report(found, "only one element may have focus_on_load", "/view/blocks")


def _has_input(view: Any) -> bool:
    blocks = view.get("blocks") if isinstance(view, Mapping) else None
    return isinstance(blocks, list) and any(
        isinstance(block, Mapping) and block.get("type") == "input" for block in blocks
    )


def _focused(part: Any) -> Iterator[bool]:
    if isinstance(part, list):
        for item in part:
            yield from _focused(item)
    elif isinstance(part, Mapping):
        yield part.get("focus_on_load") is True
        for value in part.values():
            yield from _focused(value)


def check_blocks(blocks: Any, surface: str, pointer: str, found: Found) -> None:
    """The blocks one by one, then that their ids are unique."""
    items(on(surface), most=MOST_BLOCKS[surface], least=0)(blocks, pointer, found)
    if not isinstance(blocks, list):
        return
    ids = [block.get("block_id") for block in blocks if isinstance(block, Mapping)]
    _report_twice(ids, "block_id", pointer, found)
    for number, block in enumerate(blocks):
        if isinstance(block, Mapping) and isinstance(block.get("elements"), list):
            inner = [part.get("action_id") for part in block["elements"] if isinstance(part, Mapping)]
            _report_twice(inner, "action_id", f"{pointer}/{number}/elements", found)


def _report_twice(ids: list[Any], name: str, pointer: str, found: Found) -> None:
    counted = Counter(id_ for id_ in ids if isinstance(id_, str))
    for id_, times in counted.items():
        if times > 1:
            report(found, f'{name} "{id_}" already exists', pointer)


def suggested(body: Mapping[str, Any], found: Found) -> None:
    """The answer to a block_suggestion."""
    shape = Shape({}, {"options": suggestions, "option_groups": suggestion_groups})
    shape(body, "", found)
    if ("options" in body) == ("option_groups" in body):
        report(found, "must have either options or option_groups", "")
