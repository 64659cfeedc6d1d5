"""A fresh sandbox for each test, a real Web API client, and two small real Bolt apps."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, SandboxClock
from tests.sandbox.ear import Ear

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
Build = Callable[[AsyncApp], None]
Connect = Callable[[Build], Awaitable[AsyncApp]]


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(START, running=False)


@pytest.fixture
async def sandbox(clock: SandboxClock) -> AsyncIterator[Sandbox]:
    async with running(Sandbox(clock=clock, ack_timeout=1.0)) as started:
        yield started


@pytest.fixture
def client(sandbox: Sandbox) -> AsyncWebClient:
    return client_of(sandbox)


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


def client_of(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(base_url=sandbox.api_url, token=token or sandbox.bot_token, retry_handlers=[])


def bolt(sandbox: Sandbox, build: Build) -> AsyncApp:
    quiet = logging.getLogger("tests.sandbox.bolt")
    quiet.setLevel(logging.CRITICAL)
    app = AsyncApp(
        client=client_of(sandbox),
        signing_secret=sandbox.signing_secret,
        process_before_response=True,
        logger=quiet,
    )
    build(app)
    return app


@asynccontextmanager
async def over_http(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[str]:
    runner = web.AppRunner(app.web_app("/slack/events"), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    sandbox.deliver_to(url)
    try:
        yield url
    finally:
        sandbox.deliver_to(None)
        await runner.cleanup()


@asynccontextmanager
async def over_socket(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # Bolt's


@pytest.fixture
async def connect(sandbox: Sandbox) -> AsyncIterator[Connect]:
    """Put a Bolt app behind the sandbox over HTTP: `await connect(build)`."""
    async with AsyncExitStack() as stack:

        async def start(build: Build) -> AsyncApp:
            app = bolt(sandbox, build)
            await stack.enter_async_context(over_http(sandbox, app))
            return app

        yield start


@pytest.fixture
async def ear(sandbox: Sandbox) -> AsyncIterator[Ear]:
    """The sandbox delivers to an app that only listens."""
    ear = Ear()
    app = web.Application()
    app.router.add_post("/", ear.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    sandbox.deliver_to(ear.url)
    yield ear
    await runner.cleanup()
