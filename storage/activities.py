"""What happened, append-only: the source of learning records."""

from datetime import datetime

from bot.domain.ids import PersonId
from storage import schema
from storage.repository import Repository


class Activities(Repository):
    """The log of what people did."""

    def record(self, verb: str, item: str, *, person: PersonId | None, at: datetime) -> None:
        """Append that ``person`` did ``verb`` to ``item`` (such as ``question:7``)."""
        self._keep(schema.activity, person=person, verb=verb, item=item, at=at)
