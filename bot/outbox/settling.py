"""Keeps what became of claimed notices, and what follows from it: each in one transaction."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.clock import Clock
from bot.domain.ids import ChannelId, MessageTs
from bot.domain.notices import PLACELESS, Kind, Notice
from bot.metrics import Metrics
from bot.outbox.composed import NotOwed
from bot.outbox.looking import TOKEN_ERRORS
from bot.outbox.steps import LONGEST_WAIT, SOON, Found, Later, Step
from bot.services.posting import Posting
from bot.slack.outcomes import Ambiguous, NotSent, RateLimited, Refused, Sent
from storage.claiming import SETTLE, method
from storage.everywhere import Everywhere
from storage.store import Store

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Settling:
    """Ends claims; whoever lost one meanwhile changes nothing."""

    def __init__(self, store: Store, clock: Clock, posting: Posting, metrics: Metrics) -> None:
        self._store = store
        self._clock = clock
        self._posting = posting
        self._metrics = metrics
        self._turns = asyncio.Semaphore(store.at_once // 2)

    async def settle(self, notice: Notice, step: Step, *, paced_from: datetime) -> None:
        """Keep it, and what follows from it, unless the claim was lost meanwhile.

        The pace of a channel counts from that moment where Slack said that it posted, else from now on.
        """
        log.info("notice handled", notice=notice.id, kind=notice.kind, outcome=type(step).__name__)
        self._metrics.sent(notice.kind, type(step).__name__)
        match step:
            case Sent(channel, ts):
                await self._sent(notice, channel, ts, paced_from)
            case Found(channel, ts):
                await self._found(notice, channel, ts)
            case RateLimited(after):
                await self._pause(notice, after)
            case Later(after, reason):
                await self._postpone(notice, after, reason)
            case NotSent(error):
                await self._again(notice, error)
            case Ambiguous(error):
                await self._unclear(notice, error)
            case Refused(error):
                await self._refused(notice, error)
            case NotOwed():
                await self._drop(notice)
            case _:
                assert_never(step)

    async def _keep(self, notice: Notice, work: Callable[[Everywhere], object]) -> None:
        """Settle in a transaction of its own, when it is its turn: deliveries find the database free meanwhile."""
        async with self._turns:
            await self._store.everywhere(work, only=notice.workspace)

    async def _sent(self, notice: Notice, channel: ChannelId, ts: MessageTs, paced_from: datetime) -> None:
        now = self._clock.now()
        is_first = notice.ts is None and notice.kind not in PLACELESS

        def work(all_: Everywhere) -> None:
            if not is_first:  # nothing follows from an update, and it locks nothing but its notice
                all_.outgoing.sent(notice, None, now=now)
                return
            uow = all_.within(notice.workspace)
            self._posting.hold(uow, notice)
            if all_.outgoing.sent(notice, (channel, ts), now=now, paced_from=paced_from):
                self._posting.sent(uow, notice, channel, ts)

        await self._keep(notice, work)

    async def _found(self, notice: Notice, channel: ChannelId, ts: MessageTs) -> None:
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            uow = all_.within(notice.workspace)
            self._posting.hold(uow, notice)
            if all_.outgoing.found(notice, (channel, ts), now):
                self._posting.sent(uow, notice, channel, ts)

        await self._keep(notice, work)

    async def _pause(self, notice: Notice, after: timedelta) -> None:
        """Slack wants a pause: for all replicas, of this method in this workspace, as its limits are."""
        now = self._clock.now()
        lane = lane_of(notice)

        def work(all_: Everywhere) -> None:
            all_.outgoing.pause(notice.workspace, lane, now + after)
            all_.outgoing.postpone(notice, now + after, "ratelimited", now=now)

        await self._store.everywhere(work)  # before all that waits to be settled: nobody may call meanwhile

    async def _postpone(self, notice: Notice, after: timedelta, reason: str) -> None:
        now = self._clock.now()
        await self._keep(notice, lambda all_: all_.outgoing.postpone(notice, now + after, reason, now=now))

    async def _again(self, notice: Notice, error: str) -> None:
        now = self._clock.now()
        at = now + _backoff(notice)
        await self._keep(notice, lambda all_: all_.outgoing.again(notice, at, error, now=now))

    async def _unclear(self, notice: Notice, error: str) -> None:
        """Posts are looked for once Slack had time to show them; what may be repeated simply is."""
        if notice.ts is not None or notice.kind is Kind.HOME:
            await self._again(notice, error)
            return
        now = self._clock.now()
        at = now + max(SETTLE, _backoff(notice))
        await self._keep(notice, lambda all_: all_.outgoing.doubt(notice, at, error, now=now))

    async def _refused(self, notice: Notice, error: str) -> None:
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            uow = all_.within(notice.workspace)
            self._posting.hold(uow, notice)
            if error in TOKEN_ERRORS:
                all_.workspaces.revoke(notice.workspace, now)
                all_.outgoing.postpone(notice, now, error, now=now)
            elif all_.outgoing.refuse(notice, error, now) and notice.ts is None:
                self._posting.refused(uow, notice, error)

        await self._keep(notice, work)

    async def _drop(self, notice: Notice) -> None:
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            uow = all_.within(notice.workspace)
            self._posting.hold(uow, notice)
            if all_.outgoing.drop(notice, now):
                self._posting.dropped(uow, notice)

        await self._keep(notice, work)


def lane_of(notice: Notice) -> str:
    """The method by which it is sent, whose limit in a workspace it counts in."""
    return method(notice.kind, is_posted=notice.ts is not None)


def _backoff(notice: Notice) -> timedelta:
    """2 s, 4 s, 8 s, ... up to a quarter of an hour."""
    return min(SOON * (1 << min(notice.attempts - 1, 20)), LONGEST_WAIT)
