"""Runs the measurements and prints them."""

import argparse
import asyncio

from rich.console import Console
from rich.table import Table

from tests.benchmarks import cohorts, importing, opening, searching, serving
from tests.benchmarks.searching import Built, Row

ENGINES = ("sqlite", "postgresql")
PARTS = ("opening", "serving", "cohorts", "importing", "searching")
console = Console(width=130)


def main() -> None:
    """Print what was asked for; all of it takes some twenty minutes."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    asked.add_argument("--part", choices=PARTS, action="append")
    asked.add_argument("--engine", choices=ENGINES, action="append")
    asked.add_argument("--items", type=int, help="the largest workspace to search")
    given = asked.parse_args()
    if "opening" in (given.part or PARTS):
        _print_opening()
    if "serving" in (given.part or PARTS):
        for engine in given.engine or ENGINES:
            asyncio.run(_print_serving(engine))
    if "cohorts" in (given.part or PARTS):
        for engine in given.engine or ENGINES:
            _print_cohorts(engine)
    if "importing" in (given.part or PARTS):
        for engine in given.engine or ENGINES:
            _print_importing(engine)
    if "searching" in (given.part or PARTS):
        sizes = tuple(size for size in searching.SIZES if given.items is None or size <= given.items)
        for engine in given.engine or ENGINES:
            asyncio.run(_print_searching(engine, sizes or (given.items,)))


def _print_opening() -> None:
    """How long people wait for a form."""
    table = Table(
        "what", "times", "p50 ms", "p99 ms", "of a bare Bolt app", title="From a command to its form, on the sandbox"
    )
    for row in asyncio.run(opening.measure()):
        table.add_row(row.what, str(row.times), f"{row.p50:.1f}", f"{row.p99:.1f}", f"{row.ratio:.2f} ×")
    console.print(table)


async def _print_serving(engine: str) -> None:
    """How many deliveries a second are answered."""
    columns = ("delivery", "a bare Bolt app's a second", "ours", "ratio", "by processor time", "p99 ms", "errors")
    table = Table(*columns, title=f"{engine}: deliveries, 64 at a time, on one core: median (least to most)")
    try:
        async for row in serving.measure(engine):
            paces = (serving.told(each, ",.0f") for each in (row.bare, row.ours))
            ratios = (serving.told(each, ".2f") for each in (row.ratio, row.work))
            table.add_row(row.what, *paces, *ratios, f"{row.p99:.0f}", str(row.errors))
    except OSError as error:
        console.print(f"There is no PostgreSQL at TEST_POSTGRES: {error}")
        return
    console.print(table)


def _print_cohorts(engine: str) -> None:
    """How long many questions take that are due in the same minute."""
    table = Table(
        "cohorts due",
        "asleep",
        "all with the sender after",
        "objects kept for each",
        "a tick, p50 ms",
        "p95 ms",
        title=f"{engine}: questions due in the same minute",
    )
    try:
        rows = asyncio.run(cohorts.measure(engine))
    except OSError as error:
        console.print(f"There is no PostgreSQL at TEST_POSTGRES: {error}")
        return
    for row in rows:
        spent = f"{row.seconds:.1f} s", str(row.kept), f"{row.tick_p50:.2f}", f"{row.tick_p95:.2f}"
        table.add_row(f"{row.due:,}", f"{row.asleep:,}", *spent)
    console.print(table)


def _print_importing(engine: str) -> None:
    """How long an export takes to be brought in and found."""
    try:
        row = asyncio.run(importing.measure(engine))
    except FileNotFoundError:
        console.print("There are no texts in ../shared/data to make an export of.")
        return
    except OSError as error:
        console.print(f"There is no PostgreSQL at TEST_POSTGRES: {error}")
        return
    console.print(
        f"{row.engine}: {row.messages:,} messages of an export, "
        f"{row.questions:,} questions with {row.answers:,} answers, brought in and found after {row.seconds:.0f} s"
    )


async def _print_searching(engine: str, sizes: tuple[int, ...]) -> None:
    """How long searches take, from size to size."""
    try:
        async for found in searching.measure(engine, sizes):
            if isinstance(found, Built):
                console.print(_told(found))
            else:
                console.print(_table(found))
    except FileNotFoundError:
        console.print("There are no texts in ../shared/data to make a workspace of.")
    except OSError as error:
        console.print(f"There is no PostgreSQL at TEST_POSTGRES: {error}")


def _told(built: Built) -> str:
    index = f"of these the index {built.bytes_index / 2**20:,.0f} MiB; " if built.bytes_index else ""
    return (
        f"{built.engine}: {built.items:,} items ({built.documents:,} questions and tips, the others are answers), "
        f"filled in {built.seconds:,.0f} s; {built.bytes_all / 2**20:,.0f} MiB, "
        f"{index}"
        f"the program itself indexes {built.indexed_a_second:,.0f} a second"
    )


def _table(rows: list[Row]) -> Table:
    columns = ("search", "p50 ms", "p95 ms", "p99 ms", "of a look-up by key")
    table = Table(*columns, title=f"{rows[0].engine}, {rows[0].items:,} items, with writes going on")
    for row in rows:
        table.add_row(row.what, f"{row.p50:.1f}", f"{row.p95:.1f}", f"{row.p99:.1f}", f"{row.ratio:.1f} ×")
    return table


if __name__ == "__main__":  # the processes that make texts import this module too
    main()
