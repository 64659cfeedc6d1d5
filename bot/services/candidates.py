"""Who could be invited to a question: people likely to answer it, and all that routing weighs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain import expertise
from bot.domain.expertise import Evidence, Standing
from bot.domain.ids import PersonId
from bot.domain.invitations import State
from bot.domain.people import Person
from bot.domain.questions import Question
from bot.domain.routing import Candidate, Load
from bot.domain.topics import Topic
from bot.services import ranking
from bot.services.ranking import Asked, Likely
from storage.unit_of_work import UnitOfWork

CONSIDERED = 50
"""The likeliest people whose load and preferences are looked at, and as many newcomers at most."""
Ranked = Mapping[PersonId, Likely]


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


def reasons(
    uow: UnitOfWork, people: Collection[Likely], topics: Collection[Topic], now: datetime, *, is_public_only: bool
) -> dict[PersonId, tuple[Standing, ...]]:
    """Why each of these people is likely, as they may be told: their topics, then the similar questions they answered.

    A topic that a person hid is never named.
    """
    ids = [topic.id for topic in topics]
    hidden = uow.topics.hiders(ids)
    evidence = uow.evidence.on(ids, is_public_only=is_public_only, people=[each.person for each in people])
    shown = {who: [each for each in those if (who, each.topic) not in hidden] for who, those in evidence.items()}
    standings = known_for(shown, topics, now)
    return {each.person: (*standings.get(each.person, ()), *_similar(each, now)) for each in people}


def asked(uow: UnitOfWork, question: Question) -> set[PersonId]:
    """Those who were invited to a question already, unless their invitation was never sent."""
    invitations = uow.invitations.of_question(question.id)
    return {each.person for each in invitations if each.state is not State.UNSENT}


def involved(uow: UnitOfWork, question: Question) -> set[PersonId]:
    """Those who were asked already, and those who answered without being asked."""
    return asked(uow, question) | {each.author for each in uow.answers.of_question(question.id)}


def likeliest(uow: UnitOfWork, question: Question, now: datetime, *, without: Collection[PersonId]) -> Ranked:
    """Those who are likely to answer a question well and can be told why, other than these; what is private counts too.

    It searches: to be read before a transaction that changes something, not in it.
    """
    topics = tuple(uow.topics.of_question(question.id))
    wanted = Asked(question.text, question.details, topics, question.asker, question.id)
    found = _considered(ranking.rank(uow, wanted, now, shelves=None, without=without))
    why = reasons(uow, found.values(), topics, now, is_public_only=False)
    return {person: each for person, each in found.items() if why[person]}


def experts(uow: UnitOfWork, question: Question, now: datetime, found: Ranked) -> list[Candidate]:
    """Those of the likely people who can still be told why they are asked, as they may be invited now."""
    why = reasons(uow, found.values(), uow.topics.of_question(question.id), now, is_public_only=False)
    told = [person for person in found if why[person]]
    weighed = weigh(uow, uow.people.some(told), question, now)
    return [_as_expert(each, found[each.person.id], why) for each in weighed]


def weigh(uow: UnitOfWork, people: Collection[Person], question: Question, now: datetime) -> list[Candidate]:
    """Add to people what speaks for and against inviting them to a question."""
    ids = [person.id for person in people]
    load = uow.invitations.load(ids, now)
    is_private = question.channel is not None and uow.places.is_private(question.channel)
    hiders = {person for person, _ in uow.topics.hiders([each.id for each in uow.topics.of_question(question.id)])}
    return [
        Candidate(
            person=person,
            load=load.get(person.id, Load()),
            is_in_channel=not (person.profile.is_guest or is_private),
            has_hidden=person.id in hiders,
        )
        for person in people
    ]


def suggested(candidate: Candidate, by: PersonId | None) -> Candidate:
    """The same person, invited before others because somebody named them."""
    return replace(candidate, is_suggested=True, suggested_by=by)


def among(candidates: Iterable[Candidate], members: Collection[PersonId]) -> list[Candidate]:
    """The same people, with whether those who have to be are members of the question's channel."""
    return [replace(each, is_in_channel=each.is_in_channel or each.person.id in members) for each in candidates]


def _considered(ranked: list[Likely]) -> dict[PersonId, Likely]:
    """The likeliest, and the likeliest of those who are new."""
    newcomers = [each for each in ranked if each.is_newcomer][:CONSIDERED]
    return {each.person: each for each in [*ranked[:CONSIDERED], *newcomers]}


def _as_expert(candidate: Candidate, found: Likely, why: Mapping[PersonId, tuple[Standing, ...]]) -> Candidate:
    return replace(candidate, likely=found.score, is_newcomer=found.is_newcomer, why=why[found.person])


def _similar(found: Likely, now: datetime) -> tuple[Standing, ...]:
    if not found.similar:
        return ()
    many = len({vote.question for vote in found.similar})
    return (Standing(topic="", score=0.0, similar=many, last=now - found.similar[0].age),)
