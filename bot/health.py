"""Whether the program can serve now: looked at when somebody asks, and by itself well again when all is well."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from storage.store import Store

PATIENCE = 3.0
"""Seconds that a look waits: whoever delivers waits no longer either."""
FRESH = timedelta(seconds=2)
"""For how long what was found is told again, so that many who ask cost one look."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Health:
    """Looks at the database, to read and to write, and at the connection to Slack if there has to be one."""

    def __init__(self, store: Store, clock: Clock, connected: Callable[[], bool]) -> None:
        self._store = store
        self._clock = clock
        self._connected = connected
        self._turn = asyncio.Lock()
        self._looked_at: datetime | None = None
        self._trouble: str | None = None

    async def wrong(self) -> list[str]:
        """Say in sentences what keeps us from serving now; nothing when all is well."""
        trouble = await self._database()
        slack = [] if self._connected() else ["There is no connection to Slack."]
        return [*([trouble] if trouble else []), *slack]

    async def _database(self) -> str | None:
        """What is wrong with the database; looked at once for all who ask at about the same time."""
        async with self._turn:
            if self._looked_at is None or abs(self._clock.now() - self._looked_at) > FRESH:
                self._trouble = await self._look()
                self._looked_at = self._clock.now()
            return self._trouble

    async def _look(self) -> str | None:
        if not await self._succeeds(self._store.try_reading):
            return "The database does not answer."
        if not await self._succeeds(lambda: self._store.try_writing(self._clock.now())):
            return "The database can't be written to: its disk is full, or something else holds it."
        return None

    async def _succeeds(self, look: Callable[[], Awaitable[None]]) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await look()
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not do its work
            log.warning("database not ready", error=type(error).__name__)
            return False
        return True
