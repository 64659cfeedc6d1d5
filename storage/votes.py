"""Who answered what is like a question, or shared it: each answer and tip is a vote for its author."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Table, bindparam, exists, select

from bot.domain.forgetting import FORGOTTEN
from bot.domain.ids import PersonId, QuestionId, TipId
from bot.domain.search.experts import Vote
from storage import schema
from storage.columns import is_one_of
from storage.repository import Repository, here

ANSWERS_PER_SEARCH = 1_000
"""Answers to similar questions that are looked at, the latest."""


def _hidden(about: Table, is_of_it: ColumnElement[bool], author: Column[str]) -> ColumnElement[bool]:
    """Whether the author hid a topic of an item."""
    hidden = schema.hidden_topic
    return exists().where(
        here(about),
        is_of_it,
        hidden.c.workspace == about.c.workspace,
        hidden.c.topic == about.c.topic,
        hidden.c.person == author,
    )


_answer, _question, _tip = schema.answer, schema.question, schema.tip
_VOTES = select(_answer.c.id, _answer.c.question, _answer.c.author, _answer.c.given_at).where(
    here(_answer),
    is_one_of(_answer.c.question, "similar"),
    _answer.c.deleted_at.is_(None),
    _answer.c.author != FORGOTTEN,
    ~_hidden(schema.question_topic, schema.question_topic.c.question == _answer.c.question, _answer.c.author),
)
_TIP_VOTES = (
    select(_tip.c.id, _tip.c.author, _tip.c.shared_at)
    .where(
        here(_tip),
        is_one_of(_tip.c.id, "similar"),
        _tip.c.deleted_at.is_(None),
        _tip.c.author != FORGOTTEN,
        ~_hidden(schema.tip_topic, schema.tip_topic.c.tip == _tip.c.id, _tip.c.author),
    )
    .order_by(_tip.c.id)
)
_LATEST_ASKED = (
    select(_question.c.id)
    .where(here(_question), _question.c.asker == bindparam("asker"))
    .order_by(_question.c.id.desc())
    .limit(bindparam("many"))
)
_AUTHORS = select(_answer.c.author).where(
    here(_answer),
    is_one_of(_answer.c.question, "asked"),
    _answer.c.deleted_at.is_(None),
    _answer.c.author != FORGOTTEN,
)


class Votes(Repository):
    """What people answered and shared, as it speaks for them."""

    def of_answers(self, similar: Mapping[QuestionId, float], now: datetime) -> list[Vote]:
        """The answers to similar questions, the latest of them, each with its question's likeness.

        None by somebody who hid a topic of that question, or was forgotten.
        """
        # Sorted here: SQLite would read all answers of the workspace in this order rather than sort these few.
        latest = sorted(self._run(_VOTES, similar=similar), key=lambda row: -row.id)[:ANSWERS_PER_SEARCH]
        return [
            Vote(PersonId(row.author), similar[QuestionId(row.question)], now - row.given_at, QuestionId(row.question))
            for row in latest
        ]

    def of_tips(self, similar: Mapping[TipId, float], now: datetime) -> list[Vote]:
        """The tips that are like a question, each a vote for its author unless they hid a topic of it."""
        return [
            Vote(PersonId(row.author), similar[TipId(row.id)], now - row.shared_at)
            for row in self._run(_TIP_VOTES, similar=similar)
        ]

    def helped(self, asker: PersonId, limit: int = 200) -> dict[PersonId, int]:
        """How often each answered one of this asker's latest questions."""
        asked = self._run(_LATEST_ASKED, asker=asker, many=limit).scalars().all()
        # Counted here: SQLite would read all answers of the workspace in the order of their authors.
        return {PersonId(each): times for each, times in Counter(self._run(_AUTHORS, asked=asked).scalars()).items()}
