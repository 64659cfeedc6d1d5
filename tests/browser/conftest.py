"""A browser on the page of a sandbox with the app and its past in it."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

from bot.commands import playing
from bot.sandbox import Sandbox
from storage.migrate import migrate

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).parent.parent.parent / "build" / "screenshots"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser; where there is none the tests are skipped, and in CI they fail."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no Chromium on this machine; install Debian's chromium to run the browser tests"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def playground(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    """The sandbox as ``make sandbox`` starts it, with its past lived through and the app at work."""
    database = f"sqlite:///{tmp_path_factory.mktemp('playground')}/sandbox.db"
    await migrate(database)
    async with playing.playground(database, datetime(2026, 3, 3, 16, 0, tzinfo=UTC)) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: str, playground: Sandbox) -> AsyncIterator[Page]:
    """The page as Ada, who is shown first; any error in the page's console fails the test."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(10_000)
        await page.emulate_media(reduced_motion="reduce")  # so that no picture shows a form half faded in
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(f"{playground.url}/?user=U0ADA")
        yield page
        await browser.close()
    assert not errors, errors
