"""Sends what is owed: claims notices, composes them late, and sends each when it is its turn."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

import structlog

from bot import logs
from bot.clock import Clock
from bot.domain.ids import WorkspaceId
from bot.domain.notices import Notice, State
from bot.metrics import Metrics
from bot.outbox.composed import Home, NotOwed, NotYet, Post, Upload
from bot.outbox.composing import Composing
from bot.outbox.exporting import Exports
from bot.outbox.looking import TOKEN_ERRORS, look
from bot.outbox.settling import Settling, lane_of
from bot.outbox.steps import LONGEST_WAIT, SOON, Later, Step
from bot.services.directory import Directory
from bot.services.posting import Posting
from bot.services.rules import WorkspaceRules
from bot.slack.gateway import Gateway
from bot.slack.gateways import Gateways
from bot.slack.outcomes import Ambiguous, NotSent, Outcome, RateLimited, Refused, Sent
from storage.claiming import LEASE, LONGEST_PAUSE, is_post
from storage.outgoing import CHANNEL_PACE
from storage.store import Store

AT_ONCE = 64
"""How many calls to Slack are on their way at the same time."""
IN_HAND = 3 * AT_ONCE
"""How many notices are claimed at the same time: they are composed before they are sent, and settled after."""
AHEAD = timedelta(seconds=0.15)
"""How long before its channel is free a post is claimed, so that it can leave at that very moment."""
UNDER_WAY = timedelta(seconds=0.25)
"""How long before its answer a post is taken to have been posted at the earliest, however long ago its call left."""
TOGETHER = 0.05
"""Seconds from one claim to the next at least: one for each that ends, or may begin, would be too many."""
LOOK_AGAIN = 1.0
"""Seconds from one claim to the next at most, while calls are under way: what becomes due waits for none that hangs."""
TOKEN_EXPIRED = "token_expired"  # noqa: S105 - Slack's word
"""What a refresh mends; until then everything waits."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """One claim's way to Slack."""

    is_unclear: bool
    """Whether Slack may have done by now what the notice is about."""
    left_at: datetime | None = None
    """When the call left us, as late as we can know."""


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
        self._settling = Settling(store, clock, posting, metrics)
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._is_stopping = False
        self._silent_until: dict[tuple[WorkspaceId, str], datetime] = {}
        """Until when Slack wants nothing of a kind in a workspace, as far as it told us."""
        self._free_at: list[datetime] = []
        """When the channels that were posted to are free again, as a heap."""

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
                    running, timeout=self._until_next(), return_when=asyncio.FIRST_COMPLETED
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

    def _until_next(self) -> float:
        """Seconds until a channel that was posted to is about to be free, or something else may be due by then."""
        soon = self._clock.now() + AHEAD
        while self._free_at and self._free_at[0] <= soon:
            heappop(self._free_at)
        return min(LOOK_AGAIN, (self._free_at[0] - soon).total_seconds()) if self._free_at else LOOK_AGAIN

    async def _claim(self, most: int) -> list[Notice]:
        if self._is_stopping or most == 0:
            return []
        now = self._clock.now()
        return await self._store.everywhere(lambda all_: all_.outgoing.claim(now, most, AHEAD))

    async def _handle(self, notice: Notice) -> None:
        """One notice to its end; what breaks here breaks it alone: once its lease is over it is taken up again."""
        with logs.continued(notice.request):
            try:
                attempt = Attempt(is_unclear=notice.state is State.AMBIGUOUS)
                step = await self._advance(notice, attempt)
                ended = self._clock.now()
                paced_from = _paced_from(attempt, step, ended)
                if isinstance(step, RateLimited):  # what is in hand waits for it too, before any replica can know
                    self._silent_until[notice.workspace, lane_of(notice)] = ended + step.after
                await self._settling.settle(notice, step, paced_from=paced_from)
                if isinstance(step, Sent) and is_post(notice.kind, notice.ts):
                    heappush(self._free_at, paced_from + CHANNEL_PACE)
            except Exception:
                log.exception("notice not settled", notice=notice.id, kind=notice.kind)

    async def _advance(self, notice: Notice, attempt: Attempt) -> Step:
        """Take a notice as far as it goes now. A failure before it is sent leaves it as certain as it was."""
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
                    attempt.is_unclear, attempt.left_at = True, self._clock.now()
                    return await self._checked(notice, gateway, await _send(gateway, notice, composed))

    async def _turn(self, notice: Notice) -> None:
        """Wait until its channel is free, for no longer than that can take, whatever clocks do meanwhile."""
        if notice.free_at is not None:
            await asyncio.sleep(min((notice.free_at - self._clock.now()).total_seconds(), AHEAD.total_seconds()))

    def _silence(self, notice: Notice) -> timedelta | None:
        """How long Slack still wants none of its kind, as it told while this one was in hand; ``None``: it may go."""
        key = notice.workspace, lane_of(notice)
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


def _paced_from(attempt: Attempt, step: Step, ended: datetime) -> datetime:
    """From when a channel's pace counts.

    From the call that posted, so that the posts to a channel leave a second apart however long Slack takes; but a call
    that hung may have posted at its end. What ended unclearly may have been counted until then. A clock that was put
    back meanwhile holds no channel.
    """
    if attempt.left_at is None or not isinstance(step, Sent):
        return ended
    return min(ended, max(attempt.left_at, ended - UNDER_WAY))


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
