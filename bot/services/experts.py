"""Finding people: who knows these topics, why, and whether they are free."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain import expertise
from bot.domain import topics as naming
from bot.domain.expertise import Standing
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import Reason, Refused
from bot.domain.routing import Bar, Candidate, bar, is_quiet_now
from bot.domain.rules import Rules
from bot.services import candidates
from storage.store import Store
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who is known for a topic."""

    person: PersonId
    why: tuple[Standing, ...]
    bar: Bar | None
    """Why the person can't be asked now; ``None`` when they can."""
    is_quiet: bool
    """Whether it is their quiet time, so that a question would wait for its end."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search understood and found."""

    topics: tuple[str, ...]
    """The labels of the topics for which there are people."""
    unknown: tuple[str, ...]
    """What was looked for in vain, as typed: no word tells whether it is a topic at all."""
    people: tuple[Found, ...]
    """Best known first."""


class Experts:
    """The use cases of somebody who looks for people."""

    def __init__(self, store: Store, clock: Clock, rules: Rules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def find(self, workspace: WorkspaceId, by: PersonId, typed: str, limit: int = 50) -> Search:
        """People known for these topics, those known for all of them first.

        Only evidence that everybody may see counts, people who hid a topic are not shown for it, and nobody is
        shown who left. Raises ``Refused`` when there is no usable word.
        """
        if not naming.split(typed):
            raise Refused(Reason.NO_TOPICS)
        return await self._store.read(workspace, lambda uow: self._find(uow, by, typed, limit))

    def _find(self, uow: UnitOfWork, by: PersonId, typed: str, limit: int) -> Search:
        now = self._clock.now()
        known = uow.topics.meaning(naming.phrases(typed) | {naming.normalise(each) for each in naming.split(typed)})
        wanted = {naming.normalise(each): each for each in naming.split(typed, known)}
        topics = tuple({known[slug].id: known[slug] for slug in wanted if slug in known}.values())
        evidence = uow.evidence.on([topic.id for topic in topics], is_public_only=True)
        hidden = uow.topics.hiders([topic.id for topic in topics])
        shown = {
            person: [each for each in pieces if (person, each.topic) not in hidden]
            for person, pieces in evidence.items()
        }
        standings = candidates.known_for({who: each for who, each in shown.items() if each}, topics, now)
        found = [self._found(each, by) for each in self._ranked(uow, standings, now, limit)]
        people = tuple(each for each in found if each.bar not in {Bar.BOT, Bar.DEACTIVATED})
        labels = {standing.topic for each in people for standing in each.why}
        is_found = {slug: slug in known and known[slug].label in labels for slug in wanted}
        return Search(
            topics=tuple(topic.label for topic in topics if topic.label in labels),
            unknown=tuple(label for slug, label in wanted.items() if not is_found[slug]),
            people=people,
        )

    def _ranked(
        self, uow: UnitOfWork, standings: dict[PersonId, tuple[Standing, ...]], now: datetime, limit: int
    ) -> list[Candidate]:
        """Who knows most of the topics first, then who knows them best."""
        order = sorted(candidates.best(standings, len(standings)), key=lambda each: -expertise.known(standings[each]))
        people = {person.id: person for person in uow.people.some(order[:limit])}
        recent = uow.invitations.recent(list(people), now - candidates.LOAD_WINDOW)
        return [
            Candidate(people[each], why=standings[each], recent=recent.get(each, ()))
            for each in order
            if each in people
        ]

    def _found(self, candidate: Candidate, by: PersonId) -> Found:
        now = self._clock.now()
        return Found(
            person=candidate.person.id,
            why=candidate.why,
            bar=bar(candidate, asker=by, rules=self._rules, now=now),
            is_quiet=is_quiet_now(candidate.person, self._rules, now),
        )
