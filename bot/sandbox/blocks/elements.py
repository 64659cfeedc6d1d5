"""The rules of Block Kit's interactive elements, and where each may stand."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.blocks.checks import (
    Check,
    Found,
    Shape,
    anything,
    boolean,
    by_type,
    integer,
    items,
    one_of,
    pattern,
    report,
    string,
    url,
)
from bot.sandbox.blocks.parts import (
    ID,
    PLACEHOLDER,
    confirm,
    either_options_or_groups,
    groups,
    initial_among_options,
    menu_option,
    one_picture,
    option,
    options,
    plain,
    tick_option,
)
from bot.sandbox.blocks.rich_text import rich_text

LONGEST_INPUT = 3000
MOST_TICKS = 10
MOST_MENU = 5
IDS = items(string(ID), most=100, least=0)
DATE = pattern(lambda value: bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)), "must be a date (YYYY-MM-DD)")
TIME = pattern(lambda value: bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)), "must be a time (HH:mm)")
NUMBER = pattern(lambda value: bool(re.fullmatch(r"-?\d+(\.\d+)?", value)), "must be a number in a string")

_acting: dict[str, Check] = {"action_id": string(ID)}
_confirming: dict[str, Check] = {**_acting, "confirm": confirm, "focus_on_load": boolean}
_choosing: dict[str, Check] = {**_confirming, "placeholder": plain(PLACEHOLDER)}
_several: dict[str, Check] = {"max_selected_items": integer(1, 100)}
_typing: dict[str, Check] = {
    **_acting,
    "placeholder": plain(PLACEHOLDER),
    "focus_on_load": boolean,
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), most=2)}
    ),
}
_filter = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), most=4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_conversations: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _filter}
_kind: dict[str, Check] = {"type": anything}


def _lengths_in_order(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    shortest, longest = value.get("min_length", 0), value.get("max_length", LONGEST_INPUT)
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        report(found, "min_length must not be greater than max_length", f"{pointer}/min_length")


def _initial_fits(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    longest = value.get("max_length", LONGEST_INPUT)
    initial = value.get("initial_value", "")
    if isinstance(initial, str) and isinstance(longest, int) and len(initial) > longest:
        report(found, "initial_value must not be longer than max_length", f"{pointer}/initial_value")


def _no_filter_conflict(value: Mapping[str, Any], pointer: str, found: Found) -> None:
    if value.get("default_to_current_conversation") and "initial_conversation" in value:
        report(found, "initial_conversation and default_to_current_conversation exclude each other", pointer)


BUTTON = Shape(
    _kind | {"text": plain(75)},
    {
        **_acting,
        "url": url(),
        "value": string(2000, 0),
        "style": one_of("primary", "danger"),
        "confirm": confirm,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
    },
)
IMAGE = Shape(_kind | {"alt_text": string(2000)}, {"image_url": url(), "slack_file": anything}, (one_picture,))
_feedback = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})

_choices_one: dict[str, Check] = {
    **_choosing,
    "options": options,
    "option_groups": groups,
    "initial_option": option,
}
_choices_many: dict[str, Check] = {
    **_choosing,
    **_several,
    "options": options,
    "option_groups": groups,
    "initial_options": items(option, most=100),
}
_select_rules = (either_options_or_groups, initial_among_options)

SHAPES: dict[str, Shape] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": Shape(_kind | {"options": items(menu_option, most=MOST_MENU)}, {**_acting, "confirm": confirm}),
    "static_select": Shape(_kind, _choices_one, _select_rules),
    "multi_static_select": Shape(_kind, _choices_many, _select_rules),
    "external_select": Shape(_kind, {**_choosing, "initial_option": option, "min_query_length": integer(0, 150)}),
    "multi_external_select": Shape(
        _kind,
        {
            **_choosing,
            **_several,
            "initial_options": items(option, most=100),
            "min_query_length": integer(0, 150),
        },
    ),
    "users_select": Shape(_kind, {**_choosing, "initial_user": string(ID)}),
    "multi_users_select": Shape(_kind, {**_choosing, **_several, "initial_users": IDS}),
    "conversations_select": Shape(
        _kind,
        {
            **_choosing,
            **_conversations,
            "initial_conversation": string(ID),
            "response_url_enabled": boolean,
        },
        (_no_filter_conflict,),
    ),
    "multi_conversations_select": Shape(
        _kind, {**_choosing, **_several, **_conversations, "initial_conversations": IDS}
    ),
    "channels_select": Shape(_kind, {**_choosing, "initial_channel": string(ID), "response_url_enabled": boolean}),
    "multi_channels_select": Shape(_kind, {**_choosing, **_several, "initial_channels": IDS}),
    "checkboxes": Shape(
        _kind | {"options": items(tick_option, most=MOST_TICKS)},
        {**_confirming, "initial_options": items(tick_option, most=MOST_TICKS)},
        (initial_among_options,),
    ),
    "radio_buttons": Shape(
        _kind | {"options": items(tick_option, most=MOST_TICKS)},
        {**_confirming, "initial_option": tick_option},
        (initial_among_options,),
    ),
    "datepicker": Shape(_kind, {**_choosing, "initial_date": DATE}),
    "timepicker": Shape(_kind, {**_choosing, "initial_time": TIME, "timezone": string(ID)}),
    "datetimepicker": Shape(_kind, {**_confirming, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "plain_text_input": Shape(
        _kind,
        {
            **_typing,
            "initial_value": string(LONGEST_INPUT, 0),
            "multiline": boolean,
            "min_length": integer(0, LONGEST_INPUT),
            "max_length": integer(1, LONGEST_INPUT),
        },
        (_lengths_in_order, _initial_fits),
    ),
    "email_text_input": Shape(_kind, {**_typing, "initial_value": string(LONGEST_INPUT)}),
    "url_text_input": Shape(_kind, {**_typing, "initial_value": string(LONGEST_INPUT)}),
    "number_input": Shape(
        _kind | {"is_decimal_allowed": boolean},
        {**_typing, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    ),
    "rich_text_input": Shape(_kind, {**_typing, "initial_value": rich_text}),
    "feedback_buttons": Shape(_kind | {"positive_button": _feedback, "negative_button": _feedback}, _acting),
    "icon_button": Shape(
        _kind | {"icon": one_of("trash"), "text": plain(75)},
        {
            **_acting,
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": string(75),
            "visible_to_user_ids": IDS,
        },
    ),
}

_PICKERS = ("checkboxes", "datepicker", "radio_buttons", "timepicker")
_SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_MULTI = tuple(f"multi_{kind}" for kind in _SELECTS)


def among(*kinds: str) -> Check:
    """An element of one of these kinds."""
    return by_type({kind: SHAPES[kind] for kind in kinds})


IN_SECTION = among("button", "image", "overflow", *_PICKERS, *_SELECTS, *_MULTI)
IN_ACTIONS = among("button", "overflow", "datetimepicker", *_PICKERS, *_SELECTS)
IN_INPUT = among(
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "datetimepicker",
    *_PICKERS,
    *_SELECTS,
    *_MULTI,
)
IN_CONTEXT_ACTIONS = among("feedback_buttons", "icon_button")
