"""The grammar of Block Kit rules: small checks that report what is wrong, and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Found = list[str]
Check = Callable[[Any, str, Found], None]
"""check(value, pointer, found): append to `found` what is wrong with `value`, which stands at `pointer`."""


def report(found: Found, words: str, pointer: str) -> None:
    """Note a problem in Slack's manner."""
    found.append(f"{words} [json-pointer:{pointer}]")


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if not isinstance(value, str):
            report(found, "must be a string", pointer)
        elif len(value) < least:
            report(found, f"must be more than {least - 1} characters", pointer)
        elif len(value) > most:
            report(found, f"must be less than {most + 1} characters", pointer)

    return check


def url(most: int = 3000) -> Check:
    """An http(s) address."""
    length = string(most)

    def check(value: Any, pointer: str, found: Found) -> None:
        length(value, pointer, found)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "mailto:", "slack://")):
            report(found, "must be a valid URL", pointer)

    return check


def boolean(value: Any, pointer: str, found: Found) -> None:
    """Allow true and false."""
    if not isinstance(value, bool):
        report(found, "must be a boolean", pointer)


def integer(least: int, most: int) -> Check:
    """A whole number in a range."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report(found, "must be an integer", pointer)
        elif not least <= value <= most:
            report(found, f"must be between {least} and {most}", pointer)

    return check


def one_of(*allowed: str) -> Check:
    """One of some words."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if value not in allowed:
            report(found, f"must be one of {', '.join(allowed)}", pointer)

    return check


def pattern(matches: Callable[[str], bool], words: str) -> Check:
    """A string of some form."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if not isinstance(value, str) or not matches(value):
            report(found, words, pointer)

    return check


def anything(_value: Any, _pointer: str, _found: Found) -> None:
    """No rule here."""


def items(check_item: Check, *, most: int, least: int = 1) -> Check:
    """A list of so many things."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if not isinstance(value, Sequence) or isinstance(value, str):
            report(found, "must be an array", pointer)
            return
        if len(value) < least:
            report(found, f"no fewer than {least} items allowed", pointer)
        if len(value) > most:
            report(found, f"no more than {most} items allowed", pointer)
        for number, item in enumerate(value):
            check_item(item, f"{pointer}/{number}", found)

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: fields it must have, fields it may have, and rules between them. It is a check itself."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Any, pointer: str, found: Found) -> None:
        """Check the object."""
        if not isinstance(value, Mapping):
            report(found, "must be an object", pointer)
            return
        for name in self.required:
            if value.get(name) is None:
                report(found, f"missing required field: {name}", pointer)
        known = {**self.required, **self.optional}
        for name, part in value.items():
            if name not in known:
                report(found, f"invalid additional property: {name}", pointer)
            elif part is not None or name in self.optional:
                known[name](part, f"{pointer}/{name}", found)
        if not self._malformed(value):
            for rule in self.rules:
                rule(value, pointer, found)

    def _malformed(self, value: Mapping[str, Any]) -> bool:
        """Whether the rules between fields can't be judged."""
        return any(not isinstance(value[name], list) for name in LISTS & value.keys())


LISTS = frozenset({"options", "option_groups", "initial_options", "blocks", "elements", "fields"})


def by_type(shapes: Mapping[str, Check]) -> Check:
    """One of several kinds of object, told apart by `type`."""

    def check(value: Any, pointer: str, found: Found) -> None:
        if not isinstance(value, Mapping):
            report(found, "must be an object", pointer)
            return
        shape = shapes.get(str(value.get("type")))
        if shape is None:
            report(found, f"unsupported type: {value.get('type')}", f"{pointer}/type")
        else:
            shape(value, pointer, found)

    return check
