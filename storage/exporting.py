"""All that is kept of one person, to be given to them: nothing that others wrote or did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, cast, select

from bot.domain.ids import PersonId
from storage import schema
from storage.repository import Repository

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one column in which the person stands, without what others had to do with them."""

    column: Column[Any]
    but: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    is_among_others: bool = False
    """The column has the person among other things: it is told that they stand there, and not what else does."""


PARTS: Mapping[str, Part] = {
    "profile": Part(schema.person.c.id),
    "questions": Part(schema.question.c.asker),
    "answers": Part(schema.answer.c.author),
    "tips": Part(schema.tip.c.author),
    "takes": Part(schema.comment.c.author),
    "cohort_answers": Part(schema.run_answer.c.author),
    "invitations": Part(schema.invitation.c.person, but=frozenset({"suggested_by"})),
    "found_useful": Part(schema.mark.c.person),
    "reactions": Part(schema.reaction.c.person),
    "reported": Part(schema.report.c.person),
    "reviews": Part(schema.review.c.author, but=frozenset({"decided_by"})),
    "reviewed": Part(schema.review.c.decided_by, only=frozenset({"about", "item", "verdict", "decided_at"})),
    "found_before_asking": Part(schema.deflection.c.person),
    "topics_known": Part(schema.evidence.c.person),
    "topics_hidden": Part(schema.hidden_topic.c.person),
    "practice": Part(schema.practice.c.person),
    "cohorts_joined": Part(schema.cohort_member.c.person),
    "cohorts_facilitated": Part(schema.cohort_facilitator.c.person),
    "cohorts_set_up": Part(schema.cohort.c.created_by, only=frozenset({"id", "name", "channel", "created_at"})),
    "prompts": Part(schema.prompt.c.added_by),
    "prompt_sets": Part(schema.prompt_set.c.created_by),
    "prompt_requests": Part(schema.prompt_request.c.asked_by, but=frozenset({"text"})),
    "cohort_news": Part(schema.cohort_news.c.person, but=frozenset({"details"})),
    "suggested": Part(schema.invitation.c.suggested_by, only=frozenset({"question", "invited_at"})),
    "wanted_first": Part(schema.question.c.first, only=frozenset({"asked_at"})),
    "settings_changed": Part(schema.setting_change.c.by, only=frozenset({"name", "at"})),
    "named_in_settings": Part(schema.setting.c.value, only=frozenset({"name"}), is_among_others=True),
    "failed_events": Part(
        schema.failed_event.c.body, only=frozenset({"kind", "error", "attempts", "first_at"}), is_among_others=True
    ),
    "messages": Part(
        schema.notice.c.recipient, only=frozenset({"kind", "about", "state", "due_at", "channel", "ts", "error"})
    ),
    "activity": Part(schema.activity.c.person),
}
UNTOLD = frozenset({schema.pace.c.lane, schema.stale_person.c.person, schema.search_shelf.c.channel})
"""What holds a person's id for a moment, or for the index alone, and says nothing of them."""


class Exporting(Repository):
    """One person's rows."""

    def part(self, name: str, person: PersonId) -> list[Row]:
        """The rows of one part, in order, topics by name."""
        part = PARTS[name]
        table = part.column.table
        assert isinstance(table, Table)
        order = [column for column in table.primary_key if column.name != "workspace"]
        query = select(*_columns(table, part)).where(self._here(table), _stands(part, person)).order_by(*order)
        rows = [dict(row) for row in self._connection.execute(query).mappings()]
        return self._named([_without_others(row) for row in rows])

    def _named(self, rows: list[Row]) -> list[Row]:
        ids = {row["topic"] for row in rows if "topic" in row}
        if not ids:
            return rows
        topic = schema.topic
        query = select(topic.c.id, topic.c.label).where(self._here(topic), topic.c.id.in_(ids))
        labels = {row.id: row.label for row in self._connection.execute(query)}
        return [row | {"topic": labels.get(row["topic"], "")} if "topic" in row else row for row in rows]


def _stands(part: Part, person: PersonId) -> ColumnElement[bool]:
    if part.is_among_others:
        return cast(part.column, Text).contains(person, autoescape=True)
    return part.column == person


def _columns(table: Table, part: Part) -> list[Column[Any]]:
    hidden = part.but | {"workspace", part.column.name}
    return [each for each in table.columns if each.name not in hidden and (not part.only or each.name in part.only)]


def _without_others(row: Row) -> Row:
    """Evidence by somebody's mark names who marked: that is for them to tell."""
    source = row.get("source")
    return row | {"source": source.partition("/")[0]} if isinstance(source, str) else row
