"""Days and hours of a cohort in words."""

from datetime import datetime

from bot.domain.cadence import DAY_NAMES
from bot.domain.cohorts import Cohort
from bot.domain.schedules import Schedule
from bot.messages import kit
from bot.messages.days import day

_WORKING_WEEK, _WHOLE_WEEK = frozenset(range(5)), frozenset(range(7))


def at(moment: datetime, cohort: Cohort, language: str) -> str:
    """A moment by the cohort's own clock, as ``Mon 2 March at 09:00``."""
    local = moment.astimezone(cohort.schedule.timezone)
    return f"{day(local.date(), language)} at {local:%H:%M}"


def when(moment: datetime, cohort: Cohort) -> str:
    """A moment by each reader's own clock."""
    return kit.when(moment, zone=cohort.schedule.zone)


def rhythm(schedule: Schedule) -> str:
    """On which days and when, as ``Monday to Friday at 09:00 (Europe/Prague)``."""
    if schedule.days == _WHOLE_WEEK:
        days = "every day"
    elif schedule.days == _WORKING_WEEK:
        days = "Monday to Friday"
    else:
        names = [DAY_NAMES[each] for each in sorted(schedule.days)]
        days = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "on no day"
    return f"{days} at {schedule.at:%H:%M} ({schedule.zone})"
