"""Sharing tips, and what their authors may do with them afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.expertise import Kind as Expertise
from bot.domain.freshness import Verdict
from bot.domain.ids import PersonId, TipId, WorkspaceId
from bot.domain.marks import About, Item
from bot.domain.marks import Kind as Mark
from bot.domain.notices import Kind, Owed
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.search import analysis, query
from bot.domain.search.documents import Kind as Indexed
from bot.domain.tips import TEXT_LIMITS, Draft, Tip, check_link, is_nearly_the_same
from bot.domain.topics import Topic
from bot.services import changes, verdicts
from bot.services.channels import Channels
from bot.services.questions import check_topics, name_topics
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights, is_in_sight
from storage.store import Store
from storage.unit_of_work import UnitOfWork

LOOKED_AT = 10
"""The tips most like a new one that are compared with it word by word."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A tip before its author, who may change it."""

    tip: Tip
    topics: tuple[Topic, ...]


class SharedBefore(Exception):  # noqa: N818 - it is something to show, not an error of the program
    """A tip that the author may see says nearly the same; nothing was shared yet."""

    def __init__(self, tip: Tip, url: str, language: str) -> None:
        super().__init__(tip.id)
        self.tip = tip
        self.url = url
        """The workspace's own address, for a link to the card."""
        self.language = language


class Tips:
    """The use cases of those who share."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, channels: Channels, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._channels = channels
        self._sights = sights

    async def share(
        self,
        delivery: Delivery,
        draft: Draft,
        topics: Sequence[str],
        declined: Collection[str] = (),
        *,
        beside: TipId | None = None,
    ) -> TipId | None:
        """Keep a tip and owe its card. ``None``: this delivery was done before.

        Raises ``InvalidInput`` naming every field that can't be taken (``tip``, ``link``, ``topics``, ``channel``),
        and :class:`SharedBefore` when there is nearly the same already, unless it is the tip ``beside`` which this one
        is to stand all the same. ``declined`` are topics that the form offered and the author took out.
        """
        draft = replace(draft, text=draft.text.strip(), link=draft.link.strip())
        unusable = await self._channels.unusable(delivery.workspace, draft.channel, draft.author)
        raise_all(*_problems(draft.text, draft.link, topics), unusable)
        sight = await self._sights.of(delivery.workspace, draft.author)
        twin = await self._store.read(delivery.workspace, lambda uow: _twin(uow, draft.text, sight))

        def work(uow: UnitOfWork) -> TipId:  # not come to by a second delivery, whose twin is the tip of the first
            if twin is not None and twin.id != beside:
                raise SharedBefore(twin, uow.url, self._rules.of(uow).date_language)
            return self._share(uow, draft, topics, declined)

        return await self._store.once(delivery, work)

    async def own(self, workspace: WorkspaceId, tip: TipId, by: PersonId) -> Owned:
        """A person's own tip; raises ``Refused`` for anybody else's or one that is gone."""

        def work(uow: UnitOfWork) -> Owned:
            return Owned(_own(uow, tip, by), tuple(uow.topics.of_tip(tip)))

        return await self._store.read(workspace, work)

    async def unposted(self, workspace: WorkspaceId, tip: TipId, by: PersonId) -> Owned:
        """A person's own tip that could not be posted, to be shared elsewhere."""

        def work(uow: UnitOfWork) -> Owned:
            found = uow.tips.get(tip)
            if found is None or found.author != by:
                raise Refused(Reason.UNKNOWN_TIP)
            return Owned(found, tuple(uow.topics.of_tip(tip)))

        return await self._store.read(workspace, work)

    async def edit(
        self,
        delivery: Delivery,
        tip: TipId,
        by: PersonId,
        *,
        text: str,
        link: str,
        topics: Sequence[str],
        declined: Collection[str] = (),
    ) -> None:
        """Change one's own tip; its card follows, and so does what its author is known for by it."""
        text, link = text.strip(), link.strip()
        raise_all(*_problems(text, link, topics))

        def work(uow: UnitOfWork) -> None:
            now, found = self._clock.now(), _own(uow, tip, by)
            uow.tips.change(tip, text=text, link=link, edited_at=now)
            uow.topics.tag_tip(tip, *name_topics(uow, text, topics, declined, now))
            uow.evidence.retract_item(Item(About.TIP, tip))
            _credit(uow, found)
            verdicts.settle(uow, found, Verdict.UPDATED, by, now)

        await self._store.once(delivery, work)

    async def delete(self, delivery: Delivery, tip: TipId, by: PersonId) -> None:
        """Take one's own tip back, with all that it gave."""

        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            take_out(uow, _own(uow, tip, by), now)
            uow.activities.record("deleted", str(Item(About.TIP, tip)), person=by, at=now)

        await self._store.once(delivery, work)

    def _share(self, uow: UnitOfWork, draft: Draft, topics: Sequence[str], declined: Collection[str]) -> TipId:
        now = self._clock.now()
        tip = uow.tips.add(draft, now)
        uow.topics.tag_tip(tip, *name_topics(uow, draft.text, topics, declined, now))
        uow.people.meet(draft.author)
        found = uow.tips.get(tip)
        assert found is not None, "it was kept just now"
        _credit(uow, found)
        uow.notices.owe(Owed(Kind.TIP_CARD, tip, draft.channel, now))
        uow.activities.record("shared", str(Item(About.TIP, tip)), person=draft.author, at=now)
        return tip


