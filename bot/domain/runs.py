"""Runs: each posting of a prompt in a cohort, and what people answer to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.cadence import ONE_DAY
from bot.domain.comments import Source
from bot.domain.ids import ChannelId, CohortId, MessageTs, PersonId, PromptId, RunAnswerId, RunId
from bot.domain.marks import About, Item
from bot.domain.prompts import Draft
from bot.domain.schedules import IsFree, Schedule, Slot, moment, slots

TEXT_LIMIT = 3000
"""Characters of an answer."""
WRAPPED_UP_AT = time(17)
"""When a week is wrapped up, in the cohort's zone, unless that is too soon after its last question."""
TIME_TO_ANSWER = timedelta(hours=4)
LATEST = time(23, 30)


class State(StrEnum):
    """What became of a run."""

    DUE = "due"
    """Its message is on its way."""
    POSTED = "posted"
    MISSED = "missed"
    """It could not be posted in time, or not at all: its prompt comes another day."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A run to be made."""

    cohort: CohortId
    slot: str
    """Unique in its cohort: the local date on which it was due, or what was pressed to have it now."""
    day: date
    """The local day it belongs to."""
    due_at: datetime
    number: int
    prompt: PromptId | None
    said: Draft
    """The words, as they were at that moment."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands."""

    id: RunId
    cohort: CohortId
    day: date
    due_at: datetime
    number: int
    """Counts those posted in the cohort, from 1."""
    prompt: PromptId | None
    said: Draft
    state: State
    channel: ChannelId
    card_ts: MessageTs | None


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """What somebody said to a cohort's question, with what others think of it."""

    id: RunAnswerId
    run: RunId
    author: PersonId
    text: str
    source: Source
    channel: ChannelId | None
    """Where its own message is, with ``ts``; ``None`` for what was written in the form."""
    ts: MessageTs | None
    given_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    useful: int
    highlighted_at: datetime | None = None
    """Since when a facilitator has it as a highlight."""

    @property
    def item(self) -> Item:
        """What marks on it are about."""
        return Item(About.RUN_ANSWER, self.id)


@dataclass(frozen=True, slots=True)
class Due:
    """What a moment brings to a cohort whose question was due."""

    missed: tuple[Slot, ...]
    """Slots that came too late, in order."""
    to_post: Slot | None
    following: Slot | None
    """The next one after this moment; ``None`` when there is none any more."""


def come_due(
    schedule: Schedule,
    is_free: IsFree,
    *,
    since: date,
    skipped: Iterable[date],
    now: datetime,
    within: timedelta,
) -> Due:
    """Sort the slots from a day on that are due by now: the latest is posted if it is not too late, the others never.

    So an outage of any length ends with one question at most. Skipped days bring nothing and are not missed.
    """
    left_out = frozenset(skipped)
    past: list[Slot] = []
    following = None
    for slot in slots(schedule, is_free, since=since):
        if slot.day in left_out:
            continue
        if slot.at > now:
            following = slot
            break
        past.append(slot)
    to_post = past.pop() if past and now - past[-1].at <= within else None
    return Due(tuple(past), to_post, following)


def wrap_up_at(schedule: Schedule, day: date, posted_at: datetime) -> datetime:
    """When the week that ends with a question of this day is wrapped up.

    At 17:00, with at least four hours to answer, and on the same day as far as its hour allows.
    """
    zone = schedule.timezone

    def on_that_day(at: time) -> datetime:
        return moment(at, day, zone) or datetime.combine(day, at, tzinfo=zone).astimezone(UTC)

    wanted = max(on_that_day(WRAPPED_UP_AT), posted_at + TIME_TO_ANSWER)
    return max(min(wanted, on_that_day(LATEST)), posted_at + timedelta(minutes=30))


def monday_of(day: date) -> date:
    """The day on which the week of a day begins."""
    return day - ONE_DAY * day.weekday()
