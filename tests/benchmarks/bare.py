"""The yardstick: a Bolt app that takes everything, checks signatures and does nothing, in a process of its own."""

import argparse
import asyncio
import re
import signal
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

EVERYTHING = re.compile(".*", re.DOTALL)


def bare(api_url: str, token: str, secret: str) -> AsyncApp:
    """An app with a listener for events and one for forms; both only acknowledge."""
    client = AsyncWebClient(token, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    @app.event(EVERYTHING)
    async def event() -> None:
        return None

    @app.view(EVERYTHING)
    async def form(ack: Callable[[], Awaitable[object]]) -> None:
        await ack()

    return app


async def serve(app: AsyncApp) -> None:
    """Answer until SIGTERM; the first line of the output is the port."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    door = web.Application()
    door.router.add_post("/slack/events", take)
    runner = web.AppRunner(door, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)  # noqa: T201 - for who started it
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    line = argparse.ArgumentParser()
    for name in ("--api-url", "--token", "--secret"):
        line.add_argument(name, required=True)
    given = line.parse_args()
    asyncio.run(serve(bare(given.api_url, given.token, given.secret)))
