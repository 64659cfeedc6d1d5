"""When people may be disturbed: quiet hours in their own zone, and the durations we promise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days of the week in the order of `date.weekday()`."""
SATURDAY, SUNDAY = 5, 6
MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
LONGEST_DURATION = timedelta(days=366)

HOW_TO_WRITE = "Write them like 18:00-09:00 Sat Sun, 22:00-07:00 or none."
ECHOED = 40
"""How many characters of what a person typed an error repeats."""

_DASHES = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b)\s*")
_BETWEEN = re.compile(r"[\s,;&]+(?:and\b[\s,;&]*)*")
_WINDOW = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?-([0-9]{1,2})(?:[:.]([0-9]{2}))?")
_DURATION = re.compile(r"\s*([0-9]{1,9})\s*([smhd])\s*", re.IGNORECASE)
_UNITS = {
    "d": ONE_DAY,
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}


class InvalidQuietHours(ValueError):  # noqa: N818 - it names what the person gave us
    """Quiet hours that can't be read or kept; the text is for the person who wrote them."""


class InvalidDuration(ValueError):  # noqa: N818 - it names what the person gave us
    """A duration that can't be read or is out of bounds; the text is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a person is left alone: a daily window of local wall-clock time, and whole local days.

    The window is to the minute, includes `start`, excludes `end`, and wraps midnight when it ends before it
    starts. One that starts when it ends is none, and is kept as midnight to midnight so equals are equal.
    Days count as `date.weekday()` does; one at least stays free, so there is always a next time to speak.
    """

    start: time = time(18)
    end: time = time(9)
    days: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    def __post_init__(self) -> None:
        if not self.days <= frozenset(range(len(DAY_NAMES))):
            raise InvalidQuietHours(f"Quiet days are Mon to Sun. {HOW_TO_WRITE}")
        if len(self.days) == len(DAY_NAMES):
            raise InvalidQuietHours(f"Quiet hours can't take all seven days. {HOW_TO_WRITE}")
        if self.start == self.end:
            object.__setattr__(self, "start", MIDNIGHT)
            object.__setattr__(self, "end", MIDNIGHT)

    @classmethod
    def none(cls) -> Self:
        """No quiet time at all."""
        return cls(MIDNIGHT, MIDNIGHT, frozenset())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed: a window, days, both, or ``none``.

        Raises InvalidQuietHours when it can't be read, or when it would leave no time at all.
        """
        words = _BETWEEN.sub(" ", _DASHES.sub("-", text.casefold())).strip(" .").split()
        if words == ["none"]:
            return cls.none()
        window = _WINDOW.fullmatch(words[0]) if words else None
        names = words[1:] if window else words
        if not words:
            raise InvalidQuietHours(f"No quiet hours were given. {HOW_TO_WRITE}")
        start, end = _window(window) if window else (MIDNIGHT, MIDNIGHT)
        return cls(start, end, frozenset(day for name in names for day in _days(name)))

    def __str__(self) -> str:
        window = "" if self.start == self.end else f"{self.start:%H:%M}-{self.end:%H:%M}"
        days = (DAY_NAMES[day][:3] for day in sorted(self.days))
        return " ".join(filter(None, (window, *days))) or "none"


def is_quiet(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether a person in `zone` is to be left alone at `moment`."""
    # Compared in UTC: across zones Python holds a local time that comes twice to equal no other (PEP 495).
    return quiet_until(quiet, zone, moment) != moment.astimezone(UTC)


def quiet_until(quiet: QuietHours, zone: ZoneInfo, moment: datetime) -> datetime:
    """Return the first moment, from `moment` on, that isn't quiet; `moment` itself when it isn't. In UTC."""
    begins, _ = next(_daytimes(quiet, zone, moment))
    return begins


