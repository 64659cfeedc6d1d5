# ruff: noqa: ARG005 - each look has the same signature
"""What the tests of storage know of erasing, on top of the history."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.forgetting import Said
from bot.domain.ids import PersonId
from bot.domain.marks import About, Item
from bot.domain.notices import Kind
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import NOW

if TYPE_CHECKING:
    from tests.storage.history import Ids

ADA, GRACE, LEFT = PersonId("U0ADA"), PersonId("U0GRACE"), PersonId("U0LEFT")
LATER = NOW + timedelta(hours=2)
Call = Callable[[UnitOfWork, "Ids"], Any]


def happen_at_the_end(uow: UnitOfWork) -> None:
    """Somebody wants to be forgotten, and something is to be wiped."""
    uow.forgettings.ask(LEFT, NOW, takes_words=False)
    uow.forgettings.wipe(NOW)


LOOKS: dict[str, Call] = {
    "erasing.cohorts": lambda uow, ids: uow.erasing.cohorts(ADA, 9),
    "erasing.invited": lambda uow, ids: uow.erasing.invited(GRACE, 9),
    "erasing.marked": lambda uow, ids: uow.erasing.marked(ADA, 9),
    "erasing.reported": lambda uow, ids: uow.erasing.reported(ADA, 9),
    "erasing.said": lambda uow, ids: uow.erasing.said(Said.QUESTION, ADA, 9),
    "expiry.questions": lambda uow, ids: uow.expiry.questions(LATER, 9),
    "exporting.part": lambda uow, ids: uow.exporting.part("answers", GRACE),
    "notices.of_person": lambda uow, ids: uow.notices.of_person(Kind.HOME, ADA),
    "forgettings.get": lambda uow, ids: uow.forgettings.get(LEFT),
    "forgettings.hold": lambda uow, ids: uow.forgettings.hold(LEFT),
    "records.answers": lambda uow, ids: uow.records.answers(GRACE, 9),
    "records.counts": lambda uow, ids: uow.records.counts(GRACE).answered,
    "records.tips": lambda uow, ids: uow.records.tips(GRACE, 9),
    "people.is_known": lambda uow, ids: uow.people.is_known(ADA),
}

CHANGES: dict[str, Call] = {
    "erasing.drop_requests": lambda uow, ids: uow.erasing.drop_requests(ids.question),
    "erasing.drop_unused_topics": lambda uow, ids: uow.erasing.drop_unused_topics(),
    "erasing.leave": lambda uow, ids: uow.erasing.leave(ids.cohorts.cohort, ADA),
    "erasing.release": lambda uow, ids: uow.erasing.release(Said.ANSWER, ids.answer, takes_words=True),
    "erasing.sweep": lambda uow, ids: uow.erasing.sweep(GRACE),
    "erasing.uninvite": lambda uow, ids: uow.erasing.uninvite(ids.invitation),
    "erasing.unmark": lambda uow, ids: uow.erasing.unmark(Item(About.TIP, ids.tip), ADA),
    "erasing.unreport": lambda uow, ids: uow.erasing.unreport(ids.on_answer, ADA),
    "erasing.unname_in_settings": lambda uow, ids: uow.erasing.unname_in_settings(ADA),
    "erasing.untag": lambda uow, ids: uow.erasing.untag(ids.question),
    "expiry.activities": lambda uow, ids: uow.expiry.activities(LATER, 9),
    "expiry.deflections": lambda uow, ids: uow.expiry.deflections(LATER, 9),
    "expiry.drop_question": lambda uow, ids: uow.expiry.drop_question(ids.question),
    "expiry.notices": lambda uow, ids: uow.expiry.notices(LATER, 9),
    "forgettings.ask": lambda uow, ids: uow.forgettings.ask(ADA, NOW, takes_words=True),
    "forgettings.erased": lambda uow, ids: uow.forgettings.erased(LEFT, LATER),
    "forgettings.let_go": lambda uow, ids: uow.forgettings.let_go(LEFT, LATER),
    "forgettings.wipe": lambda uow, ids: uow.forgettings.wipe(LATER),
}
