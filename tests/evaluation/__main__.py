"""``python -m tests.evaluation [--quick] [--engine sqlite]``: run the shipped ranking over ../shared/data."""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import fields

from rich.console import Console
from rich.table import Table

from bot.domain.search.experts import DEFAULTS, LOAD_PENALTY
from tests.evaluation import baselines, experts, similar
from tests.evaluation.data import DATA, EXPERTS, RETRIEVAL, Similar, asked
from tests.evaluation.databases import ENGINES, database
from tests.evaluation.metrics import Finding, Retrieval
from tests.evaluation.similar import Row

QUICK = 6
"""One query of so many, and the smaller expert set, in a quick run."""
BUSY = 10
"""How many times as much is asked in a workspace that is busier than the sets."""
console = Console(width=120)


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="samples only")
    arguments.add_argument("--engine", choices=ENGINES, action="append", help="this engine only")
    arguments.add_argument("--part", choices=("similar", "experts"), action="append", help="this part only")
    given = arguments.parse_args()
    if not DATA.is_dir():
        console.print(f"There is no {DATA}, so nothing is measured.")
        return
    asyncio.run(_run(given.engine or ENGINES, given.part or ("similar", "experts"), is_quick=given.quick))


async def _run(engines: Sequence[str], parts: Sequence[str], *, is_quick: bool) -> None:
    usable = [engine for engine in engines if await _is_there(engine)]
    if "similar" in parts:
        await _similar(usable, QUICK if is_quick else 1)
    if "experts" in parts:
        for name in EXPERTS[1:] if is_quick else EXPERTS:
            for engine in usable[:1]:  # the signals come from the same hits on both
                await _experts(engine, name)


async def _is_there(engine: str) -> bool:
    try:
        async with database(engine):
            return True
    except OSError as error:
        console.print(f"Without {engine}: {error}")
        return False


async def _similar(engines: Sequence[str], every: int) -> None:
    rows: list[Row] = []
    for name in RETRIEVAL:
        these = Similar(name)
        queries = these.queries[::every]
        for engine in engines:
            async with database(engine) as store:
                await similar.index(store, these)
                began = time.perf_counter()
                rank = similar.shipped(these)
                rows.append(await similar.measure(store, these, (engine, "shipped"), rank, queries))
                each = 1000 * (time.perf_counter() - began) / len(queries)
                console.print(f"{name} on {engine}: {each:.0f} ms per query, {similar.DEPTH} hits each", style="dim")
                if engine == "sqlite":
                    engines_own, rank = "FTS5 bm25", baselines.fts5(these)
                else:
                    engines_own, rank = "ts_rank_cd", await baselines.ts_rank_cd(store, these)
                rows.append(await similar.measure(store, these, (engine, engines_own), rank, queries))
    for title, part in (("tuned on", "development"), ("held out", "held_out"), ("all", "whole")):
        _print_similar(f"Similar questions: queries {title}", rows, part)


def _print_similar(title: str, rows: Sequence[Row], part: str) -> None:
    table = _table(title, ("set", "engine", "ranking"), Retrieval)
    for row in rows:
        table.add_row(row.set, row.engine, row.method, *_figures(getattr(row, part)))
    console.print(table)


async def _experts(engine: str, name: str) -> None:
    async with database(engine) as store:
        cases = await experts.cases(store, name, asked(name))
    test = experts.tenth(cases, experts.TEST)
    learned, own = experts.learned(cases), experts.own_weights(cases)
    rankings = {
        "popularity": experts.popular,
        "document voting": experts.voted,
        "fixed blend": experts.blend,
        "shipped, defaults": experts.by(lambda _: DEFAULTS),
        "shipped, learned in place": experts.by(own),
    }
    table = _table(f"Experts: {name}, rolling, the last tenth, any who answered", ("ranking",), Finding)
    for label, rank in rankings.items():
        table.add_row(label, *_figures(experts.measure(test, rank)))
    console.print(table)
    console.print(f"Learned from {learned.outcomes}: {learned.score:.3f} against {learned.default_score:.3f} (MRR).")
    console.print({each.name: getattr(learned.weights, each.name) for each in fields(learned.weights)})
    console.print(_loads(name, cases))


def _loads(name: str, cases: Sequence[experts.Case]) -> Table:
    columns = ("tenth", "penalty", "share of the ten busiest", "S@5", "points less", "S@5 lost")
    table = Table(*columns, title=f"Fair load: {name}, five invited")
    for label, begin, penalties in (
        ("the one before", experts.DEVELOPMENT, (LOAD_PENALTY / 2, LOAD_PENALTY, LOAD_PENALTY * 2)),
        ("the last", experts.TEST, (LOAD_PENALTY,)),
    ):
        weights = experts.own_weights(cases, begin)
        free = experts.load(cases, begin, weights, 0.0)
        table.add_row(label, "none", f"{free.busiest_ten:.3f}", f"{free.S5:.3f}", "", "")
        for penalty in penalties:
            _add_load(table, label, penalty, free, experts.load(cases, begin, weights, penalty))
        busy = experts.load(cases, begin, weights, LOAD_PENALTY, times=BUSY)
        _add_load(table, f"{label}, asked {BUSY} times as much", LOAD_PENALTY, free, busy)
    return table


def _add_load(table: Table, label: str, penalty: float, free: experts.Load, load: experts.Load) -> None:
    brought, lost = 100 * (free.busiest_ten - load.busiest_ten), free.S5 - load.S5
    table.add_row(
        label, f"{penalty:.3f}", f"{load.busiest_ten:.3f}", f"{load.S5:.3f}", f"{brought:.1f}", f"{lost:+.3f}"
    )


def _table(title: str, labels: Sequence[str], kind: type[Retrieval] | type[Finding]) -> Table:
    table = Table(*labels, title=title)
    for each in fields(kind):
        table.add_column(each.name, justify="right")
    return table


def _figures(measured: Retrieval | Finding) -> list[str]:
    return [f"{getattr(measured, each.name):.3f}" for each in fields(measured)]


main()
