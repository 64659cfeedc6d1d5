"""The long run: one mix after another until the time is over, with other dice each time; or the ablations' figures."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from tests.faults.cluster import NoPostgres, cluster
from tests.faults.databases import Data, SqliteData, postgres_of
from tests.faults.plans import LONG, ablated, crashing, unablated
from tests.faults.preparing import prepared
from tests.faults.report import Report, compare
from tests.faults.run import Plan

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"
console = Console(width=150)


def main() -> int:
    """Run what was asked for; 1 if anything was lost, doubled or otherwise wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", choices=sorted(LONG), action="append")
    asked.add_argument("--ablations", action="store_true", help="what is missed with each protection removed")
    given = asked.parse_args()
    if given.ablations:
        asyncio.run(_ablations(given.seed))
        return 0
    return asyncio.run(_long_run(given.minutes * 60, given.seed, given.only or list(LONG)))


async def _long_run(seconds: float, seed: int, names: list[str]) -> int:
    table = _table("Whatever goes wrong at once")
    ends, wrong = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        for name in names:
            begun = time.monotonic()
            report = await _lived(name, replace(LONG[name], seed=seed))
            wrong += len(report.problems)
            _add(table, f"{name}, seed {seed}", report, time.monotonic() - begun)
            if time.monotonic() > ends:
                break
        seed += 1
    console.print(table)
    return int(wrong > 0)


async def _ablations(seed: int) -> None:
    table = _table("With the protection, and without it")
    for name in unablated():
        for what, plans in (("with", unablated(scale=4)), ("without", ablated(scale=4))):
            begun = time.monotonic()
            report = await _lived("sqlite", replace(plans[name], seed=seed))
            _add(table, f"{name}: {what} the protection", report, time.monotonic() - begun)
    console.print(table)


async def _lived(name: str, plan: Plan) -> Report:
    with tempfile.TemporaryDirectory(prefix="knowhow_faults_") as place:
        folder = Path(place)
        async with _database(name, plan, folder) as (data, planned):
            manifest = yaml.safe_load(MANIFEST.read_text())
            async with prepared(planned, data, folder, manifest) as run:
                await run.live()
                report = await compare(run)
    for problem in report.problems:
        console.print(f"[red]{name}, seed {plan.seed}: {problem}")
    return report


@asynccontextmanager
async def _database(name: str, plan: Plan, folder: Path) -> AsyncIterator[tuple[Data, Plan]]:
    if not name.startswith("postgresql"):
        yield SqliteData(folder), plan
        return
    try:
        async with cluster() as made, postgres_of(made.server) as data:
            yield data, crashing(plan, made)
    except NoPostgres as reason:
        sys.exit(str(reason))


def _table(title: str) -> Table:
    went_in = ("taken", "inputs", "messages", "kills", "faults", "thrice", "people saw fail")
    return Table("run", *went_in, "lost", "doubled", "other", "s", title=title)


def _add(table: Table, name: str, report: Report, seconds: float) -> None:
    lost, doubled = report.lost, report.doubled
    figures = (
        report.acknowledged,
        report.inputs,
        report.messages,
        report.kills,
        report.mischief,
        report.copied,
        report.failures,
        lost,
        doubled,
        report.other,
        round(seconds),
    )
    table.add_row(name, *map(str, figures))
    console.print(f"{name}: {lost} lost, {doubled} doubled, {report.other} other, {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
