"""`python -m bot.sandbox`: the sandbox as a process of its own."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.sandbox.clock import SandboxClock
from bot.sandbox.identity import Identity
from bot.sandbox.sandbox import Sandbox


def parser() -> argparse.ArgumentParser:
    """The command line."""
    line = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    line.add_argument("--host", default="127.0.0.1")
    line.add_argument("--port", type=int, default=0, help="0 takes a free one")
    line.add_argument("--deliver-to", metavar="URL", help="the app's address; Socket Mode without it")
    line.add_argument("--manifest", type=Path, help="the app's manifest, YAML (if PyYAML is there) or JSON")
    line.add_argument("--bot-token", help="a fresh one without it, likewise the others")
    line.add_argument("--app-token")
    line.add_argument("--signing-secret")
    line.add_argument("--redirect-url", help="the app's address for OAuth; beside --deliver-to without it")
    return line


def read_manifest(path: Path) -> Any:
    """The parsed manifest; YAML needs PyYAML, which is a development dependency."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)
    import yaml  # noqa: PLC0415 -- not installed where nobody develops

    return yaml.safe_load(text)


def create(arguments: argparse.Namespace) -> Sandbox:
    """A sandbox as the command line wants it."""
    identity = Identity()
    for name in ("bot_token", "app_token", "signing_secret", "redirect_url"):
        if given := getattr(arguments, name):
            setattr(identity, name, given)
    sandbox = Sandbox(
        clock=SandboxClock(),
        app_manifest=read_manifest(arguments.manifest) if arguments.manifest else None,
        host=arguments.host,
        port=arguments.port,
        identity=identity,
    )
    sandbox.deliver_to(arguments.deliver_to)
    return sandbox


async def serve(sandbox: Sandbox) -> None:
    """Run until SIGINT or SIGTERM; the first line of the output is JSON with the address and the tokens."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await sandbox.start()
    facts = ("url", "api_url", "bot_token", "app_token", "signing_secret", "client_id", "client_secret")
    sys.stdout.write(json.dumps({fact: getattr(sandbox, fact) for fact in facts}) + "\n")
    sys.stdout.flush()
    await stop.wait()
    await sandbox.stop()


def main(line: Sequence[str] | None = None) -> None:
    """Start and serve."""
    asyncio.run(serve(create(parser().parse_args(line))))


if __name__ == "__main__":
    main()
