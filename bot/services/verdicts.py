"""What follows when something is said of whether an answer or tip is still true."""

from datetime import datetime
from typing import Any

from bot.domain.answers import Answer
from bot.domain.freshness import Verdict
from bot.domain.ids import PersonId
from bot.domain.notices import Kind
from bot.domain.tips import Tip
from bot.services import changes, items
from storage.unit_of_work import UnitOfWork


def settle(uow: UnitOfWork, found: Answer | Tip, verdict: Verdict, by: PersonId, now: datetime) -> None:
    """Keep a verdict on an item in this transaction: reports wait no longer, and every message of it follows."""
    item = found.item
    if told := _changes(found, verdict, now):
        items.change(uow, found, **told)
    if found.reports:
        uow.reviews.settle_reports(item, now)
    review = uow.reviews.latest(item)
    if review is not None:
        uow.reviews.decide(review.id, verdict, by, now)
        uow.notices.refresh(Kind.STILL_TRUE, review.id, now)
    if verdict is not Verdict.TAKEN_BACK:
        show(uow, found, now)


def show(uow: UnitOfWork, found: Answer | Tip, now: datetime) -> None:
    """Have the messages that carry an item, or list it, show its present state."""
    match found:
        case Answer():
            changes.show_answer(uow, found, now)
            changes.show_question(uow, changes.question_of(uow, found.question), now)
        case Tip():
            changes.show_tip(uow, found, now)


def _changes(found: Answer | Tip, verdict: Verdict, now: datetime) -> dict[str, Any]:
    settled: dict[str, Any] = {"reports": 0} if found.reports else {}
    match verdict:
        case Verdict.OUTDATED:
            return settled | {"outdated_at": now}
        case Verdict.TRUE | Verdict.UPDATED:
            return settled | {"fresh_at": now} | ({"outdated_at": None} if found.outdated_at else {})
        case Verdict.TAKEN_BACK:
            return {}
