"""Elements people act on: buttons, menus, pickers, choices and text fields."""

from collections.abc import Sequence
from datetime import date, time
from typing import Literal

from bot.messages.kit import limits
from bot.messages.kit.objects import Block, Style, chosen, fit, given, plain, plain_or_none


def button(
    label: str,
    action_id: str,
    value: str = "",
    *,
    style: Style | None = None,
    confirm: Block | None = None,
    url: str | None = None,
    accessibility_label: str | None = None,
) -> Block:
    """Offer one action. What a screen reader says instead of the label may hold people's words: it is cut."""
    return _element("button", action_id) | given(
        text=plain(fit("A button's label", label, limits.BUTTON_TEXT, least=1), limits.BUTTON_TEXT),
        value=fit("A button's value", value, limits.BUTTON_VALUE),
        style=style,
        confirm=confirm,
        url=fit("A button's address", url or "", limits.BUTTON_URL),
        accessibility_label=accessibility_label and plain(accessibility_label, limits.ACCESSIBILITY_LABEL)["text"],
    )


def overflow(action_id: str, options: Sequence[Block], *, confirm: Block | None = None) -> Block:
    """Offer one to five lesser actions behind three dots."""
    return _element("overflow", action_id) | given(
        options=list(fit("An overflow menu", options, limits.OVERFLOW_OPTIONS, least=1)), confirm=confirm
    )


def select(
    action_id: str,
    options: Sequence[Block],
    *,
    initial: str | None = None,
    placeholder: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Offer a menu of at most 100 options; `initial` is the value of one, and ignored if it no longer is."""
    return _element("static_select", action_id, placeholder) | given(
        options=list(fit("A menu", options, limits.OPTIONS, least=1)),
        initial_option=_first(chosen(options, [initial or ""])),
        confirm=confirm,
    )


def external_select(
    action_id: str, *, min_query_length: int = 0, initial: Block | None = None, placeholder: str | None = None
) -> Block:
    """Offer a menu whose options we suggest while the person types; 0 shows some before anything is typed."""
    return _external("external_select", action_id, min_query_length, placeholder) | given(initial_option=initial)


def multi_external_select(
    action_id: str,
    *,
    min_query_length: int = 0,
    initial: Sequence[Block] = (),
    placeholder: str | None = None,
    most: int | None = None,
) -> Block:
    """Offer what `external_select` does for several options, `most` at most."""
    return _external("multi_external_select", action_id, min_query_length, placeholder) | given(
        initial_options=list(initial), max_selected_items=most
    )


def users_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Block:
    """Offer a menu of the workspace's people."""
    return _element("users_select", action_id, placeholder) | given(initial_user=initial)


def multi_users_select(
    action_id: str, *, initial: Sequence[str] = (), placeholder: str | None = None, most: int | None = None
) -> Block:
    """Offer a menu of the workspace's people for several of them, `most` at most."""
    return _element("multi_users_select", action_id, placeholder) | given(
        initial_users=list(initial), max_selected_items=most
    )


def conversations_select(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Block:
    """Offer a menu of the channels, public or private, that the person is in."""
    return _element("conversations_select", action_id, placeholder) | given(
        initial_conversation=initial,
        filter={"include": ["public", "private"], "exclude_bot_users": True},
    )


def date_picker(action_id: str, *, initial: date | None = None, placeholder: str | None = None) -> Block:
    """Ask for a day."""
    return _element("datepicker", action_id, placeholder) | given(
        initial_date=f"{initial:%Y-%m-%d}" if initial else None
    )


def time_picker(action_id: str, *, initial: time | None = None, placeholder: str | None = None) -> Block:
    """Ask for a time of day, to the minute."""
    return _element("timepicker", action_id, placeholder) | given(
        initial_time=None if initial is None else f"{initial:%H:%M}"
    )


def checkboxes(action_id: str, options: Sequence[Block], *, initial: Sequence[str] = ()) -> Block:
    """Offer at most ten options of which any may be ticked; `initial` holds the values of those that are."""
    return _element("checkboxes", action_id) | given(
        options=list(fit("Checkboxes", options, limits.CHOICES, least=1)),
        initial_options=chosen(options, initial),
    )


def radio(action_id: str, options: Sequence[Block], *, initial: str | None = None) -> Block:
    """Offer at most ten options of which one is chosen; `initial` is its value."""
    return _element("radio_buttons", action_id) | given(
        options=list(fit("Radio buttons", options, limits.CHOICES, least=1)),
        initial_option=_first(chosen(options, [initial or ""])),
    )


def text_input(
    action_id: str,
    *,
    multiline: bool = False,
    initial: str = "",
    min_length: int | None = None,
    max_length: int | None = None,
    placeholder: str | None = None,
    dispatch: Literal["on_enter_pressed", "on_character_entered"] | None = None,
) -> Block:
    """Ask for words, 3,000 at most. `dispatch` says when they are reported, if the block reports changes."""
    longest = limits.INPUT_TEXT if max_length is None else max_length
    if not (0 <= (min_length or 0) <= longest and 1 <= longest <= limits.INPUT_TEXT):
        raise ValueError(f"A text field takes up to {limits.INPUT_TEXT} characters, not {min_length} to {max_length}.")
    return _element("plain_text_input", action_id, placeholder) | given(
        multiline=multiline,
        initial_value=initial and plain(initial, longest)["text"],
        min_length=min_length,
        max_length=max_length,
        dispatch_action_config=dispatch and {"trigger_actions_on": [dispatch]},
    )


def _element(kind: str, action_id: str, placeholder: str | None = None) -> Block:
    fit("A placeholder", placeholder or "", limits.PLACEHOLDER)
    return given(
        type=kind,
        action_id=fit("An action_id", action_id, limits.ID, least=1),
        placeholder=plain_or_none(placeholder, limits.PLACEHOLDER),
    )


def _external(kind: str, action_id: str, min_query_length: int, placeholder: str | None) -> Block:
    # Said even when 0: left out, Slack waits for three characters.
    return _element(kind, action_id, placeholder) | {"min_query_length": min_query_length}


def _first(options: Sequence[Block]) -> Block | None:
    return options[0] if options else None
