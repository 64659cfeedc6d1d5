"""Moving the clock from the page: by so much, or to the next due thing."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Json

MOST_STOPS = 500
"""So that a clock which is moved by years comes to an end."""
NextDue = Callable[[], Awaitable[datetime | None]]
ClockMoved = Callable[[], Awaitable[None]]


class ClockHand:
    """The clock with what the app knows of it."""

    def __init__(self, clock: SandboxClock, *, next_due: NextDue | None, moved: ClockMoved | None) -> None:
        self._clock = clock
        self._next_due = next_due
        self._moved = moved
        self._one_at_a_time = asyncio.Lock()

    async def next_due(self) -> datetime | None:
        """When the app has something to do next, if it told how to ask."""
        return await self._next_due() if self._next_due is not None else None

    async def shown(self) -> Json:
        """The clock as the page shows it."""
        due = await self.next_due()
        return {
            "now": self._clock.now().isoformat(),
            "next_due": due.isoformat() if due is not None else None,
            "running": self._clock.running,
        }

    async def move(self, args: dict[str, Any]) -> None:
        """{"by_seconds": 3600}, {"to": "next_due"} or {"to": an ISO time}; the app is told at all that is due before.

        Without these stops a day that passes at once would be an outage of a day to the app.
        """
        async with self._one_at_a_time:
            await self._move(args)

    async def _move(self, args: dict[str, Any]) -> None:
        if "by_seconds" in args:
            target = self._clock.now() + timedelta(seconds=float(args["by_seconds"]))
        else:
            target = await self._target(str(args.get("to", "")))
        for _ in range(MOST_STOPS):
            due = await self.next_due()
            # What is due by now and was not done waits for Slack's pace.
            stop = None if due is None else max(due, self._clock.now() + timedelta(seconds=1))
            if stop is None or stop >= target:
                break
            await self._arrive(stop)
        await self._arrive(max(target, self._clock.now()))

    async def _arrive(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        if self._moved is not None:
            await self._moved()

    async def _target(self, to: str) -> datetime:
        if to == "next_due":
            due = await self.next_due()
            if due is None:
                raise SandboxError("nothing_due")
            return max(due, self._clock.now())
        try:
            moment = datetime.fromisoformat(to)
        except ValueError as error:
            raise SandboxError("invalid_time") from error
        if moment.tzinfo is None:
            raise SandboxError("invalid_time")
        return moment
