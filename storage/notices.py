"""What is owed to people, as use cases write it: in the transaction of the change that it is about."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, bindparam, case, exists, select, update

from bot.domain.ids import ChannelId, MessageTs, PersonId
from bot.domain.notices import Kind, Notice, Owed, State
from storage import schema
from storage.columns import Moment, among
from storage.outgoing import as_notice
from storage.repository import Repository, here

_table = schema.notice
_WORTH_ANOTHER_TRY = (Kind.HOME, Kind.QUESTION_CARD)
BUSY = (State.SENDING, State.AMBIGUOUS)
CLOCKS_APART = timedelta(minutes=1)
"""How far Slack's clock may be from ours."""


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
    }
    return update(_table).where(here(_table), *which, ~refused, ~dropped).values(**values)


_REFRESH = _refreshed(_table.c.kind == bindparam("kind_of"), _table.c.about == bindparam("subject"))
_REFRESH_HOMES = _refreshed(_table.c.key.in_(bindparam("keys", expanding=True)))
_OF = select(_table).where(here(_table), _table.c.kind == bindparam("kind"), _table.c.about == bindparam("about"))
_AT = select(_table).where(here(_table), _table.c.channel == bindparam("channel"), _table.c.ts == bindparam("ts"))


class Notices(Repository):
    """Intents that a message exists and is true."""

    def owe(self, owed: Owed) -> None:
        """Owe a message, or a fresh look of the one that stands for the same key.

        One that is being sent or looked for goes on and is refreshed after. One that goes to another recipient begins
        anew, and no claim on the former can settle it. One that Slack refused to post stays ended, unless a person has
        just asked for it: a Home opened, a card posted.
        """
        new = self._insert(
            _table,
            key=owed.key,
            kind=owed.kind,
            about=owed.about,
            recipient=owed.recipient,
            state=State.DUE,
            due_at=owed.due_at,
        )
        moved = _table.c.recipient != new.excluded.recipient
        busy = among(_table.c.state, BUSY) & ~moved
        never_shown = (_table.c.state == State.REFUSED) & _table.c.ts.is_(None)
        ended = never_shown & ~moved & _table.c.kind.not_in(_WORTH_ANOTHER_TRY)
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
        }
        self._connection.execute(new.on_conflict_do_update(index_elements=["workspace", "key"], set_=refreshed))

    def owe_new(self, owed: Sequence[Owed]) -> None:
        """Owe many messages that nobody owed before, in one statement; what is owed already stays as it is."""
        rows = [
            {
                "workspace": self._workspace,
                "key": each.key,
                "kind": each.kind,
                "about": each.about,
                "recipient": each.recipient,
                "state": State.DUE,
                "due_at": each.due_at,
            }
            for each in owed
        ]
        if rows:
            self._connection.execute(self._insert(_table).on_conflict_do_nothing(), rows)

    def refresh(self, kind: Kind, about: int, now: datetime) -> None:
        """Have a message that is owed already show the present state; nothing where none is owed."""
        self._run(_REFRESH, kind_of=kind, subject=about, now=now)

    def refresh_home(self, person: PersonId, now: datetime) -> None:
        """Have a person's App Home show the present state, if they ever opened it."""
        self.refresh_homes([person], now)

    def refresh_homes(self, people: Collection[PersonId], now: datetime) -> None:
        """Have the App Homes of several people show the present state, as far as they ever opened it."""
        self._run(_REFRESH_HOMES, keys=[f"{Kind.HOME.value}:{person}" for person in people], now=now)

    def at(self, channel: ChannelId, ts: MessageTs) -> Notice | None:
        """What Knowhow meant by this message of its own."""
        row = self._run(_AT, channel=channel, ts=ts).mappings().first()
        return as_notice(row) if row else None

    def of(self, kind: Kind, about: int) -> Notice | None:
        """The notice of a kind about an item."""
        row = self._run(_OF, kind=kind, about=about).mappings().first()
        return as_notice(row) if row else None

    def is_on_its_way(self, recipient: ChannelId | PersonId, written: datetime | None) -> bool:
        """Whether a message of ours to a channel or person is being sent, one that may be written at that moment."""
        busy = among(_table.c.state, BUSY)
        ours = [self._here(_table), _table.c.recipient == recipient, busy, _table.c.ts.is_(None)]
        if written is not None:
            ours.append(_table.c.first_sent_at < written + CLOCKS_APART)
        query = select(exists().where(*ours))
        return bool(self._connection.execute(query).scalar())
