"""From the SQLite file of one host to PostgreSQL: everything, or nothing and a sentence."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from slack_sdk.oauth.installation_store import Bot
from sqlalchemy import Connection, inspect, select, text
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.questions import Draft
from storage import migrate as migrations
from storage.engines import UnusableDatabase
from storage.installations import Installations, States
from storage.migrate import migrate
from storage.moving import TABLES, Counts, move
from storage.store import open_installations, open_store
from storage.vault import Vault, new_key
from tests import postgres
from tests.storage.conftest import HERE, LATER, NOW, THERE, install
from tests.storage.history import ADA, DRAFT, happen

T = TypeVar("T")


@pytest.fixture
async def file(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file with a row in every table, in two workspaces."""
    path = tmp_path / "knowhow.db"
    shutil.copy(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    for workspace in (HERE, THERE):
        await install(store, workspace)
        await store.write(workspace, happen)
    await store.everywhere(lambda all_: all_.outgoing.claim(LATER, 9))
    await store.everywhere(lambda all_: all_.organisations.install("E1", url="https://e1", installer=ADA, now=NOW))
    await store.close()
    await let_others_install(f"sqlite:///{path}")
    return f"sqlite:///{path}"


async def let_others_install(url: str) -> None:
    """An installation, and another one that has just begun."""
    engine = open_installations(url)
    bot = Bot(app_id="A1", team_id=HERE, bot_token="xoxb-1", bot_id="B1", bot_user_id="UBOT", installed_at=NOW)
    await Installations("1.2", engine, Vault([new_key()])).async_save_bot(bot)
    await States(engine, lambda: NOW).async_issue()
    await engine.dispose()


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """An empty PostgreSQL database."""
    request.getfixturevalue("postgres_template")  # skips where there is no server
    async with postgres.database("test") as url:
        yield url


async def look(url: str, work: Callable[[Connection], T]) -> T:
    return await migrations._on_connection(url, work)


def everything(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: sorted(map(repr, connection.execute(select(table)).all())) for table in TABLES}


async def moved(file: str, server: str) -> dict[str, int]:
    seen: dict[str, int] = {}

    def report(table: str, rows: int) -> None:
        seen[table] = seen.get(table, 0) + rows

    await move(file, server, began=lambda _: None, report=report)
    return seen


async def test_every_row_of_every_table_is_the_same_afterwards(file: str, server: str) -> None:
    told = await moved(file, server)

    before, after = await look(file, everything), await look(server, everything)
    assert [table for table, rows in before.items() if not rows] == []  # else moving it would show nothing
    assert after == before
    assert told == {name: len(rows) for name, rows in before.items()}


async def test_workspaces_are_kept_apart_there_again(file: str, server: str) -> None:
    await moved(file, server)

    store = open_store(server)
    forgetful = text("SELECT DISTINCT workspace FROM question")
    seen = await store.read(HERE, lambda uow: list(uow._connection.scalars(forgetful)))
    await store.close()
    assert seen == [HERE]


async def test_what_is_asked_afterwards_is_numbered_on(file: str, server: str) -> None:
    await moved(file, server)

    store = open_store(server)
    number = await store.write(HERE, lambda uow: uow.questions.add(DRAFT, LATER))
    await store.close()

    asked = await look(file, lambda connection: connection.scalar(text("SELECT max(id) FROM question")))
    assert number == (asked or 0) + 1


async def test_it_may_be_done_again_while_nothing_was_served_there(file: str, server: str) -> None:
    await moved(file, server)
    store = open_store(file)
    await store.write(HERE, lambda uow: uow.questions.add(Draft(asker=ADA, text="And now?"), LATER))
    await store.close()

    await moved(file, server)

    assert await look(server, everything) == await look(file, everything)


async def test_a_database_that_was_served_since_is_left_alone(file: str, server: str) -> None:
    await moved(file, server)
    store = open_store(server)
    await store.write(HERE, lambda uow: uow.deliveries.take("event:2", LATER))
    await store.close()
    before = await look(server, everything)

    with pytest.raises(UnusableDatabase, match="served since; nothing was moved"):
        await moved(file, server)

    assert await look(server, everything) == before


async def test_a_file_that_is_still_served_stays_where_it_is(file: str, server: str) -> None:
    serving = open_store(file)
    await serving.try_reading()
    try:
        with pytest.raises(UnusableDatabase, match="stop knowhow serve"):
            await moved(file, server)
        await serving.write(HERE, lambda uow: uow.deliveries.take("event:2", LATER))  # and it is served on
    finally:
        await serving.close()

    assert not any((await look(server, everything)).values())


async def test_an_interrupted_move_leaves_nothing_behind(file: str, server: str) -> None:
    def interrupt(table: str, _rows: int) -> None:
        if table == "question":
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await move(file, server, began=lambda _: None, report=interrupt)

    assert not any((await look(server, everything)).values())
    await moved(file, server)
    assert await look(server, everything) == await look(file, everything)


async def test_what_postgresql_can_not_keep_undoes_all_of_it_and_quotes_nobody(file: str, server: str) -> None:
    await look(file, lambda connection: connection.execute(text("UPDATE question SET text = 'my diary ' || char(0)")))

    with pytest.raises(UnusableDatabase) as refused:
        await moved(file, server)

    assert "a row of question" in str(refused.value)
    assert "diary" not in str(refused.value)
    assert not any((await look(server, everything)).values())


async def test_an_older_file_is_to_be_migrated_first(file: str, server: str) -> None:
    await migrate(file, "0009")

    with pytest.raises(UnusableDatabase, match="run knowhow migrate"):
        await moved(file, server)

    assert await look(server, lambda connection: inspect(connection).get_table_names()) == []


@pytest.mark.parametrize("target", ["sqlite:///other.db", "postgresql://ada:tr0ub4dor@127.0.0.1:1/knowhow"])
async def test_a_target_that_is_none_is_told_in_a_sentence(file: str, target: str) -> None:
    with pytest.raises(UnusableDatabase) as refused:
        await moved(file, target)

    assert "tr0ub4dor" not in str(refused.value)


async def test_there_is_nothing_to_move_from_postgresql(server: str) -> None:
    with pytest.raises(UnusableDatabase, match="no SQLite file"):
        await moved(server, server)


async def test_it_is_told_beforehand_how_much_there_is(file: str, server: str) -> None:
    told: list[Counts] = []

    done = await move(file, server, began=told.append, report=lambda *_: None)

    assert told == [done.counts]
    assert done.rows == sum(len(rows) for rows in (await look(server, everything)).values())


def test_the_command_moves_and_says_so(file: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", file)

    result = CliRunner().invoke(app, ["migrate-to", server])

    assert result.exit_code == 0, result.output
    assert "counted on both sides" in result.stdout
    assert CliRunner().invoke(app, ["migrate-to", server]).exit_code == 0


def test_the_command_says_what_keeps_it_from_moving(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", file)

    result = CliRunner().invoke(app, ["migrate-to", "postgresql://ada:tr0ub4dor@127.0.0.1:1/knowhow"])

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "tr0ub4dor" not in result.output
