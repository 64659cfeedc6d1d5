"""The command ``sandbox``: Knowhow at work in an embedded workspace, without Slack."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.running import migrate_database, program, run, stop_signal

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import Knowhow
    from bot.config import Settings
    from bot.sandbox import Sandbox

SANDBOX_DATABASE = "sqlite:///data/sandbox.db"
MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"


def sandbox(
    port: Annotated[int, typer.Option(help="Where the sandbox's page is.")] = 8080,
    database: Annotated[str, typer.Option(help="An empty database to keep its data in.")] = SANDBOX_DATABASE,
) -> None:
    """Start Knowhow on an embedded workspace, without Slack, and print the address of its page.

    The workspace begins anew each time, with some weeks of past.
    """
    run(_sandbox(port, database))


async def _sandbox(port: int, database: str) -> None:
    from datetime import UTC, datetime

    from bot import logs

    stop = stop_signal()
    logs.set_up("WARNING")
    await _begin_anew(database)
    async with playground(database, datetime.now(UTC), port=port) as workspace:
        typer.echo(f"The sandbox is at {workspace.url} (Ctrl-C ends it)")
        await stop.wait()


@asynccontextmanager
async def playground(database: str, now: "datetime", *, port: int = 0) -> AsyncIterator["Sandbox"]:
    """The sandbox with its past lived through and the app at work in it, on an empty migrated database.

    Raises ConfigurationError when the port is taken.
    """
    from bot.sandbox import Sandbox, SandboxClock
    from bot.sandbox.demo import Demo

    running: list[Knowhow] = []

    async def next_due() -> "datetime | None":
        return await running[0].next_due() if running else None

    async def clock_moved() -> None:
        await running[0].work()

    clock = SandboxClock()
    workspace = Sandbox(clock=clock, app_manifest=_manifest(), port=port, next_due=next_due, clock_moved=clock_moved)
    try:
        await _listen(workspace, port)
        knowhow = await program(_sandbox_settings(workspace, database), clock)
        running.append(knowhow)
        await knowhow.open()

        async def settle() -> None:
            await knowhow.rest()
            await workspace.idle()
            await knowhow.work()

        await Demo(workspace, settle).play(now)
        knowhow.run()
        yield workspace
    finally:
        for knowhow in running:
            await knowhow.stop()
        await workspace.stop()


def _sandbox_settings(workspace: "Sandbox", database: str) -> "Settings":
    from bot.config import Settings

    return Settings.read(
        None,
        slack_bot_token=workspace.bot_token,
        slack_app_token=workspace.app_token,
        slack_api_url=workspace.api_url,
        database_url=database,
        port=0,
    )


async def _begin_anew(database: str) -> None:
    """Begin with nothing: the sandbox's Slack forgets, and its app must not remember what is gone there."""
    from bot.config import ConfigurationError
    from storage.migrate import revision_of

    if database == SANDBOX_DATABASE:
        _forget(database.removeprefix("sqlite:///"))
    elif await revision_of(database) is not None:
        raise ConfigurationError("The sandbox begins anew each time: name an empty database.")
    await migrate_database(database)


def _forget(file: str) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)


async def _listen(workspace: "Sandbox", port: int) -> None:
    from bot.config import ConfigurationError

    try:
        await workspace.start()
    except OSError:
        raise ConfigurationError(f"Port {port} is taken; choose another, such as --port {port + 1}.") from None


def _manifest() -> Any:
    """Return what the app may do; None, all of it, where the file or PyYAML (for developers) isn't there."""
    try:
        import yaml

        return yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    except (ImportError, FileNotFoundError):
        return None
