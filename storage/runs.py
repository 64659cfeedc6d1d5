"""Each posting of a prompt."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, func, select

from bot.domain.ids import ChannelId, CohortId, MessageTs, PromptId, RunId
from bot.domain.runs import Planned, Run, State
from storage import schema
from storage.prompts import said_in
from storage.repository import Repository, here

_table = schema.run
_STANDING = (State.DUE, State.POSTED)
"""What was or will be seen; a missed run leaves its number and its prompt to the next."""
_GET = select(_table).where(here(_table), _table.c.id == bindparam("run"))
_LOCK = _GET.with_for_update()
_AT = select(_table).where(here(_table), _table.c.channel == bindparam("channel"), _table.c.card_ts == bindparam("ts"))


class Runs(Repository):
    """Runs as they stand."""

    def add(self, planned: Sequence[tuple[Planned, ChannelId]]) -> list[RunId]:
        """Keep new runs that are due in these channels; returns their ids in the same order."""
        rows = [
            {
                "workspace": self._workspace,
                "cohort": each.cohort,
                "slot": each.slot,
                "day": each.day,
                "due_at": each.due_at,
                "number": each.number,
                "prompt": each.prompt,
                "text": each.said.text,
                "lesson_title": each.said.lesson_title,
                "lesson_link": each.said.lesson_link,
                "theme": each.said.theme,
                "state": State.DUE,
                "channel": channel,
            }
            for each, channel in planned
        ]
        if not rows:
            return []
        new = _table.insert().returning(_table.c.id, sort_by_parameter_order=True)
        return [RunId(each) for each in self._connection.execute(new, rows).scalars()]

    def get(self, run: RunId) -> Run | None:
        """A run."""
        return self._one(_GET, run=run)

    def lock(self, run: RunId) -> Run | None:
        """The same, kept from other replicas until this transaction ends."""
        return self._one(_GET if self._only_looks else _LOCK, run=run)

    def at(self, channel: ChannelId, ts: MessageTs) -> Run | None:
        """The run whose message this is."""
        return self._one(_AT, channel=channel, ts=ts)

    def taken(self, cohorts: Collection[CohortId], slots: Collection[str]) -> set[tuple[CohortId, str]]:
        """Which of these slots a run of the cohort has already."""
        query = select(_table.c.cohort, _table.c.slot)
        query = query.where(self._here(_table), _table.c.cohort.in_(cohorts), _table.c.slot.in_(slots))
        return {(CohortId(cohort), slot) for cohort, slot in self._connection.execute(query)}

    def used(self, cohorts: Collection[CohortId]) -> dict[CohortId, dict[PromptId, int]]:
        """How often each prompt was posted in these cohorts."""
        query = (
            select(_table.c.cohort, _table.c.prompt, func.count())
            .where(self._here(_table), _table.c.cohort.in_(cohorts), _table.c.state.in_(_STANDING))
            .where(_table.c.prompt.is_not(None))
            .group_by(_table.c.cohort, _table.c.prompt)
        )
        found: dict[CohortId, dict[PromptId, int]] = {cohort: {} for cohort in cohorts}
        for cohort, prompt, count in self._connection.execute(query):
            found[cohort][prompt] = count
        return found

    def latest(self, cohorts: Collection[CohortId]) -> dict[CohortId, Run]:
        """The last run of each of these cohorts that was or will be seen; those without any are left out."""
        last = (
            select(_table.c.cohort, func.max(_table.c.number).label("number"))
            .where(self._here(_table), _table.c.cohort.in_(cohorts), _table.c.state.in_(_STANDING))
            .group_by(_table.c.cohort)
            .subquery()
        )
        same = (_table.c.cohort == last.c.cohort) & (_table.c.number == last.c.number)
        query = self._select().join(last, same).where(_table.c.cohort.in_(cohorts), _table.c.state.in_(_STANDING))
        return {run.cohort: run for run in self._all(query)}

    def posted(self, cohort: CohortId) -> list[Run]:
        """All posted runs of a cohort, first to last."""
        query = self._select().where(_table.c.cohort == cohort, _table.c.state == State.POSTED)
        return self._all(query.order_by(_table.c.number))

    def of_days(self, cohort: CohortId, first: date, last: date) -> list[Run]:
        """The runs of a cohort on these days that were or will be seen, in order."""
        query = self._select().where(_table.c.cohort == cohort, _table.c.state.in_(_STANDING))
        return self._all(query.where(_table.c.day.between(first, last)).order_by(_table.c.number))

    def change(self, run: RunId, **values: Any) -> None:
        """Change columns of a run."""
        self._change_row(_table, run, values)

    def _select(self) -> Select[Any]:
        return select(_table).where(self._here(_table))

    def _one(self, query: Select[Any], **told: Any) -> Run | None:
        row = self._run(query, **told).mappings().first()
        return _as_run(row) if row else None

    def _all(self, query: Select[Any]) -> list[Run]:
        return [_as_run(row) for row in self._connection.execute(query).mappings()]


def _as_run(row: RowMapping) -> Run:
    return Run(
        id=RunId(row["id"]),
        cohort=CohortId(row["cohort"]),
        day=row["day"],
        due_at=row["due_at"],
        number=row["number"],
        prompt=row["prompt"],
        said=said_in(row),
        state=State(row["state"]),
        channel=ChannelId(row["channel"]),
        card_ts=row["card_ts"],
    )
