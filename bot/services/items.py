"""Answers and tips as one: what is marked, reported and looked over again."""

from typing import Any

from bot.domain.answers import Answer
from bot.domain.ids import AnswerId, TipId
from bot.domain.marks import About, Item
from bot.domain.refusals import Reason, Refused
from bot.domain.tips import Tip
from bot.services import changes
from storage.unit_of_work import UnitOfWork


def get(uow: UnitOfWork, item: Item) -> Answer | Tip | None:
    """An item as it stands, one that was taken back too."""
    match item.about:
        case About.ANSWER:
            return uow.answers.get(AnswerId(item.id))
        case About.TIP:
            return uow.tips.get(TipId(item.id))


def standing(uow: UnitOfWork, item: Item) -> Answer | Tip:
    """An item that was not taken back; raises ``Refused`` otherwise."""
    found = get(uow, item)
    if found is None or found.is_deleted:
        raise gone(item)
    return found


def gone(item: Item) -> Refused:
    """Why nothing can be done about an item that isn't there, for this person."""
    return Refused(Reason.UNKNOWN_ANSWER if item.about is About.ANSWER else Reason.UNKNOWN_TIP)


def hold(uow: UnitOfWork, found: Answer | Tip) -> bool:
    """Keep an item from other replicas until the commit; ``False`` when it was taken back a moment ago."""
    now: Answer | Tip | None
    match found:
        case Answer():
            changes.question_of(uow, found.question)
            now = uow.answers.get(found.id)
        case Tip():
            now = uow.tips.lock(found.id)
    return now is not None and not now.is_deleted


def change(uow: UnitOfWork, found: Answer | Tip, **values: Any) -> bool:
    """Change columns that answers and tips have alike; ``False`` for one that was taken back."""
    match found:
        case Answer():
            return uow.answers.change(found.id, **values)
        case Tip():
            return uow.tips.change(found.id, **values)
