"""What every test can ask for: a workspace with the app in it, on each engine."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg
import pytest
import slipcover
import structlog
import yaml
from hypothesis import settings as hypothesis_settings
from slipcover import pytest_plugin as counting
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import logs
from bot.app import build
from bot.config import Settings
from bot.sandbox import Sandbox, SandboxClock
from storage import engines, pools
from storage.migrate import migrate
from storage.schema import metadata
from storage.store import PostgresqlStore, Store, open_store
from tests import postgres
from tests.workspace import MONDAY_AFTERNOON, Workspace

hypothesis_settings.register_profile(
    "knowhow", deadline=None, max_examples=40
)  # how fast it is, is for make bench to say
hypothesis_settings.load_profile("knowhow")

MANIFEST = Path(__file__).parent.parent / "app_manifest.yml"
T = TypeVar("T")
IS_CI = bool(os.environ.get("CI"))


def pytest_configure() -> None:
    """Have the migrations counted, which are loaded by file: slipcover 1.1 sees to it where no tests are run."""
    if counting._slipcover_instance is not None and counting._file_matcher is not None:
        slipcover.wrap_spec_from_file_location(counting._slipcover_instance, counting._file_matcher)


@pytest.fixture(scope="session", autouse=True)
def _logging() -> Iterator[None]:
    """Log as the program does, to nowhere: structlog by itself paints every line and traceback for a person."""
    with Path(os.devnull).open("w") as nowhere:
        logs.set_up("INFO", stream=nowhere)
        yield


@pytest.fixture
def _logging_as_it_was() -> Iterator[None]:
    """Have logging after a test as it was before, whatever the test sets up."""
    root, was = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs._LEAST_LEVELS}
    yield
    root.handlers, root.level = handlers, level
    for name, least in levels.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(**was)
    structlog.contextvars.clear_contextvars()


@pytest.fixture(autouse=True)
async def _no_task_left() -> AsyncIterator[None]:
    """All tests of a process share one event loop: none may leave work on it that the next would meet."""
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left, f"left running: {sorted(str(task.get_coro()) for task in left)}"


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """The manifest as Slack reads it."""
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text())
    return loaded


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _apart(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy; skips, or in CI fails, where there is no server."""
    name = f"knowhow_template_{uuid4().hex[:12]}"
    try:
        url = _apart(postgres.create(name))
    except OSError as error:
        reason = f"no PostgreSQL at TEST_POSTGRES: {error}"
        if IS_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    _apart(migrate(url))
    yield name
    _apart(postgres.drop(name))


def _apart(work: Coroutine[Any, Any, T]) -> T:
    """Run something for the whole session beside the loop of the test that asked first."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _is_numbered(table: Table) -> bool:
    return table.autoincrement_column is not None


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of this run."""
    return str(request.param)


@pytest.fixture
async def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A migrated database of its own for each test."""
    if engine == "sqlite":
        path = tmp_path / "knowhow.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    async with postgres.database("test", template=request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_shared(postgres_template: str) -> Iterator[str]:
    """A migrated database for one test after another: making one for each would take longer than most tests do."""
    name = f"knowhow_shared_{uuid4().hex[:12]}"
    url = _apart(postgres.create(name, template=postgres_template))
    _apart(postgres.tell(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    yield url
    _apart(postgres.drop(name))


@pytest.fixture(scope="session")
async def postgres_owner(postgres_shared: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection that may do anything there: a new one learns of each table and each foreign key anew."""
    connection = await asyncpg.connect(postgres.above(postgres_shared))
    yield connection
    await connection.close()


@pytest.fixture
async def postgres_emptied(postgres_shared: str, postgres_owner: asyncpg.Connection) -> str:
    """That database without a row, its numbers beginning anew."""
    emptied = [str(delete(table)) for table in reversed(metadata.sorted_tables)]
    numbered = [name for name, table in metadata.tables.items() if _is_numbered(table)]
    begun = [f"SELECT setval('{name}_id_seq', 1, false)" for name in numbered]  # a RESTART makes a file for each
    await postgres_owner.execute("; ".join(emptied + begun))
    return postgres_shared


@pytest.fixture
def clean_database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database without a row, for tests that leave its schema alone."""
    if engine == "sqlite":
        path = tmp_path / "knowhow.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("postgres_emptied"))


class LentStore(PostgresqlStore):
    """A store on connections that others had before and others will have: they stay open, with what they prepared."""

    async def close(self) -> None:
        """Leave them to the next."""


@pytest.fixture(scope="session")
async def postgres_pool(postgres_shared: str) -> AsyncIterator[AsyncEngine]:
    """Connections for one test after another: each new one has every statement parsed and planned anew."""
    pool = pools.postgresql(engines.parse(postgres_shared))
    yield pool
    await pool.dispose()


@pytest.fixture
def new_store(engine: str, clean_database_url: str, request: pytest.FixtureRequest) -> Callable[[], Store]:
    """Open the clean database, as often as one likes."""
    if engine == "sqlite":
        return lambda: open_store(clean_database_url)
    pool: AsyncEngine = request.getfixturevalue("postgres_pool")
    return lambda: LentStore(pool)


@pytest.fixture
async def empty_database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without any table."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    request.getfixturevalue("postgres_template")  # skips where there is no server
    async with postgres.database("test") as url:
        yield url


@pytest.fixture
def clock() -> SandboxClock:
    """A clock that stands still until it is moved."""
    return SandboxClock(MONDAY_AFTERNOON, running=False)


@pytest.fixture
async def sandbox(clock: SandboxClock, manifest: dict[str, Any]) -> AsyncIterator[Sandbox]:
    """A fresh Slack."""
    sandbox = Sandbox(clock=clock, app_manifest=manifest, signing_time=lambda: clock.now().timestamp())
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def overrides() -> dict[str, Any]:
    """Settings that a test wants otherwise."""
    return {}


@pytest.fixture
async def ws(
    sandbox: Sandbox,
    clock: SandboxClock,
    clean_database_url: str,
    new_store: Callable[[], Store],
    overrides: dict[str, Any],
) -> AsyncIterator[Workspace]:
    """A workspace with the app in it, spoken to over signed HTTP."""
    settings = Settings.read(
        None,
        **{
            "slack_bot_token": sandbox.bot_token,
            "slack_signing_secret": sandbox.signing_secret,
            "slack_api_url": sandbox.api_url,
            "database_url": clean_database_url,
            "port": 0,
        }
        | overrides,
    )
    knowhow = await build(settings, clock, new_store())
    await knowhow.open()
    sandbox.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")
    store = new_store()
    yield Workspace(sandbox, clock, knowhow, store)
    await store.close()
    await knowhow.stop()


@pytest.fixture
def database_file(engine: str, clean_database_url: str) -> str | None:
    """The address of the SQLite file, where it is one: its bytes can be looked at."""
    return clean_database_url if engine == "sqlite" else None
