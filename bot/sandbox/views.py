"""A modal or Home as the sandbox keeps it, and as Slack's wire shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.elements import initial_state, is_stateful
from bot.sandbox.messages import Json

Values = dict[str, dict[str, Json]]
"""Slack's `state.values`: {block_id: {action_id: {"type": ..., "value" or "selected_...": ...}}}."""


@dataclass(slots=True)
class View:
    """One view of one person: a modal on his stack, or his Home."""

    id: str
    user: str
    type: str
    blocks: list[Json]
    hash: str
    callback_id: str = ""
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    private_metadata: str = ""
    external_id: str = ""
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False
    root_view_id: str | None = None
    previous_view_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    origin: Json = field(default_factory=dict)  # the channel a command or message opened it from

    def inputs(self) -> Iterator[tuple[Json, Json]]:
        """Each input block with its element."""
        return ((block, block["element"]) for block in self.blocks if block["type"] == "input")


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element a person can touch, with its block, in order."""
    for block in blocks:
        yield from ((block, element) for element in _inside(block) if element.get("action_id"))


def _inside(block: Json) -> list[Json]:
    match block["type"]:
        case "section":
            return [block["accessory"]] if "accessory" in block else []
        case "input":
            return [block["element"]]
        case "actions" | "context_actions":
            return list(block["elements"])
        case "card":
            return list(block.get("actions", ()))
        case _:
            return []


def state_from(blocks: list[Json], kept: Values | None = None) -> Values:
    """The state of every input: what `kept` has under the same ids and type, else the initial value.

    Slack's rule for views.update: what was typed survives only if block_id and action_id stay the same.
    """
    values: Values = {}
    for block, element in elements_of(blocks):
        if not is_stateful(element["type"]):
            continue
        old = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        state = old if old and old["type"] == element["type"] else initial_state(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def fill(view: View, payload: dict[str, Any], *, keep: Values | None = None) -> View:
    """Put an app's view payload into the view; its blocks have their ids already."""
    view.blocks = payload["blocks"]
    for key in ("title", "submit", "close"):
        setattr(view, key, payload.get(key))
    for key in ("callback_id", "private_metadata", "external_id"):
        setattr(view, key, payload.get(key) or "")
    for key in ("clear_on_close", "notify_on_close", "submit_disabled"):
        setattr(view, key, bool(payload.get(key)))
    view.values = state_from(view.blocks, keep)
    view.errors = {}
    return view


def wire(view: View, *, team_id: str, app_id: str, bot_id: str) -> Json:
    """The view as methods answer it and payloads carry it."""
    return {
        "id": view.id, "team_id": team_id, "type": view.type, "blocks": view.blocks,
        "private_metadata": view.private_metadata, "callback_id": view.callback_id,
        "state": {"values": view.values}, "hash": view.hash, "title": view.title or _no_title(),
        "clear_on_close": view.clear_on_close, "notify_on_close": view.notify_on_close,
        "close": view.close, "submit": view.submit, "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id or view.id, "app_id": app_id, "external_id": view.external_id,
        "app_installed_team_id": team_id, "bot_id": bot_id,
    }  # fmt: skip


def _no_title() -> Json:
    return {"type": "plain_text", "text": "View Title", "emoji": True}  # what Slack sends for a Home
