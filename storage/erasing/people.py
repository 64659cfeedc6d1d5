"""Erasing a person: what is to be changed about what they did, and all of it that simply goes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, cast, delete, exists, or_, select, update

from bot.domain.forgetting import FORGOTTEN, Said
from bot.domain.ids import CohortId, InvitationId, PersonId, QuestionId
from bot.domain.marks import About, Item
from storage import schema
from storage.erasing.fates import FATES, Fate
from storage.erasing.rows import change_some
from storage.repository import Repository

AT_ONCE = 500
"""Rows of one table that go in one transaction."""

_AUTHORS: Mapping[Said, Column[str]] = {
    Said.QUESTION: schema.question.c.asker,
    Said.ANSWER: schema.answer.c.author,
    Said.TIP: schema.tip.c.author,
    Said.COMMENT: schema.comment.c.author,
    Said.RUN_ANSWER: schema.run_answer.c.author,
}
_NO_MESSAGE = {"channel": None, "ts": None}
"""The message of one's own names its author to everybody who opens it."""
_NAMELESS: Mapping[Said, Mapping[str, Any]] = {
    Said.ANSWER: _NO_MESSAGE,
    Said.COMMENT: _NO_MESSAGE,
    Said.RUN_ANSWER: _NO_MESSAGE,
}
_WORDLESS: Mapping[Said, Mapping[str, Any]] = {
    Said.QUESTION: {"text": "", "details": ""},
    Said.TIP: {"text": "", "link": ""},
}
_IS_EMPTY = schema.search_shelf.c.documents <= 0


