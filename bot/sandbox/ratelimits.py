"""Slack's rate limits: a message a second per channel with short bursts, and windows of a minute per method."""

import math
from datetime import datetime, timedelta

from bot.sandbox.clock import SandboxClock

POST_BURST = 2
"""Posts to a channel at once. Slack documents "1 per second, short bursts >1 allowed" and not how many
(https://docs.slack.dev/apis/web-api/rate-limits): two are the fewest that are any.
"""
MINUTE = timedelta(minutes=1)
PER_MINUTE = {1: 10, 2: 60, 3: 150, 4: 300, 5: 600}  # by tier, generously; 5 stands for Slack's "special"


class Bucket:
    """Permissions to post, which grow back by one a second, up to a burst of them."""

    def __init__(self, at: float) -> None:
        self._left = float(POST_BURST)
        self._at = at

    def take(self, at: float) -> float:
        """Take one at a moment, in seconds; returns how long there is none yet, 0 if one was taken."""
        self._left, self._at = min(POST_BURST, self._left + max(0.0, at - self._at)), at
        if self._left < 1:
            return 1 - self._left
        self._left -= 1
        return 0


class RateLimits:
    """Counts calls by the sandbox's clock."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._calls: dict[str, list[datetime]] = {}
        self._posts: dict[str, Bucket] = {}

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
        now = self._clock.now().timestamp()
        return math.ceil(self._posts.setdefault(channel, Bucket(now)).take(now))
