"""Whatever is typed where one looks for something: no error, and what has the words is found."""

import asyncio
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from tests.safety import hand
from tests.safety.cast import PUBLIC
from tests.workspace import Member, Workspace, plain, shown

TIP = "Feed the zebra twice a day, and never at noon."
SYNTAX = (
    '"',
    '""',
    '"""',
    "*",
    "NEAR(",
    "NEAR(zebra, 2)",
    "AND",
    "OR",
    "NOT",
    "-",
    "--",
    ":",
    "%",
    "%%",
    "_",
    "\\",
    "'",
    "''",
    ";",
    "(",
    ")",
    "()",
    "^",
    "{",
    "}",
    "|",
    "&",
    "!",
    "#",
    "##",
    "# ",
    "<",
    ">",
    "<->",
    ":*",
    "title:",
    "\t",
    "\n",
    "\0",
    "\ud800",
    "\udfff",
    "\N{ZERO WIDTH SPACE}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{THUMBS UP SIGN}",
    "?",
    "...",
    "/",
    "$1",
    "{0}",
    "%s",
    "%(x)s",
    "'; DROP TABLE tip; --",
)
typed = st.lists(st.sampled_from((*SYNTAX, "zebra", "feed")) | st.text(max_size=30), max_size=12).map(" ".join)
anything = typed | st.sampled_from(SYNTAX).map(lambda each: (each * 3000)[:3000]) | st.text(min_size=500, max_size=3000)
TRIES = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""Of one workspace: looking changes nothing."""


HALVES = re.compile("[\ud800-\udfff]")
"""Of surrogates: what Slack sends of a command can't have one, unlike its JSON."""


async def looks(who: Member, command: str, words: str) -> str:
    """What a command says; it never fails, and never says that something went wrong."""
    outcome = await who.command(command, HALVES.sub("", words), channel=PUBLIC)
    assert outcome.ok, (words, outcome.failure)
    said = shown(outcome.reply) if outcome.reply else str(who.form.blocks)
    await hand.close_all(who)
    assert "went wrong" not in said, words
    return plain(said).replace("*", "")


@pytest.fixture
async def stocked(ws: Workspace) -> Workspace:
    """A workspace in which there is something to find."""
    await ws.ada.command("/share-tip", TIP, channel=PUBLIC)
    await ws.ada.fills(channel=PUBLIC, topics=["zebra"])
    await ws.grace.command("/my-topics", "zebra", channel=PUBLIC)
    return ws


@pytest.mark.parametrize("command", ["/find-answer", "/find-expert", "/ask-expert", "/share-tip", "/cohort"])
@TRIES
@given(words=anything)
async def test_a_command_takes_any_text(stocked: Workspace, command: str, words: str) -> None:
    await looks(stocked.alan, command, words)


@TRIES
@given(words=anything)
async def test_topics_may_be_any_text(stocked: Workspace, words: str) -> None:
    await looks(stocked.alan, "/my-topics", words)


@TRIES
@given(words=anything)
async def test_menus_take_any_text(stocked: Workspace, words: str) -> None:
    katherine = stocked.katherine
    await katherine.command("/my-topics", channel=PUBLIC)
    await katherine.types("topics", words)
    await katherine.types("hidden", words)
    await hand.close_all(katherine)
    await katherine.command("/cohort", "new", channel=PUBLIC)
    for menu in ("channel", "zone", "countries", "sets"):
        await katherine.types(menu, words)
    await hand.close_all(katherine)


async def test_what_has_the_words_is_found_among_whatever_stands_around_them(stocked: Workspace) -> None:
    """Even as one who writes another engine's language would have it; quotes alone ask for what is exactly there."""
    for each in SYNTAX:
        for words in (f"{each} zebra", f"zebra {each}", f"{each} zebra {each}", f"feed {each} zebra"):
            assert "zebra twice a day" in await looks(stocked.alan, "/find-answer", words), repr(words)
    for each in ("%", "\\", "_", "-", '"', "'", ":"):
        assert "U0GRACE" in await looks(stocked.alan, "/find-expert", f"zebra {each}"), repr(each)


async def test_nothing_stands_for_everything(stocked: Workspace) -> None:
    """Only signs, and no words: there is nothing to look for, rather than all there is."""
    for each in ("%", "_", "*", '"', "-", "\\", "."):
        assert "zebra twice" not in await looks(stocked.alan, "/find-answer", each), each
    await stocked.katherine.command("/my-topics", channel=PUBLIC)
    for each in ("_ebra", "z_bra", "%ebra", "z%a"):
        assert "zebra" not in await stocked.katherine.types("topics", each), each


@pytest.mark.usefixtures("stocked")
async def test_an_operator_may_type_anything_too(clean_database_url: str) -> None:
    runner = CliRunner(env={"DATABASE_URL": clean_database_url, "COLUMNS": "200"})
    for words in (*(each for each in SYNTAX if "\0" not in each), "x" * 3000):
        for command in ("search", "experts"):
            result = await asyncio.to_thread(runner.invoke, app, [command, "--", f"zebra {words}"])
            assert result.exit_code == 0, (words, result.output, result.exception)
