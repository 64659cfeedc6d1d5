from hypothesis import given
from hypothesis import strategies as st

from bot.domain.search.snippets import Snippet, snippet

anything = st.text(alphabet=st.characters(codec=None))


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("Rotate the\nkeys.", {"key"}) == Snippet("Rotate the keys.", ((11, 15),))


def test_it_is_cut_around_the_most_different_matches() -> None:
    text = f"keys {'filler ' * 60}then rotate the keys {'filler ' * 60}"
    found = snippet(text, {"key", "rotat"})
    assert [found.text[start:end] for start, end in found.marks] == ["rotate", "keys"]
    assert found.is_cut_before
    assert found.is_cut_after


def test_without_a_match_it_is_the_beginning() -> None:
    found = snippet("word " * 100, {"key"})
    assert found.text == ("word " * 32).strip()
    assert found.marks == ()
    assert not found.is_cut_before


@given(anything, st.integers(40, 200))
def test_it_is_a_piece_of_the_text(text: str, length: int) -> None:
    found = snippet(f"{text} rotated keys {text}", {"rotat", "key"}, length)
    assert len(found.text) <= length
    assert found.text in " ".join(f"{text} rotated keys {text}".split())
    assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
