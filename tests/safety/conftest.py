"""A workspace with colleagues in its channels, and people who are in none of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Sandbox, SandboxClock
from tests.safety.cast import CHANNELS, PEOPLE, PUBLIC
from tests.safety.tour import Tour
from tests.workspace import Workspace


@pytest.fixture
async def sandbox(clock: SandboxClock, manifest: dict[str, Any]) -> AsyncIterator[Sandbox]:
    """A fresh Slack with that cast."""
    sandbox = Sandbox(
        clock=clock,
        app_manifest=manifest,
        people=PEOPLE,
        channels=CHANNELS,
        signing_time=lambda: clock.now().timestamp(),
    )
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def channel() -> str:
    """Where the tour goes."""
    return PUBLIC


@pytest.fixture
def tour(ws: Workspace, clean_database_url: str, tmp_path: Path, channel: str) -> Tour:
    """A tour, not gone yet."""
    return Tour(ws, clean_database_url, tmp_path, channel)
