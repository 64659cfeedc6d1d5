"""Questions that were not asked, because an answer or a tip was found first."""

from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.deflections import Deflected, Deflection
from bot.domain.ids import PersonId
from bot.domain.marks import About, Item
from storage import schema
from storage.repository import Repository

_table = schema.deflection


class Deflections(Repository):
    """What people said helped them before they asked."""

    def add(self, person: PersonId, item: Item, words: str, now: datetime) -> None:
        """Record that an item answered what a person was about to ask in these words."""
        told = {"person": person, "about": item.about, "item": item.id, "words": words, "at": now}
        self._connection.execute(self._insert(_table, **told))

    def standing(self, person: PersonId, since: datetime) -> list[Deflection]:
        """A person's deflections since then that were not taken back, in order."""
        query = (
            select(_table.c.id, _table.c.about, _table.c.item, _table.c.words)
            .where(self._here(_table), _table.c.person == person, _table.c.at >= since)
            .where(_table.c.taken_back_at.is_(None))
            .order_by(_table.c.id)
        )
        rows = self._connection.execute(query)
        return [Deflection(id_, Item(About(about), item), words) for id_, about, item, words in rows]

    def take_back(self, deflection: int, now: datetime) -> None:
        """Count one no longer: the question was asked after all."""
        one = update(_table).where(self._here(_table), _table.c.id == deflection, _table.c.taken_back_at.is_(None))
        self._connection.execute(one.values(taken_back_at=now))

    def count(self, since: datetime) -> Deflected:
        """How many there were since then, of all people together."""
        is_back = _table.c.taken_back_at.is_not(None)
        query = select(_table.c.about, is_back, func.count()).where(self._here(_table), _table.c.at >= since)
        found = {
            (about, bool(back)): count
            for about, back, count in self._connection.execute(query.group_by(_table.c.about, is_back))
        }
        return Deflected(
            by_answers=found.get((About.ANSWER, False), 0),
            by_tips=found.get((About.TIP, False), 0),
            taken_back=sum(count for (_, back), count in found.items() if back),
        )
