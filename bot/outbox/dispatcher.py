"""Sends what is owed: claims notices, composes them late, sends them and settles what became of it."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot import logs
from bot.clock import Clock
from bot.domain.ids import ChannelId, MessageTs, WorkspaceId
from bot.domain.notices import PLACELESS, Kind, Notice, State
from bot.metrics import Metrics
from bot.outbox.composed import Home, NotOwed, NotYet, Post, Upload
from bot.outbox.composing import Composing
from bot.outbox.exporting import Exports
from bot.outbox.looking import TOKEN_ERRORS, look
from bot.outbox.steps import Found, Later, Step
from bot.services.directory import Directory
from bot.services.posting import Posting
from bot.services.rules import WorkspaceRules
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways
from bot.slack.outcomes import Ambiguous, NotSent, Outcome, RateLimited, Refused, Sent
from storage.claiming import LEASE, LONGEST_PAUSE, SETTLE, method
from storage.outgoing import CHANNEL_PACE
from storage.store import Store
from storage.unit_of_work import Everywhere

AT_ONCE = 64
"""How many calls to Slack are on their way at the same time."""
IN_HAND = 3 * AT_ONCE
"""How many notices are claimed at the same time: they are composed before they are sent, and settled after."""
AHEAD = timedelta(seconds=0.15)
"""How long before its channel is free a post is claimed, so that it can leave at that very moment."""
TOGETHER = 0.05
"""Seconds from one claim to the next at least: one for each that ends, or may begin, would be too many."""
SOON = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
TOKEN_EXPIRED = "token_expired"  # noqa: S105 - Slack's word
"""What a refresh mends; until then everything waits."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """Whether Slack may have done by now what a notice is about."""

    is_unclear: bool


class Dispatcher:
    """One of any number of senders; each claim is one sender's alone."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rules: WorkspaceRules,
        gateways: Gateways,
        directory: Directory,
        posting: Posting,
        exports: Exports,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._clock = clock
        self._composing = Composing(store, clock, rules, directory, exports)
        self._gateways = gateways
        self._posting = posting
        self._metrics = metrics
        self._calls, self._settles = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(store.at_once // 2)
        self._is_stopping = False
        self._silent_until: dict[tuple[WorkspaceId, str], datetime] = {}
        """Until when Slack wants nothing of a kind in a workspace, as far as it told us."""
        self._free_at: deque[datetime] = deque()
        """When the channels that were posted to are free again, soonest first."""

    def stop(self) -> None:
        """Claim nothing more: what is on its way is settled, the rest is for the next start or another replica."""
        self._is_stopping = True

    async def send_due(self) -> int:
        """Send everything that is due and may be sent now; returns how many notices were handled.

        As some end, or channels are about to be free, the next are claimed: one that hangs takes only its own place.
        """
        handled = 0
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                claimed = await self._claim(IN_HAND - len(running))
                running |= {asyncio.create_task(self._handle(notice), name="notice") for notice in claimed}
                if not running:
                    return handled
                ended, running = await asyncio.wait(
                    running, timeout=self._until_free(), return_when=asyncio.FIRST_COMPLETED
                )
                handled += len(ended)
                if running:
                    more, running = await asyncio.wait(running, timeout=TOGETHER)
                    handled += len(more)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def pause(self) -> float | None:
        """Seconds until the first channel is about to be free for which something is due; ``None`` when none is."""
        soon = self._clock.now() + AHEAD
        at = await self._store.survey(lambda all_: all_.outgoing.next_chance(soon))
        return None if at is None or self._is_stopping else (at - soon).total_seconds()

    def _until_free(self) -> float | None:
        """Seconds until the first channel of those that were posted to is about to be free; ``None`` when all are."""
        soon = self._clock.now() + AHEAD
        while self._free_at and self._free_at[0] <= soon:
            self._free_at.popleft()
        return (self._free_at[0] - soon).total_seconds() if self._free_at else None

    async def _claim(self, most: int) -> list[Notice]:
        if self._is_stopping or most == 0:
            return []
        now = self._clock.now()
        return await self._store.everywhere(lambda all_: all_.outgoing.claim(now, most, AHEAD))

    async def _handle(self, notice: Notice) -> None:
        """One notice to its end; what breaks here breaks it alone: once its lease is over it is taken up again."""
        with logs.continued(notice.request):
            try:
                await self._settle(notice, await self._advance(notice))
            except Exception:
                log.exception("notice not settled", notice=notice.id, kind=notice.kind)

    async def _advance(self, notice: Notice) -> Step:
        """Take a notice as far as it goes now. A failure before it is sent leaves it as certain as it was."""
        attempt = Attempt(is_unclear=notice.state is State.AMBIGUOUS)
        try:
            async with asyncio.timeout(LEASE.total_seconds() * 0.75):
                return await self._try(notice, attempt)
        except Exception:
            log.exception("notice failed", notice=notice.id, kind=notice.kind, attempts=notice.attempts)
            return Ambiguous("unexpected") if attempt.is_unclear else NotSent("unexpected")

    async def _try(self, notice: Notice, attempt: Attempt) -> Step:
        gateway = await self._gateways.of(notice.workspace)
        if gateway is None:
            return Later(LONGEST_WAIT, "no_token")
        composed = await self._composing.compose(notice)
        if attempt.is_unclear and (step := await look(gateway, notice, composed)) is not None:
            return await self._checked(notice, gateway, step)
        attempt.is_unclear = False
        match composed:
            case NotYet():
                return Later(SOON, "not_yet")
            case NotOwed():
                return composed
            case Home() | Post() | Upload():
                await self._turn(notice)
                async with self._calls:
                    if (left := self._silence(notice)) is not None:
                        return RateLimited(left)
                    attempt.is_unclear = True
                    return await self._checked(notice, gateway, await _send(gateway, notice, composed))

    async def _turn(self, notice: Notice) -> None:
        """Wait until its channel is free, for no longer than that can take, whatever clocks do meanwhile."""
        if notice.free_at is not None:
            await asyncio.sleep(min((notice.free_at - self._clock.now()).total_seconds(), AHEAD.total_seconds()))

    def _silence(self, notice: Notice) -> timedelta | None:
        """How long Slack still wants none of its kind, as it told while this one was in hand; ``None``: it may go."""
        key = notice.workspace, _lane(notice)
        left = self._silent_until.get(key, self._clock.now()) - self._clock.now()
        if timedelta(0) < left <= LONGEST_PAUSE:
            return left
        self._silent_until.pop(key, None)
        return None

    async def _checked(self, notice: Notice, gateway: Gateway, step: Step) -> Step:
        """A token that Slack refuses says nothing of the workspace if it has another one by now, or will have."""
        if not isinstance(step, Refused) or step.error not in TOKEN_ERRORS | {TOKEN_EXPIRED}:
            return step
        if await self._gateways.is_replaced(notice.workspace, gateway):
            return Later(SOON, "token_replaced")
        return Later(LONGEST_WAIT, step.error) if step.error == TOKEN_EXPIRED else step

    async def _settle(self, notice: Notice, step: Step) -> None:
        log.info("notice handled", notice=notice.id, kind=notice.kind, outcome=type(step).__name__)
        self._metrics.sent(notice.kind, type(step).__name__)
        match step:
            case Sent(channel, ts):
                await self._sent(notice, channel, ts)
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
        async with self._settles:
            await self._store.everywhere(work, only=notice.workspace)

    async def _sent(self, notice: Notice, channel: ChannelId, ts: MessageTs) -> None:
        now = self._clock.now()
        is_first = notice.ts is None and notice.kind not in PLACELESS

        def work(all_: Everywhere) -> None:
            uow = all_.within(notice.workspace)
            self._posting.hold(uow, notice)
            place = (channel, ts) if is_first else None
            if all_.outgoing.sent(notice, place, now=now) and is_first:
                self._posting.sent(uow, notice, channel, ts)

        await self._keep(notice, work)
        if is_first:
            self._free_at.append(now + CHANNEL_PACE)

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
        lane = _lane(notice)
        self._silent_until[notice.workspace, lane] = now + after

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


def _lane(notice: Notice) -> str:
    """The method by which it is sent, whose limit in a workspace it counts in."""
    return method(notice.kind, is_posted=notice.ts is not None)


def _backoff(notice: Notice) -> timedelta:
    """2 s, 4 s, 8 s, ... up to a quarter of an hour."""
    return min(SOON * (1 << min(notice.attempts - 1, 20)), LONGEST_WAIT)


async def _send(gateway: Gateway, notice: Notice, composed: Post | Home | Upload) -> Outcome:
    match composed:
        case Upload(name, make, message):
            return await gateway.upload(notice.recipient, name, await asyncio.to_thread(make), message)
        case Home(view):
            return await gateway.publish_home(notice.recipient, view)
        case Post(message, thread):
            if notice.channel is not None and notice.ts is not None:
                return await gateway.update(notice.channel, notice.ts, message, key=notice.key)
            return await gateway.post(notice.recipient, message, key=notice.key, thread_ts=thread)
