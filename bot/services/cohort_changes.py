"""What every change to a cohort entails: when it is due next, who has to know, and whether its week is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.cadence import quiet_until
from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId, PersonId, PromptSetId, RunId
from bot.domain.news import What
from bot.domain.notices import Kind, Owed
from bot.domain.plans import first_empty
from bot.domain.refusals import Reason, Refused
from bot.domain.rules import Rules
from bot.domain.runs import Run, State, monday_of, wrap_up_at
from bot.domain.schedules import Slot
from bot.services import changes
from bot.services.outlooks import Outlook, outlook
from storage.unit_of_work import UnitOfWork


def cohort_of(uow: UnitOfWork, cohort: CohortId) -> Cohort:
    """A cohort, kept from other replicas until the change is committed; raises ``Refused`` when unknown."""
    found = uow.cohorts.lock(cohort)
    if found is None:
        raise Refused(Reason.UNKNOWN_COHORT)
    return found


def own(uow: UnitOfWork, cohort: CohortId, by: PersonId, rules: Rules) -> Cohort:
    """The same for its facilitators and moderators; raises ``Refused`` for others."""
    found = cohort_of(uow, cohort)
    if not may_lead(uow, cohort, by, rules):
        raise Refused(Reason.NOT_A_FACILITATOR)
    return found


def may_lead(uow: UnitOfWork, cohort: CohortId, person: PersonId, rules: Rules) -> bool:
    """Whether somebody may change a cohort: who facilitates it, and for one in a public channel moderators."""
    if uow.cohorts.leads(cohort, person):
        return True
    found = uow.cohorts.get(cohort)
    is_public = found is not None and not uow.places.is_private(found.channel)
    return is_public and changes.is_moderator(uow, person, rules.moderators)


def replan(uow: UnitOfWork, cohort: CohortId, rules: Rules, now: datetime) -> Slot | None:
    """Find when a cohort that was changed is due next, and say what its facilitators have to know by now."""
    found = cohort_of(uow, cohort)
    ahead = outlook(uow, found, now)
    following = ahead.following(now)
    uow.cohorts.set_next({cohort: following})
    look_ahead(uow, ahead, rules, now)
    if ahead.latest is not None:
        wrap_up(uow, found, ahead.latest, following, now)
    return following


def replan_users(uow: UnitOfWork, prompt_set: PromptSetId, rules: Rules, now: datetime) -> None:
    """Let the cohorts that use a set know when it runs low by a change."""
    for cohort in uow.cohorts.using(prompt_set):
        look_ahead(uow, outlook(uow, cohort, now), rules, now)


def look_ahead(uow: UnitOfWork, ahead: Outlook, rules: Rules, now: datetime) -> None:
    """Tell facilitators when nothing is left for a date that is near."""
    empty = first_empty(ahead.dates(now), now)
    if empty is not None and not uow.news.was_told(ahead.cohort.id, empty_key(ahead)):
        day = empty.slot.day.isoformat()
        tell(uow, ahead.cohort, What.RUNNING_LOW, f"low:{day}", {"day": day}, rules, now)


def empty_key(ahead: Outlook) -> str:
    """The key of the news that nothing was left: the days without a prompt that follow are no news."""
    return f"empty:{ahead.latest.number if ahead.latest else 0}"


def wrap_up(uow: UnitOfWork, cohort: Cohort, run: Run, following: Slot | None, now: datetime) -> None:
    """Owe a look back at the week when no further question comes in it."""
    local = now.astimezone(cohort.schedule.timezone).date()
    if run.state in {State.DUE, State.POSTED} and monday_of(run.day) == monday_of(local):
        owe_wrap_up(uow, [(cohort, run.id, run.due_at, Slot(run.day, run.due_at), following)], now)


def owe_wrap_up(uow: UnitOfWork, ended: list[tuple[Cohort, RunId, datetime, Slot, Slot | None]], now: datetime) -> None:
    """Owe wrap-ups to those cohorts whose week ends with this run; what is owed already stays as it is.

    Each is the cohort, the run, when that is posted, its own slot and the one that follows it.
    """
    owed = []
    for cohort, run, posted_at, slot, following in ended:
        if following is None or monday_of(following.day) > monday_of(slot.day):
            at = wrap_up_at(cohort.schedule, slot.day, posted_at)
            owed.append(Owed(Kind.WRAP_UP, run, cohort.channel, max(at, now)))
    uow.notices.owe_new(owed)


def stop(uow: UnitOfWork, cohort: Cohort, error: str, rules: Rules, now: datetime) -> None:
    """Let a cohort that can't post pause itself, and tell its facilitators once what to do."""
    if cohort.trouble is not None or cohort.ended_at is not None:
        return
    uow.cohorts.change(cohort.id, trouble=error)
    uow.cohorts.set_next({cohort.id: None})
    tell(uow, cohort, What.STOPPED, f"stopped:{now.timestamp():.0f}", {"error": error}, rules, now)


def tell(
    uow: UnitOfWork, cohort: Cohort, what: What, key: str, details: Mapping[str, Any], rules: Rules, now: datetime
) -> None:
    """Tell a cohort's facilitators something, once for each key, outside their quiet hours."""
    for person in uow.cohorts.facilitators(cohort.id):
        tell_one(uow, cohort.id, person, what, key, details, rules, now)


def tell_one(
    uow: UnitOfWork,
    cohort: CohortId,
    person: PersonId,
    what: What,
    key: str,
    details: Mapping[str, Any],
    rules: Rules,
    now: datetime,
) -> None:
    """Tell one person something about a cohort, once for each key, outside their quiet hours."""
    news = uow.news.tell(cohort, person, what, key, details, now)
    if news is not None:
        known = uow.people.get(person)
        quiet = known.preferences.quiet_hours or rules.quiet_hours
        uow.notices.owe(Owed(Kind.COHORT_NEWS, news, person, quiet_until(quiet, known.timezone, now)))
