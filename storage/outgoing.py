"""Notices on their way out, for any number of dispatchers: claimed with a lease, settled only by the claim's holder."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Update,
    bindparam,
    case,
    delete,
    select,
    update,
)

from bot.domain.ids import ChannelId, MessageTs, WorkspaceId
from bot.domain.notices import Notice, State
from storage import claiming, schema
from storage.claiming import LONGEST_PAUSE, is_post
from storage.columns import Moment
from storage.marks import HELD, message_of
from storage.repository import insert

CHANNEL_PACE = timedelta(seconds=1.01)
"""From one post to a channel to the next. Slack takes one a second, and short bursts of more, which are left to what
is not of our making: calls that take longer or shorter ways, and hosts whose clocks differ. The hundredth more grows
back what of them was used up.
"""

_table, _pace = schema.notice, schema.pace
_FREE_AT: BindParameter[datetime] = bindparam("free_at", type_=Moment())
_FREE = (
    update(_pace)
    .where(_pace.c.workspace == bindparam("here"), _pace.c.lane == bindparam("recipient"))
    .values(next_at=_FREE_AT)
)


def _settled(*only_if: ColumnElement[bool], **values: Any) -> Update:
    """End a claim, as long as it is the caller's own."""
    own = (_table.c.id == bindparam("notice"), _table.c.token == bindparam("own"), _table.c.state == State.SENDING)
    return update(_table).where(*own, *only_if).values(lease_until=None, **values)


_AT: BindParameter[datetime] = bindparam("at", type_=Moment())
_ERROR: BindParameter[str] = bindparam("reason")
_PLACE: dict[str, BindParameter[Any]] = {"channel": bindparam("place"), "ts": bindparam("stands_at")}
_CHANGED = _table.c.wanted > bindparam("counted")
_SENT = _settled(
    state=case((_CHANGED, State.DUE), else_=State.SETTLED),
    due_at=case((_CHANGED, _AT), else_=_table.c.due_at),
    attempts=0,
    error=None,
)
_SENT_FIRST = _SENT.values(**_PLACE)
_FOUND = _settled(state=State.DUE, due_at=_AT, attempts=0, error=None, **_PLACE)
_POSTPONED = _settled(state=bindparam("as_before"), due_at=_AT, attempts=bindparam("tries"), error=_ERROR)
_AGAIN = _settled(state=State.DUE, due_at=_AT, error=_ERROR, first_sent_at=None)
_DOUBTED = _settled(state=State.AMBIGUOUS, due_at=_AT, error=_ERROR)
_DROPPED = _settled(_table.c.wanted == bindparam("counted"), state=State.DROPPED, error=None)
_KEPT = _settled(state=State.DUE, due_at=_AT)
_REFUSED = _settled(state=State.REFUSED, error=_ERROR)


@cache
def _in_one(settled: Update, *, is_placed: bool) -> Select[Any]:
    """End a claim, free its channel and hold the message it became, in one way to PostgreSQL; a row if it was won."""
    won = settled.returning(_table.c.workspace, _table.c.recipient).cte("won")
    lane = (_pace.c.workspace == won.c.workspace, _pace.c.lane == won.c.recipient)
    freed = update(_pace).where(*lane).values(next_at=_FREE_AT).cte("freed")
    return select(won.c.workspace, *([HELD] if is_placed else [])).add_cte(freed)


