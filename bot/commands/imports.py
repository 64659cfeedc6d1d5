"""``knowhow import``: bring in what was asked and answered before."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.running import data, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.progress import Progress

    from bot.config import Settings
    from bot.domain.ids import WorkspaceId
    from bot.domain.imports import Left, PastQuestion
    from bot.domain.rules import Rules
    from bot.importing.slack_export import Channel, SlackExport
    from storage.store import Store

app = typer.Typer(
    help="Bring in what was asked and answered before. Nobody gets a message from it.", no_args_is_help=True
)

Workspace = Annotated[str | None, typer.Option(help="The workspace's id (T…), if there are several.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be taken, what left, and why.")]


@app.command("slack-export")
def slack_export(
    file: Annotated[Path, typer.Argument(help="The zip file that Slack gave.")],
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave what is older.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only this channel; may be given again.")] = None,
    workspace: Workspace = None,
    dry_run: DryRun = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Turn threads that are a question with replies into questions with answers. Safe to repeat and to interrupt."""
    run(_slack_export(file, since, channel or [], workspace, is_dry=dry_run))


@app.command("qa")
def qa(
    files: Annotated[list[Path], typer.Argument(help="Files of JSON lines, packed or not, or folders of them.")],
    workspace: Workspace = None,
    dry_run: DryRun = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Bring in questions and answers in the format of docs/import.md, for all members to find. Safe to repeat."""
    run(_qa(files, workspace, is_dry=dry_run))


async def _slack_export(
    file: Path, since: datetime | None, names: "Sequence[str]", workspace: str | None, *, is_dry: bool
) -> None:
    from bot.config import ConfigurationError
    from bot.importing.slack_export import NotAnExport, SlackExport, named

    try:
        with SlackExport(file) as export:
            channels = named(export.channels, names) if names else export.channels
            async with data(workspace) as (settings, store, here):
                report = _Report(is_dry=is_dry)
                await _channels(export, channels, _Target(settings, store, here), report, since, set(names))
                report.left[_left().UNREADABLE] += export.unreadable
        report.show()
    except NotAnExport as error:
        raise ConfigurationError(str(error)) from None


async def _channels(
    export: "SlackExport",
    channels: "Sequence[Channel]",
    target: "_Target",
    report: "_Report",
    since: datetime | None,
    names: set[str],
) -> None:
    imports, rules = target.imports, await target.rules()
    with _progress() as progress:
        task = progress.add_task("Reading", total=sum(each.size for each in channels) or 1)
        for each in channels:
            progress.update(task, description=f"#{each.place.name}")
            is_named = each.place.name in {name.removeprefix("#") for name in names} or each.place.id in names
            if each.place.is_private and not is_named and not await imports.is_in(target.workspace, each.place):
                report.left[_left().PRIVATE] += sum(1 for _ in export.threads(each))
            else:
                questions = report.sort(export, each, rules, since)
                if not report.is_dry:
                    await imports.channel(target.workspace, each.place)
                    report.taken += await imports.bring_in(target.workspace, questions)
            progress.advance(task, each.size)
        if not report.is_dry:
            progress.update(task, description="Making it findable")
            await imports.finish()


async def _qa(files: list[Path], workspace: str | None, *, is_dry: bool) -> None:
    from bot.clock import SystemClock
    from bot.config import ConfigurationError
    from bot.importing.qa import NotQuestions, read

    try:
        found = read(files, SystemClock().now())
    except NotQuestions as error:
        raise ConfigurationError(str(error)) from None
    report = _Report(is_dry=is_dry)
    report.left.update(found.left)
    report.found(found.questions)
    async with data(workspace) as (settings, store, here):
        target = _Target(settings, store, here)
        if not is_dry:
            with _progress() as progress:
                for questions in progress.track(_batches(found.questions), description="Bringing in"):
                    report.taken += await target.imports.bring_in(here, questions)
            await target.imports.finish()
    report.show()


class _Target:
    """Where things are brought in."""

    def __init__(self, settings: "Settings", store: "Store", workspace: "WorkspaceId") -> None:
        from bot.clock import SystemClock
        from bot.services.imports import INDEXED_AT_ONCE, Imports
        from bot.services.indexing import Indexing
        from bot.services.rules import WorkspaceRules

        self.workspace = workspace
        self._store = store
        self._rules: WorkspaceRules = WorkspaceRules(settings.rules)
        self.imports: Imports = Imports(store, SystemClock(), Indexing(store, at_once=INDEXED_AT_ONCE))

    async def rules(self) -> "Rules":
        """What the workspace's people say by which emoji, among others."""
        return await self._store.read(self.workspace, self._rules.of)


class _Report:
    """What was taken and what was left, by reason; never a word of what people wrote."""

    def __init__(self, *, is_dry: bool) -> None:
        from bot.services.imports import Taken

        self.is_dry = is_dry
        self.left: Counter[Left] = Counter()
        self.taken: Taken = Taken()
        self._questions = self._answers = 0
        self._where: dict[Left, str] = {}

    def sort(
        self, export: "SlackExport", channel: "Channel", rules: "Rules", since: datetime | None
    ) -> "list[PastQuestion]":
        """Decide on each thread of a channel."""
        from datetime import UTC

        from bot.domain.imports import thread

        begin = since.replace(tzinfo=UTC) if since else None
        found = []
        for each in export.threads(channel):
            if begin is not None and each.root.at < begin:
                self._leave(_left().TOO_OLD, f"#{channel.place.name} {each.root.ts}")
                continue
            question, left = thread(each.root, each.replies, rules)
            for reason in left:
                self._leave(reason, f"#{channel.place.name} {each.root.ts}")
            found += [question] if question else []
        self.found(found)
        return found

    def found(self, questions: "Sequence[PastQuestion]") -> None:
        """Count what is to be taken."""
        self._questions += len(questions)
        self._answers += sum(len(each.answers) for each in questions)

    def show(self) -> None:
        """Print it."""
        from rich.console import Console
        from rich.table import Table

        console = Console()
        if self.is_dry:
            console.print(
                f"Would take {self._questions:,} questions with {self._answers:,} answers. Nothing was changed."
            )
        else:
            new = self.taken
            console.print(
                f"Took {new.questions:,} questions and {new.answers:,} answers; "
                f"{new.there_already:,} questions brought nothing new."
            )
        if self.left.total():
            table = Table("left", "times", "such as", title="What was left, and why")
            for reason, times in self.left.most_common():
                if times:
                    table.add_row(reason.value, f"{times:,}", self._where.get(reason, ""))
            console.print(table)

    def _leave(self, reason: "Left", where: str) -> None:
        self.left[reason] += 1
        self._where.setdefault(reason, where)


def _left() -> "type[Left]":
    from bot.domain.imports import Left

    return Left


def _progress() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    return Progress(console=Console(stderr=True), transient=True)


def _batches(questions: "Sequence[PastQuestion]") -> "list[Sequence[PastQuestion]]":
    from bot.services.imports import AT_ONCE

    return [questions[start : start + AT_ONCE] for start in range(0, len(questions), AT_ONCE)]
