"""The steps of a delivery and of a message, at one of which a process under test dies or freezes."""

import asyncio
import os
import signal
from dataclasses import dataclass, field
from typing import Any

from bot.domain.deliveries import Delivery
from bot.domain.notices import Kind, Notice
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.settling import Settling
from bot.outbox.steps import Step
from bot.slack.gateway import Gateway
from bot.slack.outcomes import Outcome
from storage.store import Store, Work
from storage.unit_of_work import UnitOfWork

STEPS = ("accepted", "before commit", "committed", "claimed", "posted", "settled")
"""Taken from Slack; done but not committed; committed but not answered; claimed; posted but not settled; settled."""
LULL = 0.3
"""Seconds in which what the database was doing comes to its end."""


@dataclass(slots=True)
class Trap:
    """Springs when a step is passed for the n-th time."""

    step: str
    nth: int
    deed: str = "kill"
    """``kill``, or for a post ``freeze``."""
    _gate: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def parse(cls, told: str) -> "Trap":
        """Read what :meth:`told` says."""
        step, nth, deed = told.split(":")
        return cls(step, int(nth), deed)

    def told(self) -> str:
        """It in a word, for an environment."""
        return f"{self.step}:{self.nth}:{self.deed}"

    def passes(self, step: str) -> None:
        """Pass a step, perhaps for the last time."""
        if step == self.step and self.deed == "kill":
            self.nth -= 1
            if self.nth == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def holds(self, step: str) -> None:
        """Pass a step; from the n-th on only after the process was frozen and woken, outside any transaction."""
        if step == self.step and self.deed == "freeze":
            self.nth -= 1
            if self.nth == 0:
                asyncio.get_running_loop().call_later(LULL, self._freeze)
            if self.nth <= 0:
                await self._gate.wait()

    def _freeze(self) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)
        self._gate.set()


def lay(trap: Trap) -> None:
    """Have this process step into the trap."""
    _watch_deliveries(trap)
    _watch_messages(trap)


def _watch_deliveries(trap: Trap) -> None:
    once = Store.once

    async def watched(self: Store, delivery: Delivery, work: Work[Any]) -> Any:
        def nearly_done(uow: UnitOfWork) -> Any:
            result = work(uow)
            trap.passes("before commit")
            return result

        trap.passes("accepted")
        result = await once(self, delivery, nearly_done)
        trap.passes("committed")
        return result

    Store.once = watched  # type: ignore[method-assign] # watched on purpose


def _watch_messages(trap: Trap) -> None:
    post, settle, handle = Gateway.post, Settling.settle, Dispatcher._handle

    async def posting(self: Gateway, recipient: str, message: Any, **more: Any) -> Outcome:
        trap.passes("claimed")
        return await post(self, recipient, message, **more)

    async def settling(self: Settling, notice: Notice, step: Step, **more: Any) -> None:
        if notice.ts is None and notice.kind is not Kind.HOME:
            trap.passes("posted")
            await trap.holds("posted")
        await settle(self, notice, step, **more)

    async def handled(self: Dispatcher, notice: Notice) -> None:
        await handle(self, notice)
        trap.passes("settled")

    Gateway.post = posting  # type: ignore[method-assign] # watched on purpose
    Settling.settle = settling  # type: ignore[method-assign] # watched on purpose
    Dispatcher._handle = handled  # type: ignore[method-assign] # watched on purpose