class Outgoing:
    """The dispatcher's view of the notices of all workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime, limit: int, ahead: timedelta = timedelta(0)) -> list[Notice]:
        """Take what is due, at most one post per channel, longest due first, each in the state it waited in.

        A post may be taken so long before its channel is free, which it then has to wait for. A lease that ran out
        makes its notice ambiguous, never simply due again: its holder may have sent it.
        """
        return claiming.claim(self._connection, now, limit, ahead)

    def sent(
        self,
        notice: Notice,
        place: tuple[ChannelId, MessageTs] | None,
        *,
        now: datetime,
        paced_from: datetime | None = None,
    ) -> bool:
        """Settle what Slack has done, with the place of a new message; ``False``: the claim was lost.

        A message that has a place now is held as by :meth:`storage.marks.Marks.hold`. What changed meanwhile is due
        again. The pace of the channel counts from a moment that may be before now.
        """
        if place is None:
            return self._settle(notice, now, _SENT, counted=notice.wanted, at=now)
        return self._settle(notice, paced_from or now, _SENT_FIRST, counted=notice.wanted, at=now, **_at(place))

    def found(self, notice: Notice, place: tuple[ChannelId, MessageTs], now: datetime) -> bool:
        """Note where the message of an ambiguous notice stands, due for an update: it shows what was so back then.

        It is held as by :meth:`sent`.
        """
        return self._settle(notice, now, _FOUND, at=now, **_at(place))

    def postpone(self, notice: Notice, at: datetime, reason: str, *, now: datetime) -> bool:
        """Have another try later that counts as the first: nothing was sent, and nothing failed.

        One that is ambiguous stays so.
        """
        told = {"as_before": notice.state, "tries": notice.attempts - 1, "reason": reason}
        return self._settle(notice, now, _POSTPONED, at=at, **told)

    def again(self, notice: Notice, at: datetime, error: str, *, now: datetime) -> bool:
        """Send again later what certainly was not sent."""
        return self._settle(notice, now, _AGAIN, at=at, reason=error)

    def doubt(self, notice: Notice, at: datetime, error: str, *, now: datetime) -> bool:
        """Look later for what Slack may have done before anything is sent again."""
        return self._settle(notice, now, _DOUBTED, at=at, reason=error)

    def drop(self, notice: Notice, now: datetime) -> bool:
        """Settle what was no longer owed when its time came; ``False``: it changed meanwhile, or the claim was lost."""
        if self._settle(notice, now, _DROPPED, counted=notice.wanted):
            return True
        self._settle(notice, now, _KEPT, at=now)
        return False

    def refuse(self, notice: Notice, error: str, now: datetime) -> bool:
        """End what Slack refuses for good."""
        return self._settle(notice, now, _REFUSED, reason=error)

    def pause(self, workspace: WorkspaceId, lane: str, until: datetime) -> None:
        """Keep a channel, or a kind of message of a whole workspace, from being used by any replica until then."""
        new = insert(self._connection, _pace).values(workspace=workspace, lane=lane, next_at=until)
        longer = (_pace.c.next_at < until) | (_pace.c.next_at > until + LONGEST_PAUSE)
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["workspace", "lane"], set_={"next_at": until}, where=longer)
        )

    def next_chance(self, now: datetime) -> datetime | None:
        """When the first channel is free again for which something is due; ``None`` when none waits for that."""
        return claiming.next_chance(self._connection, now)

    def forget_paces(self, now: datetime) -> int:
        """Drop the paces that are over; returns how many."""
        return self._connection.execute(delete(_pace).where(_pace.c.next_at < now)).rowcount

    def _settle(self, notice: Notice, paced_from: datetime, settled: Update, **told: Any) -> bool:
        own = {"notice": notice.id, "own": notice.token}
        if not is_post(notice.kind, notice.ts):
            return self._connection.execute(settled, own | told).rowcount == 1
        free_at = paced_from + CHANNEL_PACE
        if self._connection.dialect.name == "postgresql":
            if "place" in told:
                told["message"] = message_of(notice.workspace, told["place"], told["stands_at"])
            all_of_it = _in_one(settled, is_placed="place" in told)
            return self._connection.execute(all_of_it, own | told | {"free_at": free_at}).first() is not None
        won = self._connection.execute(settled, own | told).rowcount == 1
        if won:
            told = {"here": notice.workspace, "recipient": notice.recipient, "free_at": free_at}
            self._connection.execute(_FREE, told)
        return won


def _at(place: tuple[ChannelId, MessageTs]) -> dict[str, str]:
    return {"place": place[0], "stands_at": place[1]}
