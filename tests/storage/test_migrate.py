"""Migrations: forward and back on filled databases, one at a time, and what is said of a database that isn't ready."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.marks import Kind as Mark
from bot.domain.marks import Source
from bot.domain.search import analysis
from storage import migrate as migrations
from storage import moves
from storage.engines import UnusableDatabase
from storage.migrate import head, migrate, revision_of, what_is_wrong
from storage.schema import metadata
from storage.store import open_store
from storage.unit_of_work import UnitOfWork
from tests.storage.history import happen

T = TypeVar("T")
WORKSPACE = WorkspaceId("T1")


@pytest.fixture
def url(empty_database_url: str) -> str:
    return empty_database_url


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def look(url: str, work: Callable[[Connection], T]) -> T:
    return await migrations._on_connection(url, work)


async def fill(url: str) -> None:
    store = open_store(url)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    await store.everywhere(
        lambda all_: all_.workspaces.install(WORKSPACE, name="", url="", bot_user=PersonId("B"), now=now)
    )

    def work(uow: Any) -> None:
        [topic] = uow.topics.ensure({"sql": "SQL"}, {}, now)
        uow.people.meet(PersonId("U1"))
        uow.evidence.declare(PersonId("U1"), [topic.id], now)
        uow.activities.record("asked", "question:1", person=PersonId("U1"), at=now)

    await store.write(WORKSPACE, work)
    await store.close()


async def test_the_migrated_database_is_exactly_the_schema(url: str) -> None:
    await migrate(url)

    differences = await look(url, lambda connection: compare_metadata(MigrationContext.configure(connection), metadata))

    assert differences == []
    assert await what_is_wrong(url) is None


async def test_the_indexes_have_the_conditions_of_the_schema(url: str) -> None:
    """What Alembic does not compare."""
    await migrate(url)

    def conditions(connection: Connection) -> dict[str, str]:
        dialect = connection.dialect.name
        return {
            index["name"] or "": str(index["dialect_options"][f"{dialect}_where"])
            for table in tables(connection)
            for index in inspect(connection).get_indexes(table)
            if f"{dialect}_where" in index.get("dialect_options", {})
        }

    found = await look(url, conditions)

    declared = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    partial = {name for name in declared if name in found}
    assert partial == {
        "ix_answer_fresh",
        "ix_answer_reported",
        "ix_cohort_due",
        "ix_invitation_suggested",
        "ix_notice_busy",
        "ix_notice_due",
        "ix_notice_lease",
        "ix_notice_said",
        "ix_person_advocate",
        "ix_person_unread",
        "ix_place_nameless",
        "ix_prompt_set_name",
        "ix_question_due",
        "ix_question_first",
        "ix_question_settled",
        "ix_tip_fresh",
        "ix_tip_reported",
    }
    assert all("sending" in found[name] for name in ("ix_notice_busy", "ix_notice_lease"))


async def test_a_filled_database_goes_back_to_nothing_and_forward_again(url: str) -> None:
    await migrate(url)
    await fill(url)

    await migrate(url, "base")
    assert await look(url, tables) <= {"alembic_version"}
    assert await what_is_wrong(url) == f"The database has schema none and needs {head()}; run knowhow migrate."

    await migrate(url)
    await fill(url)
    assert await what_is_wrong(url) is None


async def test_what_people_asked_and_answered_outlives_each_step_back_and_forward(url: str) -> None:
    await migrate(url)
    await fill(url)
    store = open_store(url)
    await store.write(WORKSPACE, happen)
    await store.close()

    def said(connection: Connection) -> list[Any]:
        told = "SELECT id, text, asker FROM question UNION SELECT id, text, author FROM answer"
        return [tuple(row) for row in connection.execute(text(f"{told} ORDER BY 1, 2"))]

    before = await look(url, said)
    newest, *older = (each.revision for each in ScriptDirectory.from_config(moves._config()).walk_revisions())
    for revision in (*older, *reversed(older), newest):
        await migrate(url, revision)
        assert await look(url, said) == before
    assert await what_is_wrong(url) is None


async def test_marks_on_answers_outlive_the_way_back_and_forward_and_what_only_tips_have_does_not(url: str) -> None:
    await migrate(url)
    await fill(url)
    store = open_store(url)
    ids = await store.write(WORKSPACE, happen)
    await migrate(url, "0004")

    def kept(connection: Connection) -> list[Any]:
        return [tuple(row) for row in connection.execute(text("SELECT answer, person, kind, source FROM mark"))]

    assert await look(url, kept) == [(ids.answer, "U0ADA", "useful", "reaction")]
    await migrate(url)
    assert list(await store.read(WORKSPACE, lambda uow: uow.marks.by(ids.on_answer, Mark.USEFUL))) == ["U0ADA"]
    assert not await store.read(WORKSPACE, lambda uow: uow.marks.by(ids.on_tip, Mark.USEFUL))
    await store.close()


async def test_what_helped_before_asking_stays_useful_on_the_way_back(url: str) -> None:
    await migrate(url)
    await fill(url)
    store = open_store(url)
    ids = await store.write(WORKSPACE, happen)

    def mark(uow: UnitOfWork) -> None:
        for item, source in ((ids.on_tip, Source.DEFLECTION), (ids.on_answer, Source.DEFLECTION)):
            uow.marks.set(item, PersonId("U0ADA"), Mark.USEFUL, source, datetime(2026, 3, 2, tzinfo=UTC))

    await store.write(WORKSPACE, mark)
    await store.close()
    await migrate(url, "0005")

    def kept(connection: Connection) -> list[Any]:
        rows = connection.execute(text("SELECT about, source FROM mark ORDER BY about, source"))
        return [tuple(row) for row in rows]

    assert await look(url, kept) == [("answer", "button"), ("answer", "reaction"), ("tip", "button")]


async def test_titles_that_are_in_the_index_already_are_spelled(url: str) -> None:
    await migrate(url)
    await fill(url)
    store = open_store(url)
    await store.write(WORKSPACE, happen)
    await store.close()

    def spelled(connection: Connection) -> list[Any]:
        rows = connection.execute(text("SELECT title, spelled, trigrams FROM search_document ORDER BY id"))
        return [tuple(row) for row in rows]

    before = await look(url, spelled)
    assert before == [(title, *analysis.spelling(title)) for title, *_ in before] != []

    await migrate(url, "0017")
    await migrate(url)
    assert await look(url, spelled) == before


async def test_what_was_kept_before_counts_as_looked_over_when_it_was_last_written(url: str) -> None:
    await migrate(url)
    await fill(url)
    store = open_store(url)
    ids = await store.write(WORKSPACE, happen)
    edited = datetime(2026, 3, 9, tzinfo=UTC)
    await store.write(WORKSPACE, lambda uow: uow.tips.change(ids.tip, edited_at=edited))
    await migrate(url, "0007")
    await migrate(url)

    answer, tip = await store.read(WORKSPACE, lambda uow: (uow.answers.get(ids.answer), uow.tips.get(ids.tip)))
    await store.close()

    assert answer is not None
    assert answer.fresh_at == answer.given_at
    assert tip is not None
    assert tip.fresh_at == edited


async def test_of_several_started_at_once_one_migrates(url: str) -> None:
    await asyncio.gather(*(migrate(url) for _ in range(5)))

    assert await revision_of(url) == head()
    versions = await look(url, lambda connection: connection.execute(text("SELECT * FROM alembic_version")).all())
    assert len(versions) == 1


async def test_to_migrate_once_more_changes_nothing(url: str) -> None:
    await migrate(url)
    await fill(url)

    await migrate(url)

    people = await look(url, lambda connection: connection.execute(text("SELECT id FROM person")).scalars().all())
    assert people == ["U1"]


async def test_an_unknown_revision_is_refused_by_a_sentence_and_changes_nothing(url: str) -> None:
    await migrate(url)

    with pytest.raises(UnusableDatabase, match="can't be brought to schema 9999"):
        await migrate(url, "9999")

    assert await revision_of(url) == head()


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert ScriptDirectory.from_config(moves._config()).get_current_head() == head()


def test_a_start_that_has_nothing_to_migrate_leaves_alembic_out(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    asyncio.run(migrate(url))
    program = "import asyncio, sys; from storage.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
    look = "; sys.exit('alembic' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", program + look, url], check=False)  # noqa: S603 - our own words

    assert ended.returncode == 0


async def test_an_older_schema_is_named(url: str) -> None:
    await migrate(url)
    await look(url, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '0000'")))

    assert await what_is_wrong(url) == f"The database has schema 0000 and needs {head()}; run knowhow migrate."


async def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    await look(url, lambda connection: connection.execute(text("CREATE TABLE question (id INTEGER)")))

    with pytest.raises(UnusableDatabase, match="question"):
        await migrate(url)

    assert await look(url, tables) == {"question"}


async def test_a_file_that_is_missing_is_not_made_by_looking(tmp_path: Path) -> None:
    path = tmp_path / "a.db"

    assert "does not exist yet" in (await what_is_wrong(f"sqlite:///{path}") or "")
    assert not path.exists()


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_text("Dear diary, " * 1000)

    assert await what_is_wrong(f"sqlite:///{path}") == "The database can't be used: file is not a database."


async def test_a_server_that_is_away_is_told_without_the_password() -> None:
    said = await what_is_wrong("postgresql://ada:tr0ub4dor@127.0.0.1:1/knowhow")

    assert said is not None
    assert said.startswith("The database can't be used: ")
    assert "tr0ub4dor" not in said


async def test_an_unusable_address_is_told_by_its_own_sentence() -> None:
    assert (await what_is_wrong("mysql://ada:tr0ub4dor@db/x") or "").startswith("DATABASE_URL names mysql")


async def test_a_start_waits_for_nobody_where_there_is_nothing_to_migrate(url: str) -> None:
    await migrate(url)

    async with nobody_else_writes(url), asyncio.timeout(1):
        await migrate(url)

        assert await what_is_wrong(url) is None


@asynccontextmanager
async def nobody_else_writes(url: str) -> AsyncIterator[None]:
    """Another replica holds what a migration would wait for."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    connection = await asyncpg.connect(url)
    await connection.execute(f"SELECT pg_advisory_lock({migrations._LOCK})")
    yield
    await connection.close()
