"""Asking, and what the asker may do with a question afterwards."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.clock import Clock
from bot.domain import topics as naming
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, PersonId, QuestionId, TopicId, WorkspaceId
from bot.domain.notices import A_MOMENT, Kind, Owed
from bot.domain.places import Place
from bot.domain.questions import (
    DETAILS_LIMIT,
    OPEN,
    TEXT_LIMITS,
    Draft,
    Question,
    State,
    next_due,
    state_with,
)
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.rules import Rules
from bot.services import changes
from bot.services.channels import Channels, Untold
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.topics import with_aliases
from storage.unit_of_work import UnitOfWork


class Heeding(Protocol):
    """Whoever has to do something in the same transaction in which somebody asks."""

    def asked(self, uow: UnitOfWork, draft: Draft) -> None:
        """Heed what somebody asks."""
        ...


class Questions:
    """The use cases of an asker."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, channels: Channels, heeding: Heeding) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._channels = channels
        self._heeding = heeding

    async def ask(
        self, delivery: Delivery, draft: Draft, topics: Sequence[str], declined: Collection[str] = ()
    ) -> QuestionId | None:
        """Keep a question and owe its card; experts are chosen right after. ``None``: this delivery was done before.

        Raises ``InvalidInput`` naming every field that can't be taken (``question``, ``details``, ``topics``,
        ``channel``); nothing is kept then.
        ``declined`` are topics that the form offered and the asker took out: they are not recognised again.
        """
        draft = replace(draft, text=draft.text.strip(), details=draft.details.strip())
        ask = partial(self._ask, draft=draft, topics=topics, declined=declined)
        wrong, channel = _problems(draft, topics), draft.channel
        if not any(wrong):
            with suppress(Untold):  # nearly always it is known here, and one transaction is all
                return await self._store.once(delivery, ask)
        raise_all(*wrong, await self._channels.unusable(delivery.workspace, channel, draft.asker) if channel else None)
        return await self._store.once(delivery, partial(ask, is_checked=True))

    async def publish(self, delivery: Delivery, question: QuestionId, by: PersonId, channel: ChannelId) -> None:
        """Post a question in a channel that so far went only to the experts."""
        raise_all(await self._channels.unusable(delivery.workspace, channel, by))

        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            found = self._own(uow, question, by)
            if not found.is_open:
                raise Refused(Reason.NOT_OPEN)
            if found.channel is not None and found.card_trouble is None:
                raise Refused(Reason.ALREADY_POSTED)
            uow.questions.change(question, channel=channel, card_trouble=None, active_at=now)
            uow.notices.owe(Owed(Kind.QUESTION_CARD, question, channel, now))
            uow.activities.record("published", f"question:{question}", person=by, at=now)
            changes.show_question(uow, found, now)

        await self._store.once(delivery, work)

    async def withdraw(self, delivery: Delivery, question: QuestionId, by: PersonId) -> None:
        """End a question that is no longer asked; everyone invited is told so."""
        await self._move(delivery, question, by, "withdrew", State.WITHDRAWN, from_=OPEN, otherwise=Reason.NOT_OPEN)

    async def settle(self, delivery: Delivery, question: QuestionId, by: PersonId) -> None:
        """The asker says that it was answered, without naming which answer did it."""
        await self._move(delivery, question, by, "settled", State.CLOSED, from_=OPEN, otherwise=Reason.NOT_OPEN)

    async def reopen(self, delivery: Delivery, question: QuestionId, by: PersonId) -> None:
        """Look for answers again, with a wave more if all were used."""
        await self._restart(delivery, question, by, "reopened", from_=frozenset(State) - OPEN)

    async def still_stuck(self, delivery: Delivery, question: QuestionId, by: PersonId) -> None:
        """The answers so far did not help: the next wave starts now."""
        await self._restart(delivery, question, by, "stuck", from_=frozenset({State.ANSWERED}))

    async def preset(self, workspace: WorkspaceId, by: PersonId, channel: ChannelId | None) -> Place | None:
        """Where a question goes unless its asker chooses otherwise: where they are, or else the workspace's default.

        Only where the app may post, and for guests only where they are.
        """

        def work(uow: UnitOfWork) -> tuple[Place | None, Place | None]:
            here = uow.places.get(channel) if channel else None
            chosen = self._rules.of(uow).question_channel
            default = uow.places.get(chosen) if chosen else None
            return here, default

        here, default = await self._store.read(workspace, work)
        if here is not None and not here.is_archived:
            return here
        if default is None or await self._channels.unusable(workspace, default.id, by) is not None:
            return None
        return default

    async def get(self, workspace: WorkspaceId, question: QuestionId) -> Question:
        """A question as it stands; raises ``Refused`` when unknown."""
        found = await self._store.read(workspace, lambda uow: uow.questions.get(question))
        if found is None:
            raise Refused(Reason.UNKNOWN_QUESTION)
        return found

    async def owned(self, workspace: WorkspaceId, question: QuestionId, by: PersonId) -> Question:
        """A question as it stands, for its asker only."""
        found = await self.get(workspace, question)
        if found.asker != by:
            raise Refused(Reason.NOT_YOUR_QUESTION)
        return found

    def _ask(
        self,
        uow: UnitOfWork,
        draft: Draft,
        topics: Sequence[str],
        declined: Collection[str],
        *,
        is_checked: bool = False,
    ) -> QuestionId:
        """Keep a question; raises Untold unless it is known or ``is_checked`` that its asker may post there."""
        is_open = draft.channel is not None and uow.places.is_open_to(draft.channel, draft.asker)
        if not (is_open or is_checked or draft.channel is None):
            raise Untold
        now = self._clock.now()
        question = uow.questions.add(draft, now)
        uow.topics.tag(question, *name_topics(uow, f"{draft.text}\n{draft.details}", topics, declined, now))
        if not is_open:  # or else it is somebody we know
            uow.people.meet(draft.asker)
        soon = now + A_MOMENT  # or as soon as its first wave begins, which is due
        card = [Owed(Kind.QUESTION_CARD, question, draft.channel, soon)] if draft.channel is not None else []
        uow.notices.owe(*card, Owed(Kind.ASKER_STATUS, question, draft.asker, soon))
        uow.notices.refresh_home(draft.asker, now)
        uow.activities.record("asked", f"question:{question}", person=draft.asker, at=now)
        self._heeding.asked(uow, draft)
        return question

    def _own(self, uow: UnitOfWork, question: QuestionId, by: PersonId) -> Question:
        found = changes.question_of(uow, question)
        if found.asker != by:
            raise Refused(Reason.NOT_YOUR_QUESTION)
        return found

    async def _move(
        self,
        delivery: Delivery,
        question: QuestionId,
        by: PersonId,
        verb: str,
        to: State,
        *,
        from_: frozenset[State],
        otherwise: Reason,
    ) -> None:
        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            found = self._own(uow, question, by)
            if not uow.questions.change(question, only_if=from_, state=to, due_at=None, active_at=now):
                raise Refused(otherwise)
            changes.end_invitations(uow, question, now)
            changes.show_question(uow, found, now)
            changes.show_helpers(uow, found, self._rules.of(uow), now)
            uow.activities.record(verb, f"question:{question}", person=by, at=now)

        await self._store.once(delivery, work)

    async def _restart(
        self,
        delivery: Delivery,
        question: QuestionId,
        by: PersonId,
        verb: str,
        *,
        from_: frozenset[State],
    ) -> None:
        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            found = self._own(uow, question, by)
            wanted = max(found.extra_waves, found.wave + 1 - self._rules.of(uow).waves)
            values = {
                "state": State.WAITING,
                "due_at": now,
                "active_at": now,
                "accepted": None,
                "nudged_at": now,
            }
            if not uow.questions.change(question, only_if=from_, extra_waves=wanted, **values):
                raise Refused(Reason.ALREADY_OPEN if found.is_open else Reason.NOT_OPEN)
            changes.expire_invitations(uow, question, now)
            if found.accepted is not None:
                changes.unaccept(uow, found.accepted, now)
            changes.show_question(uow, found, now)
            changes.show_helpers(uow, found, self._rules.of(uow), now)
            uow.activities.record(verb, f"question:{question}", person=by, at=now)

        await self._store.once(delivery, work)


