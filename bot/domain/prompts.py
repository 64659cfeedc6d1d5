"""Prompts: the questions that a cohort discusses, one at a time."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.refusals import Refused, check_length
from bot.domain.tips import check_link

TEXT_LIMITS = (10, 1000)
TITLE_LIMIT = 150

_OF_WORDS = frozenset("LMN")
"""Unicode's letters, the marks that go with them, and numbers: the first signs of their categories."""


class Theme(StrEnum):
    """What a prompt invites people to do with what they learn."""

    RECALL = "recall"
    """Recall and explain."""
    APPLY = "apply"
    """Apply at work."""
    REFLECT = "reflect"
    SHARE = "share"
    """Share and compare."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A prompt as somebody wrote it."""

    text: str
    lesson_title: str = ""
    """What it belongs to, or blank."""
    lesson_link: str = ""
    """A web address, or blank. It is shown and never fetched."""
    theme: Theme | None = None


def problems(draft: Draft) -> tuple[Refused, ...]:
    """What is wrong with it, each at ``text``, ``lesson_title`` or ``lesson_link``; nothing if it can be used."""
    found = (
        check_length(draft.text, "text", at_least=TEXT_LIMITS[0], at_most=TEXT_LIMITS[1]),
        check_length(draft.lesson_title, "lesson_title", at_least=0, at_most=TITLE_LIMIT),
        check_link(draft.lesson_link, "lesson_link"),
    )
    return tuple(problem for problem in found if problem is not None)


def said_like(text: str) -> str:
    """The key by which two prompts are the same: case, spaces and signs don't matter.

    A text of nothing but signs is the same as another with the same signs.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in folded if unicodedata.category(char)[0] in _OF_WORDS) or "".join(folded.split())
