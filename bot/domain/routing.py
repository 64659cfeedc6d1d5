"""Who is invited to a question: the ones who know, as far as they are free, and not always the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.cadence import add_daytime, quiet_until
from bot.domain.expertise import Standing
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.rules import Rules
from bot.domain.search.experts import free, priced

WEEK = timedelta(days=7)
LOAD_WINDOW = timedelta(days=120)
"""How long an invitation weighs on the next ones: where little is asked, weeks would not tell who is asked the most."""
QUIET_FACTOR = 0.5
"""Somebody who is free now is preferred to somebody asleep who is less than twice as likely."""


class Bar(StrEnum):
    """Why somebody is not invited."""

    ASKER = "asker"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    CAP = "cap"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Load:
    """How often somebody was invited; what they never saw does not count."""

    this_week: int = 0
    """In the last seven days."""
    lately: int = 0
    """In the last 120 days."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be invited, with all that speaks for and against it."""

    person: Person
    likely: float = 0.0
    """How likely the person answers well, from 0 to 1 (see :func:`experts.likely`)."""
    why: tuple[Standing, ...] = ()
    """The reasons, in the order in which they are told."""
    is_newcomer: bool = False
    """Whether the person is known by being named only, and never answered anything."""
    load: Load = Load()
    is_in_channel: bool = True
    """Whether the person sees what they would be asked: a guest, or anybody, outside a private channel does not."""
    has_hidden: bool = False
    """Whether the person hid one of the question's topics for good."""
    is_suggested: bool = False
    suggested_by: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody chosen, and from when until when the question waits for them."""

    candidate: Candidate
    sent_from: datetime
    expires_at: datetime


def bar(candidate: Candidate, *, asker: PersonId, rules: Rules, now: datetime) -> Bar | None:
    """Why this person must not be invited, or ``None``. Quiet hours only delay, so they are no bar."""
    profile = candidate.person.profile
    barred = (
        (profile.id == asker, Bar.ASKER),
        (profile.is_bot, Bar.BOT),
        (profile.is_deactivated, Bar.DEACTIVATED),
        (candidate.person.profile_read_at is None, Bar.UNKNOWN),
        (not candidate.is_in_channel, Bar.ELSEWHERE),
        (candidate.has_hidden, Bar.HIDDEN),
        (candidate.person.is_away(now), Bar.AWAY),
        (is_at_cap(candidate, rules), Bar.CAP),
    )
    return next((reason for applies, reason in barred if applies), None)


def is_at_cap(candidate: Candidate, rules: Rules) -> bool:
    """Whether the person had as many invitations in the last seven days as they want."""
    chosen = candidate.person.preferences.weekly_cap
    cap = rules.weekly_cap if chosen is None else chosen
    return candidate.load.this_week >= cap


def is_quiet_now(person: Person, rules: Rules, now: datetime) -> bool:
    """Whether the person is in their quiet hours."""
    return _free_from(person, rules, now) > now


def choose(
    candidates: Iterable[Candidate], *, size: int, asker: PersonId, rules: Rules, now: datetime
) -> tuple[Choice, ...]:
    """Choose at most ``size`` people: the suggested, then the likeliest who are free.

    Who was asked more of late than all who could be on average has to be likelier. Of two alike whoever was asked
    less comes first, then ties go by id. Of two places or more the last is a newcomer's, if there is one: nobody
    could ever become known otherwise.
    """
    those = list(candidates)
    unpriced = free([each.load.lately for each in those])
    fit = [each for each in those if bar(each, asker=asker, rules=rules, now=now) is None]
    ranks = {each.person.id: _rank(each, unpriced, rules, now) for each in fit}
    fit.sort(key=lambda each: (not each.is_suggested, -ranks[each.person.id], each.load.lately, each.person.id))
    chosen = fit[:size]
    newcomer = next((each for each in fit[size:] if each.is_newcomer), None)
    if newcomer and size > 1 and not (chosen[-1].is_suggested or any(each.is_newcomer for each in chosen)):
        chosen = [*chosen[:-1], newcomer]
    return tuple(_choice(each, rules, now) for each in chosen)


def _rank(candidate: Candidate, unpriced: float, rules: Rules, now: datetime) -> float:
    is_quiet = is_quiet_now(candidate.person, rules, now)
    return priced(candidate.likely * (QUIET_FACTOR if is_quiet else 1.0), candidate.load.lately, unpriced)


def _choice(candidate: Candidate, rules: Rules, now: datetime) -> Choice:
    person = candidate.person
    quiet = person.preferences.quiet_hours or rules.quiet_hours
    sent_from = _free_from(person, rules, now)
    expires_at = add_daytime(sent_from, rules.answer_within, quiet, person.timezone)
    return Choice(candidate, sent_from, expires_at)


def _free_from(person: Person, rules: Rules, now: datetime) -> datetime:
    quiet = person.preferences.quiet_hours or rules.quiet_hours
    return quiet_until(quiet, person.timezone, now)
