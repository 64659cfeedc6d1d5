from hypothesis import given
from hypothesis import strategies as st

from bot.domain.search import analysis, scoring
from bot.domain.search.query import Query, Term, about

sizes = st.lists(st.integers(0, 10_000), max_size=30)


def test_a_title_says_more_than_a_body() -> None:
    assert scoring.impacts("Rotate keys")["rotat"] > scoring.impacts("", "Rotate keys")["rotat"]


def test_a_word_counts_more_in_a_short_text_and_less_each_time() -> None:
    short, long = scoring.impacts("", "keys"), scoring.impacts("", "keys " + "other words " * 100)
    assert short["key"] > long["key"]
    once, twice, thrice = (scoring.impacts("", "keys " * many)["key"] for many in (1, 2, 3))
    assert twice - once > thrice - twice > 0


def test_topics_and_answers_are_found() -> None:
    found = scoring.impacts("Title", answers="Use terraform", topics=["iac"])
    assert {"terraform", "#iac"} <= found.keys()


def test_rare_words_have_the_larger_share() -> None:
    weighed = scoring.weigh(about("rotate keys"), {"rotat": 1, "key": 50}, 100)
    assert [each.term.names[0] for each in weighed] == ["rotat", "key"]
    assert weighed[0].share > weighed[1].share
    assert abs(sum(each.share for each in weighed) - scoring.WHOLE) <= 1


def test_unknown_words_leave_less_for_the_others() -> None:
    alone = scoring.weigh(about("keys"), {"key": 5}, 100)[0]
    beside = scoring.weigh(about("keys zzz"), {"key": 5}, 100)
    assert [each.term.names[0] for each in beside] == ["key"]
    assert beside[0].share < alone.share


def test_required_terms_are_kept_whatever_their_weight() -> None:
    many = tuple(Term((f"w{at}",)) for at in range(100))
    must = Term(("must",), weight=0.01, is_required=True)
    weighed = scoring.weigh(Query(terms=(*many, must)), {f"w{at}": 1 for at in range(100)}, 100)
    assert len(weighed) == scoring.MOST_TERMS
    assert weighed[0].term == must


def test_a_title_that_is_spelled_alike_scores_higher_and_never_above_the_bound() -> None:
    wanted = analysis.trigrams("rotate keys")
    same, other, none = (
        scoring.score(10, scoring.spelled_alike(*analysis.spelling(title), wanted))
        for title in ("Rotate keys", "Something else", "")
    )
    assert same > other
    assert same == round(scoring.at_most(10), 6)
    assert none == scoring.score(10, 0)


@given(st.text(), st.text())
def test_what_titles_have_in_common_is_what_their_trigrams_have(one: str, other: str) -> None:
    title, wanted = analysis.trigrams(one), analysis.trigrams(other)
    assert scoring.spelled_alike(*analysis.spelling(one), wanted) == scoring.alike(title, wanted)


@given(sizes, st.integers(0, 20_000))
def test_a_budget_is_kept_and_used_up(lengths: list[int], budget: int) -> None:
    allotted = scoring.allot(lengths, budget)
    assert all(0 <= many <= length for many, length in zip(allotted, lengths, strict=True))
    assert sum(allotted) == min(budget, sum(lengths))


@given(sizes, st.integers(0, 20_000))
def test_no_list_gets_more_while_a_shorter_one_is_cut(lengths: list[int], budget: int) -> None:
    allotted = scoring.allot(lengths, budget)
    cut = [many for many, length in zip(allotted, lengths, strict=True) if many < length]
    assert all(many <= min(cut) + len(lengths) for many in allotted) if cut else True
