"""How the program is: ready or not, and what its metrics say; looked at when somebody asks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import structlog

from bot.clock import Clock
from bot.domain.watching import Outlook
from bot.metrics import Metrics
from storage.store import Store

T = TypeVar("T")
PATIENCE = 3.0
"""Seconds that a look waits: whoever delivers waits no longer either."""
FRESH = timedelta(seconds=2)
"""For how long what was found is told again, so that many who ask cost one look."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class _Looked(Generic[T]):
    """What a look found, and again for all who ask at about the same time."""

    def __init__(self, clock: Clock, look: Callable[[], Awaitable[T]]) -> None:
        self._clock = clock
        self._look = look
        self._turn = asyncio.Lock()
        self._found: tuple[datetime, T] | None = None

    async def now(self) -> T:
        """What is so, or was a moment ago."""
        async with self._turn:
            if self._found is None or abs(self._clock.now() - self._found[0]) > FRESH:
                found = await self._look()
                self._found = self._clock.now(), found
            return self._found[1]


class Health:
    """Looks at the database, to read and to write, and at the connection to Slack if there has to be one."""

    def __init__(self, store: Store, clock: Clock, metrics: Metrics, *, connected: Callable[[], bool]) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._connected = connected
        self._trouble = _Looked(clock, self._look_at_database)
        self._outlook = _Looked(clock, self._look_ahead)

    async def wrong(self) -> list[str]:
        """Say in sentences what keeps us from serving now; nothing when all is well."""
        trouble = await self._trouble.now()
        slack = [] if self._connected() else ["There is no connection to Slack."]
        return [*([trouble] if trouble else []), *slack]

    async def page(self) -> bytes:
        """The metrics, as Prometheus reads them; also while the database is away."""
        return self._metrics.page(
            await self._outlook.now(),
            self._clock.now(),
            duplicates=self._store.duplicates,
            queue=self._store.queue,
            connected=self._connected(),
        )

    async def _look_at_database(self) -> str | None:
        if not await self._succeeds(self._store.try_reading):
            return "The database does not answer."
        if not await self._succeeds(lambda: self._store.try_writing(self._clock.now())):
            return "The database can't be written to: its disk is full, or something else holds it."
        return None

    async def _look_ahead(self) -> Outlook | None:
        now = self._clock.now()
        found: list[Outlook] = []

        async def look() -> None:
            found.append(await self._store.survey(lambda all_: all_.watch.look(now)))

        return found[0] if await self._succeeds(look) else None

    async def _succeeds(self, look: Callable[[], Awaitable[None]]) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not do its work
            log.warning("database not ready", error=type(error).__name__)
            return False
        return True
