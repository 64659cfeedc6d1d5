"""What of the past is a question, what an answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.ids import ChannelId, MessageTs, PersonId
from bot.domain.imports import Left, Said, asks, thread
from bot.domain.rules import Rules

ADA, GRACE = PersonId("U0ADA"), PersonId("U0GRACE")
AT = datetime(2026, 3, 2, tzinfo=UTC)
ROOT = Said(ChannelId("C1"), MessageTs("1.0"), ADA, "How do we rotate the keys?", AT, origin="slack:C1:1.0")
REPLY = replace(ROOT, author=GRACE, text="Run the rotate workflow.", origin="slack:C1:2.0")


@pytest.mark.parametrize(
    "text",
    [
        "How do we rotate the keys",
        "hey team, does anyone know the vault address",
        "The build fails since Monday. Any idea?",
        "I need somebody who knows OAuth",
        "anyone seen this error before",
    ],
)
def test_what_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "The release is out.",
        "See https://example.org/?q=1 for more",
        "Use `a ? b : c` there, it is shorter.",
        "The prompt prints ```what?``` first.",
        "Howard is on leave",
    ],
)
def test_what_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("root", "replies", "left"),
    [
        (ROOT, [], Left.NO_REPLY),
        (ROOT, [replace(REPLY, author=ADA)], Left.NO_REPLY),
        (replace(ROOT, text="Why?"), [REPLY], Left.TOO_SHORT),
        (replace(ROOT, text="The release is out."), [REPLY], Left.NOT_ASKING),
        (replace(ROOT, author=PersonId("")), [REPLY], Left.NO_PERSON),
        (ROOT, [replace(REPLY, text="+1")], Left.NO_ANSWER),
        (ROOT, [replace(REPLY, text="Thanks a lot for asking!")], Left.NO_ANSWER),
        (ROOT, [replace(REPLY, author=PersonId(""))], Left.NO_PERSON),
    ],
)
def test_what_is_left_and_why(root: Said, replies: list[Said], left: Left) -> None:
    question, reasons = thread(root, replies, Rules())
    assert question is None
    assert left in reasons


def test_a_long_question_keeps_its_first_sentence_and_the_whole_in_the_details() -> None:
    text = "How do we rotate the keys? " + "We have many of them and nobody knows. " * 20
    question, _ = thread(replace(ROOT, text=text), [REPLY], Rules())
    assert question is not None
    assert question.text == "How do we rotate the keys?"
    assert question.details == text.strip()


def test_marks_are_those_of_others_and_acceptance_the_askers() -> None:
    reactions = (("+1", (ADA, GRACE)), ("bulb", (ADA,)), ("white_check_mark", (GRACE,)), ("eyes", (ADA,)))
    question, _ = thread(ROOT, [replace(REPLY, reactions=reactions)], Rules())
    assert question is not None
    [answer] = question.answers
    assert answer.useful_to == (ADA,)
    assert not answer.is_accepted
    accepted, _ = thread(ROOT, [replace(REPLY, reactions=(("white_check_mark", (ADA,)),))], Rules())
    assert accepted is not None
    assert accepted.answers[0].is_accepted
