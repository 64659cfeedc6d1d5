"""How long ``knowhow serve`` takes from its start to the first 200 of ``/readyz``, on a database that is up to date."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass

from tests.benchmarks import processes
from tests.benchmarks.databases import migrated
from tests.benchmarks.processes import SERVE, Served

TIMES = 7
SHOWN = 10
"""Packages whose import takes longest."""
_IMPORTED = re.compile(r"^import time: +(\d+) \| +\d+ \| +(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """Starts on one engine."""

    engine: str
    seconds: float
    """The median of a start."""
    longest: float
    processor_seconds: float
    """What the processor had to do for it."""
    memory: int
    """Bytes of a replica that is ready."""
    imports: tuple[tuple[str, float], ...]
    """Packages and the milliseconds that their own modules take to be imported, the longest first."""


async def measure(engine: str, *, times: int = TIMES) -> Row:
    """Start it again and again; ``OSError`` where there is no server."""
    async with migrated(engine) as url, processes.slack() as api:
        with processes.staying_on(processes.OTHERS):
            await _start(api, url)  # what it needs is read from the disk, and compiled
            starts = [await _start(api, url) for _ in range(times)]
            imports = await _imports(api, url)
    seconds = [each.ready_after for each, _, _ in starts]
    work = statistics.median(spent for _, spent, _ in starts)
    memory = max(held for _, _, held in starts)
    return Row(engine, statistics.median(seconds), max(seconds), work, memory, imports)


async def _start(api_url: str, database_url: str) -> tuple[Served, float, int]:
    async with processes.knowhow(api_url, database_url) as served:
        return served, served.processor_seconds, served.memory


async def _imports(api_url: str, database_url: str) -> tuple[tuple[str, float], ...]:
    async with processes.knowhow(api_url, database_url, ("-X", "importtime", *SERVE)) as served:
        spent: Counter[str] = Counter()
        for microseconds, package in _IMPORTED.findall(served.logged()):
            spent[package] += int(microseconds)
        whole = ("all together", spent.total() / 1000)
        return whole, *((package, took / 1000) for package, took in spent.most_common(SHOWN))
