"""Which prompt comes when: each once, kept for dates, and never the same one twice in a row."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cohorts import Order
from bot.domain.ids import CohortId, PromptId, PromptSetId
from bot.domain.plans import Bank, Change, first_empty, plan
from bot.domain.prompts import Draft, Prompt
from bot.domain.schedules import Slot

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def slots(count: int) -> list[Slot]:
    """So many days in a row at nine."""
    days = [MONDAY + timedelta(days=step) for step in range(count)]
    return [Slot(day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC)) for day in days]


def prompts(count: int) -> list[Prompt]:
    """So many prompts, numbered from 1."""
    return [Prompt(PromptId(number), PromptSetId(1), Draft(f"Prompt {number}?")) for number in range(1, count + 1)]


def bank(count: int, order: Order = Order.LISTED, cohort: int = 1, **other: object) -> Bank:
    """A bank of so many."""
    return Bank(CohortId(cohort), order, prompts(count), **other)  # type: ignore[arg-type] # told by name


def ids(found: Bank, many: int, changes: dict[date, Change] | None = None) -> list[PromptId | None]:
    """What comes on the next dates."""
    return [each.prompt for each in plan(found, slots(many), changes or {})]


def test_a_listed_order_uses_each_once_and_then_has_none() -> None:
    assert ids(bank(3), 5) == [1, 2, 3, None, None]
    assert ids(bank(3, used={PromptId(1): 1}), 3) == [2, 3, None]


def test_a_prompt_kept_for_a_date_comes_then_and_not_before() -> None:
    changes = {MONDAY + timedelta(days=2): Change(prompt=PromptId(1))}

    assert ids(bank(4), 5, changes) == [2, 3, 1, 4, None]


def test_a_prompt_that_was_retired_meanwhile_leaves_its_date_to_the_order() -> None:
    assert ids(bank(2), 2, {MONDAY: Change(prompt=PromptId(9))}) == [1, 2]


def test_a_skipped_date_brings_nothing_and_keeps_its_prompt() -> None:
    planned = list(plan(bank(2), slots(3), {MONDAY: Change(is_skipped=True, prompt=PromptId(2))}))

    assert [each.prompt for each in planned] == [None, 1, 2]
    assert [each.is_empty for each in planned] == [False, False, False]


def test_a_date_has_words_of_its_own_even_without_a_prompt() -> None:
    said = Draft("Only today?")

    [today] = plan(bank(0), slots(1), {MONDAY: Change(said=said)})

    assert today.said == said
    assert not today.is_empty


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 99))
def test_a_shuffle_uses_all_before_any_comes_again(count: int, rounds: int, cohort: int) -> None:
    found = ids(bank(count, Order.SHUFFLED, cohort), count * rounds)

    for start in range(0, len(found), count):
        assert Counter(found[start : start + count]) == Counter(range(1, count + 1))
    if count > 1:
        assert all(one != other for one, other in pairwise(found))


@given(st.integers(2, 12), st.integers(1, 12), st.integers(1, 99))
def test_a_shuffle_is_the_same_whenever_it_is_looked_at(count: int, past: int, cohort: int) -> None:
    """What was planned comes, however much of it came already."""
    whole = ids(bank(count, Order.SHUFFLED, cohort), past + 10)
    used = Counter(each for each in whole[:past] if each)

    rest = ids(bank(count, Order.SHUFFLED, cohort, used=used, last=whole[past - 1]), 10)

    assert rest == whole[past:]


def test_two_cohorts_are_shuffled_differently() -> None:
    orders = {tuple(ids(bank(8, Order.SHUFFLED, cohort), 8)) for cohort in range(1, 30)}

    assert len(orders) > 20


def test_a_shuffle_takes_new_prompts_in_before_it_begins_anew() -> None:
    used = {PromptId(number): 1 for number in (1, 2, 3)}

    assert ids(bank(4, Order.SHUFFLED, used=used), 1) == [4]


def test_facilitators_are_told_of_an_empty_date_within_a_week() -> None:
    def told(count: int, now: datetime = NOW) -> date | None:
        empty = first_empty(islice(plan(bank(count), slots(30), {}), 30), now)
        return empty.slot.day if empty else None

    assert told(30) is None
    assert told(6) == MONDAY + timedelta(days=6)
    assert told(8) is None  # nine days ahead
    assert told(0) == MONDAY
    assert told(0, NOW - timedelta(days=60)) == MONDAY  # the very next date, however far
