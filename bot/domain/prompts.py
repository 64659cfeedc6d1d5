"""Prompts: the questions that a cohort discusses, one at a time."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import CohortId, PersonId, PromptId, PromptSetId
from bot.domain.refusals import Reason, Refused, check_length
from bot.domain.tips import check_link

TEXT_LIMITS = (10, 1000)
TITLE_LIMIT = 150
SET_NAME_LIMITS = (2, 60)
MOST_IN_A_SET = 5000

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


@dataclass(frozen=True, slots=True)
class PromptSet:
    """Prompts that belong together: the workspace's, or a cohort's own."""

    id: PromptSetId
    name: str
    cohort: CohortId | None
    """Whose own set it is; ``None`` for a set of the workspace."""
    created_by: PersonId | None
    """``None`` for what came along with Knowhow, or was brought in from the shell: moderators may change it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt of the bank, as it stands."""

    id: PromptId
    set: PromptSetId
    said: Draft
    is_retired: bool = False


def taken_in_turn(sets: Sequence[Sequence[Draft]]) -> Iterator[Draft]:
    """One of each after the other, as long as there are any."""
    for place in range(max(map(len, sets), default=0)):
        yield from (each[place] for each in sets if place < len(each))


def new_among(drafts: Iterable[Draft], there: Iterable[str]) -> list[Draft]:
    """Those of the drafts that no text says that is there already, none of them twice."""
    known = {said_like(text) for text in there}
    found = []
    for draft in drafts:
        if (said := said_like(draft.text)) not in known:
            known.add(said)
            found.append(draft)
    return found


def check_set_name(name: str) -> Refused | None:
    """What is wrong with the name of a set, at ``name``."""
    return check_length(name, "name", at_least=SET_NAME_LIMITS[0], at_most=SET_NAME_LIMITS[1])


def check_room(there: int, more: int, field: str) -> Refused | None:
    """Whether a set takes so many more."""
    return Refused(Reason.SET_FULL, field=field, limit=MOST_IN_A_SET) if there + more > MOST_IN_A_SET else None


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
