"""Putting a question that was asked into a cohort's bank, with its asker's consent where they asked anonymously."""

from bot.clock import Clock
from bot.domain.cohort_shown import Borrowable
from bot.domain.cohorts import Cohort
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptRequestId, QuestionId, WorkspaceId
from bot.domain.news import What
from bot.domain.notices import Kind, Owed
from bot.domain.prompts import Draft, problems
from bot.domain.questions import Question
from bot.domain.refusals import Reason, Refused, raise_all
from bot.services import bank, changes, cohort_changes
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

LED_AT_MOST = 100


class Borrowing:
    """The use cases of those who want to discuss what somebody asked, and of those who asked it."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    async def borrowable(self, workspace: WorkspaceId, question: QuestionId, by: PersonId) -> Borrowable:
        """A question with those of a facilitator's cohorts whose members may see it.

        Raises ``Refused`` for those who facilitate nothing, and for a question from elsewhere that is private.
        """
        await learn_about(self._store, self._directory, self._clock, workspace, by)

        def work(uow: UnitOfWork) -> Borrowable:
            found = uow.questions.get(question)
            if found is None or found.channel is None:
                raise Refused(Reason.UNKNOWN_QUESTION)
            is_moderator = changes.is_moderator(uow, by, self._rules.of(uow).moderators)
            led = uow.cohorts.led_by(None if is_moderator else by, LED_AT_MOST)
            if not led:
                raise Refused(Reason.NOT_A_FACILITATOR)
            fit = [each for each in led if _is_seen_there(uow, found, each)]
            if not fit:
                raise Refused(Reason.NOT_SEEN_THERE)
            return Borrowable(found, fit)

        return await self._store.read(workspace, work)

    async def borrow(
        self, delivery: Delivery, question: QuestionId, cohort: CohortId, by: PersonId, text: str
    ) -> bool | None:
        """Put a question into a cohort's own set; ``False`` if its asker is asked first. ``None``: done before."""
        draft = Draft(text.strip())
        raise_all(*problems(draft))

        def work(uow: UnitOfWork) -> bool:
            now, found = self._clock.now(), cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            asked = changes.question_of(uow, question)
            if not _is_seen_there(uow, asked, found):
                raise Refused(Reason.NOT_SEEN_THERE)
            if not asked.is_anonymous or asked.asker == by:
                self._put(uow, found, draft, by)
                return True
            request = uow.prompt_requests.begin(question, cohort, by, draft.text, now)
            if request is None:
                raise Refused(Reason.ALREADY_REQUESTED)
            uow.notices.owe(Owed(Kind.PROMPT_REQUEST, request, asked.asker, now))
            return False

        return await self._store.once(delivery, work)

    async def decide(self, delivery: Delivery, request: PromptRequestId, by: PersonId, *, is_agreed: bool) -> None:
        """Say whether one's own anonymous question may be discussed; the facilitator is told, without a name."""

        def work(uow: UnitOfWork) -> None:
            now, found = self._clock.now(), uow.prompt_requests.get(request)
            question = uow.questions.get(found.question) if found else None
            if found is None or question is None or question.asker != by:
                raise Refused(Reason.NOT_YOUR_REQUEST)
            cohort = cohort_changes.cohort_of(uow, found.cohort)
            if not uow.prompt_requests.decide(request, now, is_agreed=is_agreed):
                return
            if is_agreed:
                self._put(uow, cohort, Draft(found.text), found.asked_by)
            what = What.AGREED if is_agreed else What.DECLINED
            told = {"text": found.text}
            key = f"request:{request}"
            cohort_changes.tell_one(uow, cohort.id, found.asked_by, what, key, told, self._rules.of(uow), now)
            uow.notices.refresh(Kind.PROMPT_REQUEST, request, now)

        await self._store.once(delivery, work)

    def _put(self, uow: UnitOfWork, cohort: Cohort, draft: Draft, by: PersonId) -> None:
        own = bank.ensure_own_set(uow, cohort, by)
        bank.bring(uow, own, [draft], by, self._clock.now())


def _is_seen_there(uow: UnitOfWork, question: Question, cohort: Cohort) -> bool:
    """Whether a cohort's channel may read a question: it is public, or was asked there."""
    if question.channel is None:
        return False
    return question.channel == cohort.channel or not uow.places.is_private(question.channel)