def _problems(draft: Draft, topics: Sequence[str]) -> list[Refused | None]:
    """What can be said against a question before anybody looks where it is to go."""
    least, most = TEXT_LIMITS
    return [
        check_length(draft.text, "question", at_least=least, at_most=most),
        check_length(draft.details, "details", at_least=0, at_most=DETAILS_LIMIT),
        check_topics(topics, "topics"),
    ]


def check_topics(topics: Sequence[str], field: str, *, at_most: int = naming.MAX_TOPICS) -> Refused | None:
    """Refuse topics that are too many or no words at all."""
    if len(topics) > at_most:
        return Refused(Reason.TOO_MANY_TOPICS, field=field, limit=at_most)
    unusable = next((each for each in topics if not naming.normalise(each)), None)
    return None if unusable is None else Refused(Reason.UNUSABLE_TOPIC, field=field, detail=unusable)


def name_topics(
    uow: UnitOfWork, text: str, topics: Sequence[str], declined: Collection[str], now: datetime
) -> tuple[list[TopicId], list[TopicId]]:
    """The topics that somebody gave, made where they are new, and those that their words name besides.

    ``declined`` are topics that a form offered and the person took out: they are not recognised again.
    """
    labels = {naming.normalise(each): naming.label(each) for each in topics}
    mentioned, aliases = naming.mentions(text), naming.KNOWN_ALIASES
    known = uow.topics.meaning({*mentioned, *with_aliases(labels, aliases)})
    given = [topic.id for topic in uow.topics.ensure(labels, aliases, now, known=known)]
    found = [known[slug] for slug in mentioned if slug in known]
    named = {topic.id for topic in found if topic.label not in declined}
    return given, sorted(named.difference(given))[: naming.MAX_TOPICS]


def refresh_state(uow: UnitOfWork, question: Question, rules: Rules) -> Question:
    """Bring an open or accepted question's state in line with the answers that stand; returns it anew.

    Withdrawn and closed questions keep their state: only their asker reopens them.
    """
    if question.state in {State.WITHDRAWN, State.CLOSED}:
        return question
    if question.origin is not None and question.accepted is None:  # it never asks for attention by itself
        uow.questions.change(question.id, state=State.CLOSED, due_at=None)
        return replace(question, state=State.CLOSED, due_at=None)
    state = state_with(
        has_answers=bool(uow.answers.of_question(question.id)), is_accepted=question.accepted is not None
    )
    changed = replace(question, state=state)
    waits = state is State.WAITING
    due_at = (question.due_at or question.active_at) if waits else next_due(changed, rules)
    uow.questions.change(question.id, state=state, due_at=due_at)
    return replace(changed, due_at=due_at)
