"""What people found useful or accepted, and the reactions behind it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.marks import Item, Kind, Source
from storage import schema
from storage.repository import Repository, here, new_insert

_mark, _reaction = schema.mark, schema.reaction
HELD = func.pg_advisory_xact_lock(func.hashtextextended(bindparam("message"), 0))
"""PostgreSQL's way to hold a message, named by :func:`message_of`."""
_HOLD = select(HELD)
_REACTED = select(_reaction.c.person, _reaction.c.emoji).where(
    here(_reaction),
    _reaction.c.is_present,
    tuple_(_reaction.c.channel, _reaction.c.ts).in_(bindparam("messages", expanding=True)),
)
ORPHANS_KEPT = timedelta(days=2)
"""How long a reaction waits for its message to become an answer or a card: events come in any order."""


def message_of(workspace: WorkspaceId, channel: ChannelId, ts: MessageTs) -> str:
    """What a message that is held is called."""
    return f"{workspace} {channel} {ts}"


@cache
def _reacting(dialect: str) -> SqliteInsert | PostgresqlInsert:
    """Keep a reaction, if it is the last word on it so far."""
    new = new_insert(dialect, _reaction)
    changed = {name: new.excluded[name] for name in ("is_present", "event_ts", "seen_at")}
    keys = ["workspace", "channel", "ts", "person", "emoji"]
    return new.on_conflict_do_update(
        index_elements=keys, set_=changed, where=_reaction.c.event_ts < new.excluded.event_ts
    )


class Marks(Repository):
    """Marks on answers and tips; reactions by the last word of each."""

    def react(
        self,
        channel: ChannelId,
        ts: MessageTs,
        person: PersonId,
        emoji: str,
        *,
        is_present: bool,
        event_ts: str,
        now: datetime,
    ) -> bool:
        """Record that a reaction was put on or taken off; ``False`` if a later word on it is known.

        Events arrive in any order and more than once: the one with the latest ``event_ts`` is the truth.
        """
        self.hold(channel, ts)
        told = {"is_present": is_present, "event_ts": event_ts, "seen_at": now}
        key = {"workspace": self._workspace, "channel": channel, "ts": ts, "person": person, "emoji": emoji}
        return self._connection.execute(_reacting(self._connection.dialect.name), key | told).rowcount == 1

    def has_reaction(self, channel: ChannelId, ts: MessageTs, person: PersonId, emoji: str) -> bool:
        """Whether such a reaction was kept and is there."""
        mine = (_reaction.c.channel == channel, _reaction.c.ts == ts, _reaction.c.person == person)
        same = (self._here(_reaction), *mine, _reaction.c.emoji == emoji, _reaction.c.is_present)
        return bool(self._connection.execute(select(exists().where(*same))).scalar())

    def hold(self, channel: ChannelId, ts: MessageTs) -> None:
        """Let a reaction and its message's becoming an answer not pass each other unseen, until this commit.

        Whichever is second sees the first. SQLite has one writer at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD, {"message": message_of(self._workspace, channel, ts)})

    def reacted(
        self, messages: Collection[tuple[ChannelId, MessageTs]], person: PersonId | None = None
    ) -> set[tuple[PersonId, str]]:
        """Who reacts on these messages with what now."""
        found = self._run(_REACTED, messages=list(messages))
        return {(PersonId(each.person), each.emoji) for each in found if person in {None, each.person}}

    def set(self, item: Item, person: PersonId, kind: Kind, source: Source, now: datetime) -> bool:
        """Mark an item; ``False`` if this person's mark from this source stands already."""
        told = {"person": person, "kind": kind, "source": source, "marked_at": now}
        return self._keep(_mark, about=item.about, item=item.id, **told)

    def take_back(
        self,
        item: Item,
        person: PersonId | None,
        kind: Kind,
        sources: Collection[Source] = tuple(Source),
    ) -> bool:
        """Take a person's mark (or everybody's) back; ``False`` if there was none."""
        gone = delete(_mark).where(*self._on(item), _mark.c.kind == kind, _mark.c.source.in_(sources))
        if person is not None:
            gone = gone.where(_mark.c.person == person)
        return self._connection.execute(gone).rowcount > 0

    def has(self, item: Item, person: PersonId, kind: Kind) -> bool:
        """Whether a person's mark stands."""
        mine = (*self._on(item), _mark.c.person == person, _mark.c.kind == kind)
        return bool(self._connection.execute(select(exists().where(*mine))).scalar())

    def by(self, item: Item, kind: Kind) -> dict[PersonId, datetime]:
        """Who marked an item, each since when; several marks of one person are one."""
        query = select(_mark.c.person, func.min(_mark.c.marked_at)).where(*self._on(item), _mark.c.kind == kind)
        rows = self._connection.execute(query.group_by(_mark.c.person).order_by(_mark.c.person))
        return {PersonId(person): since for person, since in rows}

    def forget_orphans(self, now: datetime) -> int:
        """Drop old reactions on messages that did not become answers; returns how many."""
        answer, notice = schema.answer, schema.notice
        own = exists().where(
            answer.c.workspace == _reaction.c.workspace,
            answer.c.channel == _reaction.c.channel,
            answer.c.ts == _reaction.c.ts,
        )
        posted = exists().where(
            notice.c.workspace == _reaction.c.workspace,
            notice.c.channel == _reaction.c.channel,
            notice.c.ts == _reaction.c.ts,
        )
        old = _reaction.c.seen_at < now - ORPHANS_KEPT
        statement = delete(_reaction).where(self._here(_reaction), old, ~own, ~posted)
        return self._connection.execute(statement).rowcount

    def _on(self, item: Item) -> tuple[ColumnElement[bool], ...]:
        return self._here(_mark), _mark.c.about == item.about, _mark.c.item == item.id
