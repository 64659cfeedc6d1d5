"""``knowhow backup``: a copy of everything, made while it is served."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.running import run
from bot.commands.running import settings as read_settings


def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not be there yet.")],
) -> None:
    """Write a verified copy of the whole database to a file, while it is served."""
    run(_backup(file))


async def _backup(file: Path) -> None:
    from bot.config import ConfigurationError
    from storage.backup import NotBackedUp, back_up
    from storage.engines import UnusableDatabase

    settings = read_settings(with_logs=False)
    try:
        size = await asyncio.to_thread(back_up, settings.database_url, file)
    except (NotBackedUp, UnusableDatabase) as problem:
        raise ConfigurationError(str(problem)) from None
    typer.echo(f"Backed up to {file}, {size:,} bytes, verified. Keep it as safe as the database.")
