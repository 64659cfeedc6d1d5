"""What is found in a file of prompts: those that can be taken, and why the others can't."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.prompts import Draft, Theme, problems, said_like
from bot.domain.refusals import Reason, Refused

LARGEST = 1_000_000
"""Bytes of a file, or of one topic in a cartridge."""
MOST = 5_000
"""Prompts of a file."""

_THEMES = {
    "recall and explain": Theme.RECALL,
    "apply at work": Theme.APPLY,
    "share and compare": Theme.SHARE,
} | {theme.value: theme for theme in Theme}


class Why(StrEnum):
    """Why a line or topic is rejected; bot/messages has the words."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TITLE_TOO_LONG = "title_too_long"
    BAD_LINK = "bad_link"
    UNKNOWN_THEME = "unknown_theme"
    TWICE = "twice"
    TOO_MANY_CELLS = "too_many_cells"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line or topic that can't be taken."""

    where: int
    """The line in the file, from 1; of a cartridge the topic's ordinal."""
    why: Why
    limit: int | None = None
    """The number it was measured against, in characters."""
    name: str = ""
    """Of a cartridge the file in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds."""

    prompts: tuple[Draft, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A prompt as it stands in a file, before it is looked at."""

    where: int
    text: str = ""
    lesson_title: str = ""
    lesson_link: str = ""
    theme: str = ""
    name: str = ""
    why: Why | None = None
    """What kept it from being read at all."""


class NotPrompts(Exception):  # noqa: N818 - it is an answer to a person, in one sentence
    """The file as a whole can't be used; its text says why and what to do."""


def sort(candidates: Iterable[Candidate]) -> Found:
    """Look at each candidate in turn; of two that say the same the later is rejected.

    Raises :class:`NotPrompts` for more than 5,000, or for none.
    """
    prompts: list[Draft] = []
    rejected: list[Rejected] = []
    known: set[str] = set()
    for count, each in enumerate(candidates):
        if count >= MOST:
            raise NotPrompts(f"There are more than {MOST:,} prompts in it. Split it.")
        looked = _look(each, known)
        if isinstance(looked, Draft):
            prompts.append(looked)
        else:
            rejected.append(replace(looked, where=each.where, name=each.name))
    if not prompts and not rejected:
        raise NotPrompts("There is no prompt in it.")
    return Found(tuple(prompts), tuple(rejected))


def _look(each: Candidate, known: set[str]) -> Draft | Rejected:
    if each.why is not None:
        return Rejected(each.where, each.why)
    theme = each.theme.strip().casefold()
    if theme and theme not in _THEMES:
        return Rejected(each.where, Why.UNKNOWN_THEME)
    title = " ".join(each.lesson_title.split())
    draft = Draft(each.text.strip(), title, each.lesson_link.strip(), _THEMES.get(theme))
    for problem in problems(draft):
        return Rejected(each.where, _why(problem), problem.limit)
    said = said_like(draft.text)
    if said in known:
        return Rejected(each.where, Why.TWICE)
    known.add(said)
    return draft


def theme_named(words: str) -> Theme | None:
    """The theme that words name, if they name one."""
    return _THEMES.get(" ".join(words.split()).casefold())


def _why(problem: Refused) -> Why:
    if problem.reason is Reason.BAD_LINK:
        return Why.BAD_LINK
    if problem.field == "lesson_title":
        return Why.TITLE_TOO_LONG
    return Why.TOO_SHORT if problem.reason is Reason.TOO_SHORT else Why.TOO_LONG
