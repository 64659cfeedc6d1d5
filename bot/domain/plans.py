"""Which prompt comes when: the order of a bank, and what facilitators change about single dates."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b

from bot.domain.cohorts import Order
from bot.domain.ids import CohortId, PromptId
from bot.domain.prompts import Draft, Prompt
from bot.domain.schedules import Slot

TOLD_AHEAD = timedelta(days=7)
"""How long before nothing is left facilitators are told."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a facilitator wants otherwise on one date."""

    is_skipped: bool = False
    prompt: PromptId | None = None
    """The prompt that comes on this date; ``None`` leaves it to the order."""
    said: Draft | None = None
    """Its words on this date, if they differ from the bank's."""


NO_CHANGE = Change()


@dataclass(frozen=True, slots=True)
class Planned:
    """A date with what comes on it."""

    slot: Slot
    prompt: PromptId | None
    said: Draft | None
    """``None`` when the date is skipped, or nothing is left for it."""
    change: Change

    @property
    def is_empty(self) -> bool:
        """Whether a question is due for which nothing is left."""
        return self.said is None and not self.change.is_skipped


@dataclass(frozen=True, slots=True)
class Bank:
    """What a cohort has to choose from, and what it used so far."""

    cohort: CohortId
    order: Order
    prompts: Sequence[Prompt]
    """Those not retired, in the order of their sets."""
    used: Mapping[PromptId, int] = field(default_factory=dict)
    """How often each was posted."""
    last: PromptId | None = None
    """The one posted last."""

    @property
    def unused(self) -> int:
        """How many were never posted."""
        return sum(1 for each in self.prompts if not self.used.get(each.id))


def plan(bank: Bank, slots: Iterable[Slot], changes: Mapping[date, Change]) -> Iterator[Planned]:
    """Say what comes on each slot, in order, when nothing else is changed.

    A prompt chosen for a date is kept for it. A listed order uses each prompt once and then has none; a shuffled one
    begins anew when all were used, and never puts the same one twice in a row if there is another.
    """
    line = _Line(bank, Counter(each.prompt for each in changes.values() if each.prompt and not each.is_skipped))
    for slot in slots:
        change = changes.get(slot.day, NO_CHANGE)
        if change.is_skipped:
            yield Planned(slot, None, None, change)
            continue
        prompt = line.take(change.prompt)
        said = change.said or (prompt.said if prompt else None)
        yield Planned(slot, prompt.id if prompt else None, said, change)


class _Line:
    """The prompts that wait, while some are given away."""

    def __init__(self, bank: Bank, kept: Counter[PromptId | None]) -> None:
        self._bank = bank
        self._kept = kept
        """How many dates each is kept for."""
        self._used = dict(bank.used)
        self._last = bank.last
        self._by_id = {each.id: each for each in bank.prompts}

    def take(self, chosen: PromptId | None) -> Prompt | None:
        """The prompt chosen, if it is still in the bank, else the next in order."""
        found = self._by_id.get(chosen) if chosen is not None else None
        if chosen is not None:
            self._kept[chosen] -= 1
        if found is None:
            found = self._next()
        if found is not None:
            self._used[found.id] = self._used.get(found.id, 0) + 1
            self._last = found.id
        return found

    def _next(self) -> Prompt | None:
        free = [each for each in self._bank.prompts if self._kept[each.id] <= 0]
        if self._bank.order is Order.LISTED:
            return next((each for each in free if not self._used.get(each.id)), None)
        others = [each for each in free if each.id != self._last]
        return min(others or free, key=self._turn, default=None)

    def _turn(self, prompt: Prompt) -> tuple[int, bytes]:
        """Its place in a shuffle that is the same whenever it is asked for, and another one each time round."""
        times = self._used.get(prompt.id, 0)
        told = f"{self._bank.cohort}:{times}:{prompt.id}".encode()
        return times, blake2b(told, digest_size=8).digest()


def first_empty(planned: Iterable[Planned], now: datetime) -> Planned | None:
    """The first date for which nothing is left, if it is so near that facilitators are to know.

    It is near within a week, and when nothing else comes before it.
    """
    for place, each in enumerate(planned):
        if place and each.slot.at - now > TOLD_AHEAD:
            return None
        if each.is_empty:
            return each
    return None
