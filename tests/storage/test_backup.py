"""A backup is one moment of the database, whole, whatever is written meanwhile."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.ids import PersonId
from storage.backup import NotBackedUp, back_up
from storage.engines import UnusableDatabase
from storage.migrate import migrate, what_is_wrong
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import HERE


async def write(store: Store, number: int) -> None:
    """Keep two things in one transaction, of which no copy may have just one."""

    def work(uow: UnitOfWork) -> None:
        uow.people.meet(PersonId(f"U{number}"))
        uow.people.meet(PersonId(f"W{number}"))

    await store.write(HERE, work)


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_copy_made_while_others_write_is_whole(store: Store, clean_database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    for number in range(50):
        await write(store, number)
    copying = asyncio.create_task(asyncio.to_thread(back_up, clean_database_url, copy))
    written = 50
    while not copying.done():
        await write(store, written)
        written += 1
    size = await copying

    assert written > 50
    assert await what_is_wrong(f"sqlite:///{copy}") is None
    assert_is_whole(copy, size)


def assert_is_whole(copy: Path, size: int) -> None:
    assert size == copy.stat().st_size
    assert copy.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(copy)) as database:
        kept = {each for (each,) in database.execute("SELECT id FROM person")}
    halves = {each[1:] for each in kept if each[0] == "U"}
    assert halves == {each[1:] for each in kept if each[0] == "W"}
    assert {str(number) for number in range(50)} <= halves
    assert list(copy.parent.glob("*.part")) == []


def prepare(copy: Path, broken: Path) -> None:
    copy.write_text("precious")
    broken.write_bytes(b"SQLite format 3\0" + b"x" * 5000)


def files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if not each.name.endswith(("-wal", "-shm"))}


async def test_it_never_overwrites_and_leaves_nothing_where_it_fails(tmp_path: Path) -> None:
    url, copy = f"sqlite:///{tmp_path / 'knowhow.db'}", tmp_path / "copy.db"
    await migrate(url)
    prepare(copy, tmp_path / "broken.db")

    with pytest.raises(NotBackedUp, match="never overwrites"):
        back_up(url, copy)
    with pytest.raises(NotBackedUp, match="no folder"):
        back_up(url, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(UnusableDatabase, match="no database"):
        back_up(f"sqlite:///{tmp_path / 'else.db'}", tmp_path / "new.db")
    with pytest.raises(NotBackedUp, match="can't be backed up"):
        back_up(f"sqlite:///{tmp_path / 'broken.db'}", tmp_path / "new.db")

    assert files(tmp_path) == {"knowhow.db", "copy.db", "broken.db"}


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_postgresqls_own_program_is_told_where_and_for_all_workspaces(
    store: Store, clean_database_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    await write(store, 1)

    assert await asyncio.to_thread(back_up, clean_database_url, copy) == copy.stat().st_size

    process = await asyncio.create_subprocess_exec(
        "pg_restore", "--data-only", "--table=person", "--file=-", str(copy), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert b"U1" in said
    assert b"W1" in said


async def test_without_that_program_one_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotBackedUp, match="no pg_dump"):
        back_up("postgresql://knowhow@127.0.0.1:1/nowhere", tmp_path / "copy.dump")


async def test_what_that_program_says_is_passed_on_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NotBackedUp, match=r"pg_dump failed: .*refused"):
        await asyncio.to_thread(back_up, "postgresql://knowhow@127.0.0.1:1/nowhere", tmp_path / "copy.dump")
    assert files(tmp_path) == set()
