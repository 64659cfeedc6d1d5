"""Marking answers useful or accepted, and tips and what is said in cohorts useful, by reactions and by buttons."""

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.deliveries import Delivery
from bot.domain.expertise import Kind as Expertise
from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId
from bot.domain.marks import About, Item, Kind, Source, meaning
from bot.domain.questions import Question, State
from bot.domain.refusals import Reason, Refused
from bot.domain.runs import RunAnswer
from bot.domain.tips import Tip
from bot.services import changes, items
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from bot.services.items import Markable
from bot.services.questions import refresh_state
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights
from storage.store import Store
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction that was put on a message or taken off it."""

    channel: ChannelId
    ts: MessageTs
    person: PersonId
    emoji: str
    is_present: bool
    event_ts: str


class _UnknownPerson(Exception):  # noqa: N818 - it is a reason to ask, not an error of the program
    """Whether this person may accept depends on who they are, which the workspace was never asked."""


_OWN = {
    About.ANSWER: Reason.OWN_ANSWER,
    About.TIP: Reason.OWN_TIP,
    About.RUN_ANSWER: Reason.OWN_RUN_ANSWER,
}


class Marks:
    """The use cases of readers."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory
        self._sights = sights

    async def react(self, delivery: Delivery, reacted: Reacted) -> None:
        """Let a reaction mark the answer or tip it stands on, now or once its message is known to be one.

        Deliveries come twice and in any order; what was done last, by Slack's own ``event_ts``, holds. Emoji that say
        nothing here are not kept.
        """
        here = delivery.workspace
        is_usual = meaning(reacted.emoji, self._rules.defaults) is not None
        if not is_usual and not await self._store.read(here, lambda uow: self._concerns_us(uow, reacted)):
            return  # most of what people react with says nothing, and is known to by one look
        try:
            await self._store.once(delivery, lambda uow: self._react(uow, reacted, asks_who=True))
        except _UnknownPerson:
            await learn_about(self._store, self._directory, self._clock, here, reacted.person)
            await self._store.once(delivery, lambda uow: self._react(uow, reacted, asks_who=False))

    async def find_useful(self, delivery: Delivery, item: Item, by: PersonId) -> bool | None:
        """Mark by a button; ``False`` if it was marked before, ``None`` if this delivery was done before.

        Raises ``Refused`` for what this person can't see, and for their own.
        """
        sight = await self._sights.of(delivery.workspace, by)

        def work(uow: UnitOfWork) -> bool:
            found = items.seen(uow, sight, item)
            if found.author == by:
                raise Refused(_OWN[found.item.about])
            if uow.marks.has(item, by, Kind.USEFUL):
                return False
            self._set_useful(uow, found, by, Source.BUTTON)
            return True

        return await self._store.once(delivery, work)

    async def find_useless(self, delivery: Delivery, item: Item, by: PersonId) -> None:
        """Take back that one found an item useful, however it was said."""
        await self._store.once(
            delivery, lambda uow: self._unset_useful(uow, items.standing(uow, item), by, tuple(Source))
        )

    async def accept(self, delivery: Delivery, answer: AnswerId, by: PersonId) -> None:
        """Accept an answer by a button; raises ``Refused`` for others than the asker and moderators."""

        def work(uow: UnitOfWork) -> None:
            found, question = self._acceptable(uow, answer, sight)
            self._accept(uow, found, question, by, Source.BUTTON)

        sight = await self._sights.of(delivery.workspace, by)
        await self._store.once(delivery, work)

    async def unaccept(self, delivery: Delivery, answer: AnswerId, by: PersonId) -> None:
        """Take the acceptance back, however it was said."""

        def work(uow: UnitOfWork) -> None:
            found, question = self._acceptable(uow, answer, sight)
            self._unaccept(uow, found, question)

        sight = await self._sights.of(delivery.workspace, by)
        await self._store.once(delivery, work)

    def note_help(self, uow: UnitOfWork, item: Item, by: PersonId) -> None:
        """Let an item that answered somebody before they asked be useful to them."""
        self._set_useful(uow, items.standing(uow, item), by, Source.DEFLECTION)

    def take_help_back(self, uow: UnitOfWork, item: Item, by: PersonId) -> None:
        """Let an item no longer be useful to somebody for having answered them; what else they said of it stands."""
        found = items.get(uow, item)
        if found is not None and not found.is_deleted:
            self._unset_useful(uow, found, by, (Source.DEFLECTION,))

    def forget(self, uow: UnitOfWork, item: Item, by: PersonId) -> None:
        """Take back all that somebody said of an item, with what it gave; that it was accepted stays."""
        found = items.get(uow, item)
        if found is not None and not found.is_deleted:
            self._unset_useful(uow, found, by, tuple(Source))
        uow.evidence.retract(item.marked_by(by))
        uow.erasing.unmark(item, by)

    def reconsider_all(self, uow: UnitOfWork, item: Item, channel: ChannelId, ts: MessageTs) -> None:
        """Count the reactions that were on a message before it was known to carry an answer or a tip."""
        uow.marks.hold(channel, ts)
        self.reconsider_held(uow, item, channel, ts)

    def reconsider_held(self, uow: UnitOfWork, item: Item, channel: ChannelId, ts: MessageTs) -> None:
        """The same for a message that this transaction holds already."""
        for person, emoji in sorted(uow.marks.reacted([(channel, ts)])):
            found = items.get(uow, item)
            if found is not None and not found.is_deleted:
                self._heed(uow, found, person, emoji)

    def _react(self, uow: UnitOfWork, reacted: Reacted, *, asks_who: bool) -> None:
        if not self._concerns_us(uow, reacted):
            return
        is_news = uow.marks.react(
            reacted.channel,
            reacted.ts,
            reacted.person,
            reacted.emoji,
            is_present=reacted.is_present,
            event_ts=reacted.event_ts,
            now=self._clock.now(),
        )
        found = _seen_at(uow, reacted)
        if not is_news or found is None or found.is_deleted:
            return
        if not reacted.is_present:
            self._unheed(uow, found, reacted.person, reacted.emoji)
            return
        accepts = isinstance(found, Answer) and self._meaning(uow, reacted.emoji) is Kind.ACCEPTED
        if accepts and asks_who and uow.people.get(reacted.person).profile_read_at is None:
            raise _UnknownPerson
        self._heed(uow, found, reacted.person, reacted.emoji)

    def _concerns_us(self, uow: UnitOfWork, reacted: Reacted) -> bool:
        """Whether an emoji says something here, or is taken back and did so when it was given."""
        if self._meaning(uow, reacted.emoji) is not None:
            return True
        key = reacted.channel, reacted.ts, reacted.person, reacted.emoji
        return not reacted.is_present and uow.marks.has_reaction(*key)

    def _meaning(self, uow: UnitOfWork, emoji: str) -> Kind | None:
        return meaning(emoji, self._rules.of(uow))

    def _heed(self, uow: UnitOfWork, found: Markable, person: PersonId, emoji: str) -> None:
        """Mark an item as a reaction on it says."""
        match self._meaning(uow, emoji):
            case Kind.USEFUL if found.author != person:
                self._set_useful(uow, found, person, Source.REACTION)
            case Kind.ACCEPTED if isinstance(found, Answer):
                question = changes.question_of(uow, found.question)
                if self._may_accept(uow, found, question, person):
                    self._accept(uow, found, question, person, Source.REACTION)

    def _unheed(self, uow: UnitOfWork, found: Markable, person: PersonId, emoji: str) -> None:
        """Take back what a reaction said, unless another one of the same person still says it.

        An emoji that says nothing any more may have said either, as may another such one that is still there.
        """
        said = self._meaning(uow, emoji)
        still = {self._meaning(uow, other) for _, other in uow.marks.reacted(_messages(uow, found), person)}
        if said in still:
            return
        for kind in {said} if said else set(Kind) - still:
            self._take_reaction_back(uow, found, person, kind)

    def _take_reaction_back(self, uow: UnitOfWork, found: Markable, person: PersonId, kind: Kind) -> None:
        if kind is Kind.USEFUL:
            self._unset_useful(uow, found, person, (Source.REACTION,))
        elif isinstance(found, Answer):
            item, question = found.item, changes.question_of(uow, found.question)
            is_news = uow.marks.take_back(item, person, Kind.ACCEPTED, (Source.REACTION,))
            if is_news and not uow.marks.by(item, Kind.ACCEPTED):
                self._unaccept(uow, found, question)

    def _may_accept(self, uow: UnitOfWork, answer: Answer, question: Question, person: PersonId) -> bool:
        """The asker and moderators may, though nobody what they wrote themselves; what was withdrawn is its asker's."""
        if answer.author == person:
            return False
        is_looked_after = question.state is not State.WITHDRAWN
        return question.asker == person or (
            is_looked_after and changes.is_moderator(uow, person, self._rules.of(uow).moderators)
        )

    def _acceptable(self, uow: UnitOfWork, id_: AnswerId, sight: Sight) -> tuple[Answer, Question]:
        """An answer that this person sees and may accept, with its question; raises ``Refused`` otherwise."""
        answer = items.seen(uow, sight, Item(About.ANSWER, id_))
        assert isinstance(answer, Answer)
        question = changes.question_of(uow, answer.question)
        if not self._may_accept(uow, answer, question, sight.person):
            raise Refused(Reason.OWN_ANSWER if answer.author == sight.person else Reason.NOT_YOUR_QUESTION)
        return answer, question

    def _set_useful(self, uow: UnitOfWork, found: Markable, person: PersonId, source: Source) -> None:
        now, item = self._clock.now(), found.item
        if items.hold(uow, found) and uow.marks.set(item, person, Kind.USEFUL, source, now):
            self._credit(uow, found, Expertise.USEFUL, item.marked_by(person), now)
            uow.activities.record("useful", str(item), person=person, at=now)
            self._show_useful(uow, found, now)

    def _unset_useful(self, uow: UnitOfWork, found: Markable, person: PersonId, sources: tuple[Source, ...]) -> None:
        now, item = self._clock.now(), found.item
        if not (items.hold(uow, found) and uow.marks.take_back(item, person, Kind.USEFUL, sources)):
            return
        if not uow.marks.has(item, person, Kind.USEFUL):
            uow.evidence.retract(item.marked_by(person))
            self._show_useful(uow, found, now)

    def _show_useful(self, uow: UnitOfWork, found: Markable, now: datetime) -> None:
        useful = len(uow.marks.by(found.item, Kind.USEFUL))
        match found:
            case Answer():
                uow.answers.change(found.id, useful=useful)
                uow.questions.change(found.question, active_at=now)
                changes.show_answer(uow, found, now)
                changes.show_lines(uow, found.question, now)
            case Tip():
                uow.tips.change(found.id, useful=useful)
                changes.show_tip(uow, found, now)
            case RunAnswer():
                uow.run_answers.change(found.id, useful=useful)
                changes.show_run_answer(uow, found, now)

    def _accept(self, uow: UnitOfWork, answer: Answer, question: Question, person: PersonId, source: Source) -> None:
        now = self._clock.now()
        uow.marks.set(answer.item, person, Kind.ACCEPTED, source, now)
        if question.accepted == answer.id:
            return
        if question.accepted is not None:
            changes.unaccept(uow, question.accepted, now)
        uow.questions.change(question.id, accepted=answer.id, state=State.ACCEPTED, due_at=None, active_at=now)
        self._credit(uow, answer, Expertise.ACCEPTED, f"answer:{answer.id}", now)
        uow.activities.record("accepted", f"answer:{answer.id}", person=person, at=now)
        changes.end_invitations(uow, question.id, now)
        changes.show_answer(uow, answer, now)
        changes.show_question(uow, question, now)
        uow.notices.refresh_home(answer.author, now)

    def _unaccept(self, uow: UnitOfWork, answer: Answer, question: Question) -> None:
        if question.accepted != answer.id:
            return
        now = self._clock.now()
        changes.unaccept(uow, answer.id, now)
        uow.questions.change(question.id, accepted=None, state=State.ANSWERED, active_at=now)
        refresh_state(uow, changes.question_of(uow, question.id), self._rules.of(uow))
        uow.activities.record("unaccepted", f"answer:{answer.id}", person=None, at=now)
        changes.show_question(uow, question, now)

    def _credit(self, uow: UnitOfWork, found: Markable, kind: Expertise, source: str, now: datetime) -> None:
        match found:
            case Answer():
                question = changes.question_of(uow, found.question)
                if found.author == question.asker:
                    return
                topics, is_private = uow.topics.of_question(question.id), changes.is_private_matter(uow, question)
            case Tip():
                topics, is_private = uow.topics.of_tip(found.id), uow.places.is_private(found.channel)
            case RunAnswer():
                return  # a discussion has no topics, and so says nothing of who knows what
        known = [topic.id for topic in topics]
        uow.evidence.add(found.author, known, kind, source=source, at=now, is_private=is_private)


def _seen_at(uow: UnitOfWork, reacted: Reacted) -> Markable | None:
    """What people read in the message that a reaction stands on."""
    place = reacted.channel, reacted.ts
    return uow.answers.seen_at(*place) or uow.tips.at(*place) or uow.run_answers.seen_at(*place)


def _messages(uow: UnitOfWork, found: Markable) -> list[tuple[ChannelId, MessageTs]]:
    """The messages in which people see an item."""
    match found:
        case Answer():
            return uow.answers.messages(found.id)
        case Tip():
            return [(found.channel, found.card_ts)] if found.card_ts else []
        case RunAnswer():
            return uow.run_answers.messages(found.id)
