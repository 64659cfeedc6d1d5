"""An app that only listens: records what is delivered and answers as told."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

Answer = Callable[["Heard"], web.Response | Awaitable[web.Response]]


@dataclass
class Heard:
    headers: dict[str, str]
    raw: str
    body: dict[str, Any]

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = self.body["event"]
        return event


@dataclass
class Ear:
    heard: list[Heard] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    url: str = ""

    @property
    def last(self) -> dict[str, Any]:
        return self.heard[-1].body

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        found = [heard.event for heard in self.heard if heard.body.get("type") == "event_callback"]
        return [event for event in found if kind in (None, event["type"])]

    def answer(
        self, body: Any = None, *, status: int = 200, times: int = 1, headers: dict[str, str] | None = None
    ) -> None:
        """Answer the next deliveries so; afterwards an empty 200 again."""

        def respond(_: Heard) -> web.Response:
            if isinstance(body, dict):
                return web.json_response(body, status=status, headers=headers)
            return web.Response(text=body or "", status=status, headers=headers)

        self.answers += [respond] * times

    async def handle(self, request: web.Request) -> web.Response:
        raw = await request.text()
        heard = Heard(dict(request.headers), raw, parsed(raw))
        self.heard.append(heard)
        if not self.answers:
            return web.Response()
        done = self.answers.pop(0)(heard)
        return done if isinstance(done, web.Response) else await done


def parsed(raw: str) -> dict[str, Any]:
    if raw.startswith("{"):
        body: dict[str, Any] = json.loads(raw)
        return body
    form = dict(parse_qsl(raw, keep_blank_values=True))
    if "payload" in form:
        payload: dict[str, Any] = json.loads(form["payload"])
        return payload
    return dict(form)


async def until(condition: Callable[[], object]) -> None:
    """Wait until something that happens by itself has happened."""
    async with asyncio.timeout(2):
        while not condition():  # noqa: ASYNC110 -- what is waited for lies in another's hands and has no event
            await asyncio.sleep(0.005)
