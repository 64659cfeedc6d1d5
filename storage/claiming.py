"""Taking notices that are due, for any number of dispatchers: each under a lease, at most one post per channel."""

import secrets
from collections.abc import Collection, Sequence
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
    func,
    select,
    tuple_,
    update,
)

from bot.domain.ids import NoticeId, WorkspaceId
from bot.domain.notices import PLACELESS, Kind, Notice, State
from storage import schema
from storage.columns import Moment, among
from storage.repository import insert

LEASE = timedelta(seconds=60)
"""Longer than a send and its settling can take."""
LOOKED_THROUGH = 1_000
"""How many due notices are looked through at once for what may be sent now, or for the channel that is free next."""
LONGEST_PAUSE = timedelta(hours=1)
"""As long as Slack may silence us. What is held for longer was held by a clock that was wrong, and is free."""
SETTLE = timedelta(seconds=30)
"""How long Slack may take to show a message whose sending ended unclearly."""

_table, _pace = schema.notice, schema.pace
WAITING = (State.DUE, State.AMBIGUOUS)
_REVOKED = select(schema.workspace.c.id).where(schema.workspace.c.revoked_at.is_not(None))


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


_METHODS = sorted({method(kind, is_posted=is_posted) for kind in Kind for is_posted in (False, True)})
_NOW: BindParameter[datetime] = bindparam("now", type_=Moment())
_SOON: BindParameter[datetime] = bindparam("soon", type_=Moment())
"""Until then a channel is held for whoever claims, who waits for it."""


