"""Who is likely to answer a question well, as of now: the signals gathered from what the database added up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.expertise import worth
from bot.domain.ids import ChannelId, PersonId, QuestionId, TipId, TopicId
from bot.domain.knowledge import LIKE_ENOUGH
from bot.domain.search import query
from bot.domain.search.documents import Kind
from bot.domain.search.experts import CONSIDERED, Activity, Past, Signals, TopicPast, Vote, has_reason, likely, signals
from bot.domain.topics import Topic
from storage.practice import ANYTHING, Practised
from storage.unit_of_work import UnitOfWork

SIMILAR = 100
"""Similar questions and tips that vote for those who answered or shared them."""
NAMED_AT_MOST = 500
"""The latest declarations and suggestions on a question's topics that are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a question, or what somebody types who looks for people."""

    text: str
    details: str = ""
    topics: tuple[Topic, ...] = ()
    asker: PersonId | None = None
    id: QuestionId | None = None
    """Its own, once it is one: it is not similar to itself."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may well answer it, and why."""

    person: PersonId
    score: float
    """From 0 to 1, by the workspace's weights."""
    signals: Signals
    similar: tuple[Vote, ...] = ()
    """Their answers to questions that are like it, latest first."""
    is_newcomer: bool = False
    """Known by being named only: they never answered anything."""


def rank(
    uow: UnitOfWork,
    asked: Asked,
    now: datetime,
    *,
    shelves: Collection[ChannelId] | None,
    without: Collection[PersonId] = (),
) -> list[Likely]:
    """All for whom there is a reason, best first, ties by id.

    ``shelves`` are the private places of which something may be counted (see :meth:`Search.find`); ``None``, for what
    nobody is shown, counts all of them, and private evidence too.
    """
    past = gather(uow, asked, now, shelves=shelves, without=without)
    weights = uow.ranking.weights()
    votes = _votes_by_person(past.votes)
    found = [
        Likely(
            person,
            likely(one, weights),
            one,
            similar=votes.get(person, ()),
            is_newcomer=one.declared > 0 and person not in past.people,
        )
        for person, one in signals(past).items()
        if has_reason(one)
    ]
    return sorted(found, key=lambda each: (-each.score, each.person))


def gather(
    uow: UnitOfWork,
    asked: Asked,
    now: datetime,
    *,
    shelves: Collection[ChannelId] | None,
    without: Collection[PersonId] = (),
) -> Past:
    """All that the ranking knows of people now, of as many as can matter: the same as of everybody."""
    is_public_only = shelves is not None
    not_these = frozenset({*without, *([asked.asker] if asked.asker else [])})
    hidden = uow.topics.hiders([topic.id for topic in asked.topics])
    votes = [each for each in _votes(uow, asked, now, shelves) if each.person not in not_these]
    named = _named(uow, asked.topics, now, hidden, is_public_only=is_public_only)
    helped = uow.votes.helped(asked.asker) if asked.asker and not is_public_only else {}
    people = {each.person for each in votes} | {who for of_topic in named.values() for who in of_topic} | helped.keys()
    topics = [ANYTHING, *(topic.id for topic in asked.topics)]
    for topic in topics:
        people |= uow.practice.leaders(topic, CONSIDERED + len(not_these), is_public_only=is_public_only)
    practised = uow.practice.of(people - not_these, topics, now, is_public_only=is_public_only)
    return Past(
        votes=votes,
        topics=_topics(uow, asked.topics, practised, named, hidden, shelves),
        people={each.person: each.activity for each in practised if each.topic == ANYTHING},
        helped_asker=helped,
        not_these=not_these,
    )


def _votes(uow: UnitOfWork, asked: Asked, now: datetime, shelves: Collection[ChannelId] | None) -> Sequence[Vote]:
    wanted = query.about(asked.text, asked.details, topics=[topic.slug for topic in asked.topics])
    itself = (Kind.QUESTION, int(asked.id)) if asked.id is not None else None
    alike = uow.search.likeness(wanted, shelves, limit=SIMILAR, but=itself)
    questions = {QuestionId(item): score for item, score in alike[Kind.QUESTION].items()}
    tips = {TipId(item): score for item, score in alike[Kind.TIP].items()}
    return [*uow.votes.of_answers(questions, now), *uow.votes.of_tips(tips, now)]


def _named(
    uow: UnitOfWork,
    topics: Collection[Topic],
    now: datetime,
    hidden: Collection[tuple[PersonId, TopicId]],
    *,
    is_public_only: bool,
) -> dict[TopicId, dict[PersonId, float]]:
    found: dict[TopicId, dict[PersonId, float]] = defaultdict(lambda: defaultdict(float))
    evidence = uow.evidence.named([topic.id for topic in topics], is_public_only=is_public_only, limit=NAMED_AT_MOST)
    for each in evidence:
        if (each.person, each.topic) not in hidden:
            found[each.topic][each.person] += worth(each, now)
    return found


def _topics(
    uow: UnitOfWork,
    topics: Collection[Topic],
    practised: Iterable[Practised],
    named: Mapping[TopicId, Mapping[PersonId, float]],
    hidden: Collection[tuple[PersonId, TopicId]],
    shelves: Collection[ChannelId] | None,
) -> list[TopicPast]:
    rarities = uow.search.rarities([topic.slug for topic in topics], shelves)
    on: dict[TopicId, dict[PersonId, Activity]] = defaultdict(dict)
    for each in practised:
        if (each.person, each.topic) not in hidden:
            on[each.topic][each.person] = each.activity
    return [
        TopicPast(
            rarities[topic.slug],
            {person: activity.half_year for person, activity in on[topic.id].items()},
            {person: activity.ever for person, activity in on[topic.id].items()},
            named.get(topic.id, {}),
        )
        for topic in topics
    ]


def _votes_by_person(votes: Iterable[Vote]) -> dict[PersonId, tuple[Vote, ...]]:
    found: dict[PersonId, list[Vote]] = defaultdict(list)
    for vote in sorted(votes, key=lambda each: each.age):
        if vote.question is not None and vote.similarity >= LIKE_ENOUGH:
            found[vote.person].append(vote)
    return {person: tuple(those) for person, those in found.items()}
