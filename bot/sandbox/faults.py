"""Misbehaviour on demand: what the sandbox does wrong, where, and how many times."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.envelopes import Envelope

API_FAULTS = frozenset(
    {
        "ratelimited", "server_error", "html", "broken_json", "drop_after_work", "drop_before_work",
        "hang", "commit_late", "error",
    }
)  # fmt: skip
DELIVERY_FAULTS = frozenset({"deliver_twice", "deliver_out_of_order", "lose_ack"})
SPARED_AT_RANDOM = frozenset({"apps.connections.open", "auth.test"})  # else an app can't even start


@dataclass(slots=True)
class Fault:
    """One planned misbehaviour; `target` is a method, a delivery kind, or `*`; `times` counts down."""

    kind: str
    target: str = "*"
    times: int = 1
    seconds: float = 0
    name: str = ""
    gate: asyncio.Event | None = None

    def __post_init__(self) -> None:
        if self.kind not in API_FAULTS | DELIVERY_FAULTS:
            raise ValueError(f"There is no fault named {self.kind}.")

    @classmethod
    def ratelimited(cls, method: str, *, retry_after: float = 30, times: int = 1) -> "Fault":
        """429 with Retry-After."""
        return cls("ratelimited", method, times, retry_after)

    @classmethod
    def server_error(cls, method: str, *, times: int = 1) -> "Fault":
        """500, nothing done."""
        return cls("server_error", method, times)

    @classmethod
    def html(cls, method: str, *, times: int = 1) -> "Fault":
        """A 503 page of a load balancer, nothing done."""
        return cls("html", method, times)

    @classmethod
    def broken_json(cls, method: str, *, times: int = 1) -> "Fault":
        """The work is done, the answer is cut off in the middle."""
        return cls("broken_json", method, times)

    @classmethod
    def drop_after_work(cls, method: str, *, times: int = 1) -> "Fault":
        """The work is done, the connection is closed without an answer."""
        return cls("drop_after_work", method, times)

    @classmethod
    def drop_before_work(cls, method: str, *, times: int = 1) -> "Fault":
        """The connection is closed, nothing done."""
        return cls("drop_before_work", method, times)

    @classmethod
    def hang(cls, method: str, seconds: float, *, times: int = 1) -> "Fault":
        """Silence for so many real seconds, then a closed connection, nothing done."""
        return cls("hang", method, times, seconds)

    @classmethod
    def commit_late(cls, method: str, seconds: float, *, times: int = 1) -> "Fault":
        """The work is done only after so many real seconds, whether or not the app still waits."""
        return cls("commit_late", method, times, seconds)

    @classmethod
    def commit_after(cls, method: str, gate: asyncio.Event, *, times: int = 1) -> "Fault":
        """The work is done only once `gate` is set, whether or not the app still waits."""
        return cls("commit_late", method, times, gate=gate)

    @classmethod
    def error(cls, method: str, name: str, *, times: int = 1) -> "Fault":
        """Slack's own error of that name, nothing done."""
        return cls("error", method, times, name=name)

    @classmethod
    def deliver_twice(cls, kind: str, *, times: int = 1) -> "Fault":
        """The same delivery once more after its acknowledgement, without a retry header."""
        return cls("deliver_twice", kind, times)

    @classmethod
    def deliver_out_of_order(cls, kind: str, *, times: int = 1) -> "Fault":
        """An event held back until the next one of that kind has been delivered (or `idle()` is awaited)."""
        return cls("deliver_out_of_order", kind, times)

    @classmethod
    def lose_ack(cls, kind: str, *, times: int = 1) -> "Fault":
        """The acknowledgement never arrives: an event is retried, a person sees a failure."""
        return cls("lose_ack", kind, times)


class Faults:
    """The queue of planned faults, and a seeded random mode."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []
        self._random = random.Random(0)  # noqa: S311 -- meant to repeat
        self._odds: dict[str, float] = {}

    def add(self, fault: Fault) -> None:
        """Plan a fault; those for the same target happen in the order added."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Behave again."""
        self.planned.clear()
        self._odds.clear()

    def random(self, seed: int, odds: Mapping[str, float]) -> None:
        """From now on misbehave at random: {fault kind: probability per call or delivery}."""
        if unknown := set(odds) - API_FAULTS - DELIVERY_FAULTS:
            raise ValueError(f"There is no fault named {min(unknown)}.")
        self._random.seed(seed)
        self._odds = dict(odds)

    def for_call(self, method: str) -> Fault | None:
        """The fault that this Web API call meets, used up by it."""
        for fault in self.planned:
            if fault.kind in API_FAULTS and fault.target in ("*", method):
                return self._use(fault)
        return None if method in SPARED_AT_RANDOM else self._by_chance(API_FAULTS, method)

    def for_delivery(self, envelope: Envelope, *kinds: str) -> Fault | None:
        """The fault of those kinds that this delivery meets, used up by it."""
        for fault in self.planned:
            if fault.kind in kinds and envelope.fits(fault.target):
                return self._use(fault)
        return self._by_chance(frozenset(kinds), envelope.name)

    def _use(self, fault: Fault) -> Fault:
        fault.times -= 1
        if fault.times <= 0:
            self.planned.remove(fault)
        return fault

    def _by_chance(self, kinds: frozenset[str], target: str) -> Fault | None:
        for kind in sorted(kinds & self._odds.keys()):
            if self._random.random() < self._odds[kind]:
                return Fault(kind, target, seconds=1, name="internal_error")
        return None
