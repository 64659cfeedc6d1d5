"""What evidence adds up to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.expertise import HALF_LIFE, WEIGHTS, Evidence, Kind, known, standing, worth
from bot.domain.ids import PersonId, TopicId

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
DATED = [kind for kind in Kind if kind is not Kind.DECLARED]
ages = st.timedeltas(timedelta(), timedelta(days=3_000))


def piece(kind: Kind, age: timedelta = timedelta()) -> Evidence:
    return Evidence(PersonId("U0GRACE"), TopicId(1), kind, NOW - age)


@pytest.mark.parametrize("kind", DATED)
def test_evidence_fades_by_half_in_180_days(kind: Kind) -> None:
    assert worth(piece(kind, HALF_LIFE), NOW) == pytest.approx(WEIGHTS[kind] / 2)
    assert worth(piece(kind, 2 * HALF_LIFE), NOW) == pytest.approx(WEIGHTS[kind] / 4)


@given(ages)
def test_what_one_declares_does_not_fade(age: timedelta) -> None:
    assert worth(piece(Kind.DECLARED, age), NOW) == WEIGHTS[Kind.DECLARED]


@given(st.sampled_from(Kind), ages, ages)
def test_older_evidence_is_never_worth_more(kind: Kind, age: timedelta, more: timedelta) -> None:
    assert worth(piece(kind, age + more), NOW) <= worth(piece(kind, age), NOW) <= WEIGHTS[kind]


def test_evidence_from_a_clock_that_is_ahead_is_worth_its_weight() -> None:
    assert worth(piece(Kind.ACCEPTED, timedelta(hours=-1)), NOW) == WEIGHTS[Kind.ACCEPTED]


def test_a_standing_counts_each_kind_and_dates_the_latest_deed() -> None:
    days = [Kind.ANSWERED, Kind.ANSWERED, Kind.ACCEPTED, Kind.USEFUL, Kind.SUGGESTED, Kind.SHARED]
    pieces = [piece(kind, timedelta(days=day + 1)) for day, kind in enumerate(days)]
    told = standing("Terraform", [*pieces, piece(Kind.DECLARED)], NOW)
    assert (told.topic, told.is_declared) == ("Terraform", True)
    assert (told.answered, told.accepted, told.useful, told.suggested, told.shared) == (2, 1, 1, 1, 1)
    assert told.last == NOW - timedelta(days=1)


def test_a_mere_declaration_has_no_date() -> None:
    assert standing("Terraform", [piece(Kind.DECLARED)], NOW).last is None


@given(st.lists(st.builds(piece, st.sampled_from(Kind), ages)), st.randoms())
def test_the_order_of_evidence_does_not_matter(pieces: list[Evidence], shuffle: object) -> None:
    mixed = [*pieces]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis' own Random
    assert standing("Terraform", mixed, NOW) == standing("Terraform", pieces, NOW)


def test_faded_evidence_does_not_make_one_known() -> None:
    suggested = standing("SQL", [piece(Kind.SUGGESTED, HALF_LIFE)], NOW)
    long_ago = standing("SQL", [piece(Kind.SUGGESTED, 2 * HALF_LIFE)], NOW)
    assert known([suggested]) == 1
    assert known([suggested, long_ago]) == 1
