"""The words of what can't be taken from a file of prompts."""

from collections.abc import Sequence

from bot.domain.prompt_files import Rejected, Why

_WORDS = {
    Why.TOO_SHORT: "it is shorter than {limit} characters",
    Why.TOO_LONG: "it is longer than {limit} characters",
    Why.TITLE_TOO_LONG: "its lesson's title is longer than {limit} characters",
    Why.BAD_LINK: "its link is no web address",
    Why.UNKNOWN_THEME: "its theme is none of recall, apply, reflect, share",
    Why.TWICE: "the same is said further up",
    Why.TOO_MANY_CELLS: "it has more cells than there are columns",
    Why.UNREADABLE: "it can't be read",
}
_SHOWN = 5


def reason(rejected: Rejected) -> str:
    """Why a line or topic can't be taken, as part of a sentence."""
    return _WORDS[rejected.why].format(limit=rejected.limit)


def rejected(found: Sequence[Rejected]) -> str:
    """Which lines of a form can't be taken; nothing was added."""
    lines = [f"line {each.where}: {reason(each)}" for each in found[:_SHOWN]]
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"Nothing was added. {'; '.join(lines).capitalize()}{more}."
