"""Keeping nothing longer than it is to be kept: what is over goes, and workspaces that are long gone."""

from collections.abc import Callable

from bot.clock import Clock
from bot.domain.ids import WorkspaceId
from bot.services import changes
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

QUESTIONS_AT_ONCE = 10
ROWS_AT_ONCE = 500
Drop = Callable[[UnitOfWork], int]


class Retention:
    """The upkeep of what has an end."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def keep_to_it(self) -> int:
        """Drop all that is over, in short transactions, so that it may be interrupted; returns how much."""
        dropped = await self._purge()
        for workspace in await self._store.survey(lambda all_: all_.workspaces.active()):
            for drop in (self._questions, self._activities, self._logs):
                dropped += await self._drop(workspace, drop)
        return dropped

    async def _drop(self, workspace: WorkspaceId, drop: Drop) -> int:
        dropped = 0
        while now := await self._store.write(workspace, drop):
            dropped += now
        return dropped

    def _questions(self, uow: UnitOfWork) -> int:
        kept = self._rules.of(uow).keep_questions
        if kept is None:
            return 0
        over = uow.expiry.questions(self._clock.now() - kept, QUESTIONS_AT_ONCE)
        for each in over:
            question = changes.question_of(uow, each)
            uow.expiry.drop_question(each)
            uow.notices.refresh_home(question.asker, self._clock.now())
        return len(over)

    def _activities(self, uow: UnitOfWork) -> int:
        kept = self._rules.of(uow).keep_activity
        if kept is None:
            return 0
        before = self._clock.now() - kept
        return uow.expiry.activities(before, ROWS_AT_ONCE) + uow.expiry.deflections(before, ROWS_AT_ONCE)

    def _logs(self, uow: UnitOfWork) -> int:
        kept = self._rules.of(uow).keep_logs
        if kept is None:
            return 0
        before = self._clock.now() - kept
        told = uow.expiry.notices(before, ROWS_AT_ONCE) + uow.failures.forget(before)
        return told + uow.deliveries.forget(before, ROWS_AT_ONCE)

    async def _purge(self) -> int:
        """Erase the workspaces from which the app was removed long ago, as thoroughly as people are forgotten."""
        before = self._clock.now() - self._rules.defaults.purge_after
        over = await self._store.survey(lambda all_: all_.tenants.over(before))
        return sum([await self._erase(workspace) for workspace in over])

    async def _erase(self, workspace: WorkspaceId) -> int:
        now = self._clock.now()
        before, erased = now - self._rules.defaults.purge_after, 0
        await self._store.write(workspace, lambda uow: uow.forgettings.wipe(now))
        while some := await self._store.everywhere(lambda all_: all_.tenants.erase_some(workspace, before)):
            erased += some
        if await self._store.wipe() and await self._store.everywhere(lambda all_: all_.tenants.drop(workspace, before)):
            await self._store.wipe()
        return erased
