"""When a cohort's question of the day is due: wall-clock time in its own zone, on its days, never on its holidays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cadence import ONE_DAY, zone_of

LOOKED_AHEAD = timedelta(days=800)
"""How far a next day is looked for: two years of nothing but holidays are an end."""
_SECOND = timedelta(seconds=1)

IsFree = Callable[[date], bool]
"""Whether a day is a holiday of the cohort's."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which days a question is asked, and when."""

    zone: str
    """An IANA name."""
    at: time
    """Local wall-clock time, to the minute."""
    days: frozenset[int]
    """As `date.weekday()` counts them."""
    first_day: date
    last_day: date | None = None
    countries: tuple[str, ...] = ()
    """Whose public holidays are free, by ISO 3166 code."""
    free_days: frozenset[date] = frozenset()
    """Own dates on which nothing is asked."""

    @property
    def timezone(self) -> ZoneInfo:
        """The zone itself; UTC for one that isn't there any more."""
        return zone_of(self.zone)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day on which a question is due, and the moment of it."""

    day: date
    at: datetime
    """In UTC."""


def moment(at: time, day: date, zone: ZoneInfo) -> datetime | None:
    """The moment of a local time on a local day, in UTC.

    A time that the clocks leave out moves to the first that they show after it; one that comes twice is the first of
    both. ``None`` for a day on which that is no time any more: one that never was, as Samoa's 30 December 2011.
    """
    told = datetime.combine(day, at)
    early, late = (told.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) == told:
        return early
    # Left out: fold 0 read it by the offset before the gap, fold 1 by the one after (PEP 495).
    found = _change_between(late, early, zone)
    return found if found.astimezone(zone).date() == day else None


def slots(schedule: Schedule, is_free: IsFree, *, since: date) -> Iterator[Slot]:
    """The slots from a local day on, in order; ends after the last day, or after years without any."""
    zone, day = schedule.timezone, max(since, schedule.first_day)
    end = min(schedule.last_day or date.max, _later(day, LOOKED_AHEAD))
    while day <= end:
        if day.weekday() in schedule.days and day not in schedule.free_days and not is_free(day):
            at = moment(schedule.at, day, zone)
            if at is not None:
                yield Slot(day, at)
                end = min(schedule.last_day or date.max, _later(day, LOOKED_AHEAD))
        if day == date.max:
            return
        day += ONE_DAY


def next_slot(schedule: Schedule, is_free: IsFree, after: datetime) -> Slot | None:
    """The first slot after a moment; ``None`` when there is none any more."""
    # A day early: where the clock went back over midnight the same date comes again.
    local = after.astimezone(schedule.timezone).date() - ONE_DAY
    return next((slot for slot in slots(schedule, is_free, since=local) if slot.at > after), None)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset has changed, between a moment with the old one and one with the new."""
    old = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def _later(day: date, by: timedelta) -> date:
    return date.max if date.max - day < by else day + by
