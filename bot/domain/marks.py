"""What people think of answers, tips and what is said in cohorts: *useful* or *accepted*, by a reaction or a button."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.domain.cadence import ECHOED
from bot.domain.ids import PersonId
from bot.domain.refusals import Reason, Refused
from bot.domain.rules import Rules

_SKIN_TONE = re.compile(r"::skin-tone-\d(?=:|\b)")
_NAME = re.compile(r"[\w+'’.-]+")
"""Slack's names of emoji: words of any alphabet, with signs between; 👍 itself is none."""


class Kind(StrEnum):
    """What a mark says."""

    USEFUL = "useful"
    ACCEPTED = "accepted"


class Source(StrEnum):
    """How it was said; one person's mark stands while any of these says so."""

    REACTION = "reaction"
    BUTTON = "button"
    DEFLECTION = "deflection"
    """It answered a question that was not asked because of it."""


class About(StrEnum):
    """What can be marked."""

    ANSWER = "answer"
    TIP = "tip"
    RUN_ANSWER = "run_answer"
    """What somebody said to a cohort's question."""


@dataclass(frozen=True, slots=True)
class Item:
    """What can be marked, as marks, evidence and the activity log name it."""

    about: About
    id: int

    def __str__(self) -> str:
        return f"{self.about.value}:{self.id}"

    @classmethod
    def read(cls, key: str) -> Self:
        """Read what ``str`` makes of an item, as buttons and forms carry it."""
        about, _, id_ = key.partition(":")
        return cls(About(about), int(id_))

    def marked_by(self, person: PersonId) -> str:
        """The source of the evidence that one person's mark gives."""
        return f"{self}/{person}"


def base_emoji(name: str) -> str:
    """The emoji without its skin tone: ``+1::skin-tone-3`` is ``+1``; Slack's alias ``thumbsup`` is ``+1`` too."""
    base = name.split("::", 1)[0]
    return {"thumbsup": "+1"}.get(base, base)


def read_emoji(text: str) -> frozenset[str]:
    """Read names of emoji as people write them, ``+1, :bulb: :fire:``; each is kept without its skin tone.

    Raises ``Refused`` for what is no name, with it as the detail.
    """
    written = re.sub(r":\s*:", ":,:", _SKIN_TONE.sub("", text.lower()))
    found = {word: base_emoji(word.strip(":")) for each in written.split(",") if (word := each.strip())}
    unusable = next((word for word, name in found.items() if not _NAME.fullmatch(name)), None)
    if unusable is not None:
        raise Refused(Reason.BAD_EMOJI, detail=unusable[:ECHOED])
    return frozenset(found.values())


def meaning(emoji: str, rules: Rules) -> Kind | None:
    """What a reaction with this emoji says, if anything."""
    base = base_emoji(emoji)
    if base in rules.accept_emoji:
        return Kind.ACCEPTED
    return Kind.USEFUL if base in rules.useful_emoji else None
