"""What people added to tips."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, update

from bot.domain.comments import Comment, Source
from bot.domain.ids import ChannelId, CommentId, MessageTs, PersonId, TipId
from bot.domain.search.documents import Kind as Indexed
from storage import schema
from storage.repository import Repository
from storage.stale import StaleDocuments

_table = schema.comment
_INDEXED = frozenset({"text", "deleted_at"})
"""What the search index has of a comment."""


class Comments(Repository):
    """Comments on tips, by the form and in threads."""

    def add(
        self,
        tip: TipId,
        author: PersonId,
        text: str,
        *,
        source: Source,
        now: datetime,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> CommentId | None:
        """Keep a comment; ``None`` if this very message was kept before."""
        id_ = self._keep_numbered(
            _table, tip=tip, author=author, text=text, source=source, channel=channel, ts=ts, given_at=now
        )
        if id_ is None:
            return None
        self._index_later(tip)
        return CommentId(id_)

    def get(self, comment: CommentId) -> Comment | None:
        """A comment as it stands, a deleted one too."""
        return self._one(self._select().where(_table.c.id == comment))

    def of_tip(self, tip: TipId) -> list[Comment]:
        """The comments that stand, in the order given."""
        query = self._select().where(_table.c.tip == tip, _table.c.deleted_at.is_(None))
        return [_comment(row) for row in self._connection.execute(query.order_by(_table.c.id)).mappings()]

    def written_at(self, channel: ChannelId, ts: MessageTs) -> Comment | None:
        """The comment that its author wrote as this message, a deleted one too."""
        return self._one(self._select().where(_table.c.channel == channel, _table.c.ts == ts))

    def change(self, comment: CommentId, **values: Any) -> bool:
        """Change a comment that is not deleted; ``False`` if there is none."""
        one = (self._here(_table), _table.c.id == comment, _table.c.deleted_at.is_(None))
        changed = update(_table).where(*one).values(**values).returning(_table.c.tip)
        tip = self._connection.execute(changed).scalar()
        if tip is not None and not _INDEXED.isdisjoint(values):
            self._index_later(TipId(tip))
        return tip is not None

    def _index_later(self, tip: TipId) -> None:
        StaleDocuments(self._connection, self._workspace).mark(Indexed.TIP, tip)

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _one(self, query: Select[Any]) -> Comment | None:
        row = self._connection.execute(query).mappings().first()
        return _comment(row) if row else None


def _comment(row: RowMapping) -> Comment:
    return Comment(
        id=CommentId(row["id"]),
        tip=TipId(row["tip"]),
        author=PersonId(row["author"]),
        text=row["text"],
        source=Source(row["source"]),
        channel=row["channel"],
        ts=row["ts"],
        given_at=row["given_at"],
        edited_at=row["edited_at"],
        is_deleted=row["deleted_at"] is not None,
    )