def take_out(uow: UnitOfWork, tip: Tip, now: datetime) -> None:
    """End a tip: its card says so, and what its author was known for by it is gone."""
    uow.tips.change(tip.id, deleted_at=now)
    uow.evidence.retract_item(tip.item)
    verdicts.settle(uow, tip, Verdict.TAKEN_BACK, tip.author, now)
    changes.show_tip(uow, tip, now)


def _problems(text: str, link: str, topics: Sequence[str]) -> tuple[Refused | None, ...]:
    least, most = TEXT_LIMITS
    return (
        check_length(text, "tip", at_least=least, at_most=most),
        check_link(link, "link"),
        check_topics(topics, "topics"),
    )


def _own(uow: UnitOfWork, tip: TipId, by: PersonId) -> Tip:
    found = uow.tips.lock(tip)
    if found is None or found.is_deleted:
        raise Refused(Reason.UNKNOWN_TIP)
    if found.author != by:
        raise Refused(Reason.NOT_YOUR_TIP)
    return found


def _credit(uow: UnitOfWork, tip: Tip) -> None:
    """Let a tip speak for its author: that it was shared, and each mark on it, from when they are."""
    item, topics = tip.item, [topic.id for topic in uow.topics.of_tip(tip.id)]
    is_private = uow.places.is_private(tip.channel)
    uow.evidence.add(tip.author, topics, Expertise.SHARED, source=str(item), at=tip.shared_at, is_private=is_private)
    for person, since in uow.marks.by(item, Mark.USEFUL).items():
        uow.evidence.add(
            tip.author, topics, Expertise.USEFUL, source=item.marked_by(person), at=since, is_private=is_private
        )


def _twin(uow: UnitOfWork, text: str, sight: Sight) -> Tip | None:
    """The tip most like a text that says nearly the same, among those that the person may see."""
    wanted = query.about(*analysis.headline(text))
    hits = uow.search.find(wanted, sight.shelves, limit=LOOKED_AT, kinds=[Indexed.TIP])
    tips = (uow.tips.get(TipId(hit.item)) for hit in hits)
    return next((tip for tip in tips if tip and _may_see(uow, sight, tip) and is_nearly_the_same(tip.text, text)), None)


def _may_see(uow: UnitOfWork, sight: Sight, tip: Tip) -> bool:
    """Whether a person may find a tip now: the index may be a moment behind a deletion."""
    return not tip.is_deleted and tip.outdated_at is None and is_in_sight(uow, sight, tip.channel)
