"""What an invited person may do besides answering: pass, and suggest somebody else."""

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.expertise import Kind as Expertise
from bot.domain.ids import ChannelId, InvitationId, PersonId, WorkspaceId
from bot.domain.invitations import LIVE, PASS_REASON_LIMIT, Invitation, State
from bot.domain.notices import Kind, Owed
from bot.domain.questions import Question
from bot.domain.questions import State as QuestionState
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.routing import Choice, choose
from bot.services import candidates, changes
from bot.services.acquaintance import learn_about
from bot.services.candidates import Ranked
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork


class Invitations:
    """The use cases of somebody who was invited."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    async def mine(self, workspace: WorkspaceId, invitation: InvitationId, by: PersonId) -> Invitation:
        """A person's own invitation that still takes an answer; raises ``Refused`` otherwise."""
        return await self._store.read(workspace, lambda uow: self._live(uow, invitation, by)[0])

    async def pass_on(self, delivery: Delivery, invitation: InvitationId, by: PersonId, reason: str) -> None:
        """Decline; when nobody is left to wait for, the next wave starts at once."""
        raise_all(check_length(reason, "reason", at_least=0, at_most=PASS_REASON_LIMIT))

        def work(uow: UnitOfWork) -> None:
            found, question = self._live(uow, invitation, by)
            uow.invitations.change(invitation, only_if=LIVE, state=State.PASSED, pass_reason=reason.strip())
            self._went(uow, found, question, "passed", by)

        await self._store.once(delivery, work)

    async def suggest(self, delivery: Delivery, invitation: InvitationId, by: PersonId, suggested: PersonId) -> None:
        """Name somebody better: that person is invited next, and the suggestion is weak evidence.

        Raises ``Refused`` at the field ``person`` when that person asked it, was invited already or can't be invited.
        """
        await learn_about(self._store, self._directory, self._clock, delivery.workspace, suggested)
        members = await self._members(delivery, invitation)
        ranked = await self._store.read(delivery.workspace, lambda uow: self._as_ranked(uow, invitation, suggested))

        def work(uow: UnitOfWork) -> None:
            found, question = self._live(uow, invitation, by)
            choice = self._choose(uow, question, suggested, by, ranked, members)
            uow.invitations.change(invitation, only_if=LIVE, state=State.PASSED)
            self._invite(uow, question, choice)
            self._went(uow, found, question, "suggested", by)

        await self._store.once(delivery, work)

    def _live(self, uow: UnitOfWork, id_: InvitationId, by: PersonId) -> tuple[Invitation, Question]:
        found = uow.invitations.get(id_)
        if found is None:
            raise Refused(Reason.UNKNOWN_INVITATION)
        if found.person != by:
            raise Refused(Reason.NOT_YOUR_INVITATION)
        question = changes.question_of(uow, found.question)
        if not found.takes_answer or not question.is_open:
            raise Refused(Reason.INVITATION_OVER)
        return found, question

    def _choose(
        self,
        uow: UnitOfWork,
        question: Question,
        person: PersonId,
        by: PersonId,
        ranked: Ranked,
        members: frozenset[PersonId],
    ) -> Choice:
        now = self._clock.now()
        if person in candidates.asked(uow, question):
            raise Refused(Reason.ALREADY_INVITED, field="person")
        known = {each.person.id: each for each in candidates.experts(uow, question, now, ranked)}
        weighed = candidates.weigh(uow, [uow.people.get(person)], question, now)
        named = candidates.among([known.get(person, weighed[0])], members)
        fit = [candidates.suggested(each, by) for each in named]
        chosen = choose(fit, size=1, asker=question.asker, rules=self._rules.of(uow), now=now)
        if not chosen:
            raise Refused(Reason.CANNOT_BE_INVITED, field="person")
        return chosen[0]

    def _as_ranked(self, uow: UnitOfWork, invitation: InvitationId, person: PersonId) -> Ranked:
        """What speaks for a person as an answerer of the question, if anything does."""
        found = uow.invitations.get(invitation)
        question = uow.questions.get(found.question) if found else None
        if question is None:
            return {}
        ranked = candidates.likeliest(uow, question, self._clock.now(), without=())
        return {person: ranked[person]} if person in ranked else {}

    def _invite(self, uow: UnitOfWork, question: Question, choice: Choice) -> None:
        now = self._clock.now()
        person = choice.candidate.person.id
        id_ = uow.invitations.add(question.id, choice, wave=question.wave, is_advocate=False, now=now)
        assert id_ is not None, "the question is locked, and nobody was invited to it meanwhile"
        uow.notices.owe(Owed(Kind.INVITATION, id_, person, choice.sent_from))
        topics = [topic.id for topic in uow.topics.of_question(question.id)]
        is_private = changes.is_private_matter(uow, question)
        source = f"invitation:{id_}"
        uow.evidence.add(person, topics, Expertise.SUGGESTED, source=source, at=now, is_private=is_private)

    def _went(self, uow: UnitOfWork, found: Invitation, question: Question, verb: str, by: PersonId) -> None:
        now = self._clock.now()
        uow.questions.change(question.id, only_if={QuestionState.WAITING}, due_at=now)
        uow.notices.refresh(Kind.INVITATION, found.id, now)
        uow.notices.refresh_home(by, now)
        changes.show_question(uow, question, now)
        uow.activities.record(verb, f"invitation:{found.id}", person=by, at=now)

    async def _members(self, delivery: Delivery, invitation: InvitationId) -> frozenset[PersonId]:
        """Who is in the question's channel, which matters for guests."""
        channel = await self._store.read(delivery.workspace, lambda uow: self._channel(uow, invitation))
        return await self._directory.members(delivery.workspace, channel) if channel else frozenset()

    def _channel(self, uow: UnitOfWork, invitation: InvitationId) -> ChannelId | None:
        found = uow.invitations.get(invitation)
        question = uow.questions.get(found.question) if found else None
        return question.channel if question else None
