"""What Slack does wrong: by chance, each with its odds, counted."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox import Fault, Sandbox
from bot.sandbox.faults import SPARED_AT_RANDOM

KINDS: Mapping[str, tuple[str, float]] = {
    "429 for a moment": ("ratelimited", 3),
    "429 for 30 s": ("ratelimited", 30),
    "500": ("server_error", 0),
    "HTML": ("html", 0),
    "broken JSON": ("broken_json", 0),
    "hangs 20 s": ("hang", 20),
    "drops after the work": ("drop_after_work", 0),
    "drops before the work": ("drop_before_work", 0),
    "commits late": ("commit_late", 15),
    "internal error": ("error", 0),
}
"""Each with the sandbox's name for it, and the seconds it takes or asks for."""
ALL = dict.fromkeys(KINDS, 0.03) | {"429 for 30 s": 0.01, "hangs 20 s": 0.02, "commits late": 0.02}
WAITS_FOR_US = frozenset({"hang", "commit_late"})
"""What lasts so many of our own seconds, not of the sandbox's."""


@dataclass(slots=True)
class Mischief:
    """Chooses what goes wrong with each call."""

    sandbox: Sandbox
    dice: random.Random
    speed: float
    odds: Mapping[str, float] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    arrivals: list[tuple[str, datetime]] = field(default_factory=list)
    """Each call's method, and when it reached Slack."""
    pauses: list[tuple[str, datetime, float]] = field(default_factory=list)
    """Each 429 with a method, when it was said, and for how long."""

    def begin(self) -> None:
        """Stand between each call and the sandbox's own plans for it."""
        faults = self.sandbox.faults
        planned = faults.for_call

        def for_call(method: str) -> Fault | None:
            self.arrivals.append((method, self.sandbox.clock.now()))
            fault = planned(method) or self._by_chance(method)
            if fault is not None:
                self.done[fault.kind] += 1
                if fault.kind == "ratelimited":
                    self.pauses.append((method, self.sandbox.clock.now(), fault.seconds))
            return fault

        faults.for_call = for_call  # type: ignore[method-assign] # made worse on purpose

    def _by_chance(self, method: str) -> Fault | None:
        if method in SPARED_AT_RANDOM:
            return None
        for name, odds in self.odds.items():
            if self.dice.random() < odds:
                kind, seconds = KINDS[name]
                lasts = seconds / self.speed if kind in WAITS_FOR_US else seconds
                return Fault(kind, method, seconds=lasts, name="internal_error")
        return None
