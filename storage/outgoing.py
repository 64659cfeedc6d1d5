"""Notices on their way out, for any number of dispatchers: claimed with a lease, settled only by the claim's holder."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    String,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    select,
    update,
)

from bot.domain.ids import ChannelId, MessageTs, NoticeId, WorkspaceId
from bot.domain.notices import PLACELESS, Kind, Notice, State
from storage import schema
from storage.columns import Moment, among
from storage.repository import insert

LEASE = timedelta(seconds=60)
"""Longer than a send and its settling can take."""
CHANNEL_PACE = timedelta(seconds=1.05)
"""Slack posts one message a second to a channel. From its answer on, and a little more: our hosts' clocks differ."""
LOOKED_THROUGH = 1_000
"""How many due posts are looked through for the channel that is free next."""
LONGEST_PAUSE = timedelta(hours=1)
"""As long as Slack may silence us. What is held for longer was held by a clock that was wrong, and is free."""
SETTLE = timedelta(seconds=30)
"""How long Slack may take to show a message whose sending ended unclearly."""

_table, _pace = schema.notice, schema.pace
WAITING = (State.DUE, State.AMBIGUOUS)


def method(kind: Kind, *, is_posted: bool) -> str:
    """The lane that all notices of a workspace share which Slack's method limits together."""
    if kind is Kind.HOME:
        return "views.publish"
    if kind is Kind.EXPORT:
        return "files.completeUploadExternal"
    return "chat.update" if is_posted else "chat.postMessage"


def _of_active(query: Select[Any]) -> Select[Any]:
    """Only of workspaces whose token is good."""
    tenant = schema.workspace
    return query.join(tenant, tenant.c.id == _table.c.workspace).where(tenant.c.revoked_at.is_(None))


def _is_post() -> ColumnElement[bool]:
    """Whether it makes a new message. Updates and Homes don't: they keep no pace and may be sent twice."""
    return _table.c.ts.is_(None) & (_table.c.kind != Kind.HOME)


def _method() -> ColumnElement[str]:
    return case(
        *((_table.c.kind == kind, method(kind, is_posted=False)) for kind in sorted(PLACELESS)),
        (_table.c.ts.is_not(None), method(Kind.USAGE, is_posted=True)),
        else_=method(Kind.USAGE, is_posted=False),
    )


_NOW: BindParameter[datetime] = bindparam("now", type_=Moment())


def _is_held(lane: ColumnElement[str], longest: str) -> ColumnElement[bool]:
    """Whether a lane is in use or paused now: until a moment no later than ``longest``, a parameter."""
    until = _pace.c.next_at
    is_soon = until <= bindparam(longest, type_=Moment())
    return exists().where(_pace.c.workspace == _table.c.workspace, _pace.c.lane == lane, until > _NOW, is_soon)


_LANE = case((_is_post(), _table.c.recipient), else_=cast(_table.c.id, String))
"""The channel of a post, of which one is sent at a time; everything else has a lane of its own."""
_TURN = func.row_number().over(partition_by=(_table.c.workspace, _LANE), order_by=(_table.c.due_at, _table.c.id))
_READY = (
    _of_active(select(_table.c.id, _table.c.due_at, _TURN.label("turn")))
    .where(
        among(_table.c.state, WAITING),
        _table.c.due_at <= _NOW,
        ~_is_held(_method(), "longest_pause"),
        ~(_is_held(_table.c.recipient, "longest_lease") & _is_post()),
    )
    .subquery()
)
_FIRSTS = select(_READY.c.id).where(_READY.c.turn == 1).order_by(_READY.c.due_at, _READY.c.id).limit(bindparam("many"))
_CANDIDATES = (  # their state once more: what another replica claimed since is looked at again when it is locked
    select(_table)
    .where(_table.c.id.in_(_FIRSTS.scalar_subquery()), among(_table.c.state, WAITING))
    .order_by(_table.c.due_at, _table.c.id)
    .with_for_update(skip_locked=True, of=_table)
)
_DUE_POSTS = (
    _of_active(select(_table.c.workspace, _table.c.recipient))
    .where(among(_table.c.state, WAITING), _table.c.due_at <= _NOW, _is_post())
    .limit(LOOKED_THROUGH)
    .subquery()
)
_NEXT_CHANCE = (
    select(func.min(_pace.c.next_at))
    .join(_DUE_POSTS, (_DUE_POSTS.c.workspace == _pace.c.workspace) & (_DUE_POSTS.c.recipient == _pace.c.lane))
    .where(_pace.c.next_at > _NOW)
)
_OVER = (
    update(_table)
    .where(among(_table.c.state, (State.SENDING,)), _table.c.lease_until < _NOW)
    .values(
        state=case((_is_post(), State.AMBIGUOUS), else_=State.DUE),
        due_at=case((_is_post(), bindparam("settled", type_=Moment())), else_=_NOW),
        lease_until=None,
        error="lease_lost",
    )
)
_EVER = bindparam(None, datetime(1970, 1, 1, tzinfo=UTC), type_=Moment())
_NEXT = (  # neither min() nor without a beginning: so SQLite finds the first by the index
    _of_active(select(_table.c.due_at))
    .where(among(_table.c.state, WAITING), _table.c.due_at >= _EVER)
    .order_by(_table.c.due_at)
    .limit(1)
)
_TAKE = (
    update(_table)
    .where(_table.c.id == bindparam("notice"))
    .values(
        state=State.SENDING,
        attempts=bindparam("tries"),
        token=bindparam("own"),
        lease_until=bindparam("until", type_=Moment()),
        first_sent_at=bindparam("since", type_=Moment()),
    )
)
_FREE = (
    update(_pace)
    .where(_pace.c.workspace == bindparam("here"), _pace.c.lane == bindparam("recipient"))
    .values(next_at=bindparam("free_at", type_=Moment()))
)


