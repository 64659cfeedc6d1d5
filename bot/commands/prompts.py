"""``knowhow import prompts``: put prompts from a file into a set of the bank."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.running import UNUSABLE, data, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.prompt_files import Found, Rejected

Workspace = Annotated[str | None, typer.Option(help="The workspace's id (T…), if there are several.")]


def prompts(
    file: Annotated[Path, typer.Argument(help="A CSV or Markdown file, or a Common Cartridge (.imscc).")],
    name: Annotated[str, typer.Option("--set", help="The set of the prompt bank; made if there is none.")],
    workspace: Workspace = None,
    dry_run: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--dry-run", help="Only say what would be taken, what is rejected, and why.")
    ] = False,
    skip_rejected: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--skip-rejected", help="Take the others if some can't be taken; else none is.")
    ] = False,
) -> None:
    """Put prompts into a set of the prompt bank, all or none. Safe to repeat: what is there is not added again."""
    run(_prompts(file, name, workspace, is_dry=dry_run, skips=skip_rejected))


async def _prompts(file: Path, name: str, workspace: str | None, *, is_dry: bool, skips: bool) -> None:
    from bot.clock import SystemClock
    from bot.config import ConfigurationError
    from bot.domain.refusals import Refused
    from bot.importing.prompts import NotPrompts
    from bot.messages import refusals
    from bot.services.bank import Bank
    from bot.services.rules import WorkspaceRules

    try:
        found = _read(file)
    except NotPrompts as problem:
        raise ConfigurationError(str(problem)) from None
    _show_rejected(found.rejected)
    if is_dry:
        typer.echo(f"Would take {len(found.prompts):,} prompts. Nothing was changed.")
        return
    if found.rejected and not skips:
        typer.echo("Nothing was imported. Mend these, or take the others with --skip-rejected.", err=True)
        raise typer.Exit(UNUSABLE)
    async with data(workspace) as (settings, store, here):
        bank = Bank(store, SystemClock(), WorkspaceRules(settings.rules))
        try:
            came = await bank.bring_in(here, name, found.prompts)
        except Refused as refused:
            raise ConfigurationError(refusals.words(refused)) from None
    typer.echo(f"Took {came.new:,} prompts into “{name}”; {came.there_already:,} were there already.")


def _read(file: Path) -> "Found":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from bot.importing.prompts import read

    with Progress(
        SpinnerColumn(), TextColumn("Reading {task.description}"), console=Console(stderr=True), transient=True
    ) as progress:
        progress.add_task(file.name)
        return read(file)


def _show_rejected(rejected: "Sequence[Rejected]") -> None:
    """Each line with its number and why."""
    if not rejected:
        return
    from rich.console import Console
    from rich.table import Table

    from bot.messages.prompts_read import reason

    named = any(each.name for each in rejected)
    table = Table("topic" if named else "line", *(["file"] if named else []), "why", title="Rejected")
    for each in rejected:
        table.add_row(str(each.where), *([each.name] if named else []), reason(each))
    Console().print(table)
