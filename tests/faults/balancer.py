"""A load balancer in front of the replicas, which can also deliver everything three times at once."""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from bot.sandbox.deliver_http import sign

ANSWER_SECONDS = 10.0
HTTP_OK, UNREACHABLE = 200, 502
RETRY_AFTER = (0.2, 1, 2, 4, 8, 8)
"""Of our seconds."""
Ports = Callable[[], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Copies:
    """How often what is delivered once goes to three replicas at the same time instead."""

    odds: float = 0.0
    under_other_ids: float = 0.5
    """Of the events that are copied, how many come under an event id of their own, as Slack's sometimes do."""


class Balancer:
    """Gives each request to the next replica; who does not even listen never had it, and another one gets it."""

    def __init__(self, ports: Ports, dice: random.Random, *, secret: str, time: Callable[[], float]) -> None:
        self.copies = Copies()
        self.copied = 0
        self._ports = ports
        self._dice = dice
        self._secret = secret
        self._time = time
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._others: set[asyncio.Task[web.Response]] = set()

    async def start(self) -> str:
        """Listen; returns the address for Slack's requests."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True), timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        )
        app = web.Application()
        app.router.add_post("/slack/events", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"

    async def stop(self) -> None:
        """Give everything up."""
        for other in self._others:
            other.cancel()
        await asyncio.gather(*self._others, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def idle(self) -> None:
        """Return when no copy is under way."""
        while self._others:
            await asyncio.wait(self._others)

    async def _handle(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), request.headers.copy()
        if self._dice.random() >= self.copies.odds or not _may_be_copied(body, headers):
            return await self._forward(body, headers)
        self.copied += 1
        first, *copies = self._thrice(body, headers)
        for copy in copies:
            again = asyncio.create_task(self._insist(*copy) if copy[0] != body else self._forward(*copy))
            self._others.add(again)
            again.add_done_callback(self._others.discard)
        return await self._forward(*first)

    def _thrice(self, body: bytes, headers: "CIMultiDict[str]") -> list[tuple[bytes, "CIMultiDict[str]"]]:
        if not headers["Content-Type"].startswith("application/json") or (
            self._dice.random() >= self.copies.under_other_ids
        ):
            return [(body, headers)] * 3
        told = json.loads(body)
        others = [json.dumps(told | {"event_id": f"{told['event_id']}{end}"}) for end in "BC"]
        return [(body, headers), *[(other.encode(), self._signed(other, headers)) for other in others]]

    def _signed(self, body: str, headers: "CIMultiDict[str]") -> "CIMultiDict[str]":
        signed = headers.copy()
        signed.update(sign(body, secret=self._secret, timestamp=int(self._time())))
        return signed

    async def _insist(self, body: bytes, headers: "CIMultiDict[str]") -> web.Response:
        """What has an event id of its own comes again until it is taken, as by Slack."""
        answer = await self._forward(body, headers)
        for wait in RETRY_AFTER:
            if answer.status == HTTP_OK:
                break
            await asyncio.sleep(wait)
            answer = await self._forward(body, self._signed(body.decode(), headers))
        return answer

    async def _forward(self, body: bytes, headers: "CIMultiDict[str]") -> web.Response:
        assert self._session is not None
        ports = list(self._ports())
        self._turn += 1
        for offset in range(len(ports)):
            port = ports[(self._turn + offset) % len(ports)]
            kept = {name: value for name, value in headers.items() if name not in {"Host", "Content-Length"}}
            try:
                async with self._session.post(
                    f"http://127.0.0.1:{port}/slack/events", data=body, headers=kept
                ) as answer:
                    text = await answer.text()
                    return web.Response(status=answer.status, text=text, content_type=answer.content_type)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
        return web.Response(status=UNREACHABLE)


def _may_be_copied(body: bytes, headers: "CIMultiDict[str]") -> bool:
    """Events and forms sent; what opens a form uses up a trigger, which no two deliveries can share."""
    return headers["Content-Type"].startswith("application/json") or b"view_submission" in body
