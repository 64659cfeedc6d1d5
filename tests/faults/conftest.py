"""Runs for the tests, each in a folder of its own."""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import POSTGRES
from tests.faults.databases import Data, SqliteData, postgres_of
from tests.faults.report import Report, compare
from tests.faults.run import Plan, prepared

Live = Callable[[Plan], Awaitable[Report]]


@pytest.fixture
def lived_on(tmp_path: Path, manifest: dict[str, Any]) -> Callable[[Plan, Data], Awaitable[Report]]:
    """Live through a plan, on some database."""

    async def live(plan: Plan, data: Data) -> Report:
        async with prepared(plan, data, tmp_path, manifest) as run:
            await run.live()
            return await compare(run)

    return live


@pytest.fixture
def live_on_sqlite(tmp_path: Path, sqlite_template: Path, lived_on: Callable[[Plan, Data], Awaitable[Report]]) -> Live:
    """Live through a plan on an SQLite file."""
    data = SqliteData(tmp_path)
    shutil.copy(sqlite_template, data.file)
    return lambda plan: lived_on(plan, data)


@pytest.fixture
def live_on_postgresql(postgres_template: str, lived_on: Callable[[Plan, Data], Awaitable[Report]]) -> Live:
    """Live through a plan on a database of the server at TEST_POSTGRES."""

    async def live(plan: Plan) -> Report:
        async with postgres_of(POSTGRES, template=postgres_template) as data:
            return await lived_on(plan, data)

    return live
