"""Which databases Knowhow opens, and what it says of those it can't."""

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import engines, pools
from storage.engines import UnusableDatabase, parse
from storage.migrate import migrate
from storage.store import open_store
from tests.line import line_to

PASSWORD = "tr0ub4dor"

USABLE = [
    ("sqlite:///data/knowhow.db", "sqlite", "data/knowhow.db"),
    ("sqlite:////var/lib/knowhow.db", "sqlite", "/var/lib/knowhow.db"),
    ("sqlite+aiosqlite:///a.db", "sqlite", "a.db"),
    ("postgres://ada@db/knowhow", "postgresql", "knowhow"),
    ("postgresql://ada@db:5433/knowhow", "postgresql", "knowhow"),
    ("postgresql+psycopg://ada@db/knowhow", "postgresql", "knowhow"),
]
UNUSABLE = [
    ("", "is not a database address"),
    ("knowhow.db", "is not a database address"),
    (f"{PASSWORD}@db/knowhow", "is not a database address"),
    (f"postgresql://ada:{PASSWORD}@db:port/knowhow", "is not a database address"),
    (f"postgresql://ada:{PASSWORD}", "is not a database address"),
    (f"mysql://ada:{PASSWORD}@db/knowhow", "names mysql"),
    (f"oracle+cx://ada:{PASSWORD}@db/knowhow", "names oracle"),
    ("sqlite://", "names no file"),
    ("sqlite:///", "names no file"),
    ("sqlite:///:memory:", "names no file"),
]


@pytest.mark.parametrize(("url", "backend", "database"), USABLE)
def test_sqlite_and_postgresql_are_read_whatever_driver_they_name(url: str, backend: str, database: str) -> None:
    parsed = parse(url)

    assert parsed.drivername == backend
    assert parsed.database == database


@pytest.mark.parametrize(("url", "words"), UNUSABLE)
def test_any_other_address_is_refused_by_a_sentence_that_keeps_the_password(url: str, words: str) -> None:
    with pytest.raises(UnusableDatabase, match=words) as refused:
        parse(url)

    assert str(refused.value).startswith("DATABASE_URL")
    assert PASSWORD not in "".join(traceback.format_exception(refused.value))


def test_the_way_providers_ask_for_encryption_is_understood() -> None:
    engine = pools.postgresql(parse("postgresql://ada@db/knowhow?sslmode=require&application_name=knowhow"))

    assert dict(engine.url.query) == {"ssl": "require", "application_name": "knowhow"}


@pytest.fixture
def _usual_umask() -> Iterator[None]:
    """Others may read the files that are made, as on most machines."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_usual_umask")
async def test_a_file_that_is_made_is_its_owners_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/knowhow.db"
    await migrate(url)
    store = open_store(url)

    await store.survey(lambda all_: all_.workspaces.active())

    modes = {each.name: each.stat().st_mode & 0o777 for each in (tmp_path / "data").iterdir()}
    await store.close()
    assert modes == {"knowhow.db": 0o600, "knowhow.db-wal": 0o600, "knowhow.db-shm": 0o600}


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_connections_that_broke_while_they_were_idle_are_replaced_unseen(clean_database_url: str) -> None:
    address = engines.parse(clean_database_url)
    async with line_to(address.host or "", address.port or 5432) as line:
        through = pools.postgresql(address.set(host="127.0.0.1", port=line.port), stands_for=0.0)
        for _ in range(3):
            async with through.connect() as connection:
                assert await connection.scalar(text("SELECT 1")) == 1
            line.cut()
            line.mend()
        await through.dispose()
