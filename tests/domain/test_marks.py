"""What a reaction says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.marks import Kind, base_emoji, meaning
from bot.domain.rules import ACCEPTED, USEFUL, Rules


@pytest.mark.parametrize(
    ("emoji", "kind"),
    [
        ("+1", Kind.USEFUL),
        ("thumbsup", Kind.USEFUL),
        ("thumbsup::skin-tone-2", Kind.USEFUL),
        ("+1::skin-tone-6", Kind.USEFUL),
        ("bulb", Kind.USEFUL),
        ("heart", Kind.USEFUL),
        ("raised_hands", Kind.USEFUL),
        ("raised_hands::skin-tone-3", Kind.USEFUL),
        ("100", Kind.USEFUL),
        ("white_check_mark", Kind.ACCEPTED),
        ("heavy_check_mark", None),
        ("-1", None),
        ("skin-tone-2", None),
        ("", None),
    ],
)
def test_what_an_emoji_says_by_default(emoji: str, kind: Kind | None) -> None:
    assert meaning(emoji, Rules()) is kind


@given(emoji=st.sampled_from(sorted(USEFUL | ACCEPTED)), tone=st.integers(2, 6))
def test_a_skin_tone_changes_nothing(emoji: str, tone: int) -> None:
    assert meaning(f"{emoji}::skin-tone-{tone}", Rules()) is meaning(emoji, Rules())


@given(name=st.text())
def test_a_base_emoji_is_its_own_base(name: str) -> None:
    assert base_emoji(base_emoji(name)) == base_emoji(name)


def test_accepting_outranks_useful_where_an_emoji_is_set_for_both() -> None:
    both = Rules(useful_emoji=frozenset({"tada"}), accept_emoji=frozenset({"tada"}))
    assert meaning("tada", both) is Kind.ACCEPTED
