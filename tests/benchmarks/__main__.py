"""Runs the measurements and prints them."""

import asyncio

from rich.console import Console
from rich.table import Table

from tests.benchmarks.opening import measure


def main() -> None:
    """Print how long people wait for a form."""
    table = Table(
        "what", "times", "p50 ms", "p99 ms", "of a bare Bolt app", title="From a command to its form, on the sandbox"
    )
    for row in asyncio.run(measure()):
        table.add_row(row.what, str(row.times), f"{row.p50:.1f}", f"{row.p99:.1f}", f"{row.ratio:.2f} ×")
    Console().print(table)


main()
