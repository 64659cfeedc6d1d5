"""Keys of what Slack delivered, so that a second delivery changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from storage import schema
from storage.repository import Repository

KEPT = timedelta(days=7)
"""Longer than Slack retries anything, delayed events (24 hours) included."""


class Deliveries(Repository):
    """The inbox's keys."""

    def take(self, key: str, now: datetime) -> bool:
        """Record a delivery; ``False`` if it was recorded before, perhaps by another replica a moment ago."""
        return self._keep(schema.delivery, key=key, taken_at=now)

    def forget(self, now: datetime) -> int:
        """Drop keys that cannot come again; returns how many."""
        old = schema.delivery.c.taken_at < now - KEPT
        return self._connection.execute(delete(schema.delivery).where(self._here(schema.delivery), old)).rowcount
