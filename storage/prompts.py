"""The prompt bank: sets of prompts, of the workspace and of cohorts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, delete, func, select, update

from bot.domain.cohorts import slug_of
from bot.domain.ids import CohortId, PersonId, PromptId, PromptSetId
from bot.domain.prompts import Draft, Prompt, PromptSet, Theme
from storage import schema
from storage.repository import Repository, hold

_table, _set, _retired = schema.prompt, schema.prompt_set, schema.retired_prompt


class Prompts(Repository):
    """Prompts and their sets."""

    def hold(self) -> None:
        """Keep other replicas from making sets until this commit, so that none is made twice."""
        hold(self._connection, f"prompts {self._workspace}")

    def add_set(self, name: str, *, by: PersonId | None, cohort: CohortId | None = None) -> PromptSetId:
        """Keep a new set, of the workspace or of a cohort."""
        told = {"name": name, "slug": slug_of(name), "cohort": cohort, "created_by": by}
        key = self._connection.execute(_set.insert().values(workspace=self._workspace, **told)).inserted_primary_key
        assert key is not None
        return PromptSetId(key[0])

    def get_set(self, prompt_set: PromptSetId) -> PromptSet | None:
        """A set."""
        return self._one_set(self._sets().where(_set.c.id == prompt_set))

    def set_named(self, name: str) -> PromptSet | None:
        """The workspace's set of a name; case and spaces don't matter."""
        return self._one_set(self._sets().where(_set.c.slug == slug_of(name), _set.c.cohort.is_(None)))

    def set_of(self, cohort: CohortId) -> PromptSet | None:
        """A cohort's own set, if it has one."""
        return self._one_set(self._sets().where(_set.c.cohort == cohort))

    def own_sets(self, cohorts: Collection[CohortId]) -> dict[CohortId, PromptSetId]:
        """The own sets of these cohorts; those without one are left out."""
        query = select(_set.c.cohort, _set.c.id).where(self._here(_set), _set.c.cohort.in_(cohorts))
        return {CohortId(cohort): PromptSetId(id_) for cohort, id_ in self._connection.execute(query)}

    def shared_sets(self) -> list[PromptSet]:
        """The sets of the workspace, by name."""
        query = self._sets().where(_set.c.cohort.is_(None)).order_by(_set.c.slug)
        return [_prompt_set(row) for row in self._connection.execute(query).mappings()]

    def some_sets(self, sets: Collection[PromptSetId]) -> list[PromptSet]:
        """These sets, by name."""
        query = self._sets().where(_set.c.id.in_(sets)).order_by(_set.c.slug)
        return [_prompt_set(row) for row in self._connection.execute(query).mappings()]

    def add(self, prompt_set: PromptSetId, drafts: Sequence[Draft], by: PersonId | None, now: datetime) -> None:
        """Put prompts at the end of a set, in order."""
        place = 1 + (
            self._connection.execute(select(func.max(_table.c.place)).where(*self._within(prompt_set))).scalar() or 0
        )
        rows = [
            {
                "workspace": self._workspace,
                "prompt_set": prompt_set,
                "place": place + step,
                "added_by": by,
                "added_at": now,
            }
            | _told(draft)
            for step, draft in enumerate(drafts)
        ]
        if rows:
            self._connection.execute(_table.insert(), rows)

    def get(self, prompt: PromptId) -> Prompt | None:
        """A prompt, a retired one too."""
        row = (
            self._connection.execute(select(_table).where(self._here(_table), _table.c.id == prompt)).mappings().first()
        )
        return _prompt(row) if row else None

    def active(self, sets: Collection[PromptSetId]) -> dict[PromptSetId, list[Prompt]]:
        """The prompts of these sets that are not retired, each in its set's order."""
        query = (
            select(_table)
            .where(self._here(_table), _table.c.prompt_set.in_(sets), _table.c.retired_at.is_(None))
            .order_by(_table.c.prompt_set, _table.c.place)
        )
        found: dict[PromptSetId, list[Prompt]] = {each: [] for each in sets}
        for row in self._connection.execute(query).mappings():
            found[row["prompt_set"]].append(_prompt(row))
        return found

    def count(self, sets: Collection[PromptSetId]) -> dict[PromptSetId, int]:
        """How many prompts of each of these sets are not retired; those without any are left out."""
        query = (
            select(_table.c.prompt_set, func.count())
            .where(self._here(_table), _table.c.prompt_set.in_(sets), _table.c.retired_at.is_(None))
            .group_by(_table.c.prompt_set)
        )
        return {PromptSetId(id_): count for id_, count in self._connection.execute(query)}

    def page(self, prompt_set: PromptSetId, *, limit: int, offset: int) -> list[Prompt]:
        """Prompts of a set in order, the retired ones last."""
        query = select(_table).where(*self._within(prompt_set))
        query = query.order_by(_table.c.retired_at.is_not(None), _table.c.place).limit(limit).offset(offset)
        return [_prompt(row) for row in self._connection.execute(query).mappings()]

    def count_all(self, prompt_set: PromptSetId) -> int:
        """How many prompts a set has, retired ones too."""
        return self._connection.execute(select(func.count()).where(*self._within(prompt_set))).scalar_one()

    def texts(self, prompt_set: PromptSetId) -> list[str]:
        """What the prompts of a set say, retired ones too."""
        query = select(_table.c.text).where(*self._within(prompt_set)).order_by(_table.c.place)
        return list(self._connection.execute(query).scalars())

    def reword(self, prompt: PromptId, draft: Draft) -> None:
        """Change what a prompt says."""
        self._change(prompt, **_told(draft))

    def retire(self, prompt: PromptId, at: datetime | None) -> None:
        """Retire a prompt, or bring it back with ``None``."""
        self._change(prompt, retired_at=at)

    def retired_in(self, cohorts: Collection[CohortId]) -> dict[CohortId, set[PromptId]]:
        """What comes no more in each of these cohorts, though their sets have it."""
        query = select(_retired.c.cohort, _retired.c.prompt)
        query = query.where(self._here(_retired), _retired.c.cohort.in_(cohorts))
        found: dict[CohortId, set[PromptId]] = {cohort: set() for cohort in cohorts}
        for cohort, prompt in self._connection.execute(query):
            found[cohort].add(prompt)
        return found

    def retire_in(self, cohort: CohortId, prompt: PromptId, *, is_retired: bool) -> None:
        """Let a prompt come no more in one cohort, or again."""
        one = (self._here(_retired), _retired.c.cohort == cohort, _retired.c.prompt == prompt)
        self._connection.execute(delete(_retired).where(*one))
        if is_retired:
            self._keep(_retired, cohort=cohort, prompt=prompt)

    def exchange(self, prompt: PromptId, *, with_next: bool) -> None:
        """Let a prompt and the one after it, or the one before it, change places; the retired ones don't count."""
        one = select(_table.c.prompt_set, _table.c.place).where(self._here(_table), _table.c.id == prompt)
        moved = self._connection.execute(one).first()
        if moved is None:
            return
        prompt_set, place = moved
        standing = (*self._within(prompt_set), _table.c.retired_at.is_(None))
        beyond = _table.c.place > place if with_next else _table.c.place < place
        nearest = _table.c.place if with_next else _table.c.place.desc()
        other = select(_table.c.id, _table.c.place).where(*standing, beyond).order_by(nearest).limit(1)
        found = self._connection.execute(other).first()
        if found is not None:
            self._change(prompt, place=found.place)
            self._change(found.id, place=place)

    def _within(self, prompt_set: PromptSetId) -> tuple[Any, ...]:
        return self._here(_table), _table.c.prompt_set == prompt_set

    def _change(self, prompt: PromptId, **values: Any) -> None:
        self._connection.execute(update(_table).where(self._here(_table), _table.c.id == prompt).values(**values))

    def _sets(self) -> Select[Any]:
        return select(_set).where(self._here(_set))

    def _one_set(self, query: Select[Any]) -> PromptSet | None:
        row = self._connection.execute(query).mappings().first()
        return _prompt_set(row) if row else None


def _told(draft: Draft) -> dict[str, Any]:
    return {
        "text": draft.text,
        "lesson_title": draft.lesson_title,
        "lesson_link": draft.lesson_link,
        "theme": draft.theme,
    }


def said_in(row: RowMapping) -> Draft:
    """The words in a row of prompts or runs."""
    theme = Theme(row["theme"]) if row["theme"] else None
    return Draft(row["text"], row["lesson_title"], row["lesson_link"], theme)


def _prompt(row: RowMapping) -> Prompt:
    return Prompt(PromptId(row["id"]), PromptSetId(row["prompt_set"]), said_in(row), row["retired_at"] is not None)


def _prompt_set(row: RowMapping) -> PromptSet:
    return PromptSet(PromptSetId(row["id"]), row["name"], row["cohort"], row["created_by"])
