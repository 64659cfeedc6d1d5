"""What there is to do in any workspace, in one look: most looks find nothing, and each is a transaction."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Select, bindparam, or_, select

from storage import claiming, due, forgetting, newcomers, stale
from storage.columns import Moment


class Chore(StrEnum):
    """What a loop of the worker does."""

    PLAN = "plan"
    SEND = "send"
    INDEX = "index"
    ERASE = "erase"


def _any(*queries: Select[tuple[object, ...]]) -> ColumnElement[bool]:
    return or_(*(query.order_by(None).limit(None).exists() for query in queries))


def _is_due(first: Select[tuple[datetime]]) -> ColumnElement[bool]:
    """Whether the first is due by now, or unknown where none is; for EXISTS PostgreSQL would forget the order."""
    return first.scalar_subquery() <= bindparam("now", type_=Moment())


_CHORES = select(
    or_(_is_due(due.NEXT_QUESTION), _is_due(due.NEXT_COHORT), _any(newcomers.PEOPLE, newcomers.PLACES)).label(
        Chore.PLAN
    ),
    or_(_is_due(claiming.NEXT), _any(claiming.LOST)).label(Chore.SEND),
    _any(*stale.BEHIND).label(Chore.INDEX),
    _any(forgetting.WAITING, forgetting.TRACES).label(Chore.ERASE),
)
_NEXT = select(
    due.NEXT_QUESTION.scalar_subquery().label("question"),
    due.NEXT_COHORT.scalar_subquery().label("cohort"),
    claiming.NEXT.scalar_subquery().label("notice"),
)


class Agenda:
    """All that waits for the worker."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def chores(self, now: datetime) -> set[Chore]:
        """What may have something to do now: none is left out, but what is found may not be free to be done yet."""
        found = self._connection.execute(_CHORES, {"now": now}).mappings().one()
        return {chore for chore in Chore if found[chore]}

    def next_of_each(self) -> dict[str, datetime | None]:
        """When the next question, cohort and notice of any active workspace is due, whatever the notice's pace."""
        return dict(self._connection.execute(_NEXT).mappings().one())

    def next_due(self) -> datetime | None:
        """When the next of them is due."""
        return min(filter(None, self.next_of_each().values()), default=None)
