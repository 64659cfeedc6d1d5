"""How long a person waits from ``/ask-expert …`` to the form, beside a bare Bolt app that opens an empty one."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build
from bot.config import Settings
from bot.sandbox import Sandbox, SandboxClock
from storage.migrate import migrate

TIMES = 500
WORDS = "How do we rotate the terraform state keys without downtime?"
KNOWN = "terraform, keys, sql, kubernetes, security, backups, ci, python"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result; milliseconds."""

    what: str
    times: int
    p50: float
    p99: float
    ratio: float
    """The median as a multiple of the bare app's."""


async def measure() -> list[Row]:
    """Measure the bare app, then Knowhow, one command after another."""
    bare = await _with_sandbox(_bare)
    ours = await _with_sandbox(_knowhow)
    base = statistics.median(bare)
    return [_row("bare Bolt app, empty form", bare, base), _row("Knowhow, /ask-expert with words", ours, base)]


def _row(what: str, seconds: list[float], base: float) -> Row:
    p50, p99 = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
    return Row(what, len(seconds), p50 * 1000, p99 * 1000, p50 / base)


async def _with_sandbox(run: Callable[[Sandbox], Awaitable[list[float]]]) -> list[float]:
    sandbox = Sandbox(clock=SandboxClock())
    sandbox.rate_limits = False
    await sandbox.start()
    try:
        return await run(sandbox)
    finally:
        await sandbox.stop()


async def _time(sandbox: Sandbox) -> list[float]:
    spent = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        outcome = await sandbox.command("U0ADA", "C0HELP", "/ask-expert", WORDS)
        spent.append(time.perf_counter() - begun)
        view = sandbox.modal("U0ADA")
        assert outcome.ok, outcome.failure
        assert view is not None
        await sandbox.close("U0ADA", view.id)
    return spent


async def _knowhow(sandbox: Sandbox) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'bench.db'}"
        await migrate(database)
        settings = Settings.read(
            None,
            slack_bot_token=sandbox.bot_token,
            slack_signing_secret=sandbox.signing_secret,
            slack_api_url=sandbox.api_url,
            database_url=database,
            port=0,
        )
        knowhow = await build(settings, sandbox.clock)
        await knowhow.start()
        sandbox.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")
        await sandbox.command("U0GRACE", "C0HELP", "/my-topics", KNOWN)
        try:
            return await _time(sandbox)
        finally:
            await knowhow.stop()


async def _bare(sandbox: Sandbox) -> list[float]:
    client = AsyncWebClient(sandbox.bot_token, base_url=sandbox.api_url)
    bolt = AsyncApp(client=client, signing_secret=sandbox.signing_secret, process_before_response=True)

    @bolt.command("/ask-expert")
    async def ask(ack: Callable[..., Awaitable[object]], body: dict[str, str], client: AsyncWebClient) -> None:
        title = {"type": "plain_text", "text": "Ask"}
        block = {"type": "section", "text": {"type": "plain_text", "text": "Empty"}}
        await client.views_open(
            trigger_id=body["trigger_id"], view={"type": "modal", "title": title, "blocks": [block]}
        )
        await ack()

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sandbox.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        return await _time(sandbox)
    finally:
        await runner.cleanup()
