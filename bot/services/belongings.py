"""What was brought in of a person: to see, and to remove for good."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.deliveries import Delivery
from bot.domain.ids import AnswerId, PersonId, QuestionId, WorkspaceId
from bot.domain.questions import Question, State
from bot.domain.refusals import Reason, Refused
from bot.services import changes
from bot.services.answers import Answers
from storage.store import Store
from storage.unit_of_work import UnitOfWork

SHOWN = 20
"""Of questions and of answers each."""
AT_ONCE = 200
"""What one press removes at most of each: it must be done before Slack stops waiting."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """What was brought in of a person, the latest of it."""

    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]

    def __bool__(self) -> bool:
        return bool(self.questions or self.answers)


class BroughtIn:
    """The use cases of somebody whose words were brought in. A repeated import leaves out what they removed."""

    def __init__(self, store: Store, clock: Clock, answers: Answers) -> None:
        self._store = store
        self._clock = clock
        self._answers = answers

    async def of(self, workspace: WorkspaceId, person: PersonId) -> Belongings:
        """The latest of what was brought in of a person."""
        return await self._store.read(workspace, lambda uow: belongings(uow, person, SHOWN))

    async def remove_question(self, delivery: Delivery, person: PersonId, question: QuestionId) -> None:
        """Remove one's own question: it is found no longer, nor are the answers to it. Raises ``Refused``."""
        await self._store.once(delivery, lambda uow: self._withdraw(uow, person, question))

    async def remove_answer(self, delivery: Delivery, person: PersonId, answer: AnswerId) -> None:
        """Remove one's own answer with all that it gave; raises ``Refused`` for anything else."""
        await self._store.once(delivery, lambda uow: self._delete(uow, person, answer))

    async def remove_all(self, delivery: Delivery, person: PersonId) -> None:
        """Remove everything of one's own that was brought in, the latest first, as much of it as one press can."""

        def work(uow: UnitOfWork) -> None:
            mine = belongings(uow, person, AT_ONCE)
            for question in mine.questions:
                self._withdraw(uow, person, question.id)
            for answer in mine.answers:
                self._delete(uow, person, answer.id)

        await self._store.once(delivery, work)

    def _withdraw(self, uow: UnitOfWork, person: PersonId, id_: QuestionId) -> None:
        question = changes.question_of(uow, id_)
        if question.asker != person or question.origin is None:
            raise Refused(Reason.NOT_YOUR_QUESTION)
        now = self._clock.now()
        uow.questions.change(id_, state=State.WITHDRAWN, due_at=None)
        uow.activities.record("withdrew", f"question:{id_}", person=person, at=now)
        uow.notices.refresh_home(person, now)

    def _delete(self, uow: UnitOfWork, person: PersonId, id_: AnswerId) -> None:
        answer = uow.answers.get(id_)
        if answer is None or answer.is_deleted:
            raise Refused(Reason.UNKNOWN_ANSWER)
        if answer.author != person or answer.origin is None:
            raise Refused(Reason.NOT_YOUR_ANSWER)
        self._answers.take_back(uow, answer)
        uow.notices.refresh_home(person, self._clock.now())


def belongings(uow: UnitOfWork, person: PersonId, limit: int) -> Belongings:
    """What was brought in of a person and not removed since, the latest of each."""
    return Belongings(tuple(uow.questions.brought_in(person, limit)), tuple(uow.answers.brought_in(person, limit)))