def add_daytime(start: datetime, duration: timedelta, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return the first moment outside quiet time by which `duration` of such time has passed since `start`.

    In UTC. What is counted is real elapsed time: a day of 23 hours gives an hour less. A duration that
    is over just when quiet time begins is over when that ends. Raises ValueError for a negative duration.
    """
    if duration < timedelta():
        raise ValueError("Only time to come can be added.")
    stretches = _daytimes(quiet, zone, start)
    begins, ends = next(stretches)
    while duration >= ends - begins:
        duration -= ends - begins
        begins, ends = next(stretches)
    return begins + duration


def zone_of(name: str | None) -> ZoneInfo:
    """Find the time zone of an IANA name; UTC for one that is missing, unknown or hostile."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # unknown; malformed or outside the database; a folder of it
        return ZoneInfo("UTC")


def parse_duration(text: str, longest: timedelta = LONGEST_DURATION) -> timedelta:
    """Read ``30s``, ``90m``, ``4h`` or ``14d``: more than nothing, and at most so long.

    Raises InvalidDuration.
    """
    written = _DURATION.fullmatch(text)
    if not written:
        raise InvalidDuration(f"“{text[:ECHOED]}” is not a duration. Write a number and s, m, h or d, such as 90m.")
    unit = _UNITS[written[2].casefold()]
    if not 0 < int(written[1]) <= longest / unit:
        raise InvalidDuration(f"{written[0].strip()} is out of bounds: more than nothing, at most {longest.days}d.")
    return int(written[1]) * unit


def write_duration(duration: timedelta) -> str:
    """Write a duration of whole seconds so that `parse_duration` reads it, in the largest unit that fits."""
    unit = next(unit for unit in sorted(_UNITS, key=lambda each: -_UNITS[each]) if not duration % _UNITS[unit])
    return f"{duration // _UNITS[unit]}{unit}"


def _daytimes(quiet: QuietHours, zone: ZoneInfo, since: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every stretch of time that isn't quiet from `since` on: in UTC, in order, apart, and without end.

    Starts a day early: where the clock went back over midnight, `since` may bear yesterday's date again.
    A local day that never was (Samoa left out 30 December 2011) begins when it ends, and has no stretches.
    """
    reached = since.astimezone(UTC)
    day = since.astimezone(zone).date() - ONE_DAY
    while True:
        tomorrow = _instant(day + ONE_DAY, MIDNIGHT, zone)
        reached = max(reached, _instant(day, MIDNIGHT, zone))
        for wakes, sleeps in () if day.weekday() in quiet.days else _waking(quiet):
            begins = max(reached, _instant(day, wakes, zone))
            ends = tomorrow if sleeps == MIDNIGHT else min(tomorrow, _instant(day, sleeps, zone))
            if begins < ends:
                yield begins, ends
                reached = ends
        day += ONE_DAY


def _waking(quiet: QuietHours) -> tuple[tuple[time, time], ...]:
    """Say what the window leaves of a day, in local times; a stretch that ends at midnight ends the day."""
    if quiet.end < quiet.start or quiet.start == MIDNIGHT:
        return ((quiet.end, quiet.start),)
    return ((MIDNIGHT, quiet.start), (quiet.end, MIDNIGHT))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Find the moment of a local time: moved on by the gap if skipped, the first if it comes twice.

    Both are what PEP 495 gives to fold=0.
    """
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def _window(written: re.Match[str]) -> tuple[time, time]:
    start_hour, start_minute, end_hour, end_minute = (int(digits or 0) for digits in written.groups())
    ends_at_midnight = (end_hour, end_minute) == (24, 0)
    if ends_at_midnight and (start_hour, start_minute) == (0, 0):
        raise InvalidQuietHours(f"Quiet hours can't take the whole day. {HOW_TO_WRITE}")
    try:
        return time(start_hour, start_minute), MIDNIGHT if ends_at_midnight else time(end_hour, end_minute)
    except ValueError:
        raise InvalidQuietHours(f"“{written[0]}” has a time that isn't on the clock. {HOW_TO_WRITE}") from None


def _days(name: str) -> Iterator[int]:
    """Read the days of ``sat``, ``Saturdays`` or ``fri-sun``."""
    first, dash, last = name.partition("-")
    begin = _day(first)
    end = _day(last) if dash else begin
    for step in range((end - begin) % len(DAY_NAMES) + 1):
        yield (begin + step) % len(DAY_NAMES)


def _day(name: str) -> int:
    stem = name.strip(".").removesuffix("s")
    for day, known in enumerate(DAY_NAMES):
        if len(stem) > 1 and known.casefold().startswith(stem):
            return day
    raise InvalidQuietHours(f"I can't read “{name[:ECHOED]}” as quiet hours. {HOW_TO_WRITE}")
