"""What facilitators have to know, and what they asked others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain.ids import CohortId, NewsId, PersonId, PromptRequestId, QuestionId
from bot.domain.news import News, What
from bot.domain.requests import PromptRequest
from storage import schema
from storage.repository import Repository

_table, _request = schema.cohort_news, schema.prompt_request


class CohortNews(Repository):
    """News, each told to a person once."""

    def tell(
        self, cohort: CohortId, person: PersonId, what: What, key: str, details: Mapping[str, Any], now: datetime
    ) -> NewsId | None:
        """Keep a piece of news; ``None`` if this person was told of the same key before."""
        told = {"what": what, "key": key, "details": dict(details), "at": now}
        id_ = self._keep_numbered(_table, cohort=cohort, person=person, **told)
        return None if id_ is None else NewsId(id_)

    def was_told(self, cohort: CohortId, key: str) -> bool:
        """Whether anybody was told of a key."""
        one = (self._here(_table), _table.c.cohort == cohort, _table.c.key == key)
        return self._connection.execute(select(_table.c.id).where(*one).limit(1)).first() is not None

    def get(self, news: NewsId) -> News | None:
        """A piece of news."""
        row = self._connection.execute(select(_table).where(self._here(_table), _table.c.id == news)).mappings().first()
        if row is None:
            return None
        return News(
            NewsId(row["id"]),
            CohortId(row["cohort"]),
            PersonId(row["person"]),
            What(row["what"]),
            row["details"],
            row["at"],
        )


class PromptRequests(Repository):
    """Whether those who asked anonymously let a cohort discuss it."""

    def begin(
        self, question: QuestionId, cohort: CohortId, by: PersonId, text: str, now: datetime
    ) -> PromptRequestId | None:
        """Keep a request; ``None`` if the same was asked before."""
        told = {"asked_by": by, "text": text, "asked_at": now}
        id_ = self._keep_numbered(_request, question=question, cohort=cohort, **told)
        return None if id_ is None else PromptRequestId(id_)

    def get(self, request: PromptRequestId) -> PromptRequest | None:
        """A request."""
        query = select(_request).where(self._here(_request), _request.c.id == request)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            return None
        return PromptRequest(
            PromptRequestId(row["id"]),
            QuestionId(row["question"]),
            CohortId(row["cohort"]),
            PersonId(row["asked_by"]),
            row["text"],
            row["is_agreed"],
        )

    def decide(self, request: PromptRequestId, now: datetime, *, is_agreed: bool) -> bool:
        """Keep what was answered; ``False`` if it was answered before."""
        one = (self._here(_request), _request.c.id == request, _request.c.decided_at.is_(None))
        decided = update(_request).where(*one).values(is_agreed=is_agreed, decided_at=now)
        return self._connection.execute(decided).rowcount == 1
