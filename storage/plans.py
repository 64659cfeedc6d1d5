"""What facilitators want otherwise on single dates."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, delete, select

from bot.domain.ids import CohortId
from bot.domain.plans import Change
from bot.domain.prompts import Draft, Theme
from storage import schema
from storage.repository import Repository

_table = schema.plan_change


class Plans(Repository):
    """Changes of single dates."""

    def changes(self, cohorts: Collection[CohortId], since: date) -> dict[CohortId, dict[date, Change]]:
        """What is changed for each of these cohorts from a day on."""
        query = select(_table).where(self._here(_table), _table.c.cohort.in_(cohorts), _table.c.day >= since)
        found: dict[CohortId, dict[date, Change]] = {cohort: {} for cohort in cohorts}
        for row in self._connection.execute(query.order_by(_table.c.day)).mappings():
            found[row["cohort"]][row["day"]] = _change(row)
        return found

    def set(self, cohort: CohortId, day: date, change: Change) -> None:
        """Change a date; nothing changed is the date as it would be."""
        one = (self._here(_table), _table.c.cohort == cohort, _table.c.day == day)
        self._connection.execute(delete(_table).where(*one))
        if change != Change():
            told = {"is_skipped": change.is_skipped, "prompt": change.prompt}
            said = None if change.said is None else asdict(change.said)
            self._keep(_table, cohort=cohort, day=day, said=said, **told)


def _change(row: RowMapping) -> Change:
    return Change(row["is_skipped"], row["prompt"], _said(row["said"]))


def _said(told: dict[str, Any] | None) -> Draft | None:
    if told is None:
        return None
    return Draft(**told | {"theme": Theme(told["theme"]) if told["theme"] else None})
