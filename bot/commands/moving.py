"""``knowhow migrate-to``: from the SQLite file of one host to PostgreSQL."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from contextlib import ExitStack
from typing import Annotated

import typer

from bot.commands.running import run
from bot.commands.running import settings as read_settings


def migrate_to(
    postgres_url: Annotated[str, typer.Argument(help="Where to: postgresql://user:password@host/name, empty.")],
) -> None:
    """Move all data from the SQLite file of the settings to PostgreSQL. Stop knowhow serve first. Safe to repeat."""
    run(_move(postgres_url))


async def _move(postgres_url: str) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from bot.config import ConfigurationError
    from storage.engines import UnusableDatabase
    from storage.moving import move

    settings = read_settings(with_logs=False)
    shown = ExitStack()
    progress = Progress(console=Console(stderr=True), transient=True)
    task = progress.add_task("Counting", total=None)

    def began(counts: dict[str, int]) -> None:
        progress.update(task, total=sum(counts.values()) or 1)
        shown.enter_context(progress)

    try:
        with shown:
            moved = await move(
                settings.database_url,
                postgres_url,
                began=began,
                report=lambda table, rows: progress.update(task, description=table, advance=rows),
            )
    except UnusableDatabase as error:
        raise ConfigurationError(str(error)) from None
    filled = sum(1 for count in moved.counts.values() if count)
    typer.echo(f"Moved {moved.rows:,} rows of {filled} tables, counted on both sides.")
    typer.echo(
        "Set DATABASE_URL to the new address and start knowhow serve; keep the file until you have seen it work."
    )
