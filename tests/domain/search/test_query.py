import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.search import query
from bot.domain.search.query import Term

anything = st.text(alphabet=st.characters(codec=None))


def test_words_are_wanted_and_small_ones_a_little() -> None:
    found = query.parse("how to rotate keys")
    assert [(term.names, term.weight) for term in found.terms] == [
        (("how",), 0.25),
        (("to",), 0.25),
        (("rotat",), 1),
        (("key",), 1),
    ]


def test_exact_words_must_stand_just_so() -> None:
    found = query.parse('keys "Rotate the Keys"')
    assert found.phrases == (("rotate", "the", "keys"),)
    assert [term.names[0] for term in found.terms if term.is_required] == ["rotat", "key"]


def test_a_topic_must_be_there_under_its_own_name() -> None:
    found = query.parse("#k8s #C++ upgrade", aliases={"k8s": "kubernetes"})
    assert [term.names for term in found.terms if term.is_required] == [("#kubernetes",), ("#c++",)]
    assert found.title.strip() == "upgrade"


@pytest.mark.parametrize("typed", ["c#", "#123", "issue#7", "# 5"])
def test_not_every_hash_is_a_topic(typed: str) -> None:
    assert not any(term.is_required for term in query.parse(typed).terms)


def test_the_workspaces_own_aliases_widen_a_word() -> None:
    assert query.parse("dwh", aliases={"dwh": "data-warehouse"}).terms == (Term(("dwh", "data", "warehous")),)


def test_an_alias_is_known_by_its_stem() -> None:
    assert query.parse("warehouses", aliases={"warehouses": "lake"}).terms == (Term(("warehous", "lake")),)


def test_details_count_half() -> None:
    found = query.about("Rotate keys", "keys expire", topics=["security"])
    assert {term.names[0]: term.weight for term in found.terms} == {
        "rotat": 1,
        "key": 1.5,
        "expir": 0.5,
        "#security": 1,
    }


@pytest.mark.parametrize("typed", ["", " ", '"', '""', "#", "\0", "\ud800", "🎉", '"#" "-"'])
def test_nothing_to_look_for_is_no_query(typed: str) -> None:
    assert not query.parse(typed)


@given(anything)
def test_any_text_is_a_query(typed: str) -> None:
    found = query.parse(typed)
    assert all(term.weight > 0 and all(term.names) for term in found.terms)
    assert len({term.names for term in found.terms}) == len(found.terms)


def test_an_unknown_word_becomes_the_most_frequent_near_one() -> None:
    wanted = query.parse("kuberent")
    mended = query.mended(wanted, {wanted.terms[0]: ["kubernet", "kuberen", "x"]}, {"kubernet": 5, "kuberen": 1})
    assert mended.terms[0].names == ("kubernet", "kuberen")


def test_a_word_that_nothing_is_near_to_stays() -> None:
    wanted = query.parse("zzzzzz")
    assert query.mended(wanted, {wanted.terms[0]: ["zzzzz"]}, {}) == wanted
