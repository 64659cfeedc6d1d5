"""What the commands share: how one is run, on which settings, and on whose data."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from bot.app import Knowhow
    from bot.clock import Clock
    from bot.config import Settings
    from bot.domain.ids import WorkspaceId
    from storage.store import Store

UNUSABLE = 2


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command; what keeps it from its work is said in a sentence, without a traceback, and it leaves with 2."""
    from bot.config import ConfigurationError
    from storage.engines import is_trouble
    from storage.migrate import sentence

    try:
        asyncio.run(work)
    except ConfigurationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from None
    except Exception as error:
        if not is_trouble(error):
            raise
        typer.echo(sentence(error), err=True)
        raise typer.Exit(UNUSABLE) from None


def settings(*, with_logs: bool = True) -> "Settings":
    """The settings; their logs are set up unless the command shows something else."""
    from bot import logs
    from bot.config import Settings

    found = Settings.read()
    if with_logs:
        logs.set_up(found.log_level)
    return found


async def program(found: "Settings", clock: "Clock") -> "Knowhow":
    """Construct the program; raises ConfigurationError when Slack can't say whose the token is."""
    from bot.app import build
    from bot.config import ConfigurationError
    from bot.slack.looking import CannotLook

    try:
        return await build(found, clock)
    except CannotLook as problem:
        raise ConfigurationError(
            f"Slack doesn't say whose SLACK_BOT_TOKEN is ({problem.error}); knowhow check says more."
        ) from None


@asynccontextmanager
async def data(workspace: str | None) -> "AsyncIterator[tuple[Settings, Store, WorkspaceId]]":
    """The data of the workspace named, or of the only one there is, at this version's schema.

    Raises ConfigurationError when the database can't be used or it is not clear which workspace is meant.
    """
    from bot.config import ConfigurationError
    from storage.migrate import what_is_wrong
    from storage.store import open_store

    found = settings(with_logs=False)
    if wrong := await what_is_wrong(found.database_url):
        raise ConfigurationError(wrong)
    store = open_store(found.database_url)
    try:
        there = await store.survey(lambda all_: all_.workspaces.active())
        yield found, store, _the_one(workspace, there)
    finally:
        await store.close()


def _the_one(named: str | None, there: "list[WorkspaceId]") -> "WorkspaceId":
    from bot.config import ConfigurationError

    known = ", ".join(there)
    if named is not None:
        found = next((each for each in there if each == named), None)
        if found is None:
            raise ConfigurationError(f"There is no workspace {named}; there is {known or 'none'}.")
        return found
    if len(there) != 1:
        why = f"There are several workspaces ({known})" if there else "No workspace was served yet: run knowhow serve"
        raise ConfigurationError(f"{why}; name one with --workspace." if there else f"{why} once.")
    return there[0]


async def migrate_database(database_url: str, to: str = "head") -> None:
    """Bring a database to a revision; raises ConfigurationError when it can't be used."""
    from bot.config import ConfigurationError
    from storage.engines import UnusableDatabase
    from storage.migrate import migrate

    try:
        await migrate(database_url, to)
    except UnusableDatabase as error:
        raise ConfigurationError(str(error)) from None


def stop_signal() -> asyncio.Event:
    """Return what is set by the first SIGTERM or Ctrl-C; the second one ends the process as usual."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard() -> None:
        stop.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, heard)
    return stop
