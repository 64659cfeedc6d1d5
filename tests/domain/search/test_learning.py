from bot.domain.ids import PersonId
from bot.domain.search import learning
from bot.domain.search.experts import DEFAULTS, Signals, Weights
from bot.domain.search.learning import Outcome

ADA, GRACE = PersonId("UADA"), PersonId("UGRACE")


def here(*, who: PersonId) -> Outcome:
    """Where the regular of the week answers, and not whoever the topic speaks for."""
    return Outcome({ADA: Signals(topics=1.0), GRACE: Signals(week=1.0, topics=0.1)}, frozenset({who}))


def test_too_little_is_not_learned_from() -> None:
    found = learning.learn([here(who=GRACE)] * (learning.LEAST - 1))
    assert found.weights == DEFAULTS
    assert not found.is_own


def test_what_a_workspace_does_is_learned() -> None:
    found = learning.learn([here(who=GRACE)] * 60)
    assert found.is_own
    assert found.weights.week > DEFAULTS.week
    assert found.weights.topics < DEFAULTS.topics
    assert found.score == 1.0
    assert found.default_score == 0.5


def test_the_defaults_stay_where_they_do_as_well() -> None:
    assert learning.learn([here(who=ADA)] * 60).weights == DEFAULTS


def test_weights_are_bounded() -> None:
    found = learning.fit([here(who=GRACE)] * 500)
    assert all(0 <= getattr(found, name) <= learning.MOST_WEIGHT for name in Weights.__slots__)


def test_nobody_known_answered_and_so_nothing_is_learned() -> None:
    assert learning.learn([here(who=PersonId("UNEW"))] * 100).outcomes == 0


def test_learning_twice_gives_the_same() -> None:
    outcomes = [here(who=GRACE)] * 25 + [here(who=ADA)] * 5
    assert learning.learn(outcomes) == learning.learn(outcomes)
