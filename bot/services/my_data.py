"""What is one person's own, shown to them."""

from collections.abc import Mapping

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.deliveries import Delivery
from bot.domain.ids import PersonId, QuestionId, RunId, TipId, WorkspaceId
from bot.domain.learning_record import Answered, Export, Record
from bot.domain.notices import UNDER_WAY, Kind, Owed
from bot.domain.questions import Question
from bot.services.sight import Sight, Sights, is_in_sight, is_question_in_sight
from storage.exporting import PARTS, Row
from storage.store import Store
from storage.unit_of_work import UnitOfWork

SHOWN = 5
"""The latest of each kind."""


class MyData:
    """The use cases of those who look at their own record."""

    def __init__(self, store: Store, clock: Clock, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._sights = sights

    async def record(self, workspace: WorkspaceId, person: PersonId) -> Record:
        """A person's own record; of what they answered, the question only where they may see it now."""
        sight = await self._sights.of(workspace, person)
        return await self._store.read(workspace, lambda uow: _record(uow, sight))

    async def ask_export(self, delivery: Delivery, person: PersonId) -> bool:
        """Owe a person the file with all that is kept of them; ``False`` while one is under way already."""

        def work(uow: UnitOfWork) -> bool:
            before = uow.notices.of_person(Kind.EXPORT, person)
            if before is not None and before.state in UNDER_WAY:
                return False
            uow.notices.owe(Owed(Kind.EXPORT, 0, person, self._clock.now()))
            return True

        return bool(await self._store.once(delivery, work))

    async def export(self, workspace: WorkspaceId, person: PersonId) -> Export:
        """All that is kept of a person now, with what is needed to understand it, as far as they may see that.

        Of somebody unknown nothing is learned on the way: they may have been forgotten a moment ago.
        """
        is_known = await self._store.read(workspace, lambda uow: uow.people.is_known(person))
        nothing = Sight(person, frozenset(), is_guest=True)
        sight, now = await self._sights.of(workspace, person) if is_known else nothing, self._clock.now()

        def work(uow: UnitOfWork) -> Export:
            parts = {name: uow.exporting.part(name, person) for name in PARTS}
            return Export(person, now, parts | _explained(uow, sight, parts))

        return await self._store.read(workspace, work)


def _explained(uow: UnitOfWork, sight: Sight, parts: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """What somebody answered and added to, beside what they wrote, where they may see it."""
    return {
        "answers": [row | {"question_text": _question_text(uow, sight, row)} for row in parts["answers"]],
        "takes": [row | {"tip_text": _tip_text(uow, sight, row)} for row in parts["takes"]],
        "cohort_answers": [row | {"prompt_text": _prompt_text(uow, sight, row)} for row in parts["cohort_answers"]],
    }


def _question_text(uow: UnitOfWork, sight: Sight, row: Row) -> str | None:
    question = uow.questions.get(QuestionId(row["question"]))
    return question.text if question is not None and may_see(uow, sight, question) else None


def _tip_text(uow: UnitOfWork, sight: Sight, row: Row) -> str | None:
    tip = uow.tips.get(TipId(row["tip"]))
    return tip.text if tip is not None and not tip.is_deleted and is_in_sight(uow, sight, tip.channel) else None


def _prompt_text(uow: UnitOfWork, sight: Sight, row: Row) -> str | None:
    run = uow.runs.get(RunId(row["run"]))
    return run.said.text if run is not None and is_in_sight(uow, sight, run.channel) else None


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
    """Whether somebody may see a question that they answered: in its channel now, or as an expert who was asked."""
    is_put_to_them = question.is_private and uow.invitations.of(question.id, sight.person) is not None
    return is_put_to_them or is_question_in_sight(uow, sight, question)
