"""What people say to a cohort's questions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, update

from bot.domain.cohort_shown import Tally
from bot.domain.comments import Source
from bot.domain.ids import ChannelId, CohortId, MessageTs, PersonId, RunAnswerId, RunId
from bot.domain.notices import Kind
from bot.domain.runs import RunAnswer
from storage import schema
from storage.repository import Repository

_table = schema.run_answer


class RunAnswers(Repository):
    """Answers in cohorts, by the form and in threads."""

    def add(
        self,
        run: RunId,
        author: PersonId,
        text: str,
        *,
        source: Source,
        now: datetime,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> RunAnswerId | None:
        """Keep an answer; ``None`` if this very message was kept before."""
        told = {"run": run, "author": author, "text": text, "source": source, "channel": channel, "ts": ts}
        id_ = self._keep_numbered(_table, given_at=now, **told)
        return None if id_ is None else RunAnswerId(id_)

    def get(self, answer: RunAnswerId) -> RunAnswer | None:
        """An answer, a deleted one too."""
        return self._one(self._select().where(_table.c.id == answer))

    def of_runs(self, runs: Collection[RunId]) -> list[RunAnswer]:
        """The answers to these runs that stand, in order."""
        query = self._select().where(_table.c.run.in_(runs), _table.c.deleted_at.is_(None)).order_by(_table.c.id)
        return [_answer(row) for row in self._connection.execute(query).mappings()]

    def has_answered(self, run: RunId, person: PersonId) -> bool:
        """Whether somebody has an answer to a run that stands."""
        one = (self._here(_table), _table.c.run == run, _table.c.author == person, _table.c.deleted_at.is_(None))
        return self._connection.execute(select(_table.c.id).where(*one).limit(1)).first() is not None

    def tallies(self, cohort: CohortId, runs: Collection[RunId]) -> dict[RunId, Tally]:
        """What each of these runs of a cohort brought; those without answers are left out."""
        member = schema.cohort_member
        is_member = (
            (member.c.workspace == _table.c.workspace)
            & (member.c.cohort == cohort)
            & (member.c.person == _table.c.author)
        )
        query = (
            select(
                _table.c.run,
                func.count(_table.c.id),
                func.count(_table.c.author.distinct()),
                func.count(member.c.person.distinct()),
                func.sum(_table.c.useful),
            )
            .outerjoin(member, is_member)
            .where(self._here(_table), _table.c.run.in_(runs), _table.c.deleted_at.is_(None))
            .group_by(_table.c.run)
        )
        return {RunId(run): Tally(*counted) for run, *counted in self._connection.execute(query)}

    def written_at(self, channel: ChannelId, ts: MessageTs) -> RunAnswer | None:
        """The answer that this message of its author's own is."""
        return self._one(self._select().where(_table.c.channel == channel, _table.c.ts == ts))

    def seen_at(self, channel: ChannelId, ts: MessageTs) -> RunAnswer | None:
        """The answer that people read in this message: its author's own, or the one Knowhow posted."""
        if own := self.written_at(channel, ts):
            return own
        return self._one(self._select().where(_table.c.id.in_(self._posted_at(channel, ts))))

    def messages(self, answer: RunAnswerId) -> list[tuple[ChannelId, MessageTs]]:
        """The messages in which people see an answer."""
        notice = schema.notice
        own = select(_table.c.channel, _table.c.ts).where(self._here(_table), _table.c.id == answer)
        posted = select(notice.c.channel, notice.c.ts).where(
            self._here(notice), notice.c.about == answer, notice.c.kind == Kind.RUN_ANSWER_IN_THREAD
        )
        rows = self._connection.execute(own.union(posted))
        return [(ChannelId(channel), MessageTs(ts)) for channel, ts in rows if channel and ts]

    def change(self, answer: RunAnswerId, **values: Any) -> bool:
        """Change an answer that is not deleted; ``False`` if there is none."""
        one = (self._here(_table), _table.c.id == answer, _table.c.deleted_at.is_(None))
        return self._connection.execute(update(_table).where(*one).values(**values)).rowcount == 1

    def _posted_at(self, channel: ChannelId, ts: MessageTs) -> Select[Any]:
        notice = schema.notice
        message = (notice.c.channel == channel, notice.c.ts == ts, notice.c.kind == Kind.RUN_ANSWER_IN_THREAD)
        return select(notice.c.about).where(self._here(notice), *message)

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _one(self, query: Select[Any]) -> RunAnswer | None:
        row = self._connection.execute(query).mappings().first()
        return _answer(row) if row else None


def _answer(row: RowMapping) -> RunAnswer:
    return RunAnswer(
        id=RunAnswerId(row["id"]),
        run=RunId(row["run"]),
        author=PersonId(row["author"]),
        text=row["text"],
        source=Source(row["source"]),
        channel=row["channel"],
        ts=row["ts"],
        given_at=row["given_at"],
        edited_at=row["edited_at"],
        is_deleted=row["deleted_at"] is not None,
        useful=row["useful"],
        highlighted_at=row["highlighted_at"],
    )
