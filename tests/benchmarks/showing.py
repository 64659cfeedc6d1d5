"""Prints the measurements of serving."""

from rich.console import Console
from rich.table import Table

from tests.benchmarks import mixed, sending, serving, starting
from tests.benchmarks.mixed import Load
from tests.benchmarks.serving import Spread

MIB = 2**20


async def show_serving(console: Console, engine: str) -> None:
    """How many deliveries a second are answered."""
    columns = ("delivery", "bare Bolt app, a second", "ours", "ratio", "by processor time", "p99 ms", "errors")
    table = Table(*columns, title=f"{engine}: deliveries, 64 at a time, on one core: median (least to most)")
    async for row in serving.measure(engine):
        paces = (_told(each, ",.0f") for each in (row.bare, row.ours))
        ratios = (_told(each, ".2f") for each in (row.ratio, row.work))
        table.add_row(row.what, *paces, *ratios, f"{row.p99:.0f}", str(row.errors))
    console.print(table)


async def show_starting(console: Console, engine: str) -> None:
    """How long a start takes."""
    row = await starting.measure(engine)
    console.print(
        f"{engine}: ready {row.seconds:.2f} s after its start ({row.longest:.2f} s at most), for which the processor "
        f"works {row.processor_seconds:.2f} s; {row.memory / MIB:.0f} MiB"
    )
    imports = ", ".join(f"{package} {took:.0f}" for package, took in row.imports)
    console.print(f"Imports, in ms, each package without what it imports: {imports}")


async def show_mixed(console: Console, load: Load) -> None:
    """How soon each kind of delivery is answered, and what memory that takes."""
    result = await mixed.measure(load)
    columns = ("delivery", "times", "processor ms", "of a bare app's", "p50 ms", "p99 ms", "at most", "errors")
    title = f"{load.engine}: {load.a_second} deliveries a second for {load.minutes:g} minutes, {load.items:,} items"
    table = Table(*columns, title=title)
    for row in result.rows:
        work = f"{row.work:.1f}", f"{row.work / result.bare:.1f} ×"
        times = (f"{each:.1f}" for each in (row.p50, row.p99, row.longest))
        table.add_row(row.what, f"{row.times:,}", *work, *times, str(row.errors))
    console.print(table)
    first, last, most = result.memory
    console.print(
        f"{result.busy:.0%} of the core; accepted questions that are missing: {result.lost}; memory {first:.0f} MiB at "
        f"first, {last:.0f} at last, {most:.0f} at most, growing by {result.slope:.1f} MiB an hour in the second half"
    )
    for complaint, often in result.complaints.items():
        console.print(f"logged {often} times: {complaint}")


async def show_sending(console: Console, engine: str, notices: int) -> None:
    """How much of Slack's pace the sender reaches."""
    columns = ("channels each", "seconds", "best at one a second", "share", "busy", "processor ms a notice", "wrong")
    table = Table(*columns, title=f"{engine}: {notices:,} notices due in {sending.WORKSPACES} workspaces")
    for channels in sending.LAYOUTS:
        row = await sending.measure(engine, channels, notices=notices)
        share = f"{row.best:.1f}", f"{row.best / row.seconds:.0%}"
        told = f"{row.busy:.0%}", f"{row.work:.2f}", str(row.wrong)
        table.add_row(str(channels), f"{row.seconds:.1f}", *share, *told)
    console.print(table)


def _told(spread: Spread, how: str) -> str:
    """The median, and between what the rounds were."""
    return f"{spread[0]:{how}} ({spread[1]:{how}} to {spread[2]:{how}})"
