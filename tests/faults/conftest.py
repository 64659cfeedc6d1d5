"""Runs for the tests, each in a folder of its own."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.databases import SqliteData
from tests.faults.report import Report, compare
from tests.faults.run import Plan, prepared

Live = Callable[[Plan], Awaitable[Report]]


@pytest.fixture
def live_on_sqlite(tmp_path: Path, manifest: dict[str, Any]) -> Live:
    """Live through a plan on an SQLite file."""

    async def live(plan: Plan) -> Report:
        async with prepared(plan, SqliteData(tmp_path), tmp_path, manifest) as run:
            await run.live()
            return await compare(run)

    return live
