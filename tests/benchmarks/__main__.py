"""Runs the measurements and prints them."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine

from rich.console import Console
from rich.table import Table

from tests.benchmarks import cohorts, importing, mixed, opening, searching, sending, showing
from tests.benchmarks.searching import Built, Row

ENGINES = ("sqlite", "postgresql")
PARTS = ("opening", "serving", "starting", "sending", "mixed", "cohorts", "importing", "searching")
console = Console(width=130)


def main() -> None:
    """Print what was asked for; all of it takes an hour or two."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    asked.add_argument("--part", choices=PARTS, action="append")
    asked.add_argument("--engine", choices=ENGINES, action="append")
    asked.add_argument("--items", type=int, help="how large the largest workspace is")
    asked.add_argument("--minutes", type=float, default=mixed.MINUTES, help="how long mixed deliveries come")
    asked.add_argument("--a-second", type=int, default=mixed.A_SECOND, help="how many of them")
    asked.add_argument(
        "--keep", action="store_true", help="keep the workspace that mixed deliveries come to, or begin from it"
    )
    asked.add_argument("--notices", type=int, default=sending.NOTICES, help="how many are due at once")
    given = asked.parse_args()
    parts = given.part or PARTS
    if "opening" in parts:
        _print_opening()
    for part, show in _by_engine(given).items():
        for engine in (given.engine or ENGINES) if part in parts else ():
            show(engine)


def _by_engine(given: argparse.Namespace) -> dict[str, Callable[[str], None]]:
    """The parts that measure each engine."""
    sizes = tuple(size for size in searching.SIZES if given.items is None or size <= given.items)
    return {
        "serving": lambda engine: _print(showing.show_serving(console, engine)),
        "starting": lambda engine: _print(showing.show_starting(console, engine)),
        "sending": lambda engine: _print(showing.show_sending(console, engine, given.notices)),
        "mixed": lambda engine: _print(showing.show_mixed(console, _load(engine, given))),
        "cohorts": _print_cohorts,
        "importing": _print_importing,
        "searching": lambda engine: asyncio.run(_print_searching(engine, sizes or (given.items,))),
    }


def _load(engine: str, given: argparse.Namespace) -> mixed.Load:
    return mixed.Load(engine, given.items or mixed.ITEMS, given.minutes, given.a_second, given.keep)


def _print(work: Coroutine[None, None, None]) -> None:
    """Run a part; say what is missing where it can't be."""
    try:
        asyncio.run(work)
    except FileNotFoundError:
        console.print("There are no texts in ../shared/data to make a workspace of.")
    except ConnectionRefusedError as error:
        console.print(f"There is no PostgreSQL at TEST_POSTGRES: {error}")


def _print_opening() -> None:
    """How long people wait for a form."""
    table = Table(
        "what", "times", "p50 ms", "p99 ms", "of a bare Bolt app", title="From a command to its form, on the sandbox"
    )
    for row in asyncio.run(opening.measure()):
        table.add_row(row.what, str(row.times), f"{row.p50:.1f}", f"{row.p99:.1f}", f"{row.ratio:.2f} ×")
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
