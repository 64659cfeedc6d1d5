"""Takes out of what Slack delivers what no database takes: NUL, and surrogates that have lost their other half."""

import re
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON writes them, though a whole pair of surrogates as well: whatever has one is looked through."""


def may_need_cleaning(json_text: str) -> bool:
    """Whether there is anything to take out of what this text says; most has nothing, and that is quickly seen."""
    return _ESCAPED.search(json_text) is not None


def clean(told: Any) -> Any:
    """The same without it. What a parser of JSON makes is of exactly these types, so that none is asked for more."""
    kind = type(told)
    if kind is str:
        return told if told.isascii() and "\0" not in told else _UNSTORABLE.sub("", told)
    if kind is dict:
        return {name: clean(value) for name, value in told.items()}
    return [clean(each) for each in told] if kind is list else told
