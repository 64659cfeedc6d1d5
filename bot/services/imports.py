"""Bringing in what was asked and answered before: the same evidence and marks as live, and not a word to anybody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.answers import Source
from bot.domain.expertise import Kind as Expertise
from bot.domain.ids import AnswerId, PersonId, TopicId, WorkspaceId
from bot.domain.imports import PastAnswer, PastQuestion
from bot.domain.marks import About, Item, Kind
from bot.domain.marks import Source as MarkSource
from bot.domain.places import Place
from bot.domain.questions import Draft, Question, State
from bot.services import changes
from bot.services.indexing import Indexing
from bot.services.questions import name_topics
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 100
"""Questions of one transaction: what an interruption loses at most."""
_MEMBER = re.compile(r"[UW][A-Z0-9]{2,}")
"""Slack's ids of people; others are nobody's whom Slack could be asked about."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of bringing in."""

    questions: int = 0
    answers: int = 0
    there_already: int = 0
    """Questions that brought nothing new."""

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.questions + other.questions,
            self.answers + other.answers,
            self.there_already + other.there_already,
        )


class Imports:
    """The use case of an administrator. What is there, or was removed by its author, stays as it is."""

    def __init__(self, store: Store, clock: Clock, indexing: Indexing) -> None:
        self._store = store
        self._clock = clock
        self._indexing = indexing

    async def channel(self, workspace: WorkspaceId, place: Place) -> bool:
        """Make a channel of the past known, not as one to post in; returns whether the app is in it."""

        def work(uow: UnitOfWork) -> bool:
            uow.places.remember(place)
            return uow.places.get(place.id) is not None

        return await self._store.write(workspace, work)

    async def is_in(self, workspace: WorkspaceId, place: Place) -> bool:
        """Whether the app is in a channel."""
        return await self._store.read(workspace, lambda uow: uow.places.get(place.id) is not None)

    async def bring_in(self, workspace: WorkspaceId, questions: Sequence[PastQuestion]) -> Taken:
        """Keep questions with their answers, a batch in each transaction; what is there is added to, never changed."""
        taken = Taken()
        for start in range(0, len(questions), AT_ONCE):
            batch = questions[start : start + AT_ONCE]
            for each in await self._store.write(workspace, lambda uow, batch=batch: [self._one(uow, q) for q in batch]):  # type: ignore[misc] # mypy infers no lambda with a default
                taken += each
        return taken

    async def finish(self) -> None:
        """Make everything that was brought in findable."""
        await self._indexing.catch_up()

    def _one(self, uow: UnitOfWork, past: PastQuestion) -> Taken:
        found = self._question(uow, past)
        if found is None:
            return Taken(there_already=1)
        question, is_new = found
        topics = [topic.id for topic in uow.topics.of_question(question.id)]
        answers = sum(self._answer(uow, question, topics, each) for each in past.answers)
        if not is_new and not answers:
            return Taken(there_already=1)
        latest = max((each.said.at for each in past.answers), default=past.said.at)
        uow.questions.change(question.id, active_at=max(question.active_at, latest))
        return Taken(questions=int(is_new), answers=answers)

    def _question(self, uow: UnitOfWork, past: PastQuestion) -> tuple[Question, bool] | None:
        """The question, and whether it is new; ``None`` for one asked live or withdrawn, which stays as it is."""
        said = past.said
        draft = Draft(asker=said.author, text=past.text, details=past.details, channel=said.channel)
        id_ = uow.questions.bring_in(draft, said.origin, asked_at=said.at, ts=said.ts)
        if id_ is None:
            there = uow.questions.from_origin(said.origin)
            return None if there is None or there.state is State.WITHDRAWN else (there, False)
        words = f"{past.text}\n{past.details}"
        uow.topics.tag(id_, *name_topics(uow, words, past.topics, (), self._clock.now()))
        uow.questions.change(id_, first_answer_at=min(each.said.at for each in past.answers))
        _meet(uow, said.author)
        uow.activities.record("asked", f"question:{id_}", person=said.author, at=said.at)
        return changes.question_of(uow, id_), True

    def _answer(self, uow: UnitOfWork, question: Question, topics: Sequence[TopicId], past: PastAnswer) -> int:
        said = past.said
        id_ = uow.answers.add(
            question.id,
            said.author,
            said.text,
            source=Source.IMPORTED,
            now=said.at,
            channel=said.channel,
            ts=said.ts,
            origin=said.origin,
        )
        if id_ is None:
            return 0
        _meet(uow, said.author)
        self._credit(uow, question, id_, topics, past)
        uow.activities.record("answered", f"answer:{id_}", person=said.author, at=said.at)
        return 1

    def _credit(
        self, uow: UnitOfWork, question: Question, id_: AnswerId, topics: Sequence[TopicId], past: PastAnswer
    ) -> None:
        """Marks and evidence as they would be, had it been said here; dated as it was said, so that they fade alike."""
        at, author, source, item = past.said.at, past.said.author, f"answer:{id_}", Item(About.ANSWER, id_)
        is_private = changes.is_private_matter(uow, question)
        uow.evidence.add(author, topics, Expertise.ANSWERED, source=source, at=at, is_private=is_private)
        for person in past.useful_to:
            uow.marks.set(item, person, Kind.USEFUL, MarkSource.REACTION, at)
            by = f"{source}/{person}"
            uow.evidence.add(author, topics, Expertise.USEFUL, source=by, at=at, is_private=is_private)
        if past.useful_to:
            uow.answers.change(id_, useful=len(past.useful_to))
        if past.is_accepted and uow.questions.change(
            question.id, only_if={State.CLOSED}, state=State.ACCEPTED, accepted=id_
        ):
            uow.marks.set(item, question.asker, Kind.ACCEPTED, MarkSource.REACTION, at)
            uow.evidence.add(author, topics, Expertise.ACCEPTED, source=source, at=at, is_private=is_private)


def _meet(uow: UnitOfWork, person: PersonId) -> None:
    """Get to know a member; those of elsewhere are nobody whom Slack could tell about."""
    if _MEMBER.fullmatch(person):
        uow.people.meet(person)
