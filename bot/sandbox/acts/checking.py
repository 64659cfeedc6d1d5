"""What Slack's client checks in a modal before it sends anything."""

import re
from typing import Any

from bot.sandbox.elements import Json, value_of
from bot.sandbox.views import View

REQUIRED = "Please complete this required field."
FORMS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "email address"),
    "url_text_input": (re.compile(r"https?://\S+"), "URL"),
    "datepicker": (re.compile(r"\d{4}-\d{2}-\d{2}"), "date"),
    "timepicker": (re.compile(r"\d{2}:\d{2}"), "time"),
}
LONGEST_INPUT = 3000


def input_errors(view: View) -> dict[str, str]:
    """{block_id: words} for every input that can't be sent as it is."""
    errors = {}
    for block, element in view.inputs():
        value = value_of(view.values[block["block_id"]][element["action_id"]])
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
        elif words := _wrong(element, value):
            errors[block["block_id"]] = words
    return errors


def _wrong(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind in FORMS:
        form, words = FORMS[kind]
        return None if form.fullmatch(value) else f"Please enter a valid {words}."
    if kind == "plain_text_input":
        return _wrong_length(element, value)
    return _wrong_number(element, value) if kind == "number_input" else _too_many(element, value)


def _wrong_length(element: Json, value: str) -> str | None:
    shortest, longest = element.get("min_length", 0), element.get("max_length", LONGEST_INPUT)
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    if len(value) > longest:
        return f"Please enter no more than {longest} characters."
    return None


def _wrong_number(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", number)) or number > float(element.get("max_value", number)):
        return "Please enter a number within the range."
    return None


def _too_many(element: Json, value: Any) -> str | None:
    most = element.get("max_selected_items")
    if most is not None and isinstance(value, list) and len(value) > most:
        return f"Please choose no more than {most}."
    return None