class ErasingPeople(Repository):
    """One person's traces, some at a time. Each method finds nothing once it is done."""

    def said(self, kind: Said, person: PersonId, limit: int) -> list[int]:
        """What a person said of a kind and is not released yet, what they took back too."""
        author = _AUTHORS[kind]
        query = select(author.table.c.id).where(self._here(_table_of(author)), author == person)
        return list(self._connection.execute(query.limit(limit)).scalars())

    def release(self, kind: Said, id_: int, *, takes_words: bool) -> None:
        """Have nobody as the author of something, and no word in it if these go too."""
        author = _AUTHORS[kind]
        words = _WORDLESS.get(kind, {"text": ""}) if takes_words else {}
        values = {author.name: FORGOTTEN, **_NAMELESS.get(kind, {}), **words}
        table = _table_of(author)
        self._connection.execute(update(table).where(self._here(table), table.c.id == id_).values(values))

    def untag(self, question: QuestionId) -> None:
        """Let a question be about nothing."""
        tags = schema.question_topic
        self._connection.execute(delete(tags).where(self._here(tags), tags.c.question == question))

    def drop_requests(self, question: QuestionId) -> None:
        """Drop what was asked and told about discussing a question in cohorts: its words are in it."""
        request, news = schema.prompt_request, schema.cohort_news
        query = select(request.c.id, request.c.cohort).where(self._here(request), request.c.question == question)
        for id_, cohort in self._connection.execute(query).all():
            told = (news.c.cohort == cohort, news.c.key == f"request:{id_}")
            self._connection.execute(delete(news).where(self._here(news), *told))
            self._connection.execute(delete(request).where(self._here(request), request.c.id == id_))

    def marked(self, person: PersonId, limit: int) -> list[Item]:
        """Items with a mark of a person."""
        return self._items(schema.mark, person, limit)

    def unmark(self, item: Item, person: PersonId) -> None:
        """Take every mark of a person off an item."""
        mark = schema.mark
        mine = (mark.c.about == item.about, mark.c.item == item.id, mark.c.person == person)
        self._connection.execute(delete(mark).where(self._here(mark), *mine))

    def reported(self, person: PersonId, limit: int) -> list[Item]:
        """Items with a report of a person."""
        return self._items(schema.report, person, limit)

    def unreport(self, item: Item, person: PersonId) -> None:
        """Take a person's report of an item back."""
        report = schema.report
        mine = (report.c.about == item.about, report.c.item == item.id, report.c.person == person)
        self._connection.execute(delete(report).where(self._here(report), *mine))

    def invited(self, person: PersonId, limit: int) -> list[InvitationId]:
        """A person's invitations."""
        table = schema.invitation
        query = select(table.c.id).where(self._here(table), table.c.person == person).limit(limit)
        return [InvitationId(each) for each in self._connection.execute(query).scalars()]

    def uninvite(self, invitation: InvitationId) -> None:
        """Drop an invitation."""
        table = schema.invitation
        self._connection.execute(delete(table).where(self._here(table), table.c.id == invitation))

    def cohorts(self, person: PersonId, limit: int) -> list[CohortId]:
        """The cohorts a person set up, facilitates or is a member of."""
        cohort = schema.cohort
        parts = [
            select(table.c.cohort).where(self._here(table), table.c.person == person)
            for table in (schema.cohort_facilitator, schema.cohort_member)
        ]
        made = select(cohort.c.id).where(self._here(cohort), cohort.c.created_by == person)
        query = made.union(*parts).order_by("id").limit(limit)
        return [CohortId(each) for each in self._connection.execute(query).scalars()]

    def leave(self, cohort: CohortId, person: PersonId) -> None:
        """Have a person no part in a cohort, nor have set it up."""
        table = schema.cohort
        for part in (schema.cohort_facilitator, schema.cohort_member):
            mine = (part.c.cohort == cohort, part.c.person == person)
            self._connection.execute(delete(part).where(self._here(part), *mine))
        made = update(table).where(self._here(table), table.c.id == cohort, table.c.created_by == person)
        self._connection.execute(made.values(created_by=FORGOTTEN))

    def unname_in_settings(self, person: PersonId) -> int:
        """Take a person out of what is set for a workspace, and of what was; returns in how many rows they stood."""
        setting, change = schema.setting, schema.setting_change
        columns = (setting.c.value, change.c.was, change.c.became)
        return sum(self._take_out(_table_of(column), column, person) for column in columns)

    def sweep(self, person: PersonId) -> int:
        """Do the rest, some of it: what holds a person's id and needs no other change; returns how many rows."""
        for column, fate in FATES.items():
            if swept := self._meet(column, fate, person):
                return swept
        return self._drop_failures(person)

    def drop_unused_topics(self) -> int:
        """Drop topics that nothing is about and nobody declares: their names may be one person's words."""
        topic, alias, hidden = schema.topic, schema.topic_alias, schema.hidden_topic
        uses = [
            exists().where(table.c.workspace == topic.c.workspace, table.c.topic == topic.c.id)
            for table in (schema.evidence, schema.question_topic, schema.tip_topic)
        ]
        is_hidden = topic.c.id.in_(select(hidden.c.topic).where(self._here(hidden)))
        query = select(topic.c.id).where(self._here(topic), ~or_(*uses), ~is_hidden).limit(AT_ONCE)
        unused = self._connection.execute(query).scalars().all()
        if unused:
            self._connection.execute(delete(alias).where(self._here(alias), alias.c.topic.in_(unused)))
            self._connection.execute(delete(topic).where(self._here(topic), topic.c.id.in_(unused)))
        return len(unused)

    def _items(self, table: Table, person: PersonId, limit: int) -> list[Item]:
        query = select(table.c.about, table.c.item).where(self._here(table), table.c.person == person)
        return [Item(About(about), item) for about, item in self._connection.execute(query.distinct().limit(limit))]

    def _meet(self, column: Column[Any], fate: Fate, person: PersonId) -> int:
        """Have some rows meet the fate of a column."""
        table = _table_of(column)
        mine: list[ColumnElement[bool]] = [self._here(table), column == person]
        if column is schema.search_shelf.c.channel:
            mine.append(_IS_EMPTY)
        changed = update(table).values({column.name: FORGOTTEN if fate is Fate.NAMELESS else None})
        change = None if fate is Fate.DELETED else changed
        return change_some(self._connection, table, *mine, limit=AT_ONCE, change=change)

    def _take_out(self, table: Table, column: Column[str], person: PersonId) -> int:
        """Take an id out of lists of ids; there are few of these."""
        key = next(each for each in table.primary_key if each.name != "workspace")
        named = select(key, column).where(self._here(table), column.contains(person, autoescape=True))
        rows = [(id_, text.split(",")) for id_, text in self._connection.execute(named)]
        for id_, people in rows:
            left = ",".join(each for each in people if each.strip() != person)
            one = update(table).where(self._here(table), key == id_)
            self._connection.execute(one.values({column.name: left}))
        return len([people for _, people in rows if person in map(str.strip, people)])

    def _drop_failures(self, person: PersonId) -> int:
        """Drop the events of a person that failed, and those that name them."""
        table = schema.failed_event
        names = cast(table.c.body, Text).contains(person, autoescape=True)
        return self._connection.execute(delete(table).where(self._here(table), names)).rowcount


def _table_of(column: Column[Any]) -> Table:
    table = column.table
    assert isinstance(table, Table)
    return table
