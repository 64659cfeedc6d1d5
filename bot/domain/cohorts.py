"""A cohort: people who learn together in a channel, with a question on its days at its hour."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from bot.domain import holidays
from bot.domain.cadence import ONE_DAY
from bot.domain.ids import ChannelId, CohortId, PersonId, PromptSetId
from bot.domain.refusals import Reason, Refused, check_length
from bot.domain.schedules import Schedule, next_slot

NAME_LIMITS = (2, 60)
MOST_FACILITATORS = 10
MOST_COUNTRIES = 10
MOST_FREE_DAYS = 400
SHORT_WAYS = frozenset({"new", "join", "leave", "help", "?"})
"""The words of ``/cohort`` that no cohort's name may begin with."""
_DAY = r"(\d{4}-\d{2}-\d{2})"
_DAYS = re.compile(rf"{_DAY}(?:\s*(?:\.\.|to|until|–)\s*{_DAY})?")


class Order(StrEnum):
    """In which order the prompts come."""

    LISTED = "listed"
    """As they are listed, each once."""
    SHUFFLED = "shuffled"
    """In no order, none twice until all were used."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A cohort as somebody sets it up or changes it."""

    name: str
    channel: ChannelId
    facilitators: tuple[PersonId, ...]
    schedule: Schedule
    sets: tuple[PromptSetId, ...]
    """Where its prompts come from, besides its own."""
    order: Order


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort as it stands."""

    id: CohortId
    name: str
    channel: ChannelId
    schedule: Schedule
    order: Order
    created_by: PersonId
    created_at: datetime
    next_day: date | None
    """The local day of its next question; ``None`` while none is due."""
    next_at: datetime | None
    """When that is due."""
    paused_until: date | None = None
    """The first day on which it goes on."""
    trouble: str | None = None
    """Slack's reason for which it paused itself."""
    ended_at: datetime | None = None
    """Since when a facilitator has ended it."""

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more, by its last day or because it was ended."""
        return self.ended_at is not None or (self.next_at is None and self.trouble is None)

    @property
    def runs_from(self) -> date:
        """The first day on which a question may be due."""
        first = self.schedule.first_day
        return first if self.paused_until is None else max(first, self.paused_until)


def slug_of(name: str) -> str:
    """The key by which names are the same: case and spaces don't matter."""
    return " ".join(name.split()).casefold()


def problems(draft: Draft, now: datetime) -> tuple[Refused, ...]:
    """What is wrong with a draft, each at its field; nothing if it can be used."""
    schedule = draft.schedule
    found: Iterable[Refused | None] = (
        check_length(draft.name, "name", at_least=NAME_LIMITS[0], at_most=NAME_LIMITS[1]),
        _check_name(draft.name),
        _check_facilitators(draft.facilitators),
        Refused(Reason.NO_DAYS, field="days") if not schedule.days else None,
        _check_zone(schedule.zone),
        _check_countries(schedule.countries),
    )
    wrong = tuple(each for each in found if each is not None)
    return wrong or tuple(each for each in (_check_dates(schedule, now),) if each is not None)


def read_dates(written: str) -> frozenset[date]:
    """Read days as a person writes them: ``2026-12-24``, ``2026-12-28 to 2027-01-03``, parted by commas or lines.

    Raises ``Refused`` naming what can't be read, at the field ``free_days``.
    """
    found: set[date] = set()
    for piece in filter(None, (each.strip() for each in re.split(r"[,;\n]", written))):
        found |= _read_days(piece)
        if len(found) > MOST_FREE_DAYS:
            raise Refused(Reason.BAD_DATES, field="free_days", detail=f"more than {MOST_FREE_DAYS} days")
    return frozenset(found)


def write_dates(days: Iterable[date]) -> str:
    """Write days so that :func:`read_dates` reads them, with days in a row as one piece."""
    pieces: list[list[date]] = []
    for day in sorted(days):
        if pieces and day - pieces[-1][-1] == ONE_DAY:
            pieces[-1].append(day)
        else:
            pieces.append([day])
    return ", ".join(f"{each[0]}" if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in pieces)


@cache
def _known_zones() -> frozenset[str]:
    """All there are: looked up once, since that walks through the folders of the database, for 40 ms."""
    return frozenset(available_timezones())


@cache
def zones() -> Sequence[str]:
    """The time zones that one can choose: those named after places, and UTC."""
    left_out = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    named = (each for each in _known_zones() if "/" in each and not each.startswith(left_out))
    return (*sorted(named), "UTC")


def find_zones(words: str, limit: int, *, first: str = "UTC") -> list[str]:
    """The zones whose names have these words, in order, but for the one that is to come first."""
    wanted = words.strip().casefold().replace(" ", "_")
    found = [each for each in zones() if wanted in each.casefold()]
    return sorted(found, key=lambda each: each != first)[:limit]


def _check_name(name: str) -> Refused | None:
    first = slug_of(name).partition(" ")[0]
    return Refused(Reason.NAME_RESERVED, field="name", detail=first) if first in SHORT_WAYS else None


def _check_facilitators(people: Sequence[PersonId]) -> Refused | None:
    if not people:
        return Refused(Reason.NO_FACILITATOR, field="facilitators")
    if len(people) > MOST_FACILITATORS:
        return Refused(Reason.TOO_MANY_PEOPLE, field="facilitators", limit=MOST_FACILITATORS)
    return None


def _check_zone(zone: str) -> Refused | None:
    return None if zone in _known_zones() else Refused(Reason.UNKNOWN_ZONE, field="zone")


def _check_countries(codes: Sequence[str]) -> Refused | None:
    known = holidays.countries()
    return None if all(code in known for code in codes) else Refused(Reason.UNKNOWN_COUNTRY, field="countries")


def _check_dates(schedule: Schedule, now: datetime) -> Refused | None:
    """Of a schedule that is right otherwise: whether any day is left."""
    if schedule.last_day is not None:
        if schedule.last_day < schedule.first_day:
            return Refused(Reason.ENDS_BEFORE_IT_BEGINS, field="last_day")
        if schedule.last_day < now.astimezone(schedule.timezone).date():
            return Refused(Reason.DATE_PASSED, field="last_day")
    if next_slot(schedule, holidays.free_in(schedule.countries), now) is None:
        return Refused(Reason.NO_DATE_LEFT, field="days")
    return None


def _read_days(piece: str) -> set[date]:
    match = _DAYS.fullmatch(piece)
    unreadable = Refused(Reason.BAD_DATES, field="free_days", detail=f"“{piece[:40]}”")
    if match is None:
        raise unreadable
    try:
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        raise unreadable from None
    count = (last - first).days + 1
    if not 1 <= count <= MOST_FREE_DAYS:
        raise unreadable
    return {first + timedelta(days=step) for step in range(count)}
