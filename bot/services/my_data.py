"""What is one person's own, shown to them."""

from bot.domain.answers import Answer
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.learning_record import Answered, Record
from bot.domain.questions import Question
from bot.services.sight import Sight, Sights, is_question_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

SHOWN = 5
"""The latest of each kind."""


class MyData:
    """The use cases of those who look at their own record."""

    def __init__(self, store: Store, sights: Sights) -> None:
        self._store = store
        self._sights = sights

    async def record(self, workspace: WorkspaceId, person: PersonId) -> Record:
        """A person's own record; of what they answered, the question only where they may see it now."""
        sight = await self._sights.of(workspace, person)
        return await self._store.read(workspace, lambda uow: _record(uow, sight))


def _record(uow: UnitOfWork, sight: Sight) -> Record:
    person = sight.person
    answers = [uow.answers.get(each) for each in uow.records.answers(person, SHOWN)]
    tips = [uow.tips.get(each) for each in uow.records.tips(person, SHOWN)]
    return Record(
        counts=uow.records.counts(person),
        asked=tuple(uow.questions.of_asker(person, limit=SHOWN)),
        answered=tuple(_answered(uow, sight, each) for each in answers if each is not None),
        shared=tuple(each for each in tips if each is not None),
        cohorts=tuple(uow.cohorts.of_person(person)),
        url=uow.url,
    )


def _answered(uow: UnitOfWork, sight: Sight, answer: Answer) -> Answered:
    question = uow.questions.get(answer.question)
    is_seen = question is not None and may_see(uow, sight, question)
    return Answered(answer, question if is_seen else None)


def may_see(uow: UnitOfWork, sight: Sight, question: Question) -> bool:
    """Whether somebody may see a question that they answered: in its channel now, or because it was put to them."""
    return is_question_in_sight(uow, sight, question) or uow.invitations.of(question.id, sight.person) is not None
