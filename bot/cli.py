"""The command line: serve, check, migrate, sandbox, job, and the commands of bot/commands."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

import asyncio
import gc
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import backing, failing, imports, looking, moving, prompts
from bot.commands.running import UNUSABLE, program, run
from bot.commands.running import settings as read_settings

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import Knowhow
    from bot.config import Settings
    from bot.preflight import Finding, Probe
    from bot.sandbox import Sandbox

SANDBOX_DATABASE = "sqlite:///data/sandbox.db"
MANIFEST = Path(__file__).parent.parent / "app_manifest.yml"

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


def main() -> None:
    """Run the command line; leave with 2 and one sentence when the configuration can't work."""
    app()


@app.command()
def serve() -> None:
    """Serve the Slack workspace named by the settings, until SIGTERM or Ctrl-C."""
    gc.disable()  # what is imported and constructed now stays: to look through it for garbage is a tenth of a start
    run(_serve())


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
def sandbox(
    port: Annotated[int, typer.Option(help="Where the sandbox's page is.")] = 8080,
    database: Annotated[str, typer.Option(help="An empty database to keep its data in.")] = SANDBOX_DATABASE,
) -> None:
    """Start Knowhow on an embedded workspace, without Slack, and print the address of its page.

    The workspace begins anew each time, with some weeks of past.
    """
    run(_sandbox(port, database))


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
    stop = _stop_signal()
    # Slack before the database: who has the wrong token should not migrate anything.
    _insist(await _look_at_slack(settings))
    await _migrate(settings.database_url)
    _insist([await preflight.check_database(_probe(settings))])
    preflight.warn(await preflight.check_role(_role_probe(settings)))
    await _until(stop, await program(settings, SystemClock()))


async def _check() -> None:
    from bot import preflight
    from bot.posture import posture

    settings = read_settings(with_logs=False)
    findings = [
        *await _look_at_slack(settings),
        await preflight.check_database(_probe(settings)),
        *await preflight.check_role(_role_probe(settings)),
        *posture(settings),
    ]
    _show(findings)
    if preflight.fatal(findings):
        raise typer.Exit(UNUSABLE)


async def _migrate_from_settings(to: str) -> None:
    await _migrate(read_settings().database_url, to)


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


async def _sandbox(port: int, database: str) -> None:
    from datetime import UTC, datetime

    from bot import logs

    stop = _stop_signal()
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
    await _migrate(database)


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


async def _look_at_slack(settings: "Settings") -> "list[Finding]":
    from bot import preflight
    from bot.slack.client import new_session
    from bot.slack.gateway import Gateway

    async with new_session() as session:
        return await preflight.check_slack(
            settings, lambda token: Gateway(token, base_url=settings.slack_api_url, session=session)
        )


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


async def _migrate(database_url: str, to: str = "head") -> None:
    from bot.config import ConfigurationError
    from storage.engines import UnusableDatabase
    from storage.migrate import migrate

    try:
        await migrate(database_url, to)
    except UnusableDatabase as error:
        raise ConfigurationError(str(error)) from None


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


def _stop_signal() -> asyncio.Event:
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


async def _until(stop: asyncio.Event, knowhow: "Knowhow") -> None:
    """Serve until told to stop, then take nothing more, finish what runs and leave."""
    try:
        await knowhow.start()
        gc.freeze()  # nor is it looked through later, which would halt the event loop for 70 ms
        gc.enable()
        await stop.wait()
    finally:
        await knowhow.stop()
