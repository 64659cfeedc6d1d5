"""Slack's rate limits: one message a second per channel, and windows of a minute per method."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.clock import SandboxClock

POST_BURST = 4
MINUTE = timedelta(minutes=1)
PER_MINUTE = {1: 10, 2: 60, 3: 150, 4: 300, 5: 600}  # by tier, generously; 5 stands for Slack's "special"


@dataclass(slots=True)
class _Bucket:
    """Permissions that grow back by one a second."""

    left: float
    at: datetime


class RateLimits:
    """Counts calls by the sandbox's clock."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._calls: dict[str, list[datetime]] = {}
        self._posts: dict[str, _Bucket] = {}

    def wait_for_call(self, method: str, tier: int) -> int:
        """Count a call; the seconds to wait if it is one too many, else 0."""
        now = self._clock.now()
        recent = [at for at in self._calls.get(method, ()) if now - MINUTE < at <= now]
        self._calls[method] = recent
        if len(recent) >= PER_MINUTE[tier]:
            return max(1, math.ceil((recent[0] + MINUTE - now).total_seconds()))
        recent.append(now)
        return 0

    def wait_for_post(self, channel: str) -> int:
        """Count a chat.postMessage to a channel; the seconds to wait if it comes too soon, else 0."""
        now = self._clock.now()
        bucket = self._posts.setdefault(channel, _Bucket(POST_BURST, now))
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left, bucket.at = min(POST_BURST, bucket.left + passed), now
        if bucket.left < 1:
            return max(1, math.ceil(1 - bucket.left))
        bucket.left -= 1
        return 0