class Outgoing:
    """The dispatcher's view of the notices of all workspaces."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime, limit: int) -> list[Notice]:
        """Take what is due, at most one post per channel, longest due first, each in the state it waited in.

        A lease that ran out makes its notice ambiguous, never simply due again: its holder may have sent it.
        """
        self._expire_leases(now)
        told = {"now": now, "many": limit, "longest_pause": now + LONGEST_PAUSE, "longest_lease": now + LEASE}
        found = self._connection.execute(_CANDIDATES, told).mappings().all()
        # In one order for all replicas: each would else hold a channel that another one waits for.
        entered = [row for row in sorted(found, key=_place_of) if self._may_enter(row, now)]
        return [self._take(row, now) for row in sorted(entered, key=lambda row: (row["due_at"], row["id"]))]

    def sent(self, notice: Notice, place: tuple[ChannelId, MessageTs] | None, *, now: datetime) -> bool:
        """Settle what Slack has done, with the place of a new message; ``False``: the claim was lost.

        What changed meanwhile is due again.
        """
        changed = _table.c.wanted > notice.wanted
        values = {
            "state": case((changed, State.DUE), else_=State.SETTLED),
            "due_at": case((changed, now), else_=_table.c.due_at),
            "attempts": 0,
            "error": None,
        }
        return self._settle(notice, now, values | _at(place))

    def found(self, notice: Notice, place: tuple[ChannelId, MessageTs], now: datetime) -> bool:
        """Note where the message of an ambiguous notice stands, due for an update: it shows what was so back then."""
        return self._settle(notice, now, {"state": State.DUE, "due_at": now, "attempts": 0, "error": None} | _at(place))

    def postpone(self, notice: Notice, at: datetime, reason: str, *, now: datetime) -> bool:
        """Have another try later that counts as the first: nothing was sent, and nothing failed.

        One that is ambiguous stays so.
        """
        return self._settle(
            notice, now, {"state": notice.state, "due_at": at, "attempts": notice.attempts - 1, "error": reason}
        )

    def again(self, notice: Notice, at: datetime, error: str, *, now: datetime) -> bool:
        """Send again later what certainly was not sent."""
        return self._settle(notice, now, {"state": State.DUE, "due_at": at, "error": error, "first_sent_at": None})

    def doubt(self, notice: Notice, at: datetime, error: str, *, now: datetime) -> bool:
        """Look later for what Slack may have done before anything is sent again."""
        return self._settle(notice, now, {"state": State.AMBIGUOUS, "due_at": at, "error": error})

    def drop(self, notice: Notice, now: datetime) -> bool:
        """Settle what was no longer owed when its time came; ``False``: it changed meanwhile, or the claim was lost."""
        if self._settle(notice, now, {"state": State.DROPPED, "error": None}, only_if=_table.c.wanted == notice.wanted):
            return True
        self._settle(notice, now, {"state": State.DUE, "due_at": now})
        return False

    def refuse(self, notice: Notice, error: str, now: datetime) -> bool:
        """End what Slack refuses for good."""
        return self._settle(notice, now, {"state": State.REFUSED, "error": error})

    def pause(self, workspace: WorkspaceId, lane: str, until: datetime) -> None:
        """Keep a channel, or a kind of message of a whole workspace, from being used by any replica until then."""
        new = insert(self._connection, _pace).values(workspace=workspace, lane=lane, next_at=until)
        longer = (_pace.c.next_at < until) | (_pace.c.next_at > until + LONGEST_PAUSE)
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["workspace", "lane"], set_={"next_at": until}, where=longer)
        )

    def next_chance(self, now: datetime) -> datetime | None:
        """When the first channel is free again for which something is due; ``None`` when none waits for that."""
        moment: datetime | None = self._connection.execute(_NEXT_CHANCE, {"now": now}).scalar()
        return moment

    def next_due(self) -> datetime | None:
        """When the next notice of an active workspace is due, whatever its pace."""
        moment: datetime | None = self._connection.execute(_NEXT).scalar()
        return moment

    def forget_paces(self, now: datetime) -> int:
        """Drop the paces that are over; returns how many."""
        return self._connection.execute(delete(_pace).where(_pace.c.next_at < now)).rowcount

    def _may_enter(self, row: RowMapping, now: datetime) -> bool:
        """Take the channel of a post for as long as the lease; ``False`` when another replica has it."""
        if not _posts(row["kind"], row["ts"]):
            return True
        until = now + LEASE
        lane = insert(self._connection, _pace).values(workspace=row["workspace"], lane=row["recipient"], next_at=until)
        taken = lane.on_conflict_do_update(
            index_elements=["workspace", "lane"],
            set_={"next_at": until},
            where=(_pace.c.next_at <= now) | (_pace.c.next_at > until),
        )
        return self._connection.execute(taken).rowcount == 1

    def _take(self, row: RowMapping, now: datetime) -> Notice:
        values = {
            "token": secrets.token_hex(8),
            "attempts": row["attempts"] + 1,
            "first_sent_at": row["first_sent_at"] or now,
        }
        told = {"own": values["token"], "tries": values["attempts"], "since": values["first_sent_at"]}
        self._connection.execute(_TAKE, {"notice": row["id"], "until": now + LEASE} | told)
        return as_notice(dict(row) | values)

    def _settle(
        self, notice: Notice, now: datetime, values: dict[str, Any], *, only_if: ColumnElement[bool] | None = None
    ) -> bool:
        mine = [_table.c.id == notice.id, _table.c.token == notice.token, _table.c.state == State.SENDING]
        also = [] if only_if is None else [only_if]
        settled = update(_table).where(*mine, *also).values(lease_until=None, **values)
        won = self._connection.execute(settled).rowcount == 1
        if won and _posts(notice.kind, notice.ts):
            told = {"here": notice.workspace, "recipient": notice.recipient, "free_at": now + CHANNEL_PACE}
            self._connection.execute(_FREE, told)
        return won

    def _expire_leases(self, now: datetime) -> None:
        """Posts may have been sent; what may simply be repeated is due."""
        self._connection.execute(_OVER, {"now": now, "settled": now + SETTLE})


def as_notice(row: RowMapping | dict[str, Any]) -> Notice:
    """Read a row."""
    return Notice(
        id=NoticeId(row["id"]),
        workspace=WorkspaceId(row["workspace"]),
        key=row["key"],
        kind=Kind(row["kind"]),
        about=row["about"],
        recipient=row["recipient"],
        state=State(row["state"]),
        wanted=row["wanted"],
        attempts=row["attempts"],
        token=row["token"],
        first_sent_at=row["first_sent_at"],
        channel=row["channel"],
        ts=row["ts"],
        error=row["error"],
        request=row["request"],
    )


def _posts(kind: str, ts: str | None) -> bool:
    """The same of a row that was read."""
    return ts is None and kind != Kind.HOME


def _place_of(row: RowMapping) -> tuple[str, str, int]:
    return row["workspace"], row["recipient"], row["id"]


def _at(place: tuple[ChannelId, MessageTs] | None) -> dict[str, Any]:
    return {} if place is None else {"channel": place[0], "ts": place[1]}
