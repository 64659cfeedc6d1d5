"""What moderators look after: topics that go by several names, and what nobody could answer."""

from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.deflections import Deflected
from bot.domain.deliveries import Delivery
from bot.domain.freshness import Report
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.marks import Item
from bot.domain.places import Spot
from bot.domain.questions import Question
from bot.domain.refusals import Reason, Refused
from bot.domain.tips import Tip
from bot.domain.topics import Topic
from bot.services import changes, items, whereabouts
from bot.services.acquaintance import learn_about
from bot.services.deflections import COUNTED
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

LATELY = timedelta(days=90)
OFTEN = 2
"""How often a topic is asked about lately before it counts as wanting an expert."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanting:
    """A topic asked about that nobody is known for."""

    topic: Topic
    asked: int
    """How often lately, in public channels."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An answer or tip that a moderator should look at."""

    found: Answer | Tip
    question: Question | None
    """What it answers; ``None`` for a tip."""
    spot: Spot | None
    """The message in which it is read."""
    reports: tuple[Report, ...]
    """What readers say who think that it is outdated."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How it stands with the knowledge, as every moderator may see it: only what was said in public."""

    wanting: tuple[Wanting, ...]
    unanswered: tuple[Question, ...]
    """Questions that all waves left unanswered, oldest first, some of them."""
    unanswered_count: int
    reported: tuple[Doubtful, ...]
    """What readers report as outdated, oldest first, some of it."""
    reported_count: int
    old: tuple[Doubtful, ...]
    """What helped and nobody looked over for long, oldest first, some of it."""
    deflected: Deflected
    url: str


class Moderation:
    """The use cases of moderators. Each raises ``Refused`` for anybody else."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    async def overview(self, workspace: WorkspaceId, by: PersonId) -> Overview:
        """How it stands."""
        await learn_about(self._store, self._directory, self._clock, workspace, by)
        return await self._store.read(workspace, lambda uow: self._overview(uow, by))

    async def insist(self, workspace: WorkspaceId, by: PersonId) -> None:
        """Let nobody but moderators go on."""
        await learn_about(self._store, self._directory, self._clock, workspace, by)
        await self._store.read(workspace, lambda uow: self._insist(uow, by))

    async def merge(self, delivery: Delivery, by: PersonId, topic: str, into: str) -> tuple[Topic, Topic]:
        """Make one topic another name of a second one; all that was on the first is on the second from then on.

        Both are named by any of their names. Raises ``Refused`` at the field ``topic`` or ``into``.
        """
        await learn_about(self._store, self._directory, self._clock, delivery.workspace, by)
        found = await self._store.read(delivery.workspace, lambda uow: self._both(uow, by, topic, into))
        await self._store.once(delivery, lambda uow: self._merge(uow, by, found))
        return found

    def _overview(self, uow: UnitOfWork, by: PersonId) -> Overview:
        self._insist(uow, by)
        now = self._clock.now()
        waves = self._rules.of(uow).waves
        wanting = uow.topics.wanting(now - LATELY, at_least=OFTEN, limit=SHOWN)
        topics = {topic.id: topic for topic in uow.topics.some([topic for topic, _ in wanting])}
        return Overview(
            wanting=tuple(Wanting(topics[topic], asked) for topic, asked in wanting),
            unanswered=tuple(uow.questions.unanswered(by, after_wave=waves, limit=SHOWN)),
            unanswered_count=uow.questions.count_unanswered(by, after_wave=waves),
            reported=tuple(_doubtful(uow, each.item) for each in uow.aging.reported(SHOWN)),
            reported_count=uow.aging.count_reported(),
            old=tuple(
                _doubtful(uow, each.item) for each in uow.aging.old(now - self._rules.of(uow).still_true_after, SHOWN)
            ),
            deflected=uow.deflections.count(now - COUNTED),
            url=uow.url,
        )

    def _both(self, uow: UnitOfWork, by: PersonId, topic: str, into: str) -> tuple[Topic, Topic]:
        self._insist(uow, by)
        known = uow.topics.meaning([topic, into])
        if topic not in known:
            raise Refused(Reason.UNKNOWN_TOPIC, field="topic")
        if into not in known:
            raise Refused(Reason.UNKNOWN_TOPIC, field="into")
        if known[topic].id == known[into].id:
            raise Refused(Reason.SAME_TOPIC, field="into")
        return known[topic], known[into]

    def _merge(self, uow: UnitOfWork, by: PersonId, both: tuple[Topic, Topic]) -> None:
        one, other = both
        uow.topics.merge(one.id, other.id)
        uow.evidence.move(one.id, other.id)
        uow.activities.record("merged", f"topic:{one.id}/{other.id}", person=by, at=self._clock.now())

    def _insist(self, uow: UnitOfWork, by: PersonId) -> None:
        if not changes.is_moderator(uow, by, self._rules.of(uow).moderators):
            raise Refused(Reason.NOT_A_MODERATOR)


def _doubtful(uow: UnitOfWork, item: Item) -> Doubtful:
    found = items.lasting(uow, item)
    if isinstance(found, Tip):
        return Doubtful(found, None, whereabouts.of_tip(found), tuple(uow.reviews.reports(item)))
    question = changes.question_of(uow, found.question)
    return Doubtful(found, question, whereabouts.of_answer(uow, question, found), tuple(uow.reviews.reports(item)))
