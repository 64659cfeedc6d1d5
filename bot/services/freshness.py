"""Looking things over again: readers report, authors and moderators decide, time asks."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.domain.answers import Answer
from bot.domain.cadence import quiet_until
from bot.domain.deliveries import Delivery
from bot.domain.freshness import ASKED_ONCE_IN, WHY_LIMIT, Verdict, is_there, one_each
from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.marks import Item
from bot.domain.notices import Kind, Owed
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.tips import Tip
from bot.services import changes, items, verdicts
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from bot.services.sight import Sight, Sights
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 200
"""Answers, and tips, that one look for what is old goes through in a workspace."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Doubted:
    """What somebody is about to report."""

    item: Item
    text: str
    is_own: bool


class Freshness:
    """The use cases around whether answers and tips are still true."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory, sights: Sights) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory
        self._sights = sights

    async def doubted(self, workspace: WorkspaceId, item: Item, by: PersonId) -> Doubted:
        """What a person is about to report; raises ``Refused`` for what they can't see or is outdated already."""
        sight = await self._sights.of(workspace, by)

        def work(uow: UnitOfWork) -> Doubted:
            found = _doubtable(uow, sight, item)
            return Doubted(item, found.text, is_own=found.author == by)

        return await self._store.read(workspace, work)

    async def doubted_at(self, workspace: WorkspaceId, channel: ChannelId, ts: MessageTs, by: PersonId) -> Doubted:
        """The same by the message in which it is read; raises ``Refused`` for any other message."""

        def find(uow: UnitOfWork) -> Item:
            found = uow.answers.seen_at(channel, ts) or uow.tips.at(channel, ts)
            if found is None:
                raise Refused(Reason.NOT_REPORTABLE)
            return found.item

        return await self.doubted(workspace, await self._store.read(workspace, find), by)

    async def report(self, delivery: Delivery, item: Item, by: PersonId, why: str) -> bool:
        """Say that an item is outdated: its author is asked about it. Returns whether it is their own.

        An author's own word settles it at once.
        """
        why = why.strip()
        raise_all(check_length(why, "why", at_least=0, at_most=WHY_LIMIT))
        sight = await self._sights.of(delivery.workspace, by)
        found = await self._store.read(delivery.workspace, lambda uow: items.lasting(uow, item))
        await learn_about(self._store, self._directory, self._clock, delivery.workspace, found.author)
        await self._store.once(delivery, lambda uow: self._report(uow, sight, item, why))
        return found.author == by

    async def decide(self, delivery: Delivery, item: Item, by: PersonId, verdict: Verdict) -> None:
        """Say of an item that it is still true or outdated; raises ``Refused`` for others than author and moderators.

        An author whose item is marked by a moderator is told.
        """
        sight = await self._sights.of(delivery.workspace, by)
        await self._store.once(delivery, lambda uow: self._decide(uow, item, sight, verdict))

    async def ask_authors(self) -> int:
        """Ask authors of what helped and is old whether it is still true; returns how many were asked."""
        asked = 0
        for workspace in await self._store.survey(lambda all_: all_.workspaces.active()):
            found = await self._store.write(workspace, self._ask_some)
            asked += found
            if found:
                log.info("asked whether still true", workspace=workspace, authors=found)
        return asked

    def _report(self, uow: UnitOfWork, sight: Sight, item: Item, why: str) -> None:
        now = self._clock.now()
        items.hold(uow, _doubtable(uow, sight, item))
        found = _doubtable(uow, sight, item)
        uow.activities.record("reported", str(item), person=sight.person, at=now)
        if found.author == sight.person:
            verdicts.settle(uow, found, Verdict.OUTDATED, sight.person, now)
            return
        uow.reviews.report(item, sight.person, why, now)
        items.change(uow, found, reports=len(uow.reviews.reports(item)))
        self._ask(uow, item, found.author, now)

    def _decide(self, uow: UnitOfWork, item: Item, sight: Sight, verdict: Verdict) -> None:
        now, by = self._clock.now(), sight.person
        items.hold(uow, items.seen_lasting(uow, sight, item))
        found = items.seen_lasting(uow, sight, item)
        if found.author != by and not changes.is_moderator(uow, by, self._rules.of(uow).moderators):
            raise Refused(Reason.NOT_YOUR_ANSWER if isinstance(found, Answer) else Reason.NOT_YOUR_TIP)
        if found.author != by and verdict is Verdict.OUTDATED:
            self._ask(uow, item, found.author, now)
        verdicts.settle(uow, found, verdict, by, now)
        uow.activities.record(f"called {verdict.value}", str(item), person=by, at=now)

    def _ask_some(self, uow: UnitOfWork) -> int:
        now = self._clock.now()
        uow.reviews.hold()
        due = uow.aging.due(now - self._rules.of(uow).still_true_after, now - ASKED_ONCE_IN, AT_ONCE)
        away = {each.id for each in uow.people.some({old.author for old in due}) if each.is_away(now)}
        first = [each for each in one_each(due) if each.author not in away]
        return sum(self._ask(uow, each.item, each.author, now) for each in first)

    def _ask(self, uow: UnitOfWork, item: Item, author: PersonId, now: datetime) -> bool:
        """Owe an author the question whether it is still true, after their quiet hours; nothing if they are gone.

        While it is open already, that message tells of the report.
        """
        latest = uow.reviews.latest(item)
        if (
            latest is not None
            and latest.verdict is None
            and now - latest.asked_at < self._rules.of(uow).still_true_after
        ):
            uow.notices.refresh(Kind.STILL_TRUE, latest.id, now)
            return False
        person = uow.people.get(author)
        if not is_there(person):
            return False
        review = uow.reviews.begin(item, author, now)
        quiet = person.preferences.quiet_hours or self._rules.of(uow).quiet_hours
        uow.notices.owe(Owed(Kind.STILL_TRUE, review, author, quiet_until(quiet, person.timezone, now)))
        return True


def _doubtable(uow: UnitOfWork, sight: Sight, item: Item) -> Answer | Tip:
    """An item that a person sees and may report; raises ``Refused`` otherwise."""
    found = items.seen_lasting(uow, sight, item)
    if found.outdated_at is not None:
        raise Refused(Reason.ALREADY_OUTDATED)
    return found
