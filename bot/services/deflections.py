"""Counting, honestly, what was not asked because it was found first."""

from datetime import timedelta

from bot.clock import Clock
from bot.domain.deflections import ASKED_AGAIN_WITHIN, Deflected, is_asked_again
from bot.domain.deliveries import Delivery
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.knowledge import Found
from bot.domain.questions import Draft
from bot.domain.search.documents import Kind
from bot.services.knowledge import look_up
from bot.services.marks import Marks
from bot.services.sight import Sights
from storage.store import Store
from storage.unit_of_work import UnitOfWork

COUNTED = timedelta(days=30)


class Deflections:
    """The use cases of somebody who need not ask any more."""

    def __init__(self, store: Store, clock: Clock, sights: Sights, marks: Marks) -> None:
        self._store = store
        self._clock = clock
        self._sights = sights
        self._marks = marks

    async def note(self, delivery: Delivery, person: PersonId, kind: Kind, id_: int, words: str) -> tuple[Found, str]:
        """Note that something answers what a person was about to ask; returns it with the workspace's own address.

        It becomes useful to them and counts once, unless it is their own question, answer or tip. Raises ``Refused``
        for what the person can't see.
        """
        sight = await self._sights.of(delivery.workspace, person)
        await self._store.once(delivery, lambda uow: self._note(uow, look_up(uow, sight, kind, id_), person, words))
        return await self._store.read(delivery.workspace, lambda uow: (look_up(uow, sight, kind, id_), uow.url))

    def asked(self, uow: UnitOfWork, draft: Draft) -> None:
        """Take back what counted as answered for somebody who asks the like after all, with the mark that it made."""
        now = self._clock.now()
        asked = f"{draft.text}\n{draft.details}"
        for each in uow.deflections.standing(draft.asker, now - ASKED_AGAIN_WITHIN):
            if is_asked_again(each.words, draft.text) or is_asked_again(each.words, asked):
                uow.deflections.take_back(each.id, now)
                self._marks.take_help_back(uow, each.item, draft.asker)

    async def numbers(self, workspace: WorkspaceId) -> Deflected:
        """How many questions were not asked in the last thirty days, of all people together."""
        since = self._clock.now() - COUNTED
        return await self._store.read(workspace, lambda uow: uow.deflections.count(since))

    def _note(self, uow: UnitOfWork, found: Found, person: PersonId, words: str) -> None:
        now = self._clock.now()
        if found.author != person:
            self._marks.note_help(uow, found.item, person)
        noted = uow.deflections.standing(person, now - ASKED_AGAIN_WITHIN)
        if not found.is_own_of(person) and found.item not in {each.item for each in noted}:
            uow.deflections.add(person, found.item, words, now)
            uow.activities.record("deflected", str(found.item), person=person, at=now)
