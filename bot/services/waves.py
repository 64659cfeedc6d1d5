"""The steps that time brings to a question: waves of invitations, the question whether it helped, closing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.domain.ids import PersonId, QuestionId, WorkspaceId
from bot.domain.invitations import State as InvitationState
from bot.domain.invitations import waited_until
from bot.domain.notices import A_MOMENT, Kind, Owed
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.domain.questions import OPEN, Question, State, next_due
from bot.domain.routing import Candidate, choose
from bot.services import candidates, changes
from bot.services.candidates import Ranked
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.everywhere import Everywhere
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 100
AFTER_A_BREAK = timedelta(minutes=15)
FRESH = timedelta(days=1)
"""How old what we know of a person may be when they are invited."""
NO_MEMBERS: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Prospects:
    """Whom a wave may invite, looked up before the transaction that invites them."""

    ranked: Ranked
    members: frozenset[PersonId]
    """Who is in the question's channel, where that matters."""


class Waves:
    """The agenda of questions."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    def due(self, all_: Everywhere) -> list[tuple[WorkspaceId, QuestionId]]:
        """The questions whose next step is due now, longest due first."""
        return all_.questions.due(self._clock.now(), AT_ONCE)

    async def put_off(self, workspace: WorkspaceId, question: QuestionId) -> None:
        """Try a step that broke again later."""
        now = self._clock.now()

        def work(uow: UnitOfWork) -> None:
            uow.questions.change(question, due_at=now + AFTER_A_BREAK)
            uow.notices.hasten(Kind.QUESTION_CARD, [question], now)

        await self._store.write(workspace, work)

    async def advance(self, workspace: WorkspaceId, question: QuestionId) -> None:
        """Take a question's next step if it is due; safe to call from several replicas at once."""
        ranked = await self._store.ponder(workspace, lambda uow: self._likeliest(uow, question))
        invitable = await self._store.read(workspace, lambda uow: self._invitable(uow, question, ranked))
        await self._refresh_profiles(workspace, invitable)
        place = await self._store.read(workspace, lambda uow: self._membership_in(uow, question, invitable))
        members = await self._directory.members(workspace, place.id) if place else NO_MEMBERS
        if place and place.is_private and not members:  # its asker is in it, so that the workspace could not say
            await self.put_off(workspace, question)
            return
        await self._store.write(workspace, lambda uow: self._advance(uow, question, ranked, members))

    def _advance(self, uow: UnitOfWork, id_: QuestionId, ranked: Ranked | None, members: frozenset[PersonId]) -> None:
        now = self._clock.now()
        question = uow.questions.lock(id_)
        if question is None or question.due_at is None or question.due_at > now or not question.is_open:
            return
        if now >= question.active_at + self._rules.of(uow).close_after:
            self._close(uow, question, now)
        elif question.state is State.ANSWERED:
            self._ask_whether_it_helped(uow, question, now)
        elif ranked is not None:  # else it began to wait this very moment, and is still due: its people are found next
            self._next_wave(uow, question, now, Prospects(ranked, members))

    def _close(self, uow: UnitOfWork, question: Question, now: datetime) -> None:
        uow.questions.change(question.id, only_if=OPEN, state=State.CLOSED, due_at=None)
        changes.end_invitations(uow, question.id, now)
        changes.show_question(uow, question, now)
        changes.show_helpers(uow, question, self._rules.of(uow), now)
        uow.activities.record("closed", f"question:{question.id}", person=None, at=now)

    def _ask_whether_it_helped(self, uow: UnitOfWork, question: Question, now: datetime) -> None:
        """Once: later steps of an answered question only wait until it has been quiet for long enough."""
        nudged = replace(question, nudged_at=question.nudged_at or now)
        uow.questions.change(question.id, nudged_at=nudged.nudged_at, due_at=next_due(nudged, self._rules.of(uow)))
        if question.nudged_at is None:
            uow.notices.owe(Owed(Kind.HELPED_CHECK, question.id, question.asker, now))

    def _next_wave(self, uow: UnitOfWork, question: Question, now: datetime, prospects: Prospects) -> None:
        self._fill_up(uow, question, now, prospects)
        if (deadline := self._deadline(uow, question, now)) is not None:
            uow.questions.change(question.id, due_at=deadline)
            return
        self._expire(uow, question, now)
        started = question if question.is_exhausted(self._rules.of(uow)) else self._start(uow, question, now, prospects)
        deadline = self._deadline(uow, started, now)
        uow.questions.change(question.id, due_at=deadline or next_due(started, self._rules.of(uow)))
        if question.waits_for_card:
            uow.notices.hasten(Kind.QUESTION_CARD, [question.id], now)
        changes.show_question(uow, started, now)
        changes.show_helpers(uow, started, self._rules.of(uow), now)

    def _fill_up(self, uow: UnitOfWork, question: Question, now: datetime, prospects: Prospects) -> None:
        """Ask somebody else in place of those in the present wave whom Slack can't reach."""
        wave = [each for each in uow.invitations.of_question(question.id) if each.wave == question.wave]
        lost = sum(1 for each in wave if each.state is InvitationState.UNREACHABLE)
        size = min(lost, self._rules.of(uow).wave_size - len(wave) + lost)
        if size > 0:
            is_last = question.asks_advocates(self._rules.of(uow))
            ranked = prospects.ranked
            found = self._volunteers(uow, question, now) if is_last else self._experts(uow, question, now, ranked)
            among = candidates.among(found, prospects.members)
            if self._invite(uow, question, among, now, wave=question.wave, size=size, is_advocate=is_last):
                changes.show_question(uow, question, now)

    def _deadline(self, uow: UnitOfWork, question: Question, now: datetime) -> datetime | None:
        """When the present wave is over, if it is not."""
        deadline = waited_until(uow.invitations.of_question(question.id), question, self._rules.of(uow), now)
        return deadline if deadline is not None and deadline > now else None

    def _expire(self, uow: UnitOfWork, question: Question, now: datetime) -> None:
        for invitation in uow.invitations.of_question(question.id):
            if invitation.expires_at <= now:
                uow.invitations.change(invitation.id, only_if={InvitationState.OPEN}, state=InvitationState.EXPIRED)
                uow.notices.refresh(Kind.INVITATION, invitation.id, now)

    def _start(self, uow: UnitOfWork, question: Question, now: datetime, prospects: Prospects) -> Question:
        """Begin the next wave: with experts while waves are left and somebody fits, else with the advocates."""
        last, size = question.waves_allowed(self._rules.of(uow)), self._rules.of(uow).wave_size
        if question.wave < last:
            found = candidates.among(self._experts(uow, question, now, prospects.ranked), prospects.members)
            if self._invite(uow, question, found, now, wave=question.wave + 1, size=size, is_advocate=False):
                return self._begun(uow, question, question.wave + 1)
        volunteers = candidates.among(self._volunteers(uow, question, now), prospects.members)
        self._invite(uow, question, volunteers, now, wave=last + 1, size=size, is_advocate=True)
        return self._begun(uow, question, last + 1)

    def _volunteers(self, uow: UnitOfWork, question: Question, now: datetime) -> list[Candidate]:
        """The advocates who were not asked yet, and did not answer."""
        involved = candidates.involved(uow, question)
        people = [each for each in uow.people.advocates(candidates.CONSIDERED) if each.id not in involved]
        return candidates.weigh(uow, people, question, now)

    def _experts(self, uow: UnitOfWork, question: Question, now: datetime, ranked: Ranked) -> list[Candidate]:
        """Those likely to know who were not asked yet and did not answer, before them the one whom the asker named."""
        involved = candidates.involved(uow, question)
        found = candidates.experts(
            uow, question, now, {person: each for person, each in ranked.items() if person not in involved}
        )
        if question.first is None or question.first in involved:
            return found
        known = {each.person.id: each for each in found}
        named = known.pop(question.first, None)
        weighed = [named] if named else candidates.weigh(uow, [uow.people.get(question.first)], question, now)
        return [candidates.suggested(each, None) for each in weighed] + list(known.values())

    def _invite(
        self,
        uow: UnitOfWork,
        question: Question,
        found: Iterable[Candidate],
        now: datetime,
        *,
        wave: int,
        size: int,
        is_advocate: bool,
    ) -> int:
        chosen = choose(found, size=size, asker=question.asker, rules=self._rules.of(uow), now=now)
        for choice in chosen:
            id_ = uow.invitations.add(question.id, choice, wave=wave, is_advocate=is_advocate, now=now)
            if id_ is not None:
                at = max(choice.sent_from, now + A_MOMENT) if question.waits_for_card else choice.sent_from
                uow.notices.owe(Owed(Kind.INVITATION, id_, choice.candidate.person.id, at))
        return len(chosen)

    def _begun(self, uow: UnitOfWork, question: Question, wave: int) -> Question:
        uow.questions.change(question.id, wave=wave)
        return replace(question, wave=wave)

    async def _refresh_profiles(self, workspace: WorkspaceId, people: Collection[PersonId]) -> None:
        """Ask the workspace about those who may be invited and of whom it was not asked lately."""
        if not people:
            return
        now = self._clock.now()
        stale = await self._store.read(workspace, lambda uow: uow.people.unread(people, now - FRESH, AT_ONCE))
        for person in stale:
            profile = await self._directory.profile(workspace, person)
            if profile is not None:
                await self._store.write(workspace, partial(_read_profile, profile=profile, now=now))

    def _membership_in(self, uow: UnitOfWork, id_: QuestionId, invitable: Collection[PersonId]) -> Place | None:
        """The question's channel if those invited must be members of it: it is private, or they may be guests."""
        question = uow.questions.get(id_)
        place = uow.places.get(question.channel) if question and question.channel and invitable else None
        if (
            question is None
            or place is None
            or self._clock.now() >= question.active_at + self._rules.of(uow).close_after
        ):
            return None
        has_guests = any(person.profile.is_guest for person in uow.people.some(invitable))
        return place if place.is_private or has_guests else None

    def _likeliest(self, uow: UnitOfWork, id_: QuestionId) -> Ranked | None:
        """Those who are likely to know, for a question that waits."""
        question = uow.questions.get(id_)
        if question is None or question.state is not State.WAITING:
            return None
        return candidates.likeliest(uow, question, self._clock.now(), without=candidates.involved(uow, question))

    def _invitable(self, uow: UnitOfWork, id_: QuestionId, ranked: Ranked | None) -> list[PersonId]:
        """All who may be invited next, were there enough places: experts, advocates and the one named."""
        question = uow.questions.get(id_)
        if question is None or ranked is None:
            return []
        named = [] if question.first is None else [question.first]
        return [*named, *ranked, *(each.id for each in uow.people.advocates(candidates.CONSIDERED))]


def _read_profile(uow: UnitOfWork, profile: Profile, now: datetime) -> None:
    uow.people.read(profile, now)
