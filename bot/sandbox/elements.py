"""What a person's choice in an element looks like on Slack's wire, and what the element starts with."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.errors import SandboxError

Json = dict[str, Any]
ActionValue = str | int | float | Sequence[str] | Mapping[str, Any]

_PLAIN = {  # element type -> the key of its value in state, the key of its initial value
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
}
EXTERNAL = frozenset({"external_select", "multi_external_select"})


def is_stateful(kind: str) -> bool:
    """Whether the element keeps a value in the view's state (a button doesn't)."""
    return kind in _PLAIN


def initial_state(element: Json) -> Json:
    """The state of an untouched element."""
    key, initial = _PLAIN[element["type"]]
    empty: Any = [] if key.endswith("s") else None
    return {"type": element["type"], key: element.get(initial, empty)}


def value_of(state: Json) -> Any:
    """The simple value in a state: text, date, id, the option's value, or a list of these."""
    value = state[_PLAIN[state["type"]][0]]
    if isinstance(value, list):
        return [item["value"] if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return value


def options_in(element: Json) -> list[Json]:
    """Every option of a select, overflow or checkbox group, those in groups too."""
    groups = [group["options"] for group in element.get("option_groups", ())]
    return [*element.get("options", ()), *(option for group in groups for option in group)]


def chosen(element: Json, value: ActionValue | None, offered: Sequence[Json] = ()) -> Json:
    """The state after a person set the element to `value`; `offered` are an external select's suggestions.

    Raises SandboxError("no_such_option") for what the element doesn't offer.
    """
    kind = element["type"]
    key = _PLAIN[kind][0]
    if key == "selected_option":
        picked: Any = None if value in (None, "") else _option(element, value, offered)
    elif key == "selected_options":
        picked = [_option(element, item, offered) for item in _listed(value)]
    elif key.endswith("s"):
        picked = list(_listed(value))
    elif kind == "number_input":
        picked = None if value in (None, "") else str(value)
    elif kind == "datetimepicker":
        picked = None if value in (None, "") else int(str(value))
    else:
        picked = None if value == "" else value
    return {"type": kind, key: picked}


def _listed(value: ActionValue | None) -> Sequence[Any]:
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str | int | float | Mapping) else value


def _option(element: Json, value: Any, offered: Sequence[Json]) -> Json:
    wanted = value["value"] if isinstance(value, Mapping) else str(value)
    known = [*options_in(element), *offered, *_initial_options(element)]
    for option in known:
        if option.get("value") == wanted:
            return option
    for option in known:  # a person chooses by what he reads
        if option["text"]["text"] == wanted:
            return option
    raise SandboxError("no_such_option")


def _initial_options(element: Json) -> list[Json]:
    single = element.get("initial_option")
    return [*([single] if single else []), *element.get("initial_options", ())]


def action(element: Json, block_id: str, state: Json | None, *, ts: str) -> Json:
    """The entry of block_actions' `actions`: the element's identity and what was chosen."""
    base = {"action_id": element["action_id"], "block_id": block_id, "type": element["type"], "action_ts": ts}
    for key in ("text", "value", "style", "confirm", "placeholder"):
        if key in element and (element["type"] == "button" or key != "text"):
            base[key] = element[key]
    return base | (state or {})
