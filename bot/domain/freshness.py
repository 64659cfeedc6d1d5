"""Whether answers and tips are still true: doubted by their readers, said by their authors.

What helped people is looked over by its author once a year; what a reader reports is looked over at once. Nobody is
asked more than once a week because of age alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.ids import PersonId, ReviewId
from bot.domain.marks import Item
from bot.domain.people import Person

ASKED_ONCE_IN = timedelta(days=7)
"""How long nobody is asked again because something of theirs is old."""
WHY_LIMIT = 500


class Verdict(StrEnum):
    """What was said of an item that was looked over."""

    TRUE = "true"
    UPDATED = "updated"
    """Its author wrote it anew."""
    OUTDATED = "outdated"
    """It stays where it stands, marked, and is found no longer."""
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader said who reported an item as outdated."""

    person: PersonId
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    """An author's being asked once whether an item of theirs is still true."""

    id: ReviewId
    item: Item
    author: PersonId
    asked_at: datetime
    verdict: Verdict | None
    """``None`` while nobody said anything."""
    decided_by: PersonId | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Old:
    """An item that nobody looked over for long."""

    item: Item
    author: PersonId
    fresh_at: datetime
    """When it was last written, or said to be still true."""


def one_each(old: Iterable[Old]) -> list[Old]:
    """The oldest item of each author, oldest first: nobody is asked about several at once."""
    first: dict[PersonId, Old] = {}
    for each in sorted(old, key=lambda each: (each.fresh_at, each.item.about, each.item.id)):
        first.setdefault(each.author, each)
    return list(first.values())


def is_there(person: Person) -> bool:
    """Whether somebody can be asked at all: a colleague whom Slack knows."""
    return person.profile_read_at is not None and not (person.profile.is_bot or person.profile.is_deactivated)
