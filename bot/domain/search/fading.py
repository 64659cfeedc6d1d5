"""Sums of things that fade, kept so that they never have to be touched again.

Forward decay (Cormode, Shkapenyuk, Srivastava and Xu, 2009): a thing of a moment t counts
2^((t - landmark) / half-life), once and for all, and a sum is read at any later moment by dividing by what a thing
of that moment would count. So sums of different people stand in the same order at any time, and an index on them
stays true. They are kept as binary logarithms, since the numbers double with every half-life.
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

LANDMARK = datetime(2020, 1, 1, tzinfo=UTC)
WEEK, MONTH, HALF_YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=180)


def summed(moments: Iterable[datetime], half_life: timedelta) -> float:
    """The logarithm of the sum of things of these moments; raises ValueError for none."""
    powers = [(moment - LANDMARK) / half_life for moment in moments]
    most = max(powers)
    return most + math.log2(sum(2.0 ** (power - most) for power in powers))


def with_one(kept: float | None, moment: datetime, half_life: timedelta) -> float:
    """The logarithm of a sum and one thing more; ``None`` is the sum of nothing."""
    power = (moment - LANDMARK) / half_life
    if kept is None:
        return power
    most, least = max(kept, power), min(kept, power)
    return most + math.log2(1.0 + 2.0 ** (least - most))


def read(kept: float, half_life: timedelta, now: datetime) -> float:
    """What a kept sum comes to now: the number of its things, each halved with every half-life of its age."""
    return reading(half_life, now)(kept)


def reading(half_life: timedelta, now: datetime) -> Callable[[float], float]:
    """How to :func:`read` many kept sums at one moment."""
    power = (now - LANDMARK) / half_life
    return lambda kept: float(2.0 ** (kept - power))
