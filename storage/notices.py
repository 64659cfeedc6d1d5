"""What is owed to people, as use cases write it: in the transaction of the change that it is about."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, bindparam, case, exists, select, update
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.notices import Kind, Notice, Owed, State, key_of
from storage import schema
from storage.claiming import as_notice
from storage.columns import Moment, among, is_one_of
from storage.repository import Repository, here, insert, new_insert

_table = schema.notice
_WORTH_ANOTHER_TRY = (Kind.HOME, Kind.QUESTION_CARD, Kind.EXPORT)
BUSY = (State.SENDING, State.AMBIGUOUS)
CLOCKS_APART = timedelta(minutes=1)
"""How far Slack's clock may be from ours."""
_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)


def _refreshed(*which: ColumnElement[bool]) -> Update:
    """What waits keeps its time or gets an earlier one; a post planned for later is not made sooner.

    An update that Slack refused may succeed with the next state, and a card that was not owed for a while, its
    question being withdrawn, may be owed again.
    """
    now = bindparam("now", type_=Moment())
    busy, waits = among(_table.c.state, BUSY), _table.c.state == State.DUE
    is_post = _table.c.ts.is_(None) & (_table.c.kind != Kind.HOME)
    refused = (_table.c.state == State.REFUSED) & _table.c.ts.is_(None)
    dropped = (_table.c.state == State.DROPPED) & (_table.c.kind != Kind.QUESTION_CARD)
    values = {
        "wanted": _table.c.wanted + 1,
        "state": case((busy, _table.c.state), else_=State.DUE),
        "due_at": case((busy | (waits & (is_post | (_table.c.due_at < now))), _table.c.due_at), else_=now),
        "request": case((waits, _table.c.request), else_=bindparam("by")),
    }
    return update(_table).where(here(_table), *which, ~refused, ~dropped).values(**values)


_REFRESH = _refreshed(_table.c.kind == bindparam("kind_of"), _table.c.about == bindparam("subject"))
_HASTEN = (
    update(_table)
    .where(
        here(_table),
        _table.c.kind == bindparam("kind_of"),
        is_one_of(_table.c.about, "subjects"),
        _table.c.state == State.DUE,
        _table.c.ts.is_(None),
        _table.c.attempts == 0,
        _table.c.due_at > bindparam("now", type_=Moment()),
    )
    .values(due_at=bindparam("now", type_=Moment()))
)
_REFRESH_HOME = _refreshed(_table.c.key == bindparam("key_of"))
_REFRESH_HOMES = _refreshed(is_one_of(_table.c.key, "keys"))
_OF = select(_table).where(here(_table), _table.c.kind == bindparam("kind"), _table.c.about == bindparam("about"))
_KEYED = select(_table).where(here(_table), _table.c.key == bindparam("key"))
_IS_ON_ITS_WAY = select(
    exists().where(
        here(_table),
        _table.c.recipient == bindparam("recipient_of"),
        among(_table.c.state, BUSY),
        _table.c.ts.is_(None),
        _table.c.first_sent_at < bindparam("before", type_=Moment()),
    )
)
_AT = select(_table).where(here(_table), _table.c.channel == bindparam("channel"), _table.c.ts == bindparam("ts"))


@cache
def _owing(dialect: str) -> SqliteInsert | PostgresqlInsert:
    """Insert a notice, or have the one of the same key looked at again: see :meth:`Notices.owe`."""
    new = new_insert(dialect, _table)
    moved = _table.c.recipient != new.excluded.recipient
    busy = among(_table.c.state, BUSY) & ~moved
    never_shown = (_table.c.state == State.REFUSED) & _table.c.ts.is_(None)
    ended = never_shown & ~moved & ~among(_table.c.kind, _WORTH_ANOTHER_TRY)
    refreshed = {
        "wanted": _table.c.wanted + 1,
        "about": new.excluded.about,
        "recipient": new.excluded.recipient,
        "state": case((busy | ended, _table.c.state), else_=State.DUE),
        "due_at": case((busy, _table.c.due_at), else_=new.excluded.due_at),
        "attempts": case((busy, _table.c.attempts), else_=0),
        "token": case((moved, ""), else_=_table.c.token),
        "first_sent_at": case((moved, None), else_=_table.c.first_sent_at),
        "channel": case((moved, None), else_=_table.c.channel),
        "ts": case((moved, None), else_=_table.c.ts),
        "request": case((_table.c.state == State.DUE, _table.c.request), else_=new.excluded.request),
    }
    return new.on_conflict_do_update(index_elements=["workspace", "key"], set_=refreshed)


