"""What a prompt is, which two are the same, and those that Knowhow brings along."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prompts import TEXT_LIMITS, TITLE_LIMIT, Draft, Theme, problems, said_like
from bot.domain.refusals import Reason
from bot.domain.tips import likeness
from bot.messages.starter_prompts import PROMPTS

ASKED = "What would you tell a new colleague first?"


@pytest.mark.parametrize(
    ("draft", "field", "reason"),
    [
        (Draft("Why?"), "text", Reason.TOO_SHORT),
        (Draft("   Why?      "), "text", Reason.TOO_SHORT),
        (Draft("x" * (TEXT_LIMITS[1] + 1)), "text", Reason.TOO_LONG),
        (Draft(ASKED, lesson_title="x" * (TITLE_LIMIT + 1)), "lesson_title", Reason.TOO_LONG),
        (Draft(ASKED, lesson_link="lessons/1.html"), "lesson_link", Reason.BAD_LINK),
        (Draft(ASKED, lesson_link="javascript:alert(1)"), "lesson_link", Reason.BAD_LINK),
    ],
)
def test_what_is_wrong_stands_at_its_field(draft: Draft, field: str, reason: Reason) -> None:
    [problem] = problems(draft)
    assert (problem.field, problem.reason) == (field, reason)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(ASKED),
        Draft("x" * TEXT_LIMITS[0]),
        Draft("x" * TEXT_LIMITS[1], "y" * TITLE_LIMIT, "https://example.org/lessons/1"),
    ],
)
def test_what_can_be_used_has_no_problem(draft: Draft) -> None:
    assert problems(draft) == ()


def test_all_that_is_wrong_is_named_at_once() -> None:
    found = problems(Draft("", "x" * (TITLE_LIMIT + 1), "nowhere"))
    assert [problem.field for problem in found] == ["text", "lesson_title", "lesson_link"]


@pytest.mark.parametrize(
    "other",
    [
        "what would you tell a new colleague first",
        "  What would you\ntell a new   colleague first?! ",
        "WHAT WOULD YOU TELL A NEW COLLEAGUE FIRST…",
        "“What would you tell a new col-league first?”",
    ],
)
def test_case_spaces_and_signs_make_no_other_prompt(other: str) -> None:
    assert said_like(other) == said_like(ASKED)


@pytest.mark.parametrize("other", ["What would you tell a new colleague last?", "¿?", "की", "कि", "👍👍", "👎👎"])
def test_other_words_or_signs_do(other: str) -> None:
    others = {ASKED, "What would you tell a new colleague last?", "¿?", "की", "कि", "👍👍", "👎👎"} - {other}
    assert said_like(other) not in {said_like(each) for each in others}


@given(st.text())
def test_a_text_is_like_itself_with_spaces_around_it(text: str) -> None:
    assert said_like(text) == said_like(f" {text}\n")


STARTERS = [(theme, text) for theme, texts in PROMPTS.items() for text in texts]


@pytest.mark.parametrize("theme", Theme)
def test_every_theme_has_enough_to_begin_with(theme: Theme) -> None:
    assert len(PROMPTS[theme]) >= 32


@pytest.mark.parametrize(("theme", "text"), STARTERS)
def test_a_starter_is_one_question_of_a_readable_length(theme: Theme, text: str) -> None:
    assert not problems(Draft(text, theme=theme))
    assert 60 <= len(text) <= 240
    assert text.endswith(("?", "."))
    assert text.count("?") <= 1
    assert " ".join(text.split()) == text


def test_no_two_starters_are_nearly_the_same() -> None:
    texts = [text for _, text in STARTERS]
    assert [pair for pair in combinations(texts, 2) if likeness(*pair) >= 0.6] == []


def test_starters_don_t_all_begin_alike() -> None:
    begins = Counter(text.split()[0] for _, text in STARTERS)
    [(_, times)] = begins.most_common(1)
    assert times <= len(STARTERS) / 5
