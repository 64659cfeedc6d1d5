"""What a prompt is, and which two are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prompts import TEXT_LIMITS, TITLE_LIMIT, Draft, problems, said_like
from bot.domain.refusals import Reason

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
