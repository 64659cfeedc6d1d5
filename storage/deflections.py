"""Questions that were not asked, because an answer or a tip was found first."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update

from bot.domain.deflections import Deflected, Deflection
from bot.domain.ids import PersonId
from bot.domain.marks import About, Item
from storage import schema
from storage.columns import Moment
from storage.repository import Repository, here

_table = schema.deflection
_STANDING = (
    select(_table.c.id, _table.c.about, _table.c.item, _table.c.words)
    .where(here(_table), _table.c.person == bindparam("person"), _table.c.at >= bindparam("since", type_=Moment()))
    .where(_table.c.taken_back_at.is_(None))
    .order_by(_table.c.id)
)


class Deflections(Repository):
    """What people said helped them before they asked."""

    def add(self, person: PersonId, item: Item, words: str, now: datetime) -> None:
        """Record that an item answered what a person was about to ask in these words."""
        told = {"person": person, "about": item.about, "item": item.id, "words": words, "at": now}
        self._keep(_table, **told)

    def standing(self, person: PersonId, since: datetime) -> list[Deflection]:
        """A person's deflections since then that were not taken back, in order."""
        rows = self._run(_STANDING, person=person, since=since).all()
        return [Deflection(row.id, Item(About(row.about), row.item), row.words) for row in rows]

    def take_back(self, deflection: int, now: datetime) -> None:
        """Count one no longer: the question was asked after all."""
        one = update(_table).where(self._here(_table), _table.c.id == deflection, _table.c.taken_back_at.is_(None))
        self._connection.execute(one.values(taken_back_at=now))

    def count(self, since: datetime) -> Deflected:
        """How many there were since then, of all people together, by what was said in public."""
        is_back = _table.c.taken_back_at.is_not(None)
        query = (
            select(_table.c.about, is_back, func.count())
            .where(self._here(_table), _table.c.at >= since)
            .where(self._is_public(About.ANSWER) | self._is_public(About.TIP))
        )
        found = {
            (about, bool(back)): count
            for about, back, count in self._connection.execute(query.group_by(_table.c.about, is_back))
        }
        return Deflected(
            by_answers=found.get((About.ANSWER, False), 0),
            by_tips=found.get((About.TIP, False), 0),
            taken_back=sum(count for (_, back), count in found.items() if back),
        )

    def _is_public(self, about: About) -> ColumnElement[bool]:
        """Whether it is about such an item, which stands in a public channel; a look-up by keys for each."""
        answer, question, tip, place = schema.answer, schema.question, schema.tip, schema.place
        stands_in = question.c.channel if about is About.ANSWER else tip.c.channel
        public = self._here(place), place.c.id == stands_in, ~place.c.is_private
        if about is About.TIP:
            found = exists().where(self._here(tip), tip.c.id == _table.c.item, *public)
        else:
            asked = self._here(question), question.c.id == answer.c.question
            found = exists().where(self._here(answer), answer.c.id == _table.c.item, *asked, *public)
        return (_table.c.about == about) & found
