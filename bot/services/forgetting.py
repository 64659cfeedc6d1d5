"""Forgetting a person who wants it: asked for in one transaction, done soon after, in steps that may be interrupted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.forgetting import Forgetting as Wish
from bot.domain.forgetting import Said
from bot.domain.ids import CohortId, InvitationId, PersonId, WorkspaceId
from bot.domain.marks import Item
from bot.domain.notices import Kind, Owed
from bot.domain.questions import State
from bot.services import changes, items
from bot.services.marks import Marks
from bot.services.releasing import Releasing
from storage.store import Store
from storage.unit_of_work import UnitOfWork

HOME_FIRST = timedelta(seconds=3)
"""What is told last, after App Home shows nothing of them any more, is dropped with all that it is told by."""
AT_ONCE = 25
"""Things of one kind in one transaction, each with all that shows it."""


class Forgetting:
    """The use cases of those who leave nothing behind."""

    def __init__(self, store: Store, clock: Clock, marks: Marks, releasing: Releasing) -> None:
        self._store = store
        self._clock = clock
        self._marks = marks
        self._releasing = releasing

    async def ask(self, delivery: Delivery, person: PersonId, *, takes_words: bool) -> None:
        """Want to be forgotten. What one does from then on may be forgotten too, until one is told that it is done."""
        now = self._clock.now()
        await self._store.once(delivery, lambda uow: uow.forgettings.ask(person, now, takes_words=takes_words))

    async def go_on(self) -> int:
        """Erase those who want it, and wipe the traces of what was erased; returns how many steps that took."""
        steps, now = 0, self._clock.now()
        waiting, traces = await self._store.survey(
            lambda all_: (all_.forgettings.waiting(), all_.forgettings.to_wipe(now))
        )
        for workspace, person in waiting:
            while await self._store.write(workspace, lambda uow, person=person: self._step(uow, person)):  # type: ignore[misc] # mypy infers no lambda with a default
                steps += 1
            steps += 1
        return steps + await self._wipe(traces)

    async def _wipe(self, traces: Sequence[tuple[WorkspaceId, datetime]]) -> int:
        if not traces or not await self._store.wipe():
            return 0
        await self._store.everywhere(lambda all_: all_.forgettings.wiped(traces))
        return len(traces)

    def _step(self, uow: UnitOfWork, person: PersonId) -> bool:
        """Erase some; ``False`` once nothing is left, which is then to be told."""
        wish = uow.forgettings.hold(person)
        if wish is None or wish.erased_at is not None:
            return False  # another replica did it
        if self._erase_some(uow, wish):
            return True
        now = self._clock.now()
        uow.forgettings.erased(person, now)
        uow.notices.owe(Owed(Kind.HOME, 0, person, now), Owed(Kind.FORGOTTEN, 0, person, now + HOME_FIRST))
        return False

    def _erase_some(self, uow: UnitOfWork, wish: Wish) -> bool:
        return (
            self._release_some(uow, wish)
            or self._take_back_some(uow, wish.person)
            or self._leave_some(uow, wish.person)
            or bool(uow.erasing.unname_in_settings(wish.person))
            or bool(uow.erasing.sweep(wish.person))
            or bool(uow.erasing.drop_unused_topics())
        )

    def _release_some(self, uow: UnitOfWork, wish: Wish) -> bool:
        for said in Said:
            if ids := uow.erasing.said(said, wish.person, AT_ONCE):
                for each in ids:
                    self._releasing.release(uow, said, each, takes_words=wish.takes_words)
                return True
        return False

    def _take_back_some(self, uow: UnitOfWork, person: PersonId) -> bool:
        """Take back what somebody thought of others' answers and tips."""
        if marked := uow.erasing.marked(person, AT_ONCE):
            for item in marked:
                self._marks.forget(uow, item, person)
            return True
        reported = uow.erasing.reported(person, AT_ONCE)
        for item in reported:
            _unreport(uow, item, person)
        return bool(reported)

    def _leave_some(self, uow: UnitOfWork, person: PersonId) -> bool:
        """Let others be asked in somebody's place, and cohorts go on without them."""
        now = self._clock.now()
        if invited := uow.erasing.invited(person, AT_ONCE):
            for invitation in invited:
                _uninvite(uow, invitation, now)
            return True
        cohorts = uow.erasing.cohorts(person, AT_ONCE)
        for cohort in cohorts:
            _leave(uow, cohort, person, now)
        return bool(cohorts)


def _unreport(uow: UnitOfWork, item: Item, person: PersonId) -> None:
    found = items.get(uow, item)
    uow.erasing.unreport(item, person)
    if found is not None and not found.is_deleted:
        items.change(uow, items.lasting(uow, item), reports=len(uow.reviews.reports(item)))


def _uninvite(uow: UnitOfWork, id_: InvitationId, now: datetime) -> None:
    invitation = uow.invitations.get(id_)
    assert invitation is not None, "it was found in this transaction"
    question = changes.question_of(uow, invitation.question)
    uow.erasing.uninvite(id_)
    uow.questions.change(question.id, only_if={State.WAITING}, due_at=now)
    changes.show_question(uow, question, now)


def _leave(uow: UnitOfWork, cohort: CohortId, person: PersonId, now: datetime) -> None:
    uow.cohorts.lock(cohort)
    if uow.cohorts.leads(cohort, person):
        for run in uow.runs.posted(cohort):  # they name who facilitates
            uow.notices.refresh(Kind.RUN, run.id, now)
    uow.erasing.leave(cohort, person)
    uow.notices.refresh(Kind.COHORT_CARD, cohort, now)
