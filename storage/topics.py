"""What people know about: topics, their aliases, and who hid which."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.ids import PersonId, QuestionId, TipId, TopicId
from bot.domain.search.documents import Kind as Indexed
from bot.domain.topics import Topic
from storage import schema
from storage.columns import is_one_of
from storage.repository import Repository, here, insert
from storage.stale import StaleDocuments

_topic, _alias, _hidden = schema.topic, schema.topic_alias, schema.hidden_topic
_asked, _shared = schema.question_topic, schema.tip_topic


def _tags(table: Table, item: Column[Any]) -> Select[Any]:
    return (
        select(_topic.c.id, _topic.c.slug, _topic.c.label)
        .join(table, (table.c.workspace == _topic.c.workspace) & (table.c.topic == _topic.c.id))
        .where(here(table), item == bindparam("item"))
        .order_by(table.c.is_given.desc(), _topic.c.slug)
    )


_OF_QUESTION = _tags(_asked, _asked.c.question)
_OF_TIP = _tags(_shared, _shared.c.tip)
_MEANING = (
    select(_alias.c.alias, _topic.c.id, _topic.c.slug, _topic.c.label)
    .join(_topic, (_topic.c.workspace == _alias.c.workspace) & (_topic.c.id == _alias.c.topic))
    .where(here(_alias), is_one_of(_alias.c.alias, "slugs"))
)
_HIDERS = select(_hidden.c.person, _hidden.c.topic).where(here(_hidden), is_one_of(_hidden.c.topic, "topics"))


def with_aliases(slugs: Iterable[str], aliases: Mapping[str, str]) -> set[str]:
    """Slugs, and what else they may be known by."""
    return {name for slug in slugs for name in (slug, aliases.get(slug, slug))}


class Topics(Repository):
    """The workspace's vocabulary."""

    def ensure(
        self,
        labels: Mapping[str, str],
        aliases: Mapping[str, str],
        now: datetime,
        *,
        known: Mapping[str, Topic] | None = None,
    ) -> list[Topic]:
        """The topics of these slugs (slug → label), made where they are new, in the order given.

        ``aliases`` says which other slugs mean one of them, so that a topic is the same by whichever name it came;
        an alias that a workspace gave another meaning stays. ``known`` is what :meth:`meaning` says of them and their
        aliases, if it was asked before.
        """
        known = dict(self.meaning(with_aliases(labels, aliases)) if known is None else known)
        for slug, label in labels.items():
            if slug not in known:
                target = aliases.get(slug, slug)
                if target not in known:
                    known[target] = self._make(target, label if target == slug else target, now)
                    also = [alias for alias, meant in aliases.items() if meant == target]
                    self._alias(known[target].id, [target, *also])
                known[slug] = known[target]
        return list({known[slug].id: known[slug] for slug in labels}.values())

    def meaning(self, slugs: Iterable[str]) -> dict[str, Topic]:
        """Which of these slugs are known topics or aliases of one, and of which."""
        wanted = tuple(slugs)
        rows = self._run(_MEANING, slugs=wanted).all() if wanted else []
        return {row.alias: Topic(TopicId(row.id), row.slug, row.label) for row in rows}

    def search(self, slug: str, limit: int) -> list[Topic]:
        """Topics with a name or alias that begins with the slug, by slug; all of them for an empty one.

        None that is only known from private questions, because to name it would hint at them.
        """
        matching = (
            select(_alias.c.topic)
            .where(self._here(_alias), _alias.c.alias.startswith(slug, autoescape=True))
            .distinct()
        )
        query = (
            select(_topic.c.id, _topic.c.slug, _topic.c.label)
            .where(self._here(_topic), _topic.c.id.in_(matching), self._is_public())
            .order_by(_topic.c.slug)
            .limit(limit)
        )
        return [Topic(TopicId(id_), found, label) for id_, found, label in self._connection.execute(query)]

    def public(self, topics: Collection[TopicId]) -> list[Topic]:
        """Those of these topics that everybody may know of, by slug."""
        query = select(_topic.c.id, _topic.c.slug, _topic.c.label).where(
            self._here(_topic), _topic.c.id.in_(topics), self._is_public()
        )
        rows = self._connection.execute(query.order_by(_topic.c.slug))
        return [Topic(TopicId(id_), slug, label) for id_, slug, label in rows]

    def some(self, topics: Collection[TopicId]) -> list[Topic]:
        """These topics, by slug."""
        query = (
            select(_topic.c.id, _topic.c.slug, _topic.c.label)
            .where(self._here(_topic), _topic.c.id.in_(topics))
            .order_by(_topic.c.slug)
        )
        return [Topic(TopicId(id_), slug, label) for id_, slug, label in self._connection.execute(query)]

    def tag(self, question: QuestionId, given: Iterable[TopicId], recognised: Iterable[TopicId]) -> None:
        """Record what a question is about, as its asker said and as its text says."""
        self._tag(_asked, {"question": question}, given, recognised)

    def of_question(self, question: QuestionId) -> list[Topic]:
        """What a question is about: given topics first, then by slug."""
        return self._tagged(_OF_QUESTION, question)

    def tag_tip(self, tip: TipId, given: Iterable[TopicId], recognised: Iterable[TopicId]) -> None:
        """Make what a tip is about exactly this, as its author said and as its text says."""
        self._connection.execute(delete(_shared).where(self._here(_shared), _shared.c.tip == tip))
        self._tag(_shared, {"tip": tip}, given, recognised)
        StaleDocuments(self._connection, self._workspace).mark(Indexed.TIP, tip)

    def of_tip(self, tip: TipId) -> list[Topic]:
        """What a tip is about: given topics first, then by slug."""
        return self._tagged(_OF_TIP, tip)

    def merge(self, one: TopicId, other: TopicId) -> None:
        """Make all names of a topic names of another one, which is what everything on it is on from now.

        The row stays, without a name: what is tagged at this very moment may still refer to it.
        """
        for table, item, kind in ((_asked, _asked.c.question, Indexed.QUESTION), (_shared, _shared.c.tip, Indexed.TIP)):
            mine = (self._here(table), table.c.topic == one)
            stale = StaleDocuments(self._connection, self._workspace)
            for (id_,) in self._connection.execute(select(item).where(*mine)).all():
                stale.mark(kind, id_)
            columns = [column.name for column in table.c]
            moved = select(*(literal(other) if name == "topic" else table.c[name] for name in columns)).where(*mine)
            new = insert(self._connection, table).from_select(columns, moved)
            self._connection.execute(new.on_conflict_do_nothing())
            self._connection.execute(delete(table).where(*mine))
        hidden = select(_hidden.c.workspace, _hidden.c.person, literal(other), _hidden.c.hidden_at)
        hides = insert(self._connection, _hidden).from_select(
            ["workspace", "person", "topic", "hidden_at"], hidden.where(self._here(_hidden), _hidden.c.topic == one)
        )
        self._connection.execute(hides.on_conflict_do_nothing())
        self._connection.execute(delete(_hidden).where(self._here(_hidden), _hidden.c.topic == one))
        renamed = update(_alias).where(self._here(_alias), _alias.c.topic == one)
        self._connection.execute(renamed.values(topic=other))

    def wanting(self, since: datetime, *, at_least: int, limit: int) -> list[tuple[TopicId, int]]:
        """Topics asked about in public channels since a moment that nobody has evidence on, with how often."""
        evidence, question, place = schema.evidence, schema.question, schema.place
        questions = (question.c.workspace == _asked.c.workspace) & (question.c.id == _asked.c.question)
        places = (place.c.workspace == question.c.workspace) & (place.c.id == question.c.channel)
        known = exists().where(evidence.c.workspace == _asked.c.workspace, evidence.c.topic == _asked.c.topic)
        many = func.count()
        query = (
            select(_asked.c.topic, many)
            .join(question, questions)
            .join(place, places)
            .where(self._here(_asked), question.c.asked_at >= since, ~place.c.is_private, ~known)
            .group_by(_asked.c.topic)
            .having(many >= at_least)
            .order_by(many.desc(), _asked.c.topic)
            .limit(limit)
        )
        return [(TopicId(topic), asked) for topic, asked in self._connection.execute(query)]

    def hidden_by(self, person: PersonId) -> list[Topic]:
        """What a person hid for good, by slug."""
        query = select(_hidden.c.topic).where(self._here(_hidden), _hidden.c.person == person)
        return self.some([TopicId(each) for each in self._connection.execute(query).scalars()])

    def hiders(self, topics: Collection[TopicId]) -> set[tuple[PersonId, TopicId]]:
        """Who hid which of these topics."""
        if not topics:
            return set()
        return {(PersonId(row.person), TopicId(row.topic)) for row in self._run(_HIDERS, topics=topics)}

    def hide(self, person: PersonId, topics: Iterable[TopicId], now: datetime) -> None:
        """Make the person's hidden topics exactly these."""
        self._connection.execute(delete(_hidden).where(self._here(_hidden), _hidden.c.person == person))
        for topic in topics:
            self._keep(_hidden, person=person, topic=topic, hidden_at=now)

    def _is_public(self) -> ColumnElement[bool]:
        """Whether a topic has evidence that everybody may see, or was asked about in a public channel."""
        evidence, question, place = schema.evidence, schema.question, schema.place
        of_evidence = (evidence.c.workspace == _topic.c.workspace) & (evidence.c.topic == _topic.c.id)
        asked = (_asked.c.workspace == _topic.c.workspace) & (_asked.c.topic == _topic.c.id)
        questions = (question.c.workspace == _asked.c.workspace) & (question.c.id == _asked.c.question)
        places = (place.c.workspace == question.c.workspace) & (place.c.id == question.c.channel)
        return or_(
            exists().where(of_evidence, ~evidence.c.is_private),
            exists().where(asked, questions, places, ~place.c.is_private),
            exists().where(asked, questions, question.c.channel.is_(None), question.c.origin.is_not(None)),
        )

    def _tag(
        self, table: Table, what: Mapping[str, int], given: Iterable[TopicId], recognised: Iterable[TopicId]
    ) -> None:
        told = dict.fromkeys(recognised, False) | dict.fromkeys(given, True)
        for topic, is_given in told.items():
            self._keep(table, **what, topic=topic, is_given=is_given)

    def _tagged(self, statement: Select[Any], item: int) -> list[Topic]:
        return [Topic(TopicId(row.id), row.slug, row.label) for row in self._run(statement, item=item).all()]

    def _make(self, slug: str, label: str, now: datetime) -> Topic:
        self._keep(_topic, slug=slug, label=label, known_since=now)
        query = select(_topic.c.id, _topic.c.label).where(self._here(_topic), _topic.c.slug == slug)
        id_, kept = self._connection.execute(query).one()
        return Topic(TopicId(id_), slug, kept)

    def _alias(self, topic: TopicId, aliases: Iterable[str]) -> None:
        for alias in aliases:
            self._keep(_alias, alias=alias, topic=topic)
