"""Putting a question that was asked into a cohort's bank, with its asker's consent where they asked anonymously."""

from bot.clock import Clock
from bot.domain.cohort_shown import Borrowable
from bot.domain.cohorts import Cohort
from bot.domain.deliveries import Delivery
from bot.domain.ids import CohortId, PersonId, PromptRequestId, QuestionId, WorkspaceId
from bot.domain.news import What
from bot.domain.notices import Kind, Owed
from bot.domain.prompts import Draft, problems
from bot.domain.questions import Question, State
from bot.domain.refusals import Reason, Refused, raise_all
from bot.services import bank, changes, cohort_changes
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights, is_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

LED_AT_MOST = 100


class Borrowing:
    """The use cases of those who want to discuss what somebody asked, and of those who asked it."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._sights = sights

    async def borrowable(self, workspace: WorkspaceId, question: QuestionId, by: PersonId) -> Borrowable:
        """A question with those of a facilitator's cohorts whose members may see it.

        Raises ``Refused`` for those who facilitate nothing or don't see it, and for one that is private elsewhere.
        """
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Borrowable:
            found, rules = _seen(uow, question, sight), self._rules.of(uow)
            is_moderator = changes.is_moderator(uow, by, rules.moderators)
            every = uow.cohorts.led_by(None if is_moderator else by, LED_AT_MOST)
            led = [each for each in every if cohort_changes.may_lead(uow, each.id, by, rules)]
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
        sight = await self._sights.of(delivery.workspace, by)

        def work(uow: UnitOfWork) -> bool:
            now, found = self._clock.now(), cohort_changes.own(uow, cohort, by, self._rules.of(uow))
            asked = _seen(uow, question, sight)
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


def _seen(uow: UnitOfWork, id_: QuestionId, sight: Sight) -> Question:
    """A question that somebody sees in its channel; one that was withdrawn is for no discussion."""
    found = uow.questions.lock(id_)
    if found is None or found.channel is None or found.state is State.WITHDRAWN:
        raise Refused(Reason.UNKNOWN_QUESTION)
    if not is_in_sight(uow, sight, found.channel):
        raise Refused(Reason.UNKNOWN_QUESTION)
    return found


def _is_seen_there(uow: UnitOfWork, question: Question, cohort: Cohort) -> bool:
    """Whether a cohort's channel may read a question: it is public, or was asked there."""
    if question.channel is None:
        return False
    return question.channel == cohort.channel or not uow.places.is_private(question.channel)
