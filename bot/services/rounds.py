"""The rounds that time brings to cohorts: a question to each whose moment has come, many in one transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.cohorts import Cohort, Order
from bot.domain.ids import CohortId, RunId, WorkspaceId
from bot.domain.news import What
from bot.domain.notices import Kind, Owed
from bot.domain.places import Place
from bot.domain.plans import TOLD_AHEAD
from bot.domain.runs import Planned
from bot.domain.schedules import Slot
from bot.services import cohort_changes
from bot.services.outlooks import Outlook, gather
from bot.services.rules import WorkspaceRules
from storage.everywhere import Everywhere
from storage.store import Store
from storage.unit_of_work import UnitOfWork

AT_ONCE = 50
"""Cohorts in one transaction: what else is written waits for it, so it is to be short."""
AFTER_A_BREAK = timedelta(minutes=15)
Due = Sequence[tuple[WorkspaceId, CohortId]]


@dataclass(slots=True)
class _Round:
    """What one transaction does in a workspace."""

    made: list[tuple[Outlook, Planned, Slot]] = field(default_factory=list)
    following: dict[CohortId, Slot | None] = field(default_factory=dict)


class Rounds:
    """The agenda of cohorts."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    def due(self, all_: Everywhere) -> Due:
        """Some of the cohorts whose question is due now, longest due first."""
        return all_.cohorts.due(self._clock.now(), AT_ONCE)

    async def advance(self, due: Due) -> int:
        """Make the runs that are due in these cohorts, each once whatever other replicas do; returns how many moved.

        A run and the notice that posts it are one commit. What is too late is left out and keeps its prompt.
        """
        return await self._store.everywhere(lambda all_: self._advance(all_, due))

    async def put_off(self, workspace: WorkspaceId, cohort: CohortId) -> None:
        """Try a cohort that broke again later; its question is as late then as it would be now."""
        later = self._clock.now() + AFTER_A_BREAK
        await self._store.write(workspace, lambda uow: uow.cohorts.change(cohort, next_at=later))

    def _advance(self, all_: Everywhere, due: Due) -> int:
        now, by_workspace = self._clock.now(), defaultdict(list)
        for workspace, cohort in due:
            by_workspace[workspace].append(cohort)
        return sum(self._advance_in(all_.within(each), cohorts, now) for each, cohorts in sorted(by_workspace.items()))

    def _advance_in(self, uow: UnitOfWork, ids: Sequence[CohortId], now: datetime) -> int:
        cohorts = uow.cohorts.lock_due(ids, now)
        places = uow.places.some({cohort.channel for cohort in cohorts})
        this = _Round()
        for ahead in gather(uow, cohorts, now).values():
            trouble = _trouble(places.get(ahead.cohort.channel))
            if trouble is not None:
                cohort_changes.stop(uow, ahead.cohort, trouble, self._rules.of(uow), now)
            else:
                self._look_at(uow, this, ahead, now)
        self._keep(uow, this, now)
        return len(cohorts)

    def _look_at(self, uow: UnitOfWork, this: _Round, ahead: Outlook, now: datetime) -> None:
        """Sort what is due in a cohort: missed, to be posted, or nothing left for it."""
        cohort, due = ahead.cohort, ahead.come_due(now, self._rules.of(uow).post_within)
        this.following[cohort.id] = due.following
        if cohort.paused_until is not None:
            uow.cohorts.change(cohort.id, paused_until=None)
        if due.missed:
            days = [slot.day.isoformat() for slot in due.missed]
            cohort_changes.tell(
                uow, cohort, What.MISSED, f"missed:{days[-1]}", {"days": days}, self._rules.of(uow), now
            )
        if due.to_post is None:
            return
        planned, number = ahead.at(due.to_post), ahead.latest.number + 1 if ahead.latest else 1
        if planned.said is None:
            told, key = {"day": due.to_post.day.isoformat()}, cohort_changes.empty_key(ahead)
            cohort_changes.tell(uow, cohort, What.EMPTY, key, told, self._rules.of(uow), now)
            return
        slot = due.to_post
        run = Planned(cohort.id, slot.day.isoformat(), slot.day, slot.at, number, planned.prompt, planned.said)
        this.made.append((ahead, run, slot))

    def _keep(self, uow: UnitOfWork, this: _Round, now: datetime) -> None:
        """Write what was found, in a few statements for all cohorts of the workspace."""
        taken = uow.runs.taken([run.cohort for _, run, _ in this.made], [run.slot for _, run, _ in this.made])
        new = [each for each in this.made if (each[1].cohort, each[1].slot) not in taken]
        ids = uow.runs.add([(run, ahead.cohort.channel) for ahead, run, _ in new])
        uow.notices.owe_new(
            [
                Owed(Kind.RUN, id_, ahead.cohort.channel, run.due_at)
                for id_, (ahead, run, _) in zip(ids, new, strict=True)
            ]
        )
        ended: list[tuple[Cohort, RunId, datetime, Slot, Slot | None]] = [
            (ahead.cohort, id_, now, slot, this.following[ahead.cohort.id])
            for id_, (ahead, _, slot) in zip(ids, new, strict=True)
        ]
        cohort_changes.owe_wrap_up(uow, ended, now)
        uow.cohorts.set_next(this.following)
        for cohort in (each for each, slot in this.following.items() if slot is None):
            uow.notices.refresh(Kind.COHORT_CARD, cohort, now)  # it is over
        short = [ahead.cohort.id for ahead, _, _ in new if _may_run_low(ahead)]
        if short:
            again = [cohort for cohort in map(uow.cohorts.get, short) if cohort]
            for ahead in gather(uow, again, now).values():
                cohort_changes.look_ahead(uow, ahead, self._rules.of(uow), now)


def _trouble(place: Place | None) -> str | None:
    """Why nothing can be posted in a channel, as Slack would say it."""
    if place is None:
        return "not_in_channel"
    return "is_archived" if place.is_archived else None


def _may_run_low(ahead: Outlook) -> bool:
    """Whether a week may be longer than what is left: a shuffled order has no end."""
    bank = ahead.bank
    return bank.order is Order.LISTED and bank.unused <= TOLD_AHEAD.days + 1
