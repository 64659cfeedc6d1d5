from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.domain.search import experts
from bot.domain.search.experts import DEFAULTS, Activity, Past, Signals, TopicPast, Vote, Weights

ADA, GRACE, KATE = PersonId("UADA"), PersonId("UGRACE"), PersonId("UKATE")
DAY = timedelta(days=1)


def test_each_signal_is_relative_to_the_best() -> None:
    found = experts.signals(
        Past(votes=[Vote(ADA, 2.0, 0 * DAY), Vote(GRACE, 2.0, 180 * DAY), Vote(GRACE, 1.0, 0 * DAY)])
    )
    assert found[ADA].votes == pytest.approx(1.0)
    assert found[GRACE].votes == pytest.approx(1.0)
    assert found[GRACE].votes_ever == pytest.approx(1.0)
    assert found[ADA].votes_ever == pytest.approx(2 / 3)


def test_rare_topics_say_more() -> None:
    rare, common = TopicPast(3.0, {ADA: 1.0}, {ADA: 1.0}), TopicPast(0.5, {GRACE: 1.0}, {GRACE: 1.0})
    found = experts.signals(Past(topics=[rare, common]))
    assert experts.rank(found) == [ADA, GRACE]


def test_who_only_declared_is_a_candidate() -> None:
    found = experts.signals(Past(topics=[TopicPast(1.0, {}, {}, {KATE: 1.0})]))
    assert found[KATE].declared == 1.0
    assert experts.likely(found[KATE]) > 0


def test_the_asker_is_none() -> None:
    active = {ADA: Activity(1, 1, 1, 1, DAY), GRACE: Activity(2, 2, 2, 2, DAY)}
    assert experts.signals(Past(people=active, not_these=frozenset({GRACE}))).keys() == {ADA}


def test_nothing_known_is_nobody() -> None:
    assert experts.signals(Past()) == {}


def test_ties_are_broken_by_id() -> None:
    assert experts.rank({GRACE: Signals(votes=1), ADA: Signals(votes=1)}) == [ADA, GRACE]


def test_no_weights_rank_nobody_higher() -> None:
    assert experts.likely(Signals(votes=1), Weights()) == 0


def test_being_asked_much_lately_has_its_price() -> None:
    scores = {ADA: 0.9, GRACE: 0.8, KATE: 0.1}
    assert experts.balanced(scores, {}) == [ADA, GRACE, KATE]
    assert experts.balanced(scores, {ADA: 10}) == [ADA, GRACE, KATE]
    assert experts.balanced(scores, {ADA: 11}) == [GRACE, ADA, KATE]
    assert experts.balanced(scores, {ADA: 11, GRACE: 4}) == [ADA, GRACE, KATE]


def test_one_invitation_a_month_has_no_price_but_decides_between_equals() -> None:
    assert experts.balanced({ADA: 0.81, GRACE: 0.8}, {ADA: 4}) == [ADA, GRACE]
    assert experts.balanced({ADA: 0.81, GRACE: 0.8}, {ADA: 5}) == [GRACE, ADA]
    assert experts.balanced({ADA: 0.8, GRACE: 0.8}, {ADA: 1}) == [GRACE, ADA]


@pytest.mark.parametrize(
    ("loads", "free"),
    [([], 4), ([0, 0], 4), ([12, 0, 0], 4), ([13, 0, 0], 13 / 3), ([30, 20, 10], 20)],
)
def test_free_is_what_people_are_asked_on_average_and_one_a_month(loads: list[int], free: float) -> None:
    assert experts.free(loads) == free


@given(st.lists(st.integers(0, 500), min_size=1), st.floats(0, 1))
def test_who_is_asked_no_more_than_others_pays_nothing(loads: list[int], score: float) -> None:
    assert experts.priced(score, min(loads), experts.free(loads)) == round(score, 6)


@given(st.lists(st.integers(4, 500), min_size=1), st.integers(2, 100))
def test_where_everybody_is_asked_more_nobody_pays_more(loads: list[int], times: int) -> None:
    busier = [times * load for load in loads]
    prices = [experts.priced(0.5, load, experts.free(loads)) for load in loads]
    assert [experts.priced(0.5, load, experts.free(busier)) for load in busier] == pytest.approx(prices, abs=2e-6)


@given(st.lists(st.tuples(st.sampled_from([ADA, GRACE, KATE]), st.floats(0, 5), st.integers(0, 3000))))
def test_signals_are_between_nothing_and_one(votes: list[tuple[PersonId, float, int]]) -> None:
    for one in experts.signals(Past(votes=[Vote(who, near, age * DAY) for who, near, age in votes])).values():
        assert 0 <= one.votes <= 1
        assert 0 <= experts.likely(one, DEFAULTS) <= 1
