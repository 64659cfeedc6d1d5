import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.search import analysis

anything = st.text(alphabet=st.characters(codec=None))
"""Any text at all, lone surrogates included."""


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("How do I rotate the keys?", ["rotat", "key"]),
        ("Rotating a key", ["rotat", "key"]),
        ("Ada's café, don't", ["ada", "cafe"]),
        ("C++ and C#", ["c++", "c#"]),
        ("k8s", ["kubernet"]),
        ("Kubernetes", ["kubernet"]),
        ("ORA-00942", ["ora", "00942"]),
        ("How-to", ["how-to"]),
        ("my_table", ["my_table", "tabl"]),
        ("users.name", ["users.name", "user", "name"]),
        ("数据库", ["数据", "据库"]),
        ("हिन्दी", ["हिन्दी"]),
        ("ＰＹＴＨＯＮ", ["python"]),
        ("Straße", ["strass"]),
        ("x" * 100, ["x" * 40]),
        ("", []),
        ("🎉 ' - # ++", []),
    ],
)
def test_a_text_has_terms(text: str, terms: list[str]) -> None:
    assert analysis.terms(text) == terms


def test_small_words_of_a_title_count() -> None:
    assert analysis.title_terms("Which or that?") == ["which", "or", "that"]


@given(anything)
def test_every_word_stands_where_it_says(text: str) -> None:
    for word in analysis.words(text):
        assert analysis.fold(text[word.start : word.end]) == word.text


@given(anything)
def test_a_folded_word_stays_as_it_is(text: str) -> None:
    for word in analysis.words(text):
        assert len(word.text) <= analysis.LONGEST_WORD
        assert analysis.fold(word.text) == word.text


@pytest.mark.parametrize("typed", ["kubernet", "kubernt", "kuberent", "kubernrt", "kuberneet"])
def test_one_slip_is_forgiven(typed: str) -> None:
    assert typed == "kubernet" or "kubernet" in analysis.near(typed)


@pytest.mark.parametrize("word", ["", "aws", "größe", "ora1"])
def test_nothing_is_near_to_what_is_short_or_no_word(word: str) -> None:
    assert analysis.near(word) == frozenset()


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("One sentence. And another.", "One sentence.", "And another."),
        ("Version 3.11 is out", "Version 3.11 is out", ""),
        ("A line\nand the next", "A line", "and the next"),
        ("", "", ""),
    ],
)
def test_a_text_has_a_headline(text: str, title: str, rest: str) -> None:
    assert analysis.headline(text) == (title, rest)


@given(anything)
def test_a_headline_loses_no_word(text: str) -> None:
    title, rest = analysis.headline(text)
    assert len(title) <= analysis.HEADLINE
    assert "".join((title + rest).split()) == "".join(text.split())


@given(st.text(st.sampled_from("aéB1 's.-_ツ字\n"), max_size=40))
def test_runs_of_three_are_those_of_the_folded_words_in_a_line(text: str) -> None:
    line = " ".join(word.text for word in analysis.words(text))
    expected = {f"  {line} "[at : at + 3] for at in range(len(line) + 1)} if line else set()
    assert analysis.trigrams(text) == expected
