"""Answering somebody who writes to the app itself."""

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.notices import Kind, Owed
from bot.services.threads import Heard
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class Conversation:
    """The app's side of a direct message."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def explain(self, delivery: Delivery, message: Heard) -> None:
        """Owe somebody who wrote to the app what it understands: a direct message is never met with silence."""

        def work(uow: UnitOfWork) -> None:
            uow.people.meet(message.author)
            under = uow.notices.at(message.channel, message.thread)
            kind, about = Kind.USAGE, int(message.ts.replace(".", ""))
            if under is not None and under.kind is Kind.INVITATION:
                kind, about = Kind.NOT_PASSED_ON, under.about
            uow.notices.owe(Owed(kind, about, message.author, self._clock.now()))

        await self._store.once(delivery, work)
