"""Finding people: who knows about something, why, and whether they are free."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain import expertise
from bot.domain import topics as naming
from bot.domain.expertise import Standing
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.refusals import Reason, Refused
from bot.domain.routing import Bar, Candidate, Load, bar, is_quiet_now
from bot.domain.rules import ENGLISH, Rules
from bot.domain.topics import Topic
from bot.services import candidates, ranking
from bot.services.ranking import Asked, Likely
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who is known for something."""

    person: PersonId
    why: tuple[Standing, ...]
    bar: Bar | None
    """Why the person can't be asked now; ``None`` when they can."""
    is_quiet: bool
    """Whether it is their quiet time, so that a question would wait for its end."""
    likely: Likely
    """What the ranking thinks of them, and by which signals."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search understood and found."""

    topics: tuple[str, ...]
    """The labels of the topics for which there are people."""
    unknown: tuple[str, ...]
    """What was looked for in vain, as typed: no word tells whether it is a topic at all."""
    people: tuple[Found, ...]
    """Best first."""
    is_sentence: bool = False
    """Whether it was read as a sentence, in which not every word should be a topic."""
    language: str = ENGLISH
    """In which dates are written."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What somebody typed, as it is understood."""

    typed: str
    names: Mapping[str, str]
    """What may be topics, by slug, as typed."""
    known: Mapping[str, Topic]

    @property
    def topics(self) -> tuple[Topic, ...]:
        return tuple({self.known[slug].id: self.known[slug] for slug in self.names if slug in self.known}.values())

    @property
    def is_sentence(self) -> bool:
        """Whether it reads as a sentence: one that asks, or more than a few words without a comma."""
        is_long = len(self.typed.split()) > MOST_NAMES and not naming.is_list(self.typed)
        return self.typed.rstrip().endswith("?") or is_long


MOST_NAMES = 4
"""How many words without a comma may be topics, each by itself."""


class Experts:
    """The use cases of somebody who looks for people."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def find(
        self,
        workspace: WorkspaceId,
        by: PersonId,
        typed: str,
        limit: int = 50,
        *,
        company: frozenset[PersonId] | None = None,
    ) -> Search:
        """People known for these topics, or for what a sentence is about; who knows all of it first.

        Only what everybody may see counts, people who hid a topic are not shown for it, and nobody is shown who
        left. Of guests, who see nothing outside their own channels, ``company`` is who is in these: they find them,
        by what those say of themselves. Raises ``Refused`` when there is no usable word.
        """
        if not naming.split(typed):
            raise Refused(Reason.NO_TOPICS)
        return await self._store.ponder(workspace, lambda uow: self._find(uow, by, typed, limit, company))

    def _find(
        self, uow: UnitOfWork, by: PersonId, typed: str, limit: int, company: frozenset[PersonId] | None
    ) -> Search:
        wanted = _understood(uow, typed)
        found = self._people(uow, wanted, by, company)[:limit]
        labels = {standing.topic for each in found for standing in each.why}
        is_found = {slug: slug in wanted.known and wanted.known[slug].label in labels for slug in wanted.names}
        return Search(
            topics=tuple(topic.label for topic in wanted.topics if topic.label in labels),
            unknown=()
            if wanted.is_sentence
            else tuple(label for slug, label in wanted.names.items() if not is_found[slug]),
            people=found,
            is_sentence=wanted.is_sentence,
            language=self._rules.of(uow).date_language,
        )

    def _people(
        self, uow: UnitOfWork, wanted: _Wanted, by: PersonId, company: frozenset[PersonId] | None
    ) -> tuple[Found, ...]:
        now = self._clock.now()
        ranked = ranking.rank(uow, Asked(wanted.typed, topics=wanted.topics), now, shelves=())
        why = candidates.reasons(uow, ranked, wanted.topics, now, is_public_only=True)
        if company is not None:
            why = {person: expertise.declared_only(those) for person, those in why.items() if person in company}
        ranked = [each for each in ranked if why.get(each.person)]
        if company is not None:  # nor is the order to tell what they may not see
            ranked.sort(key=lambda each: each.person)
        if not wanted.is_sentence:  # whoever knows more of the topics comes first
            ranked.sort(key=lambda each: -expertise.known(why[each.person]))
        people = {person.id: person for person in uow.people.some([each.person for each in ranked])}
        load = uow.invitations.load(list(people), now)
        found = []
        for each in ranked:
            person = people.get(each.person)
            if person is None or person.profile.is_bot or person.profile.is_deactivated:
                continue
            candidate = Candidate(person, why=why[each.person], load=load.get(each.person, Load()))
            found.append(self._found(candidate, each, by, self._rules.of(uow)))
        return tuple(found)

    def _found(self, candidate: Candidate, likely: Likely, by: PersonId, rules: Rules) -> Found:
        now = self._clock.now()
        return Found(
            person=candidate.person.id,
            why=candidate.why,
            bar=bar(candidate, asker=by, rules=rules, now=now),
            is_quiet=is_quiet_now(candidate.person, rules, now),
            likely=likely,
        )


def _understood(uow: UnitOfWork, typed: str) -> _Wanted:
    """Read what somebody typed: in a sentence only what is a known topic, with its endings, is one."""
    names = {naming.normalise(each): each for each in naming.split(typed)}
    known = uow.topics.meaning(naming.mentions(typed) | names.keys())
    wanted = _Wanted(typed, {naming.normalise(each): each for each in naming.split(typed, known)}, known)
    return _Wanted(typed, {slug: topic.label for slug, topic in known.items()}, known) if wanted.is_sentence else wanted
