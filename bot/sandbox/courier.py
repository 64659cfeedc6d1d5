"""Deliveries to the app: once for what people wait for, up to four times for events."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.sandbox.clock import SandboxClock
from bot.sandbox.envelopes import Envelope, Receipt
from bot.sandbox.faults import Faults

# Slack: at once, after a minute, after five minutes.
# https://docs.slack.dev/apis/events-api/#retries
RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


class Carrier(Protocol):
    """A way to the app: HTTP or Socket Mode."""

    async def carry(self, envelope: Envelope) -> Receipt:
        """Deliver it and wait for the acknowledgement."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A retry that waits for the sandbox's clock."""

    due: datetime
    envelope: Envelope


class Courier:
    """Delivers envelopes, retries events, misbehaves as planned."""

    def __init__(self, clock: SandboxClock, faults: Faults, carrier: Carrier) -> None:
        self.carrier = carrier
        self.waiting: list[Waiting] = []
        self._clock = clock
        self._faults = faults
        self._held: list[Envelope] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._unsubscribe = clock.on_move(self._wake)

    async def ask(self, envelope: Envelope) -> Receipt:
        """Deliver what a person waits for: one attempt."""
        return await self._run(self._attempt(envelope))

    def announce(self, envelope: Envelope) -> "asyncio.Task[Receipt]":
        """Deliver an event in the background; the task is its first attempt, retries follow by themselves."""
        return self._run(self._first(envelope))

    async def idle(self) -> None:
        """Return when nothing is under way; what waits for the clock doesn't count."""
        while True:
            self._release_held()
            if not self._tasks:
                return
            await asyncio.wait(set(self._tasks))

    async def stop(self) -> None:
        """Give up everything."""
        self._unsubscribe()
        if self._alarm is not None:
            self._alarm.cancel()
        self.waiting.clear()
        self._held.clear()
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, Receipt]) -> "asyncio.Task[Receipt]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _first(self, envelope: Envelope) -> Receipt:
        if self._faults.for_delivery(envelope, "deliver_out_of_order"):
            self._held.append(envelope)
            return Receipt()
        receipt = await self._tracked(envelope)
        self._release_held(after=envelope)
        return receipt

    async def _tracked(self, envelope: Envelope) -> Receipt:
        receipt = await self._attempt(envelope)
        if not receipt.ok and not receipt.no_retry:
            self._plan_retry(envelope, receipt.failure or "unknown_error")
        return receipt

    def _release_held(self, after: Envelope | None = None) -> None:
        for envelope in [held for held in self._held if after is None or held.fits(after.name)]:
            self._held.remove(envelope)
            self._run(self._tracked(envelope))

    async def _attempt(self, envelope: Envelope) -> Receipt:
        lost = self._faults.for_delivery(envelope, "lose_ack")
        receipt = await self.carrier.carry(envelope)
        if self._faults.for_delivery(envelope, "deliver_twice"):
            await self.carrier.carry(envelope)
        return Receipt(failure="http_timeout", status=0) if lost else receipt

    # Retries

    def _plan_retry(self, envelope: Envelope, reason: str) -> None:
        if envelope.retry_num >= len(RETRY_AFTER):
            return
        again = envelope.retry(envelope.retry_num + 1, reason)
        wait = RETRY_AFTER[envelope.retry_num]
        if not wait:
            self._run(self._tracked(again))
            return
        self.waiting.append(Waiting(self._clock.now() + wait, again))
        self._set_alarm()

    def _wake(self) -> None:
        now = self._clock.now()
        for retry in [retry for retry in self.waiting if retry.due <= now]:
            self.waiting.remove(retry)
            self._run(self._tracked(retry.envelope))
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._clock.running and self.waiting:
            wait = min(retry.due for retry in self.waiting) - self._clock.now()
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(max(wait.total_seconds(), 0.01), self._wake)
