"""Answers, tips and what is said in cohorts as one: what is marked; the first two are looked over again as well."""

from typing import Any

from bot.domain.answers import Answer
from bot.domain.ids import AnswerId, RunAnswerId, TipId
from bot.domain.marks import About, Item
from bot.domain.refusals import Reason, Refused
from bot.domain.runs import RunAnswer
from bot.domain.tips import Tip
from bot.services import changes
from bot.services.sight import Sight, is_in_sight, is_question_in_sight
from storage.unit_of_work import UnitOfWork

Markable = Answer | Tip | RunAnswer
_GONE = {
    About.ANSWER: Reason.UNKNOWN_ANSWER,
    About.TIP: Reason.UNKNOWN_TIP,
    About.RUN_ANSWER: Reason.UNKNOWN_RUN_ANSWER,
}


def get(uow: UnitOfWork, item: Item) -> Markable | None:
    """An item as it stands, one that was taken back too."""
    match item.about:
        case About.ANSWER:
            return uow.answers.get(AnswerId(item.id))
        case About.TIP:
            return uow.tips.get(TipId(item.id))
        case About.RUN_ANSWER:
            return uow.run_answers.get(RunAnswerId(item.id))


def standing(uow: UnitOfWork, item: Item) -> Markable:
    """An item that was not taken back; raises ``Refused`` otherwise."""
    found = get(uow, item)
    if found is None or found.is_deleted:
        raise gone(item)
    return found


def seen(uow: UnitOfWork, sight: Sight, item: Item) -> Markable:
    """The same, for somebody who wrote it or sees where it stands; for others it is as good as gone."""
    found = standing(uow, item)
    if found.author != sight.person and not _is_in_sight(uow, sight, found):
        raise gone(item)
    return found


def lasting(uow: UnitOfWork, item: Item) -> Answer | Tip:
    """The same of what is found later, and so can be outdated: an answer or a tip."""
    found = standing(uow, item)
    if isinstance(found, RunAnswer):
        raise gone(item)
    return found


def seen_lasting(uow: UnitOfWork, sight: Sight, item: Item) -> Answer | Tip:
    """The same for somebody who wrote it or sees where it stands."""
    found = seen(uow, sight, item)
    if isinstance(found, RunAnswer):
        raise gone(item)
    return found


def gone(item: Item) -> Refused:
    """Why nothing can be done about an item that isn't there, for this person."""
    return Refused(_GONE[item.about])


def _is_in_sight(uow: UnitOfWork, sight: Sight, found: Markable) -> bool:
    match found:
        case Answer():
            return is_question_in_sight(uow, sight, changes.question_of(uow, found.question))
        case Tip():
            return is_in_sight(uow, sight, found.channel)
        case RunAnswer():
            run = uow.runs.get(found.run)
            return run is not None and is_in_sight(uow, sight, run.channel)


def hold(uow: UnitOfWork, found: Markable) -> bool:
    """Keep an item from other replicas until the commit; ``False`` when it was taken back a moment ago."""
    now: Markable | None
    match found:
        case Answer():
            changes.question_of(uow, found.question)
            now = uow.answers.get(found.id)
        case Tip():
            now = uow.tips.lock(found.id)
        case RunAnswer():
            uow.runs.lock(found.run)
            now = uow.run_answers.get(found.id)
    return now is not None and not now.is_deleted


def change(uow: UnitOfWork, found: Answer | Tip, **values: Any) -> bool:
    """Change columns that answers and tips have alike; ``False`` for one that was taken back."""
    match found:
        case Answer():
            return uow.answers.change(found.id, **values)
        case Tip():
            return uow.tips.change(found.id, **values)
