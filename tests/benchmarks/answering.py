"""Knowhow with its doors open and nobody at work behind them: what is owed stays owed, what is due waits."""

import asyncio
import signal

from bot import logs
from bot.app import build
from bot.clock import SystemClock
from bot.config import Settings


async def serve() -> None:
    """Answer what Slack delivers until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings.read(None)
    logs.set_up(settings.log_level)
    knowhow = await build(settings, SystemClock())
    await knowhow.open()
    await stop.wait()
    await knowhow.stop()


if __name__ == "__main__":
    asyncio.run(serve())