def _is_held(lane: ColumnElement[str], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a lane is one that is held. Which these are is looked up once, not for each of all that is due."""
    return tuple_(_table.c.workspace, lane).in_(select(_pace.c.workspace, _pace.c.lane).where(*which))


def _between(after: BindParameter[datetime], longest: str) -> ColumnElement[bool]:
    """In use or paused after a moment, until one no later than ``longest``, a parameter."""
    return (_pace.c.next_at > after) & (_pace.c.next_at <= bindparam(longest, type_=Moment()))


_LANE = case((_is_post(), _table.c.recipient), else_=cast(_table.c.id, String))
"""The channel of a post, of which one is sent at a time; everything else has a lane of its own."""
_FREE = (
    select(_table.c.id, _table.c.due_at, _LANE.label("lane"), _table.c.workspace)
    .where(
        _table.c.workspace.not_in(_REVOKED),
        among(_table.c.state, WAITING),
        _table.c.due_at <= _NOW,
        ~(_is_post() & _is_held(_table.c.recipient, _between(_SOON, "longest_lease"))),
        ~_is_held(_method(), _pace.c.lane.in_(_METHODS), _between(_NOW, "longest_pause")),
    )
    .order_by(_table.c.due_at, _table.c.id)
    .limit(LOOKED_THROUGH)
    .subquery()
)
_TURN = func.row_number().over(partition_by=(_FREE.c.workspace, _FREE.c.lane), order_by=(_FREE.c.due_at, _FREE.c.id))
_READY = select(_FREE.c.id, _FREE.c.due_at, _TURN.label("turn"), func.count().over().label("looked")).subquery()
_FIRSTS = (
    select(_READY.c.id, _READY.c.looked)
    .where(_READY.c.turn == 1)
    .order_by(_READY.c.due_at, _READY.c.id)
    .limit(bindparam("many"))
    .subquery()
)
_FREE_AT = (
    select(_pace.c.next_at)
    .where(_pace.c.workspace == _table.c.workspace, _pace.c.lane == _table.c.recipient, _is_post())
    .where(_pace.c.next_at > _NOW, _pace.c.next_at <= _SOON)
    .scalar_subquery()
)
_CANDIDATES = (  # their state once more: what another replica claimed since is looked at again when it is locked
    select(_table, _FREE_AT.label("free_at"), _FIRSTS.c.looked)
    .join(_FIRSTS, _FIRSTS.c.id == _table.c.id)
    .where(among(_table.c.state, WAITING))
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
_IS_OVER = among(_table.c.state, (State.SENDING,)), _table.c.lease_until < _NOW
_OVER = (
    update(_table)
    .where(*_IS_OVER)
    .values(
        state=case((_is_post(), State.AMBIGUOUS), else_=State.DUE),
        due_at=case((_is_post(), bindparam("settled", type_=Moment())), else_=_NOW),
        lease_until=None,
        error="lease_lost",
    )
)
LOST = select(_table.c.id).where(*_IS_OVER)
"""What was claimed by whoever did not settle it in time."""
_EVER = bindparam(None, datetime(1970, 1, 1, tzinfo=UTC), type_=Moment())
NEXT = (  # neither min() nor without a beginning: so SQLite finds the first by the index
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

Lane = tuple[str, str]
"""A workspace and a channel of it."""


def claim(connection: Connection, now: datetime, limit: int, ahead: timedelta = timedelta(0)) -> list[Notice]:
    """Take what is due, at most one post per channel, longest due first, each in the state it waited in.

    A post may be taken so long before its channel is free, which it then has to wait for. A lease that ran out makes
    its notice ambiguous, never simply due again: its holder may have sent it.
    """
    connection.execute(_OVER, {"now": now, "settled": now + SETTLE})
    claimed: list[Notice] = []
    while len(claimed) < limit:
        some, are_more = _claim_some(connection, now, limit - len(claimed), now + ahead)
        claimed += some
        if not (some and are_more):
            break
    return claimed


def _claim_some(connection: Connection, now: datetime, limit: int, soon: datetime) -> tuple[list[Notice], bool]:
    """Take what there is among the first that may be sent, and tell whether there were more than were looked through.

    Where a few channels have many that wait these are all of the first, and others come behind them.
    """
    told = {"now": now, "soon": soon, "many": limit}
    told |= {"longest_pause": now + LONGEST_PAUSE, "longest_lease": now + LEASE}
    found = connection.execute(_CANDIDATES, told).mappings().all()
    posts = [_lane(row) for row in found if is_post(row["kind"], row["ts"])]
    entered = _enter(connection, posts, now, soon) if posts else set()
    taken = [row for row in found if not is_post(row["kind"], row["ts"]) or _lane(row) in entered]
    return _take(connection, taken, now), any(row["looked"] == LOOKED_THROUGH for row in found)


def next_chance(connection: Connection, now: datetime) -> datetime | None:
    """When the first channel is free again for which something is due; ``None`` when none waits for that."""
    moment: datetime | None = connection.execute(_NEXT_CHANCE, {"now": now}).scalar()
    return moment


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
        free_at=row.get("free_at"),
    )


def is_post(kind: str, ts: str | None) -> bool:
    """Whether what was read makes a new message; see :func:`_is_post`."""
    return ts is None and kind != Kind.HOME


def _enter(connection: Connection, lanes: Collection[Lane], now: datetime, soon: datetime) -> set[Lane]:
    """Take channels that are free by then for as long as the lease; returns those that no other replica has.

    In one order for all replicas: each would else hold a channel that another one waits for.
    """
    until = now + LEASE
    new = insert(connection, _pace).on_conflict_do_update(
        index_elements=["workspace", "lane"],
        set_={"next_at": until},
        where=(_pace.c.next_at <= soon) | (_pace.c.next_at > until),
    )
    rows = [{"workspace": workspace, "lane": lane, "next_at": until} for workspace, lane in sorted(lanes)]
    return {
        (row.workspace, row.lane) for row in connection.execute(new.returning(_pace.c.workspace, _pace.c.lane), rows)
    }


def _take(connection: Connection, rows: Sequence[RowMapping], now: datetime) -> list[Notice]:
    taken = [
        dict(row)
        | {
            "token": secrets.token_hex(8),
            "attempts": row["attempts"] + 1,
            "first_sent_at": row["first_sent_at"] or now,
        }
        for row in rows
    ]
    told = [
        {
            "notice": row["id"],
            "own": row["token"],
            "tries": row["attempts"],
            "since": row["first_sent_at"],
            "until": now + LEASE,
        }
        for row in taken
    ]
    if told:
        connection.execute(_TAKE, told)
    return list(map(as_notice, taken))


def _lane(row: RowMapping) -> Lane:
    return row["workspace"], row["recipient"]
