"""What a workspace learned of who answers its questions."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Select, or_, select

from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import PersonId, QuestionId, WorkspaceId
from bot.domain.search.experts import DEFAULTS, Weights
from bot.domain.search.history import Answered, Told
from bot.domain.search.learning import Learned
from storage import schema
from storage.repository import Repository, here

_table = schema.ranking
_WEIGHTS = select(_table.c.weights).where(here(_table))


class Ranking(Repository):
    """The weights of the ranking of experts."""

    def weights(self) -> Weights:
        """The workspace's own, the defaults while it has none."""
        kept = self._run(_WEIGHTS).scalar()
        return DEFAULTS if kept is None else Weights(**kept)

    def told(self, limit: int) -> list[Told]:
        """The latest questions in the order asked, with their topics and the answers that stand."""
        question, answer = schema.question, schema.answer
        latest = select(question.c.id).where(self._here(question)).order_by(question.c.id.desc()).limit(limit)
        topics, answers = self._topics_of(latest), defaultdict(list)
        given = select(answer.c.question, answer.c.author, answer.c.given_at).where(
            self._here(answer),
            answer.c.question.in_(latest),
            answer.c.deleted_at.is_(None),
            answer.c.author != FORGOTTEN,
        )
        for of, author, given_at in self._connection.execute(given.order_by(answer.c.id)):
            answers[of].append(Answered(QuestionId(of), PersonId(author), given_at))
        columns = (question.c.id, question.c.asker, question.c.asked_at, question.c.text, question.c.details)
        asked = select(*columns).where(self._here(question), question.c.id.in_(latest))
        return [
            Told(QuestionId(id_), PersonId(asker), at, text, details, tuple(topics[id_]), tuple(answers[id_]))
            for id_, asker, at, text, details in self._connection.execute(
                asked.order_by(question.c.asked_at, question.c.id)
            )
        ]

    def _topics_of(self, questions: Select[int]) -> dict[int, list[str]]:
        asked, topic = schema.question_topic, schema.topic
        same = (topic.c.workspace == asked.c.workspace) & (topic.c.id == asked.c.topic)
        query = select(asked.c.question, topic.c.slug).join(topic, same)
        found: dict[int, list[str]] = defaultdict(list)
        mine = query.where(self._here(asked), asked.c.question.in_(questions)).order_by(topic.c.slug)
        for question, slug in self._connection.execute(mine):
            found[question].append(slug)
        return found

    def keep(self, learned: Learned, now: datetime) -> None:
        """Keep what was learned, with how it did."""
        told = {
            "weights": asdict(learned.weights),
            "outcomes": learned.outcomes,
            "score": learned.score,
            "default_score": learned.default_score,
            "learned_at": now,
        }
        self._put(_table, {}, **told)


class Rankings:
    """Which workspaces are to learn."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, before: datetime, limit: int) -> list[WorkspaceId]:
        """Active workspaces that did not learn since a moment, those that never did first."""
        tenant = schema.workspace
        query = (
            select(tenant.c.id)
            .outerjoin(_table, _table.c.workspace == tenant.c.id)
            .where(tenant.c.revoked_at.is_(None), or_(_table.c.learned_at.is_(None), _table.c.learned_at < before))
            .order_by(_table.c.learned_at.is_not(None), _table.c.learned_at, tenant.c.id)
            .limit(limit)
        )
        return [WorkspaceId(each) for each in self._connection.execute(query).scalars()]
