"""``knowhow failed``: the events that could not be handled, and doing them again."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.running import data, program, run
from bot.commands.running import settings as read_settings

if TYPE_CHECKING:
    from bot.domain.failures import Failed

Workspace = Annotated[str | None, typer.Option(help="The workspace's id (T…), if there are several.")]


def failed(
    again: Annotated[bool, typer.Option("--run", help="Do them again; what succeeds is kept no longer.")] = False,  # noqa: FBT002 - an option
    workspace: Workspace = None,
) -> None:
    """List the events of Slack that could not be handled, or do them again once their cause is mended."""
    run(_run() if again else _list(workspace))


async def _list(workspace: str | None) -> None:
    from bot.clock import SystemClock
    from bot.services.failures import Failures

    async with data(workspace) as (_, store, here):
        _show(await Failures(store, SystemClock()).waiting(here))


async def _run() -> None:
    from bot.clock import SystemClock

    settings = read_settings()
    settings.require_serving()
    knowhow = await program(settings, SystemClock())
    try:
        done, left = await knowhow.handle_failed()
    finally:
        await knowhow.stop()
    typer.echo(f"{done} handled, {left} failed again.")


def _show(found: "list[Failed]") -> None:
    """What failed and how; never a word of what people wrote."""
    from rich.console import Console
    from rich.table import Table

    if not found:
        typer.echo("Nothing has failed.")
        return
    table = Table("event", "failed with", "times", "first", "last")
    for each in found:
        table.add_row(
            each.kind,
            each.error,
            str(each.attempts),
            f"{each.first_at:%Y-%m-%d %H:%M}",
            f"{each.last_at:%Y-%m-%d %H:%M}",
        )
    Console().print(table)
    typer.echo("knowhow failed --run does them again.")
