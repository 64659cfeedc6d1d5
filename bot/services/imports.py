"""Bringing in what was asked and answered before: the same evidence and marks as live, and not a word to anybody."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.expertise import Kind as Expertise
from bot.domain.ids import AnswerId, PersonId, QuestionId, TopicId, WorkspaceId
from bot.domain.imports import PastAnswer, PastQuestion
from bot.domain.marks import About, Item, Kind
from bot.domain.marks import Source as MarkSource
from bot.domain.places import Place
from bot.domain.questions import Question, State
from bot.services import changes
from bot.services.indexing import Indexing
from bot.services.questions import name_topics
from storage.store import Store
from storage.unit_of_work import UnitOfWork

INDEXED_AT_ONCE = 500
"""Documents of one transaction when all of it is made findable."""
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
        self._met: set[PersonId] = set()

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
            taken += await self._batch(workspace, questions[start : start + AT_ONCE])
        return taken

    async def _batch(self, workspace: WorkspaceId, questions: Sequence[PastQuestion]) -> Taken:
        authors = {past.said.author for past in questions} | {
            each.said.author for past in questions for each in past.answers
        }
        newcomers = set(filter(_MEMBER.fullmatch, authors)) - self._met

        def work(uow: UnitOfWork) -> Taken:
            for person in sorted(newcomers):
                uow.people.meet(person)
            return sum((self._one(uow, each) for each in questions), Taken())

        taken = await self._store.write(workspace, work)
        self._met |= newcomers
        return taken

    async def finish(self) -> None:
        """Make everything that was brought in findable."""
        await self._indexing.catch_up()

    def _one(self, uow: UnitOfWork, past: PastQuestion) -> Taken:
        id_ = uow.questions.bring_in(past)
        if id_ is not None:
            topics = self._name(uow, id_, past)
            answers = self._answers(uow, changes.question_of(uow, id_), topics, past)
            return Taken(questions=1, answers=answers)
        there = uow.questions.from_origin(past.said.origin)
        if there is None or there.state is State.WITHDRAWN:  # asked live, or removed by its asker
            return Taken(there_already=1)
        topics = [topic.id for topic in uow.topics.of_question(there.id)]
        answers = self._answers(uow, there, topics, past)
        return Taken(answers=answers, there_already=int(not answers))

    def _name(self, uow: UnitOfWork, id_: QuestionId, past: PastQuestion) -> list[TopicId]:
        given, recognised = name_topics(uow, f"{past.text}\n{past.details}", past.topics, (), self._clock.now())
        uow.topics.tag(id_, given, recognised)
        uow.activities.record("asked", f"question:{id_}", person=past.said.author, at=past.said.at)
        return [*given, *recognised]

    def _answers(self, uow: UnitOfWork, question: Question, topics: Sequence[TopicId], past: PastQuestion) -> int:
        new = uow.answers.bring_in(question.id, past.answers)
        is_private = changes.is_private_matter(uow, question)
        for each in past.answers:
            if (id_ := new.get(each.said.origin)) is not None:
                self._credit(uow, question, id_, topics, each, is_private=is_private)
                uow.activities.record("answered", f"answer:{id_}", person=each.said.author, at=each.said.at)
        return len(new)

    def _credit(
        self,
        uow: UnitOfWork,
        question: Question,
        id_: AnswerId,
        topics: Sequence[TopicId],
        past: PastAnswer,
        *,
        is_private: bool,
    ) -> None:
        """Marks and evidence as they would be, had it been said here; dated as it was said, so that they fade alike."""
        at, author, source, item = past.said.at, past.said.author, f"answer:{id_}", Item(About.ANSWER, id_)
        uow.evidence.add(author, topics, Expertise.ANSWERED, source=source, at=at, is_private=is_private)
        for person in past.useful_to:
            uow.marks.set(item, person, Kind.USEFUL, MarkSource.REACTION, at)
            by = f"{source}/{person}"
            uow.evidence.add(author, topics, Expertise.USEFUL, source=by, at=at, is_private=is_private)
        if past.is_accepted and uow.questions.change(
            question.id, only_if={State.CLOSED}, state=State.ACCEPTED, accepted=id_
        ):
            uow.marks.set(item, question.asker, Kind.ACCEPTED, MarkSource.REACTION, at)
            uow.evidence.add(author, topics, Expertise.ACCEPTED, source=source, at=at, is_private=is_private)
