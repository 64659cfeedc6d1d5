"""A workspace's past lived through again: what the ranking would have known when each question was asked.

It gives the same :class:`Past` as the database does for the present (bot/services/ranking.py; a test holds them
together), for any moment of a past that is told in order.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.ids import PersonId, QuestionId
from bot.domain.search import fading
from bot.domain.search.experts import Activity, Past, TopicPast, Vote, rarity


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it counts here."""

    question: QuestionId
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A question of the past, with what came of it."""

    question: QuestionId
    asker: PersonId
    asked_at: datetime
    text: str
    details: str = ""
    topics: tuple[str, ...] = ()
    """Slugs."""
    answers: tuple[Answered, ...] = ()


@dataclass(slots=True)
class _Sums:
    """What one person answered so far."""

    week: float | None = None
    month: float | None = None
    half_year: float | None = None
    ever: int = 0
    last: datetime = fading.LANDMARK

    def add(self, at: datetime) -> None:
        self.week = fading.with_one(self.week, at, fading.WEEK)
        self.month = fading.with_one(self.month, at, fading.MONTH)
        self.half_year = fading.with_one(self.half_year, at, fading.HALF_YEAR)
        self.ever += 1
        self.last = max(self.last, at)

    def half_year_at(self, now: datetime) -> float:
        return 0.0 if self.half_year is None else fading.read(self.half_year, fading.HALF_YEAR, now)

    def activity(self, now: datetime) -> Activity:
        assert self.week is not None
        assert self.month is not None
        return Activity(
            week=fading.read(self.week, fading.WEEK, now),
            month=fading.read(self.month, fading.MONTH, now),
            half_year=self.half_year_at(now),
            ever=float(self.ever),
            idle=max(now - self.last, timedelta()),
        )


@dataclass
class History:
    """Everything up to a moment; told in the order in which it happened."""

    topics_of: dict[QuestionId, tuple[str, ...]] = field(default_factory=dict)
    asker_of: dict[QuestionId, PersonId] = field(default_factory=dict)
    people: dict[PersonId, _Sums] = field(default_factory=lambda: defaultdict(_Sums))
    _practised: dict[str, dict[PersonId, _Sums]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(_Sums))
    )
    _asked_on: Counter[str] = field(default_factory=Counter)
    _answers: dict[QuestionId, list[Answered]] = field(default_factory=lambda: defaultdict(list))
    _helped: dict[PersonId, Counter[PersonId]] = field(default_factory=lambda: defaultdict(Counter))

    def ask(self, question: QuestionId, asker: PersonId, topics: Iterable[str]) -> None:
        """A question is asked, on topics by their slugs."""
        self.topics_of[question], self.asker_of[question] = tuple(topics), asker
        self._asked_on.update(self.topics_of[question])

    def answer(self, answered: Answered) -> None:
        """A question asked before is answered."""
        self.people[answered.person].add(answered.at)
        for topic in self.topics_of[answered.question]:
            self._practised[topic][answered.person].add(answered.at)
        self._answers[answered.question].append(answered)
        self._helped[self.asker_of[answered.question]][answered.person] += 1

    def past(
        self, asker: PersonId, topics: Collection[str], similar: Mapping[QuestionId, float], now: datetime
    ) -> Past:
        """What is known now for a question of this asker; ``similar`` are earlier questions with their likeness."""
        return Past(
            votes=[
                Vote(each.person, likeness, now - each.at, question)
                for question, likeness in similar.items()
                for each in self._answers[question]
            ],
            topics=[self._topic(topic, now) for topic in topics],
            people={person: sums.activity(now) for person, sums in self.people.items()},
            helped_asker=self._helped[asker],
            not_these=frozenset({asker}),
        )

    def _topic(self, topic: str, now: datetime) -> TopicPast:
        practised = self._practised[topic]
        return TopicPast(
            rarity(len(self.topics_of), self._asked_on[topic]),
            {person: sums.half_year_at(now) for person, sums in practised.items()},
            {person: float(sums.ever) for person, sums in practised.items()},
        )
