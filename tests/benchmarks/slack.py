"""A Slack that costs next to nothing: answers what Knowhow asks of it, at Slack's pace, in a process of its own."""

import argparse
import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox.ratelimits import Bucket
from bot.slack.scopes import OPTIONAL, REQUIRED

BOT, APP = "U0KNOW", "A0KNOW"
CHANNELS = tuple(f"C0HELP{n}" if n else "C0HELP" for n in range(20))
"""The channels that the app is in."""

Json = dict[str, Any]
_HEAD = "HTTP/1.1 {} OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nx-oauth-scopes: {}\r\n{}\r\n"
_SCOPES = ",".join([*REQUIRED, *OPTIONAL])


class Slack:
    """One workspace for the methods that tell of it; channels of any number of workspaces to post in."""

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace
        self._buckets: dict[str, Bucket] = {}
        self._keys: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.posted: list[float] = []
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._identity,
            "users.info": lambda told: {"user": {"id": told["user"], "name": told["user"], "tz": "Europe/London"}},
            "users.conversations": lambda _: {"channels": [{"id": each, "name": each.lower()} for each in CHANNELS]},
            "conversations.members": lambda _: {"members": []},
            "conversations.open": lambda told: {"channel": {"id": f"D{told['users']}"}},
            "conversations.history": lambda _: {"messages": []},
            "conversations.replies": lambda _: {"messages": []},
            "chat.postMessage": self._post,
            "chat.update": lambda told: {"channel": told["channel"], "ts": told["ts"]},
            "views.publish": lambda _: {"view": {}},
            "tally": lambda _: self._tally(),
        }

    def answer(self, name: str, told: Json) -> tuple[int, Json]:
        """Status and body of the answer to a call."""
        self.calls[name] += 1
        if name == "chat.postMessage" and self._is_too_soon(told["channel"]):
            self.calls["refused"] += 1
            return 429, {"ok": False, "error": "ratelimited"}
        method = self._methods.get(name)
        if method is None:
            return 200, {"ok": True, "view": {"id": f"V{self.calls.total()}", "hash": "1"}}  # a form, or a response_url
        return 200, {"ok": True} | method(told)

    def _identity(self, _: Json) -> Json:
        told = {"team_id": self._workspace, "team": "Bench", "url": "https://bench.slack.test/"}
        return told | {"user_id": BOT, "bot_id": "B0KNOW", "app_id": APP}

    def _is_too_soon(self, channel: str) -> bool:
        now = time.monotonic()
        return self._buckets.setdefault(channel, Bucket(now)).take(now) > 0

    def _post(self, told: Json) -> Json:
        self._keys[(told.get("metadata") or {}).get("event_payload", {}).get("key", "")] += 1
        self.posted.append(time.time())
        place = told["channel"]
        ts = f"{time.time():.0f}.{len(self.posted):06}"
        return {"channel": f"D{place}" if place.startswith("U") else place, "ts": ts}

    def _tally(self) -> Json:
        ends = {"first": min(self.posted), "last": max(self.posted)} if self.posted else {}
        return {"posted": len(self.posted), "messages": len(self._keys), "calls": dict(self.calls)} | ends


class Connection(asyncio.Protocol):
    """One kept-alive connection; as HTTP/1.1 as our client speaks it."""

    def __init__(self, slack: Slack, seconds: float) -> None:
        self._slack, self._seconds = slack, seconds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.decode().split("\r\n")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(fields.get("content-length", 0))
        if len(rest) < length:
            return
        self._received = rest[length:]
        address = urlsplit(lines[0].split()[1])
        name = address.path.rpartition("/")[2]
        told = dict(parse_qsl(address.query)) | _body(rest[:length], fields.get("content-type", ""))
        seconds = self._seconds if name.startswith("chat.") else 0
        status, body = self._slack.answer(name, told)
        asyncio.get_running_loop().call_later(seconds, self._write, status, json.dumps(body).encode())

    def _write(self, status: int, body: bytes) -> None:
        more = "Retry-After: 1\r\n" if status != 200 else ""
        self._transport.write(_HEAD.format(status, len(body), _SCOPES, more).encode() + body)


def _body(body: bytes, kind: str) -> Json:
    if kind.startswith("application/json"):
        return dict(json.loads(body or b"{}"))
    return dict(parse_qsl(body.decode())) if kind.startswith("application/x-www-form") else {}


async def serve(workspace: str, seconds: float) -> None:
    """Answer until SIGTERM; the first line of the output is the port."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    slack = Slack(workspace)
    server = await loop.create_server(lambda: Connection(slack, seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - for who started it
    await stop.wait()


if __name__ == "__main__":
    line = argparse.ArgumentParser()
    line.add_argument("--workspace", required=True)
    line.add_argument("--seconds", type=float, default=0.1, help="how long a post takes")
    given = line.parse_args()
    asyncio.run(serve(given.workspace, given.seconds))
