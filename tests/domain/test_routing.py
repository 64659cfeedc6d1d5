"""Who is invited."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import QuietHours
from bot.domain.ids import PersonId
from bot.domain.people import Person, Preferences, Profile
from bot.domain.routing import Bar, Candidate, Load, bar, choose, is_quiet_now
from bot.domain.rules import Rules

MONDAY_AFTERNOON = datetime(2026, 3, 2, 15, tzinfo=UTC)
NOW = MONDAY_AFTERNOON
ASKER = PersonId("U0ADA")
RULES = Rules()


def person(id_: str = "U0GRACE", *, zone: str = "Europe/London", **preferences: object) -> Person:
    profile = Profile(id=PersonId(id_), name=id_, zone=zone)
    return Person(profile, Preferences(**preferences), profile_read_at=NOW)  # type: ignore[arg-type] # its fields


def candidate(id_: str = "U0GRACE", likely: float = 0.1, **values: object) -> Candidate:
    told = Candidate(person(id_), likely=likely)
    return replace(told, **values)  # type: ignore[arg-type] # the fields of a candidate


def profiled(**facts: object) -> Candidate:
    told = person()
    return Candidate(replace(told, profile=replace(told.profile, **facts)))  # type: ignore[arg-type] # its fields


@pytest.mark.parametrize(
    ("somebody", "reason"),
    [
        (candidate(), None),
        (candidate(ASKER), Bar.ASKER),
        (profiled(is_bot=True), Bar.BOT),
        (profiled(is_deactivated=True), Bar.DEACTIVATED),
        (profiled(is_guest=True), None),
        (replace(profiled(is_guest=True), is_in_channel=False), Bar.ELSEWHERE),
        (replace(profiled(), is_in_channel=False), Bar.ELSEWHERE),
        (candidate(has_hidden=True), Bar.HIDDEN),
        (Candidate(replace(person(), profile_read_at=None)), Bar.UNKNOWN),
        (Candidate(person(away_until=date(2026, 3, 2))), Bar.AWAY),
        (Candidate(person(away_until=date(2026, 3, 1))), None),
        (Candidate(person(zone="Asia/Tokyo", away_until=date(2026, 3, 2))), None),
        (Candidate(person(weekly_cap=0)), Bar.CAP),
        (candidate(load=Load(this_week=2)), None),
        (candidate(load=Load(this_week=3)), Bar.CAP),
        (candidate(load=Load(lately=30)), None),
        (Candidate(person(weekly_cap=4), load=Load(this_week=3)), None),
        (Candidate(person(zone="Asia/Tokyo")), None),
    ],
)
def test_who_is_never_invited(somebody: Candidate, reason: Bar | None) -> None:
    assert bar(somebody, asker=ASKER, rules=RULES, now=NOW) == reason
    chosen = choose([somebody], size=2, asker=ASKER, rules=RULES, now=NOW)
    assert bool(chosen) is (reason is None)


def chosen_ids(*somebody: Candidate, size: int = 2) -> list[str]:
    return [each.candidate.person.id for each in choose(somebody, size=size, asker=ASKER, rules=RULES, now=NOW)]


def test_the_best_known_come_first_and_ties_go_by_id() -> None:
    assert chosen_ids(candidate("U3"), candidate("U2"), candidate("U1", 0.4)) == ["U1", "U2"]


def test_who_was_named_comes_before_all() -> None:
    assert chosen_ids(candidate("U1", 0.9), candidate("U2", 0, is_suggested=True)) == ["U2", "U1"]


def test_who_was_asked_lately_comes_after_who_was_not() -> None:
    assert chosen_ids(candidate("U1", load=Load(lately=2)), candidate("U2", load=Load(lately=1))) == ["U2", "U1"]


@pytest.mark.parametrize(("lately", "order"), [(4, ["U1", "U2"]), (5, ["U2", "U1"])])
def test_who_was_asked_more_than_once_a_month_has_to_be_likelier(lately: int, order: list[str]) -> None:
    assert chosen_ids(candidate("U1", 0.11, load=Load(lately=lately)), candidate("U2")) == order


@pytest.mark.parametrize(("others", "order"), [([], ["U1", "U2"]), ([0], ["U2", "U1"])])
def test_to_be_asked_much_is_to_be_asked_more_than_others(others: list[int], order: list[str]) -> None:
    busy = candidate("U1", 0.13, load=Load(lately=30)), candidate("U2", 0.1, load=Load(lately=20))
    rest = [candidate(f"U{number}", 0.01, load=Load(lately=load)) for number, load in enumerate(others, 3)]
    assert chosen_ids(*busy, *rest) == order


def test_whoever_can_not_be_asked_now_is_one_of_the_others() -> None:
    busy = candidate("U1", 0.13, load=Load(lately=30)), candidate("U2", 0.1, load=Load(lately=20))
    at_cap = candidate("U3", 0.9, load=Load(this_week=3, lately=40))
    assert chosen_ids(*busy, at_cap) == ["U1", "U2"]
    assert chosen_ids(*busy, replace(at_cap, load=Load(this_week=3, lately=3))) == ["U2", "U1"]


def test_a_master_is_asked_although_asked_lately() -> None:
    assert chosen_ids(candidate("U1", 0.9, load=Load(lately=50)), candidate("U2")) == ["U1", "U2"]


@pytest.mark.parametrize(("likely", "order"), [(0.15, ["U2", "U1"]), (0.9, ["U1", "U2"])])
def test_who_is_awake_comes_before_who_sleeps_unless_much_likelier(likely: float, order: list[str]) -> None:
    sleeper = replace(candidate("U1", likely), person=person("U1", zone="Asia/Tokyo"))
    assert chosen_ids(sleeper, candidate("U2")) == order


def test_the_last_place_is_a_newcomers() -> None:
    known = [candidate("U1", 0.9), candidate("U2", 0.8)]
    newcomers = [candidate("U3", 0.01, is_newcomer=True), candidate("U4", 0.02, is_newcomer=True)]
    assert chosen_ids(*known, *newcomers) == ["U1", "U4"]
    assert chosen_ids(*known, *newcomers, size=1) == ["U1"]
    assert chosen_ids(*known, newcomers[0], candidate("U5", 0.95, is_newcomer=True)) == ["U5", "U1"]


def test_a_newcomer_takes_nobodys_place_who_was_named() -> None:
    named = [candidate(each, is_suggested=True) for each in ("U1", "U2")]
    assert chosen_ids(*named, candidate("U3", is_newcomer=True)) == ["U1", "U2"]


def test_a_sleeper_is_reached_in_the_morning_and_has_the_time_from_then() -> None:
    sleeper = candidate(person=person(zone="Asia/Tokyo"))
    (choice,) = choose([sleeper], size=2, asker=ASKER, rules=RULES, now=NOW)
    assert choice.sent_from == datetime(2026, 3, 3, 0, tzinfo=UTC)
    assert choice.expires_at == datetime(2026, 3, 3, 4, tzinfo=UTC)


def test_the_time_to_answer_is_day_time() -> None:
    (choice,) = choose([candidate()], size=2, asker=ASKER, rules=RULES, now=NOW)
    assert choice.sent_from == NOW
    assert choice.expires_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_ones_own_quiet_hours_come_before_those_of_the_workspace() -> None:
    tokyo = person(zone="Asia/Tokyo", quiet_hours=QuietHours.none())
    assert not is_quiet_now(tokyo, RULES, NOW)
    assert is_quiet_now(person(zone="Asia/Tokyo"), RULES, NOW)
    assert not is_quiet_now(person(zone="Asia/Tokyo"), replace(RULES, quiet_hours=QuietHours.none()), NOW)


candidates = st.lists(
    st.builds(
        candidate,
        st.sampled_from([f"U{number}" for number in range(20)]),
        st.floats(0, 1),
        load=st.builds(Load, this_week=st.integers(0, 4), lately=st.integers(0, 50)),
        has_hidden=st.booleans(),
    ),
    unique_by=lambda each: each.person.id,
)


@given(candidates, st.integers(0, 5), st.randoms(use_true_random=False))
def test_the_choice_is_small_fit_and_the_same_in_any_order(found: list[Candidate], size: int, shuffle: Random) -> None:
    mixed = [*found]
    shuffle.shuffle(mixed)
    chosen = choose(found, size=size, asker=ASKER, rules=RULES, now=NOW)
    fit = [each for each in found if bar(each, asker=ASKER, rules=RULES, now=NOW) is None]
    assert len(chosen) == min(size, len(fit))
    assert all(each.candidate in fit for each in chosen)
    assert choose(mixed, size=size, asker=ASKER, rules=RULES, now=NOW) == chosen
