"""What people shared."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select

from bot.domain.ids import ChannelId, MessageTs, PersonId, TipId
from bot.domain.search.documents import Kind as Indexed
from bot.domain.tips import Draft, Tip
from storage import schema
from storage.repository import Repository, here
from storage.stale import StaleDocuments

_table = schema.tip
_INDEXED = frozenset({"text", "link", "deleted_at", "outdated_at"})
"""What the search index has of a tip."""

_GET = select(_table).where(here(_table), _table.c.id == bindparam("tip"))
_LOCK = _GET.with_for_update()
_STANDS = _table.c.deleted_at.is_(None)
_AT = select(_table).where(here(_table), _table.c.channel == bindparam("channel"), _table.c.card_ts == bindparam("ts"))


class Tips(Repository):
    """Tips as they stand."""

    def add(self, draft: Draft, now: datetime) -> TipId:
        """Keep a new tip."""
        values = {
            "workspace": self._workspace,
            "author": draft.author,
            "text": draft.text,
            "link": draft.link,
            "channel": draft.channel,
            "shared_at": now,
            "fresh_at": now,
        }
        key = self._connection.execute(_table.insert().values(**values)).inserted_primary_key
        assert key is not None
        self._index_later(key[0])
        return TipId(key[0])

    def get(self, tip: TipId) -> Tip | None:
        """A tip as it stands, a deleted one too."""
        return self._one(_GET, tip=tip)

    def lock(self, tip: TipId) -> Tip | None:
        """A tip as it stands, kept from other replicas until this transaction ends, as questions are."""
        return self._one(_GET if self._only_looks else _LOCK, tip=tip)

    def at(self, channel: ChannelId, ts: MessageTs) -> Tip | None:
        """The tip whose card is this message."""
        return self._one(_AT, channel=channel, ts=ts)

    def change(self, tip: TipId, **values: Any) -> bool:
        """Change a tip that is not deleted; ``False`` if there is none."""
        is_changed = self._change_row(_table, tip, values, _STANDS)
        if is_changed and not _INDEXED.isdisjoint(values):
            self._index_later(tip)
        return is_changed

    def _index_later(self, tip: TipId) -> None:
        StaleDocuments(self._connection, self._workspace).mark(Indexed.TIP, tip)

    def _one(self, statement: Select[Any], **told: Any) -> Tip | None:
        row = self._run(statement, **told).mappings().first()
        return _tip(row) if row else None


def _tip(row: RowMapping) -> Tip:
    return Tip(
        id=TipId(row["id"]),
        author=PersonId(row["author"]),
        text=row["text"],
        link=row["link"],
        channel=ChannelId(row["channel"]),
        shared_at=row["shared_at"],
        edited_at=row["edited_at"],
        is_deleted=row["deleted_at"] is not None,
        useful=row["useful"],
        fresh_at=row["fresh_at"],
        outdated_at=row["outdated_at"],
        reports=row["reports"],
        card_ts=row["card_ts"],
    )