class Notices(Repository):
    """Intents that a message exists and is true, on behalf of a request that the log knows: the first not shown yet."""

    def __init__(self, connection: Connection, workspace: WorkspaceId, request: str = "") -> None:
        super().__init__(connection, workspace)
        self._request = request

    def owe(self, *owed: Owed) -> None:
        """Owe a message, or a fresh look of the one that stands for the same key; or several.

        One that is being sent or looked for goes on and is refreshed after. One that goes to another recipient begins
        anew, and no claim on the former can settle it. One that Slack refused to post stays ended, unless a person has
        just asked for it: a Home opened, a card posted. Nothing is owed to somebody who was forgotten.
        """
        if rows := [self._row(each) for each in owed if each.recipient != FORGOTTEN]:
            self._connection.execute(_owing(self._connection.dialect.name), rows)

    def owe_new(self, owed: Sequence[Owed]) -> None:
        """Owe many messages that nobody owed before, in one statement; what is owed already stays as it is."""
        if owed:
            new = insert(self._connection, _table).on_conflict_do_nothing()
            self._connection.execute(new, [self._row(each) for each in owed])

    def refresh(self, kind: Kind, about: int, now: datetime) -> None:
        """Have a message that is owed already show the present state; nothing where none is owed."""
        self._run(_REFRESH, kind_of=kind, subject=about, now=now, by=self._request)

    def hasten(self, kind: Kind, about: Collection[int], now: datetime) -> None:
        """Have messages that were to be posted later be posted now; not what waits because an attempt failed."""
        if about:
            self._run(_HASTEN, kind_of=kind, subjects=about, now=now)

    def refresh_home(self, person: PersonId, now: datetime) -> None:
        """Have a person's App Home show the present state, if they ever opened it."""
        self._run(_REFRESH_HOME, key_of=key_of(Kind.HOME, person), now=now, by=self._request)

    def refresh_homes(self, people: Collection[PersonId], now: datetime) -> None:
        """Have the App Homes of several people show the present state, as far as they ever opened it."""
        self._run(_REFRESH_HOMES, keys=[key_of(Kind.HOME, person) for person in people], now=now, by=self._request)

    def at(self, channel: ChannelId, ts: MessageTs) -> Notice | None:
        """What Knowhow meant by this message of its own."""
        row = self._run(_AT, channel=channel, ts=ts).mappings().first()
        return as_notice(row) if row else None

    def of(self, kind: Kind, about: int) -> Notice | None:
        """The notice of a kind about an item."""
        row = self._run(_OF, kind=kind, about=about).mappings().first()
        return as_notice(row) if row else None

    def of_person(self, kind: Kind, person: PersonId) -> Notice | None:
        """The notice of a kind of which each person has one."""
        row = self._run(_KEYED, key=key_of(kind, person)).mappings().first()
        return as_notice(row) if row else None

    def is_on_its_way(self, recipient: ChannelId | PersonId, written: datetime | None) -> bool:
        """Whether a message of ours to a channel or person is being sent, one that may be written at that moment."""
        before = _ALWAYS if written is None else written + CLOCKS_APART
        return bool(self._run(_IS_ON_ITS_WAY, recipient_of=recipient, before=before).scalar())

    def _row(self, owed: Owed) -> dict[str, Any]:
        """A notice that is due."""
        return {
            "workspace": self._workspace,
            "key": owed.key,
            "kind": owed.kind,
            "about": owed.about,
            "recipient": owed.recipient,
            "state": State.DUE,
            "due_at": owed.due_at,
            "request": self._request,
        }
