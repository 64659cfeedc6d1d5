"""The steps of a delivery and of a message, at one of which a process under test dies or freezes."""

import os
import signal
from dataclasses import dataclass
from typing import Any

from bot.domain.deliveries import Delivery
from bot.domain.notices import Notice
from bot.outbox.dispatcher import Dispatcher
from bot.slack.gateway import Gateway
from bot.slack.outcomes import Outcome
from storage.store import Store, Work
from storage.unit_of_work import UnitOfWork

STEPS = ("accepted", "before commit", "committed", "claimed", "posted", "settled")
"""Taken from Slack; done but not committed; committed but not answered; claimed; posted but not settled; settled."""
SIGNALS = {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP}


@dataclass(slots=True)
class Trap:
    """Springs when a step is passed for the n-th time."""

    step: str
    nth: int
    deed: str = "kill"

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
        if step != self.step:
            return
        self.nth -= 1
        if self.nth == 0:
            os.kill(os.getpid(), SIGNALS[self.deed])


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

    Store.once = watched  # type: ignore[method-assign]


def _watch_messages(trap: Trap) -> None:
    post, handle = Gateway.post, Dispatcher._handle

    async def posted(self: Gateway, recipient: str, message: Any, **more: Any) -> Outcome:
        trap.passes("claimed")
        outcome = await post(self, recipient, message, **more)
        trap.passes("posted")
        return outcome

    async def handled(self: Dispatcher, notice: Notice) -> None:
        await handle(self, notice)
        trap.passes("settled")

    Gateway.post = posted  # type: ignore[method-assign]
    Dispatcher._handle = handled  # type: ignore[method-assign]
