"""Delivery by Socket Mode: WebSockets that the app opens, an envelope to one of them."""

import asyncio
import contextlib
import itertools
import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.envelopes import Envelope, Receipt
from bot.sandbox.identity import Identity

MOST_SOCKETS = 10
CONNECTION_TIME = 18_060


class SocketHub:
    """The app's open WebSockets; also a carrier of envelopes."""

    def __init__(self, identity: Identity, *, timeout: float) -> None:
        self._identity = identity
        self._timeout = timeout
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._leaving: set[web.WebSocketResponse] = set()
        self._turn = 0
        self._numbers = itertools.count(1)
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Receipt]]] = {}

    @property
    def connected(self) -> int:
        """How many WebSockets are open."""
        return len(self._sockets)

    def new_url(self) -> str:
        """What apps.connections.open answers: an address good for one connection."""
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        base = self._identity.url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._identity.app_id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint: hello, then acknowledgements until it is closed."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        if self.connected >= MOST_SOCKETS:
            await self._say_goodbye(socket, "too_many_websockets")
            return socket
        self._sockets.append(socket)
        try:
            await socket.send_json(self._hello())
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def carry(self, envelope: Envelope) -> Receipt:
        """Send it over one of the sockets and wait for the acknowledgement."""
        if not self._sockets:
            return Receipt(failure="connection_failed", status=0)
        socket = self._sockets[self._turn % len(self._sockets)]
        self._turn += 1
        envelope_id = f"e-{next(self._numbers):06d}"
        answer: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answer)
        try:
            await socket.send_json(_framed(envelope, envelope_id))
            return await asyncio.wait_for(answer, self._timeout)
        except TimeoutError:
            return Receipt(failure="http_timeout", status=0)
        except ConnectionError:
            return Receipt(failure="connection_failed", status=0)
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every socket to go.

        After a warning it goes on as before; at refresh_requested it gets nothing new and the app closes it, having
        acknowledged what it still has; at link_disabled it is closed.
        """
        for socket in list(self._sockets):
            if reason == "link_disabled":
                self._forget(socket)
                await self._say_goodbye(socket, reason)
                continue
            if reason == "refresh_requested":
                self._sockets.remove(socket)
                self._leaving.add(socket)
            await socket.send_json(_disconnect(reason))

    async def close(self) -> None:
        """Close every socket without a word."""
        sockets = [*self._sockets, *self._leaving]
        for socket in sockets:
            self._forget(socket)
        await asyncio.gather(*[socket.close() for socket in sockets])

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.connected,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": CONNECTION_TIME,
            },
            "connection_info": {"app_id": self._identity.app_id},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._acknowledge(frame.data)

    def _acknowledge(self, text: str) -> None:
        try:
            body = json.loads(text)
        except ValueError:
            return
        _, answer = self._waiting.get(body.get("envelope_id", ""), (None, None))
        if answer is not None and not answer.done():
            answer.set_result(Receipt(body=body.get("payload", "")))

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._leaving.discard(socket)
        if socket in self._sockets:
            self._sockets.remove(socket)
        for owner, answer in self._waiting.values():
            if owner is socket and not answer.done():
                answer.set_result(Receipt(failure="connection_failed", status=0))

    async def _say_goodbye(self, socket: web.WebSocketResponse, reason: str) -> None:
        with contextlib.suppress(ConnectionError):
            await socket.send_json(_disconnect(reason))
        await socket.close()


def _framed(envelope: Envelope, envelope_id: str) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "envelope_id": envelope_id,
        "type": envelope.form,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.form != "events_api",
    }
    if envelope.form == "events_api":
        frame |= {"retry_attempt": envelope.retry_num, "retry_reason": envelope.retry_reason or ""}
    return frame


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
