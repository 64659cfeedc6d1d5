"""Answering a cohort's question: by a form, or in the thread of its message; and what facilitators highlight."""

from bot.clock import Clock
from bot.domain.cohort_shown import Discussed
from bot.domain.comments import Source
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, MessageTs, PersonId, RunAnswerId, RunId, WorkspaceId
from bot.domain.notices import Kind, Owed
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.runs import TEXT_LIMIT, Run, RunAnswer, State
from bot.services import changes, cohort_changes
from bot.services.marks import Marks
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights, is_in_sight
from bot.services.threads import HEARD_AT_MOST, NOBODY, Heard
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class RunAnswers:
    """The use cases of those who discuss; a keeper of the threads of runs."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, marks: Marks, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._marks = marks
        self._sights = sights

    async def answerable(self, workspace: WorkspaceId, run: RunId, by: PersonId) -> Discussed:
        """A question that this person sees and may answer; raises ``Refused`` otherwise."""
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Discussed:
            found = _seen(uow, sight, run)
            cohort = uow.cohorts.get(found.cohort)
            assert cohort is not None, "cohorts are never removed from the table"
            return Discussed(found, cohort)

        return await self._store.read(workspace, work)

    async def give(self, delivery: Delivery, run: RunId, author: PersonId, text: str) -> RunAnswerId | None:
        """Answer by a form; it is posted with its author's name. ``None``: this delivery was done before."""
        text = _checked(text)
        sight = await self._sights.of(delivery.workspace, author)

        def work(uow: UnitOfWork) -> RunAnswerId | None:
            uow.runs.lock(run)
            found = _seen(uow, sight, run)
            answer = self._add(uow, found, author, text, source=Source.BUTTON)
            if answer is not None:
                uow.notices.owe(Owed(Kind.RUN_ANSWER_IN_THREAD, answer, found.channel, self._clock.now()))
            return answer

        return await self._store.once(delivery, work)

    async def own(self, workspace: WorkspaceId, answer: RunAnswerId, by: PersonId) -> RunAnswer:
        """A person's own answer; raises ``Refused`` for anybody else's or one that is gone."""
        return await self._store.read(workspace, lambda uow: _own(uow, answer, by))

    async def edit(self, delivery: Delivery, answer: RunAnswerId, by: PersonId, text: str) -> None:
        """Change one's own answer; the message that carries it follows."""
        text = _checked(text)
        await self._store.once(delivery, lambda uow: self._reword(uow, _own(uow, answer, by), text))

    async def delete(self, delivery: Delivery, answer: RunAnswerId, by: PersonId) -> None:
        """Take one's own answer back."""
        await self._store.once(delivery, lambda uow: self._remove(uow, _own(uow, answer, by)))

    async def highlight(self, delivery: Delivery, answer: RunAnswerId, by: PersonId) -> bool:
        """Make an answer a highlight of its week, or no longer; returns which it is.

        Raises ``Refused`` for others than the cohort's facilitators and moderators.
        """

        def work(uow: UnitOfWork) -> bool:
            now, found = self._clock.now(), _standing(uow, answer)
            run = uow.runs.lock(found.run)
            assert run is not None, "runs are never removed from the table"
            if not cohort_changes.may_lead(uow, run.cohort, by, self._rules.of(uow)):
                raise Refused(Reason.NOT_A_FACILITATOR)
            is_new = found.highlighted_at is None
            uow.run_answers.change(answer, highlighted_at=now if is_new else None)
            changes.show_run_answer(uow, found, now)
            uow.activities.record("highlighted" if is_new else "unhighlighted", str(found.item), person=by, at=now)
            return is_new

        done = await self._store.once(delivery, work)
        return bool(done)

    async def seen_at(self, workspace: WorkspaceId, channel: ChannelId, ts: MessageTs) -> RunAnswerId:
        """The answer that a message carries; raises ``Refused`` for any other message."""

        def work(uow: UnitOfWork) -> RunAnswerId:
            found = uow.run_answers.seen_at(channel, ts)
            if found is None or found.is_deleted:
                raise Refused(Reason.NOT_A_RUN_ANSWER)
            return found.id

        return await self._store.read(workspace, work)

    def hears(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message is an answer: what anybody says under a cohort's question."""
        return self._answered_by(uow, message) is not None

    def keep(self, uow: UnitOfWork, message: Heard) -> bool:
        """Take a reply under a cohort's question as an answer, with the reactions that are on it already."""
        run = self._answered_by(uow, message)
        if run is None:
            return False
        uow.runs.lock(run.id)
        text = message.text[:HEARD_AT_MOST]
        answer = self._add(uow, run, message.author, text, source=Source.THREAD, channel=message.channel, ts=message.ts)
        if answer is None:
            return False
        found = uow.run_answers.get(answer)
        assert found is not None, "it was kept just now"
        self._marks.reconsider_all(uow, found.item, message.channel, message.ts)
        return True

    def keep_out(self, uow: UnitOfWork, message: Heard) -> None:
        """Take a deleted message's place, so that it is no answer when Slack delivers it late."""
        run = self._answered_by(uow, message)
        if run is None:
            return
        now = self._clock.now()
        kept = uow.run_answers.add(
            run.id, message.author, "", source=Source.THREAD, now=now, channel=message.channel, ts=message.ts
        )
        if kept is not None:
            uow.run_answers.change(kept, deleted_at=now)

    def has(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message was kept as an answer."""
        return uow.run_answers.written_at(message.channel, message.ts) is not None

    def reword(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who edited the message that is an answer."""
        found = uow.run_answers.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted and found.text != message.text:
            self._reword(uow, found, message.text[:HEARD_AT_MOST])

    def remove(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who deleted the message that is an answer."""
        found = uow.run_answers.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted:
            self._remove(uow, found)

    def _answered_by(self, uow: UnitOfWork, message: Heard) -> Run | None:
        return None if message.author == NOBODY else uow.runs.at(message.channel, message.thread)

    def _add(
        self,
        uow: UnitOfWork,
        run: Run,
        author: PersonId,
        text: str,
        *,
        source: Source,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> RunAnswerId | None:
        now = self._clock.now()
        answer = uow.run_answers.add(run.id, author, text, source=source, now=now, channel=channel, ts=ts)
        if answer is not None:
            uow.people.meet(author)
            uow.activities.record("discussed", f"run_answer:{answer}", person=author, at=now)
            uow.notices.refresh_home(author, now)
        return answer

    def _reword(self, uow: UnitOfWork, answer: RunAnswer, text: str) -> None:
        now = self._clock.now()
        uow.runs.lock(answer.run)  # before the notice is touched, as whoever settles that notice does
        uow.run_answers.change(answer.id, text=text, edited_at=now)
        changes.show_run_answer(uow, answer, now)

    def _remove(self, uow: UnitOfWork, answer: RunAnswer) -> None:
        now = self._clock.now()
        uow.runs.lock(answer.run)
        uow.run_answers.change(answer.id, deleted_at=now)
        changes.show_run_answer(uow, answer, now)
        uow.activities.record("deleted", str(answer.item), person=answer.author, at=now)
        uow.notices.refresh_home(answer.author, now)


def _checked(text: str) -> str:
    raise_all(check_length(text, "answer", at_least=1, at_most=TEXT_LIMIT))
    return text.strip()


def _seen(uow: UnitOfWork, sight: Sight, run: RunId) -> Run:
    found = uow.runs.get(run)
    if found is None or found.state is not State.POSTED or not is_in_sight(uow, sight, found.channel):
        raise Refused(Reason.UNKNOWN_RUN)
    return found


def _standing(uow: UnitOfWork, answer: RunAnswerId) -> RunAnswer:
    found = uow.run_answers.get(answer)
    if found is None or found.is_deleted:
        raise Refused(Reason.UNKNOWN_RUN_ANSWER)
    return found


def _own(uow: UnitOfWork, answer: RunAnswerId, by: PersonId) -> RunAnswer:
    found = _standing(uow, answer)
    if found.author != by:
        raise Refused(Reason.NOT_YOUR_RUN_ANSWER)
    return found
