"""Who could be invited to a question: people with evidence on its topics, and all that routing weighs."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import expertise
from bot.domain.expertise import Evidence, Standing
from bot.domain.ids import PersonId
from bot.domain.invitations import State
from bot.domain.people import Person
from bot.domain.questions import Question
from bot.domain.routing import Candidate
from bot.domain.topics import Topic
from storage.unit_of_work import UnitOfWork

CONSIDERED = 50
"""The best known people whose load and preferences are looked at."""
LOAD_WINDOW = timedelta(days=28)


def known_for(
    evidence: dict[PersonId, list[Evidence]], topics: Iterable[Topic], now: datetime
) -> dict[PersonId, tuple[Standing, ...]]:
    """What each person's evidence adds up to on these topics, strongest topic first."""
    labels = {topic.id: topic.label for topic in topics}
    found = {}
    for person, pieces in evidence.items():
        standings = [
            expertise.standing(label, (each for each in pieces if each.topic == topic), now)
            for topic, label in labels.items()
            if any(each.topic == topic for each in pieces)
        ]
        found[person] = tuple(sorted(standings, key=lambda each: (-each.score, each.topic)))
    return found


def best(standings: dict[PersonId, tuple[Standing, ...]], limit: int) -> list[PersonId]:
    """The best known people, ties by id."""
    ranked = sorted(standings, key=lambda person: (-expertise.expertise(standings[person]), person))
    return ranked[:limit]


def asked(uow: UnitOfWork, question: Question) -> set[PersonId]:
    """Those who were invited to a question already, unless their invitation was never sent."""
    invitations = uow.invitations.of_question(question.id)
    return {each.person for each in invitations if each.state is not State.UNSENT}


def experts(uow: UnitOfWork, question: Question, now: datetime, except_for: Collection[PersonId]) -> list[Candidate]:
    """The people known for a question's topics, other than these, best first; private evidence counts too."""
    topics = uow.topics.of_question(question.id)
    evidence = uow.evidence.on([topic.id for topic in topics], is_public_only=False)
    standings = known_for({who: each for who, each in evidence.items() if who not in except_for}, topics, now)
    chosen = best(standings, CONSIDERED)
    return weigh(uow, uow.people.some(chosen), question, now, why=standings)


def weigh(
    uow: UnitOfWork,
    people: Collection[Person],
    question: Question,
    now: datetime,
    why: dict[PersonId, tuple[Standing, ...]] | None = None,
) -> list[Candidate]:
    """Add to people what speaks for and against inviting them to a question."""
    ids = [person.id for person in people]
    recent = uow.invitations.recent(ids, now - LOAD_WINDOW)
    hiders = {person for person, _ in uow.topics.hiders([each.id for each in uow.topics.of_question(question.id)])}
    return [
        Candidate(
            person=person,
            why=(why or {}).get(person.id, ()),
            recent=recent.get(person.id, ()),
            is_in_channel=not person.profile.is_guest,
            has_hidden=person.id in hiders,
        )
        for person in people
    ]


def suggested(candidate: Candidate, by: PersonId | None) -> Candidate:
    """The same person, invited before others because somebody named them."""
    return replace(candidate, is_suggested=True, suggested_by=by)


def among(candidates: Iterable[Candidate], members: Collection[PersonId]) -> list[Candidate]:
    """The same people, with whether guests among them are members of the question's channel."""
    return [replace(each, is_in_channel=each.is_in_channel or each.person.id in members) for each in candidates]
