"""Keys of what Slack delivered, so that a second delivery changes nothing."""

from datetime import datetime

from storage import schema
from storage.erasing.rows import change_some
from storage.repository import Repository


class Deliveries(Repository):
    """The inbox's keys."""

    def take(self, key: str, now: datetime) -> bool:
        """Record a delivery; ``False`` if it was recorded before, perhaps by another replica a moment ago."""
        return self._keep(schema.delivery, key=key, taken_at=now)

    def forget(self, before: datetime, limit: int) -> int:
        """Drop keys that were taken before a moment, so long ago that they can't come again; returns how many."""
        table = schema.delivery
        return change_some(self._connection, table, self._here(table), table.c.taken_at < before, limit=limit)
