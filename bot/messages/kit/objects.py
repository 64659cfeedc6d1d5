"""What blocks and elements are made of: dictionaries, texts, and the check of what the developer wrote."""

from collections.abc import Sequence, Sized
from typing import Any, Literal, TypeVar

from bot.messages.kit import limits
from bot.messages.kit.text import ELLIPSIS, clean, cut

Block = dict[str, Any]
"""A block, element or object as Slack takes it."""
Style = Literal["primary", "danger"]

T = TypeVar("T", bound=Sized)


def fit(what: str, given: T, limit: int, least: int = 0) -> T:
    """Return `given`, or raise ValueError when its size is out of bounds: the developer's mistake."""
    if not least <= len(given) <= limit:
        raise ValueError(f"{what}: Slack takes {least} to {limit}, not {len(given)}.")
    return given


def given(**fields: Any) -> Block:
    """Keep the fields that are given: Slack refuses empty ones."""
    return {name: value for name, value in fields.items() if value not in (None, "", False, [], ())}


def mrkdwn(text: str, limit: int) -> Block:
    """Show mrkdwn, cut visibly.

    Verbatim: Slack makes live only what is written as a link or mention, not a bare ``@here`` or address.
    """
    return {"type": "mrkdwn", "text": cut(text, limit) or ELLIPSIS, "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """Show words as they are, cut visibly. Nothing is live in plain text, so nothing is escaped."""
    return {"type": "plain_text", "text": cut(clean(text), limit) or ELLIPSIS, "emoji": True}


def plain_or_none(text: str | None, limit: int) -> Block | None:
    """Show words as `plain` does, or nothing when there are none."""
    return plain(text, limit) if text else None


def option(label: str, value: str, description: str | None = None) -> Block:
    """One choice of a menu or list: words that are cut, and a value that must fit."""
    return given(
        text=plain(label, limits.OPTION_TEXT),
        value=fit("An option's value", value, limits.OPTION_VALUE, least=1),
        description=plain_or_none(description, limits.OPTION_DESCRIPTION),
    )


def confirm(title: str, text: str, yes: str, no: str, *, style: Style | None = None) -> Block:
    """Ask once more before something is done. `text` may hold people's words: it is plain, and cut."""
    return given(
        title=plain(fit("A confirmation's title", title, limits.CONFIRM_TITLE), limits.CONFIRM_TITLE),
        text=plain(text, limits.CONFIRM_TEXT),
        confirm=plain(fit("A confirmation's yes", yes, limits.CONFIRM_BUTTON), limits.CONFIRM_BUTTON),
        deny=plain(fit("A confirmation's no", no, limits.CONFIRM_BUTTON), limits.CONFIRM_BUTTON),
        style=style,
    )


def chosen(options: Sequence[Block], values: Sequence[str]) -> list[Block]:
    """Those of the options whose values are given; a value that is no longer offered is left out."""
    return [each for each in options if each["value"] in values]
