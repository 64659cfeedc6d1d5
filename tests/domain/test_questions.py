"""A question's life, and how long it waits for those invited."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ids import AnswerId, InvitationId, PersonId, QuestionId
from bot.domain.invitations import Invitation, waited_until
from bot.domain.invitations import State as InvitationState
from bot.domain.questions import Question, State, next_due, state_with
from bot.domain.rules import Rules

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = Rules()


def question(**values: object) -> Question:
    told = Question(
        id=QuestionId(1),
        asker=PersonId("U0ADA"),
        text="How do we rotate the keys?",
        details="",
        is_anonymous=False,
        channel=None,
        first=None,
        state=State.WAITING,
        wave=1,
        extra_waves=0,
        asked_at=NOW,
        active_at=NOW,
        due_at=NOW,
        first_answer_at=None,
        nudged_at=None,
        accepted=None,
        card_ts=None,
        card_trouble=None,
    )
    return replace(told, **values)  # type: ignore[arg-type] # the fields of a question


def invitation(state: InvitationState, *, sent: float = 0, expires: float = 4, wave: int = 1) -> Invitation:
    """One that is sent and expires so many hours from now."""
    return Invitation(
        id=InvitationId(1),
        question=QuestionId(1),
        person=PersonId("U0GRACE"),
        wave=wave,
        state=state,
        why=(),
        suggested_by=None,
        is_advocate=False,
        pass_reason="",
        invited_at=NOW,
        sent_from=NOW + sent * HOUR,
        expires_at=NOW + expires * HOUR,
    )


OPEN, PASSED = InvitationState.OPEN, InvitationState.PASSED


@pytest.mark.parametrize(
    ("has_answers", "is_accepted", "state"),
    [
        (False, False, State.WAITING),
        (True, False, State.ANSWERED),
        (True, True, State.ACCEPTED),
        (False, True, State.ACCEPTED),
    ],
)
def test_the_state_follows_the_answers(has_answers: bool, is_accepted: bool, state: State) -> None:  # noqa: FBT001 - a parameter of the table
    assert state_with(has_answers=has_answers, is_accepted=is_accepted) is state


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (question(state=State.ANSWERED, first_answer_at=NOW), NOW + RULES.nudge_after),
        (question(state=State.ANSWERED, first_answer_at=NOW, nudged_at=NOW), NOW + RULES.close_after),
        (question(), NOW + RULES.close_after),
        (question(state=State.ACCEPTED, accepted=AnswerId(1), first_answer_at=NOW), None),
        (question(state=State.WITHDRAWN), None),
        (question(state=State.CLOSED), None),
    ],
)
def test_what_comes_next(told: Question, due: datetime | None) -> None:
    assert next_due(told, RULES) == due


@pytest.mark.parametrize(
    ("told", "asks_advocates", "is_exhausted"),
    [
        (question(wave=3), False, False),
        (question(wave=4), True, True),
        (question(wave=4, extra_waves=1), False, False),
        (question(wave=5, extra_waves=1), True, True),
        (question(wave=4, state=State.ANSWERED), True, False),
    ],
)
def test_after_all_waves_the_advocates_are_asked(told: Question, asks_advocates: bool, is_exhausted: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert told.asks_advocates(RULES) is asks_advocates
    assert told.is_exhausted(RULES) is is_exhausted


@pytest.mark.parametrize(
    ("invitations", "hours"),
    [
        ([], None),
        ([invitation(PASSED), invitation(InvitationState.UNREACHABLE)], None),
        ([invitation(OPEN), invitation(PASSED, expires=9)], 4),
        ([invitation(OPEN), invitation(OPEN, expires=5)], 5),
        ([invitation(OPEN), invitation(OPEN, sent=9, expires=13)], 4),
        ([invitation(PASSED), invitation(OPEN, sent=9, expires=13)], 13),
        ([invitation(OPEN, expires=5, wave=0), invitation(OPEN)], 4),
    ],
)
def test_a_wave_waits_for_those_it_has_reached_and_else_for_those_who_sleep(
    invitations: list[Invitation], hours: float | None
) -> None:
    until = None if hours is None else NOW + hours * HOUR
    assert waited_until(invitations, question(), RULES, NOW) == until


def test_after_the_last_wave_everybody_is_waited_for() -> None:
    sleeper, volunteer = invitation(OPEN, sent=9, expires=13), invitation(PASSED, wave=4)
    assert waited_until([sleeper, volunteer], question(wave=4), RULES, NOW) == NOW + 13 * HOUR
    assert waited_until([sleeper, invitation(PASSED, wave=3)], question(wave=3), RULES, NOW) is None
