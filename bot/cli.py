"""The command line: serve, check, migrate, sandbox, job, and the commands of bot/commands."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

import asyncio
import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import backing, failing, imports, looking, moving, playing, prompts
from bot.commands.running import UNUSABLE, migrate_database, program, run, stop_signal
from bot.commands.running import settings as read_settings

if TYPE_CHECKING:
    from bot.app import Knowhow
    from bot.config import Settings
    from bot.preflight import Finding, Probe

TURN = 0.0005
"""Seconds that a thread goes on while others wait: by Python's five thousandths a search keeps deliveries waiting."""

# Never rich tracebacks: they show local variables, and with them tokens and what people wrote.
app = typer.Typer(
    name="knowhow",
    help="Knowhow: ask, and the right colleagues answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


imports.app.command()(prompts.prompts)
app.add_typer(imports.app, name="import")
app.command()(failing.failed)
app.command()(moving.migrate_to)
app.command()(backing.backup)
app.command()(looking.search)
app.command()(looking.experts)
app.command()(playing.sandbox)


def main() -> None:
    """Run the command line; leave with 2 and one sentence when the configuration can't work."""
    app()


@app.command()
def serve() -> None:
    """Serve the Slack workspace named by the settings, until SIGTERM or Ctrl-C."""
    sys.setswitchinterval(TURN)
    gc.disable()  # what is imported and constructed now stays: to look through it for garbage is a tenth of a start
    try:
        run(_serve())
    finally:
        gc.enable()  # for whoever goes on in this process, where it could not serve


@app.command()
def check() -> None:
    """Say what is missing before serving, and how safely it would be done."""
    run(_check())


@app.command()
def migrate(
    to: Annotated[str, typer.Option(help="A revision, “head” or “base”, which removes everything.")] = "head",
) -> None:
    """Bring the database to the schema of this version, or to another one."""
    run(_migrate_from_settings(to))


@app.command()
def job(name: Annotated[str, typer.Argument(help="The job's name, as in bot/jobs.py.")]) -> None:
    """Run one of the scheduled jobs now, once."""
    run(_job(name))


@app.command()
def new_key() -> None:
    """Print a new key for ENCRYPTION_KEY."""
    from storage.vault import new_key as made

    typer.echo(made())


async def _serve() -> None:
    from bot import preflight
    from bot.clock import SystemClock

    settings = read_settings()
    stop = stop_signal()
    # Slack before the database: who has the wrong token should not migrate anything.
    _insist(await _look_at_slack(settings))
    await migrate_database(settings.database_url)
    _insist([await preflight.check_database(_probe(settings))])
    preflight.warn(await preflight.check_role(_role_probe(settings)))
    await _until(stop, await program(settings, SystemClock()))


async def _check() -> None:
    from bot import preflight
    from bot.posture import posture

    settings = read_settings(with_logs=False)
    database = await preflight.check_database(_probe(settings))
    findings = [
        *await _look_at_slack(settings),
        *(await _look_at_installations(settings) if database.ok and settings.serves_many else []),
        database,
        *await preflight.check_role(_role_probe(settings)),
        *posture(settings),
    ]
    _show(findings)
    if preflight.fatal(findings):
        raise typer.Exit(UNUSABLE)


async def _migrate_from_settings(to: str) -> None:
    await migrate_database(read_settings().database_url, to)


async def _job(name: str) -> None:
    from bot.clock import SystemClock
    from bot.config import ConfigurationError

    settings = read_settings()
    settings.require_serving()
    knowhow = await program(settings, SystemClock())
    try:
        await knowhow.run_job(name)
    except LookupError:
        raise ConfigurationError(f"There is no job “{name}”; bot/jobs.py has their names.") from None
    finally:
        await knowhow.stop()


async def _look_at_slack(settings: "Settings") -> "list[Finding]":
    from bot import preflight
    from bot.slack.client import new_session
    from bot.slack.gateway import Gateway

    async with new_session() as session:
        return await preflight.check_slack(
            settings, lambda token: Gateway(token, base_url=settings.slack_api_url, session=session)
        )


async def _look_at_installations(settings: "Settings") -> "list[Finding]":
    from bot import preflight
    from storage.store import open_store

    store = open_store(settings.database_url)
    try:
        return [preflight.check_installations(await store.survey(lambda all_: all_.workspaces.granted()))]
    finally:
        await store.close()


def _insist(findings: "list[Finding]") -> None:
    from bot import preflight
    from bot.config import ConfigurationError

    if wrong := preflight.fatal(findings):
        raise ConfigurationError(wrong)


def _probe(settings: "Settings") -> "Probe":
    from storage.migrate import what_is_wrong

    return lambda: what_is_wrong(settings.database_url)


def _role_probe(settings: "Settings") -> "Probe":
    from storage.migrate import what_is_weak

    return lambda: what_is_weak(settings.database_url)


def _show(findings: "list[Finding]") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for finding in findings:
        table.add_row(_verdict(finding), finding.name, escape(finding.sentence))
    Console().print(table)


def _verdict(finding: "Finding") -> str:
    if finding.is_warning:
        return "[yellow]look[/]"
    return "[green]ok[/]" if finding.ok else "[red]wrong[/]"


async def _until(stop: asyncio.Event, knowhow: "Knowhow") -> None:
    """Serve until told to stop, then take nothing more, finish what runs and leave."""
    try:
        await knowhow.start()
        gc.freeze()  # nor is it looked through later, which would halt the event loop for 70 ms
        gc.enable()
        await stop.wait()
    finally:
        await knowhow.stop()
