"""Runs for the tests, each in a folder of its own."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IS_CI
from tests.faults.cluster import Cluster, NoPostgres, cluster
from tests.faults.databases import Data, SqliteData, postgres_of
from tests.faults.plans import crashing
from tests.faults.preparing import prepared
from tests.faults.report import Report, compare
from tests.faults.run import Plan

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
async def server() -> AsyncIterator[Cluster]:
    """A PostgreSQL server of our own, to be crashed; skips, or in CI fails, where none can be made."""
    try:
        async with cluster() as made:
            yield made
    except NoPostgres as reason:
        if IS_CI:
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture
async def live_on_crashing_postgresql(
    server: Cluster, lived_on: Callable[[Plan, Data], Awaitable[Report]]
) -> AsyncIterator[Live]:
    """Live through a plan on a server that crashes."""
    async with postgres_of(server.server) as data:
        yield lambda plan: lived_on(crashing(plan, server), data)
