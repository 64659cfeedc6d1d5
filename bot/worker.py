"""Does what is due: the loops behind deliveries and ticks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import cycle

import structlog

from bot import logs
from bot.outbox.dispatcher import Dispatcher
from bot.services.forgetting import Forgetting
from bot.services.indexing import Indexing
from bot.services.rounds import Due, Rounds
from bot.services.waves import Waves
from bot.services.workspaces import Workspaces
from bot.transport.inflight import Inflight
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
        workspaces: Workspaces,
        waves: Waves,
        rounds: Rounds,
        indexing: Indexing,
        forgetting: Forgetting,
        dispatcher: Dispatcher,
        inflight: Inflight,
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._waves = waves
        self._rounds = rounds
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
        """Do everything that is due now, and what that makes due; returns how much there was."""
        kinds = (self._plan, self._dispatcher.send_due, self._indexing.catch_up, self._forgetting.go_on)
        done = idle = 0
        for look in cycle(kinds):
            now = await look()
            done, idle = done + now, 0 if now else idle + 1
            if idle == len(kinds):  # nothing came up since each was looked at
                break
        return done

    async def _send(self) -> None:
        """Send what is due, and again as soon as a channel is free for which something waits."""
        await self._dispatcher.send_due()
        pause = await self._dispatcher.pause()
        if pause is not None:
            asyncio.get_running_loop().call_later(pause, self._to_send.set)

    async def _plan(self) -> int:
        """Get to know the newcomers and take the steps that are due; returns how many steps were taken.

        All of it is looked for at once: a look of its own for each would be another transaction each second.
        """
        questions, cohorts, unknown = await self._store.survey(
            lambda all_: (self._waves.due(all_), self._rounds.due(all_), self._workspaces.unknown(all_))
        )
        await self._workspaces.learn(unknown)
        taken = 0
        for workspace, question in questions:
            try:
                with logs.delivery():
                    await self._waves.advance(workspace, question)
                taken += 1
            except Exception:  # one that breaks is put off, and holds no other up
                log.exception("question failed", question=question)
                await self._waves.put_off(workspace, question)
        taken += await self._go_round(cohorts)
        if taken:
            self._to_send.set()
        return taken

    async def _go_round(self, due: Due) -> int:
        """Put to all cohorts what is due in them, beginning with these; returns how many there were."""
        taken = 0
        while due and (moved := await self._advance(due)):  # none moves where another replica has them
            taken += moved
            due = await self._store.survey(self._rounds.due)
        return taken

    async def _advance(self, due: Due) -> int:
        """Many in one transaction; where one breaks each goes alone, and that one is put off."""
        try:
            with logs.delivery():
                return await self._rounds.advance(due)
        except Exception:
            log.exception("cohorts failed", cohorts=len(due))
        if len(due) == 1:
            await self._rounds.put_off(*due[0])
            return 1
        return sum([await self._advance([each]) for each in due])

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
