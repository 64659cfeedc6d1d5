"""Does what is due: the loops behind deliveries and ticks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.outbox.dispatcher import Dispatcher
from bot.planner import Planner
from bot.services.forgetting import Forgetting
from bot.services.indexing import Indexing
from bot.transport.inflight import Inflight
from storage.agenda import Chore
from storage.store import Store

GATHERED = timedelta(seconds=1)
"""How long changes are gathered for the index: what changes again is indexed once, and many share their words."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Worker:
    """Plans, sends, indexes and erases, each in a loop of its own, so that what is slow holds no message back.

    Deliveries and ticks only wake it: a burst of either is one look at what is due.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        planner: Planner,
        indexing: Indexing,
        forgetting: Forgetting,
        dispatcher: Dispatcher,
        inflight: Inflight,
    ) -> None:
        self._store = store
        self._clock = clock
        self._planner = planner
        self._indexing = indexing
        self._forgetting = forgetting
        self._dispatcher = dispatcher
        self._inflight = inflight
        self._to_plan, self._to_send = asyncio.Event(), asyncio.Event()
        self._to_index, self._to_erase = asyncio.Event(), asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    def wake(self) -> None:
        """Look at what is due, soon."""
        self._to_plan.set()
        self._to_send.set()
        self._to_index.set()

    def tick(self) -> None:
        """Look at what is due, soon, and at what nobody is kept waiting for by a moment."""
        self.wake()
        self._to_erase.set()

    def start(self) -> None:
        """Do what is due whenever woken."""
        self._loops = [
            asyncio.create_task(self._whenever(self._to_plan, self._plan), name="planner"),
            asyncio.create_task(self._whenever(self._to_send, self._send), name="sender"),
            asyncio.create_task(
                self._whenever(self._to_index, self._indexing.catch_up, after=GATHERED), name="indexer"
            ),
            asyncio.create_task(self._whenever(self._to_erase, self._forgetting.go_on), name="eraser"),
        ]

    def retire(self) -> None:
        """Begin nothing more; what is on its way goes on to its end."""
        self._dispatcher.stop()

    async def stop(self) -> None:
        """End the loops."""
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def work(self) -> int:
        """Do everything that is due now, and what that makes due; returns how much there was.

        What finds nothing that may be done yet is left until something else was done.
        """
        done, idle = 0, set[Chore]()
        while chores := await self._chores() - idle:
            for chore in filter(chores.__contains__, Chore):
                now = await self._chore(chore)
                done, idle = done + now, set() if now else idle | {chore}
        return done

    async def _chores(self) -> set[Chore]:
        now = self._clock.now()
        return await self._store.survey(lambda all_: all_.agenda.chores(now))

    async def _chore(self, chore: Chore) -> int:
        match chore:
            case Chore.PLAN:
                return await self._plan()
            case Chore.SEND:
                return await self._dispatcher.send_due()
            case Chore.INDEX:
                return await self._indexing.catch_up()
            case Chore.ERASE:
                return await self._forgetting.go_on()

    async def _send(self) -> None:
        """Send what is due, and again as soon as a channel is free for which something waits."""
        await self._dispatcher.send_due()
        pause = await self._dispatcher.pause()
        if pause is not None:
            asyncio.get_running_loop().call_later(pause, self._to_send.set)

    async def _plan(self) -> int:
        if taken := await self._planner.plan():
            self._to_send.set()
        return taken

    async def _whenever(
        self, woken: asyncio.Event, work: Callable[[], Awaitable[object]], *, after: timedelta = timedelta(0)
    ) -> None:
        while True:
            await woken.wait()
            await asyncio.sleep(after.total_seconds())
            woken.clear()
            try:
                with self._inflight.delivery():
                    await work()
            except Exception:
                log.exception("work failed")
