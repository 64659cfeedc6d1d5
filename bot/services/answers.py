"""Answering: by a button, in a thread, under an invitation, or by keeping a message."""

from datetime import datetime

from bot.clock import Clock
from bot.domain.answers import IN_PLACE, TEXT_LIMIT, Answer, Source
from bot.domain.deliveries import Delivery
from bot.domain.expertise import Kind as Expertise
from bot.domain.freshness import Verdict
from bot.domain.ids import AnswerId, ChannelId, InvitationId, MessageTs, PersonId, QuestionId, WorkspaceId
from bot.domain.invitations import LIVE
from bot.domain.invitations import State as InvitationState
from bot.domain.marks import About, Item
from bot.domain.notices import Kind, Owed
from bot.domain.questions import Question, State
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.services import changes, verdicts
from bot.services.marks import Marks
from bot.services.questions import refresh_state
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights, is_question_in_sight
from bot.services.threads import HEARD_AT_MOST, NOBODY, Heard
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class Answers:
    """The use cases of those who answer."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, marks: Marks, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._marks = marks
        self._sights = sights

    async def answerable(self, workspace: WorkspaceId, question: QuestionId, by: PersonId) -> Question:
        """A question that this person may answer now; raises ``Refused`` saying why not."""
        sight = await self._sights.of(workspace, by)
        return await self._store.read(workspace, lambda uow: self._answerable(uow, question, sight))

    async def answerable_by(self, workspace: WorkspaceId, invitation: InvitationId, by: PersonId) -> Question:
        """The question of a person's own invitation, if it still takes an answer."""
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Question:
            found = uow.invitations.get(invitation)
            if found is None or found.person != by:
                raise Refused(Reason.NOT_YOUR_INVITATION)
            return self._answerable(uow, found.question, sight)

        return await self._store.read(workspace, work)

    async def give(self, delivery: Delivery, question: QuestionId, author: PersonId, text: str) -> AnswerId | None:
        """Answer by a form; the answer is posted with its author's name. ``None``: this delivery was done before."""
        text = _checked(text)
        sight = await self._sights.of(delivery.workspace, author)

        def work(uow: UnitOfWork) -> AnswerId | None:
            self._answerable(uow, question, sight)
            return self._add(uow, question, author, text, source=Source.BUTTON)

        return await self._store.once(delivery, work)

    def hears(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message is an answer."""
        return self._answered_by(uow, message) is not None

    def keep(self, uow: UnitOfWork, message: Heard) -> bool:
        """Take a reply under a question's card or under an invitation as an answer."""
        answered = self._answered_by(uow, message)
        if answered is None:
            return False
        question, source = answered
        text = message.text[:HEARD_AT_MOST]
        given = self._add(uow, question.id, message.author, text, source=source, channel=message.channel, ts=message.ts)
        return given is not None

    def keep_out(self, uow: UnitOfWork, message: Heard) -> None:
        """Take a deleted message's place, so that it is no answer when Slack delivers it late."""
        answered = self._answered_by(uow, message)
        if answered is None:
            return
        question, source = answered
        now = self._clock.now()
        kept = uow.answers.add(
            question.id, message.author, "", source=source, now=now, channel=message.channel, ts=message.ts
        )
        if kept is not None:
            uow.answers.change(kept, deleted_at=now)

    def has(self, uow: UnitOfWork, message: Heard) -> bool:
        """Whether a message was kept as an answer."""
        return uow.answers.written_at(message.channel, message.ts) is not None

    def reword(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who edited the message that is an answer."""
        found = uow.answers.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted and found.text != message.text:
            self._reword(uow, found, message.text[:HEARD_AT_MOST])

    def remove(self, uow: UnitOfWork, message: Heard) -> None:
        """Follow an author who deleted the message that is an answer."""
        found = uow.answers.written_at(message.channel, message.ts)
        if found is not None and not found.is_deleted:
            self.take_back(uow, found)

    async def save(self, delivery: Delivery, question: QuestionId, message: Heard, *, by: PersonId) -> AnswerId | None:
        """Keep a colleague's message as an answer; raises ``Refused`` for the asker's own words or a second time."""

        def work(uow: UnitOfWork) -> AnswerId:
            found = changes.question_of(uow, question)
            if not self._may_save(found, message, by):
                raise Refused(Reason.UNKNOWN_QUESTION)
            if found.state is State.WITHDRAWN:
                raise Refused(Reason.NOT_OPEN)
            if found.asker == message.author:
                raise Refused(Reason.NOT_SAVABLE if _hides_asker(found, by) else Reason.OWN_QUESTION)
            text = message.text[:HEARD_AT_MOST]
            kept = self._add(
                uow,
                question,
                message.author,
                text,
                source=Source.SAVED,
                channel=message.channel,
                ts=message.ts,
            )
            if kept is None:
                raise Refused(Reason.NOT_SAVABLE if _hides_asker(found, by) else Reason.ALREADY_SAVED)
            return kept

        return await self._store.once(delivery, work)

    async def savable(self, workspace: WorkspaceId, by: PersonId, message: Heard) -> list[Question]:
        """The open questions to which a person may keep a message as answer; that of its thread first.

        Raises ``Refused`` for a message kept before, and for the asker's own words in the thread. What is offered
        never tells who asked anonymously.
        """

        def work(uow: UnitOfWork) -> list[Question]:
            if uow.answers.written_at(message.channel, message.ts) is not None:
                raise Refused(Reason.ALREADY_SAVED)
            threads = uow.questions.at(message.channel, message.thread)
            if threads is not None and threads.asker == message.author and not _hides_asker(threads, by):
                raise Refused(Reason.OWN_QUESTION)
            here = uow.questions.open_in(message.channel, 50)
            own = [each for each in uow.questions.of_asker(by, limit=50) if each.is_open]
            first = [threads] if threads is not None and threads.state is not State.WITHDRAWN else []
            found = [*first, *own, *here]
            return list(
                {each.id: each for each in found if each.asker != message.author or _hides_asker(each, by)}.values()
            )

        return await self._store.read(workspace, work)

    async def own(self, workspace: WorkspaceId, answer: AnswerId, by: PersonId) -> Answer:
        """A person's own answer; raises ``Refused`` for anybody else's or one that is gone."""
        return await self._store.read(workspace, lambda uow: _own(uow, answer, by))

    async def edit(self, delivery: Delivery, answer: AnswerId, by: PersonId, text: str) -> None:
        """Change one's own answer; every message that carries it follows."""
        text = _checked(text)

        def work(uow: UnitOfWork) -> None:
            self._reword(uow, _own(uow, answer, by), text)

        await self._store.once(delivery, work)

    async def delete(self, delivery: Delivery, answer: AnswerId, by: PersonId) -> None:
        """Take one's own answer back, with all that it gave."""
        await self._store.once(delivery, lambda uow: self.take_back(uow, _own(uow, answer, by)))

    def _answerable(self, uow: UnitOfWork, id_: QuestionId, sight: Sight) -> Question:
        question = uow.questions.get(id_)
        if question is None or not _is_put_to(uow, question, sight):
            raise Refused(Reason.UNKNOWN_QUESTION)
        if question.asker == sight.person:
            raise Refused(Reason.OWN_QUESTION)
        if not question.is_open:
            raise Refused(Reason.NOT_OPEN)
        return question

    def _answered_by(self, uow: UnitOfWork, message: Heard) -> tuple[Question, Source] | None:
        """The question that a reply answers, if it does; the asker's own replies don't, nor those of no person."""
        question, source = uow.questions.at(message.channel, message.thread), Source.THREAD
        if question is None:
            question, source = self._invited_by(uow, message), Source.DIRECT
        if question is None or question.state is State.WITHDRAWN or message.author in {question.asker, NOBODY}:
            return None
        return question, source

    def _invited_by(self, uow: UnitOfWork, message: Heard) -> Question | None:
        """The question put to somebody by the invitation under which they wrote."""
        notice = uow.notices.at(message.channel, message.thread)
        if notice is None or notice.kind is not Kind.INVITATION:
            return None
        invitation = uow.invitations.get(InvitationId(notice.about))
        if invitation is None or invitation.person != message.author:
            return None
        return uow.questions.get(invitation.question)

    def _may_save(self, question: Question, message: Heard, by: PersonId) -> bool:
        return question.asker == by or question.channel == message.channel

    def _add(
        self,
        uow: UnitOfWork,
        id_: QuestionId,
        author: PersonId,
        text: str,
        *,
        source: Source,
        channel: ChannelId | None = None,
        ts: MessageTs | None = None,
    ) -> AnswerId | None:
        now = self._clock.now()
        question = changes.question_of(uow, id_)
        answer = uow.answers.add(id_, author, text, source=source, now=now, channel=channel, ts=ts)
        if answer is None:
            return None
        uow.people.meet(author)
        uow.questions.change(id_, active_at=now, first_answer_at=question.first_answer_at or now)
        self._credit(uow, question, answer, author, now)
        self._end_invitation(uow, id_, author, now)
        refresh_state(uow, changes.question_of(uow, id_), self._rules.of(uow))
        self._announce(uow, question, answer, source, now)
        changes.show_helpers(uow, question, self._rules.of(uow), now)
        uow.notices.refresh_home(author, now)
        uow.activities.record("answered", f"answer:{answer}", person=author, at=now)
        if channel is not None and ts is not None:
            self._marks.reconsider_all(uow, Item(About.ANSWER, answer), channel, ts)
        return answer

    def _announce(self, uow: UnitOfWork, question: Question, answer: AnswerId, source: Source, now: datetime) -> None:
        """Owe the messages that bring an answer to its readers; what stands in place already needs none."""
        if question.channel is not None and source not in IN_PLACE:
            uow.notices.owe(Owed(Kind.ANSWER_IN_THREAD, answer, question.channel, now))
        if question.channel is None or question.is_anonymous or question.card_trouble:
            uow.notices.owe(Owed(Kind.ANSWER_TO_ASKER, answer, question.asker, now))
        changes.show_question(uow, question, now)

    def _credit(self, uow: UnitOfWork, question: Question, answer: AnswerId, author: PersonId, now: datetime) -> None:
        topics = [topic.id for topic in uow.topics.of_question(question.id)]
        is_private = changes.is_private_matter(uow, question)
        uow.evidence.add(author, topics, Expertise.ANSWERED, source=f"answer:{answer}", at=now, is_private=is_private)

    def _end_invitation(self, uow: UnitOfWork, question: QuestionId, author: PersonId, now: datetime) -> None:
        invitation = uow.invitations.of(question, author)
        if invitation is not None:
            unanswered = LIVE | {InvitationState.PASSED, InvitationState.WITHDRAWN}
            uow.invitations.change(invitation.id, only_if=unanswered, state=InvitationState.ANSWERED)
            uow.notices.refresh(Kind.INVITATION, invitation.id, now)

    def _ask_again(self, uow: UnitOfWork, question: QuestionId, author: PersonId) -> None:
        """Somebody invited who took their only answer back may answer anew."""
        invitation = uow.invitations.of(question, author)
        if invitation is not None:
            answered = {InvitationState.ANSWERED}
            uow.invitations.change(invitation.id, only_if=answered, state=InvitationState.EXPIRED)
            uow.notices.refresh(Kind.INVITATION, invitation.id, self._clock.now())
            uow.notices.refresh_home(author, self._clock.now())

    def _reword(self, uow: UnitOfWork, answer: Answer, text: str) -> None:
        now = self._clock.now()
        uow.answers.change(answer.id, text=text, edited_at=now)
        verdicts.settle(uow, answer, Verdict.UPDATED, answer.author, now)

    def take_back(self, uow: UnitOfWork, answer: Answer) -> None:
        """Take an answer back in this transaction, with all that it gave; who may do so was checked."""
        now = self._clock.now()
        question = changes.question_of(uow, answer.question)
        uow.answers.change(answer.id, deleted_at=now)
        uow.evidence.retract_item(answer.item)
        verdicts.settle(uow, answer, Verdict.TAKEN_BACK, answer.author, now)
        if question.accepted == answer.id:
            uow.questions.change(question.id, accepted=None)
        others = uow.answers.of_question(question.id)
        if not others:
            uow.questions.change(question.id, first_answer_at=None)
        if all(each.author != answer.author for each in others):
            self._ask_again(uow, question.id, answer.author)
        if question.state is not State.WAITING:  # one that waits although it has answers is stuck, and goes on waiting
            question = refresh_state(uow, changes.question_of(uow, question.id), self._rules.of(uow))
        if question.is_open:
            changes.show_invitations(uow, question.id, now)
        changes.show_answer(uow, answer, now)
        changes.show_question(uow, question, now)
        changes.show_helpers(uow, question, self._rules.of(uow), now)
        uow.activities.record("deleted", f"answer:{answer.id}", person=answer.author, at=now)


def _is_put_to(uow: UnitOfWork, question: Question, sight: Sight) -> bool:
    """Whether somebody sees a question, or was asked it: the experts only see what they were invited to."""
    if question.is_private:
        return question.asker == sight.person or uow.invitations.of(question.id, sight.person) is not None
    return is_question_in_sight(uow, sight, question)


def _hides_asker(question: Question, from_: PersonId) -> bool:
    """Whether this person must not learn who asked."""
    return question.is_anonymous and question.asker != from_


def _checked(text: str) -> str:
    raise_all(check_length(text, "answer", at_least=1, at_most=TEXT_LIMIT))
    return text.strip()


def _own(uow: UnitOfWork, answer: AnswerId, by: PersonId) -> Answer:
    found = uow.answers.get(answer)
    if found is None or found.is_deleted:
        raise Refused(Reason.UNKNOWN_ANSWER)
    if found.author != by:
        raise Refused(Reason.NOT_YOUR_ANSWER)
    return found
