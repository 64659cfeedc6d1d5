"""A wire that answers as a test tells it to, for what Slack does only on a bad day."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Wire:
    """Answers each method by what was put there for it, the last answer again and again."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def put(self, method: str, *answers: Answer) -> None:
        self.answers[method].extend(answers)

    def made(self, method: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == method]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append((method, await _arguments(request)))
        left = self.answers[method]
        if not left:
            return await ok()(request)
        return await (left.popleft() if len(left) > 1 else left[0])(request)


async def _arguments(request: web.Request) -> dict[str, Any]:
    body = await request.text()
    sent = json.loads(body) if body.startswith("{") else dict(await request.post())
    return {**request.query, **sent}


@asynccontextmanager
async def wire() -> AsyncIterator[Wire]:
    it = Wire()
    app = web.Application()
    app.router.add_route("*", "/api/{method}", it.answer)
    app.router.add_post("/hooks/{method}", it.answer)
    server = TestServer(app)
    await server.start_server()
    it.url = str(server.make_url("")).rstrip("/")
    try:
        yield it
    finally:
        it.released.set()
        await server.close()


def ok(*, headers: dict[str, str] | None = None, **body: Any) -> Answer:
    return says(200, json.dumps({"ok": True, **body}), headers=headers)


def no(error: str, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return says(status, json.dumps({"ok": False, "error": error}), headers=headers)


def says(
    status: int, text: str, content_type: str = "application/json", headers: dict[str, str] | None = None
) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, content_type=content_type, headers=headers)

    return answer


def sends(body: bytes) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


def hangs(it: Wire) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        await it.released.wait()
        return web.Response()

    return answer
