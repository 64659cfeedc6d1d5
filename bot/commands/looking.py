"""``knowhow search`` and ``knowhow experts``: what the index knows, from the shell, with its reasons."""
# ruff: noqa: PLC0415 - each command imports what it needs itself, so that --help is there at once

from dataclasses import astuple
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.running import data, run
from bot.transport.cleaning import clean

if TYPE_CHECKING:
    from bot.domain.ids import WorkspaceId
    from storage.store import Store

SHOWN = 10
Words = Annotated[str, typer.Argument(help='What to look for; "exact words" and #topic as in Slack.')]
Explain = Annotated[bool, typer.Option("--explain", help="Say how each score comes about.")]
Workspace = Annotated[str | None, typer.Option(help="The workspace's id (T…), if there are several.")]


def search(words: Words, explain: Explain = False, workspace: Workspace = None) -> None:  # noqa: FBT002 - an option
    """Find answered questions and tips, among what all members may see."""
    run(_search(clean(words), workspace, is_explained=explain))


def experts(words: Words, explain: Explain = False, workspace: Workspace = None) -> None:  # noqa: FBT002 - an option
    """Find people for topics or a sentence, by what all members may see."""
    run(_experts(clean(words), workspace, is_explained=explain))


async def _search(words: str, workspace: str | None, *, is_explained: bool) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from bot.domain.search import query

    wanted = query.parse(words)
    async with data(workspace) as (_, store, here):
        hits = await store.read(here, lambda uow: uow.search.find(wanted, (), limit=SHOWN))
        table = Table("score", "what", "title", *(["words, and how the title is spelled"] if is_explained else []))
        for hit in hits:
            why = [await _why(store, here, words, hit.item, hit.kind.value)] if is_explained else []
            table.add_row(f"{hit.score:.3f}", f"{hit.kind.value} {hit.item}", escape(hit.title), *why)
    Console().print(table if hits else "Nothing was found.")


async def _why(store: "Store", here: "WorkspaceId", words: str, item: int, kind: str) -> str:
    from rich.markup import escape

    from bot.domain.search import query

    wanted = query.parse(words)
    parts = await store.read(here, lambda uow: uow.search.explain(wanted, (kind, item)))
    return escape("\n".join(f"{part.what} {part.points:.3f}" for part in parts))


async def _experts(words: str, workspace: str | None, *, is_explained: bool) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from bot.clock import SystemClock
    from bot.config import ConfigurationError
    from bot.domain.ids import PersonId
    from bot.domain.refusals import Refused
    from bot.domain.search.experts import NAMES
    from bot.messages import evidence
    from bot.services.experts import Experts
    from bot.services.rules import WorkspaceRules

    async with data(workspace) as (settings, store, here):
        experts = Experts(store, SystemClock(), WorkspaceRules(settings.rules))
        try:
            found = await experts.find(here, PersonId(""), words, SHOWN)
        except Refused:
            raise ConfigurationError("Name at least one topic, or say in a sentence what it is about.") from None
        weights = await store.read(here, lambda uow: uow.ranking.weights())
        names = await store.read(
            here, lambda uow: {each.id: each.profile.name for each in uow.people.some([f.person for f in found.people])}
        )
    table = Table("score", "who", "why", *(["signal x weight"] if is_explained else []))
    for each in found.people:
        parts = zip(NAMES, astuple(each.likely.signals), astuple(weights), strict=True)
        told = [f"{name} {signal:.2f} x {weight:.2f}" for name, signal, weight in parts if signal and weight]
        who = f"{names.get(each.person, '')} {each.person}".strip()
        why = evidence.why(each.why, is_you=False).replace("*", "")
        table.add_row(
            f"{each.likely.score:.3f}", escape(who), escape(why), *(["\n".join(told)] if is_explained else [])
        )
    Console().print(table if found.people else "Nobody is known for that yet.")
