"""What people answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select, update

from bot.domain.answers import Answer, Source
from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId
from bot.domain.imports import PastAnswer
from bot.domain.notices import Kind
from bot.domain.search.documents import Kind as Indexed
from storage import schema
from storage.columns import among
from storage.practice import Practice
from storage.repository import Repository, here, insert
from storage.stale import StaleDocuments

_table = schema.answer
_INDEXED = frozenset({"text", "deleted_at", "outdated_at"})
"""What the search index has of an answer."""
_POSTED = (Kind.ANSWER_IN_THREAD, Kind.ANSWER_TO_ASKER)

_ANSWERS = select(_table).where(here(_table))
_GET = _ANSWERS.where(_table.c.id == bindparam("answer"))
_WRITTEN_AT = _ANSWERS.where(_table.c.channel == bindparam("channel"), _table.c.ts == bindparam("ts"))
_notice = schema.notice
_POSTED_AT = _ANSWERS.where(
    _table.c.id.in_(
        select(_notice.c.about).where(
            here(_notice),
            _notice.c.channel == bindparam("channel"),
            _notice.c.ts == bindparam("ts"),
            among(_notice.c.kind, _POSTED),
        )
    )
)
_OF_QUESTION = (
    select(_table)
    .where(here(_table), _table.c.question == bindparam("question"), _table.c.deleted_at.is_(None))
    .order_by(_table.c.id)
)


class Answers(Repository):
    """Answers, and the messages in which people see them."""

    def add(
        self,
        question: QuestionId,
        author: PersonId,
        text: str,
        *,
        source: Source,
        now: datetime,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> AnswerId | None:
        """Keep an answer; ``None`` if this very message was kept before."""
        id_ = self._keep_numbered(
            _table,
            question=question,
            author=author,
            text=text,
            source=source,
            channel=channel,
            ts=ts,
            given_at=now,
            fresh_at=now,
        )
        if id_ is None:
            return None
        self._changed(question, author)
        return AnswerId(id_)

    def bring_in(self, question: QuestionId, answers: Sequence[PastAnswer]) -> dict[str, AnswerId]:
        """Keep answers of the past in one go; returns those that were not there yet, by their origin."""
        rows = [
            {
                "workspace": self._workspace,
                "question": question,
                "author": each.said.author,
                "text": each.said.text,
                "source": Source.IMPORTED,
                "channel": each.said.channel,
                "ts": each.said.ts,
                "given_at": each.said.at,
                "fresh_at": each.said.at,
                "origin": each.said.origin,
                "useful": len(each.useful_to),
            }
            for each in answers
        ]
        new = insert(self._connection, _table).on_conflict_do_nothing().returning(_table.c.origin, _table.c.id)
        kept = {origin: AnswerId(id_) for origin, id_ in self._connection.execute(new, rows)} if rows else {}
        if kept:
            StaleDocuments(self._connection, self._workspace).mark(Indexed.QUESTION, question)
            Practice(self._connection, self._workspace).mark([each.said.author for each in answers])
        return kept

    def get(self, answer: AnswerId) -> Answer | None:
        """An answer as it stands."""
        return self._one(_GET, answer=answer)

    def of_question(self, question: QuestionId) -> list[Answer]:
        """The answers that stand, in the order given."""
        return [_answer(row) for row in self._run(_OF_QUESTION, question=question).mappings().all()]

    def brought_in(self, author: PersonId, limit: int) -> list[Answer]:
        """A person's answers of the past that were brought in and not removed since, latest first."""
        mine = (_table.c.author == author, _table.c.origin.is_not(None), _table.c.deleted_at.is_(None))
        query = select(_table).where(self._here(_table), *mine)
        latest = query.order_by(_table.c.given_at.desc(), _table.c.id.desc()).limit(limit)
        return [_answer(row) for row in self._connection.execute(latest).mappings()]

    def written_at(self, channel: ChannelId, ts: MessageTs) -> Answer | None:
        """The answer that its author wrote as this message."""
        return self._one(_WRITTEN_AT, channel=channel, ts=ts)

    def seen_at(self, channel: ChannelId, ts: MessageTs) -> Answer | None:
        """The answer that people read in this message: its author's own, or the one Knowhow posted."""
        if own := self.written_at(channel, ts):
            return own
        return self._one(_POSTED_AT, channel=channel, ts=ts)

    def messages(self, answer: AnswerId) -> list[tuple[ChannelId, MessageTs]]:
        """The messages in which people see an answer."""
        notice = schema.notice
        own = select(_table.c.channel, _table.c.ts).where(self._here(_table), _table.c.id == answer)
        posted = select(notice.c.channel, notice.c.ts).where(
            self._here(notice), notice.c.about == answer, notice.c.kind.in_(_POSTED)
        )
        rows = self._connection.execute(own.union(posted))
        return [(ChannelId(channel), MessageTs(ts)) for channel, ts in rows if channel and ts]

    def change(self, answer: AnswerId, **values: Any) -> bool:
        """Change an answer that is not deleted; ``False`` if there is none."""
        one = (self._here(_table), _table.c.id == answer, _table.c.deleted_at.is_(None))
        changed = update(_table).where(*one).values(**values).returning(_table.c.question, _table.c.author)
        row = self._connection.execute(changed).first()
        if row is not None and not _INDEXED.isdisjoint(values):
            self._changed(QuestionId(row.question), PersonId(row.author))
        return row is not None

    def _changed(self, question: QuestionId, author: PersonId) -> None:
        """Have what is made of answers follow: the index, and what is known of who answers."""
        StaleDocuments(self._connection, self._workspace).mark(Indexed.QUESTION, question)
        Practice(self._connection, self._workspace).mark([author])

    def _one(self, statement: Select[Any], **told: Any) -> Answer | None:
        row = self._run(statement, **told).mappings().first()
        return _answer(row) if row else None


def _answer(row: RowMapping) -> Answer:
    return Answer(
        id=AnswerId(row["id"]),
        question=QuestionId(row["question"]),
        author=PersonId(row["author"]),
        text=row["text"],
        source=Source(row["source"]),
        channel=row["channel"],
        ts=row["ts"],
        given_at=row["given_at"],
        edited_at=row["edited_at"],
        is_deleted=row["deleted_at"] is not None,
        useful=row["useful"],
        fresh_at=row["fresh_at"],
        outdated_at=row["outdated_at"],
        reports=row["reports"],
        origin=row["origin"],
    )
