"""What sends deliveries: kept-alive connections, and requests that were made and signed before."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

CONNECTIONS = 64
PATIENCE = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """How the app answered, and after how many seconds."""

    status: int
    body: bytes
    seconds: float


class Wire(asyncio.Protocol):
    """One kept-alive connection, one request after another."""

    def __init__(self) -> None:
        self._received = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if found else None
        if length is None or len(body) < int(length[1]) or self._waiting is None or self._waiting.done():
            return
        self._received = b""
        self._waiting.set_result((int(head[9:12]), body))

    def connection_lost(self, _error: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("closed before it was answered"))

    @property
    def is_open(self) -> bool:
        """Whether neither side hung up: the app does when nothing comes for a while."""
        return not self._transport.is_closing()

    async def send(self, request: bytes) -> Answer:
        """Send a request and wait for its answer."""
        self._waiting = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        self._transport.write(request)
        async with asyncio.timeout(PATIENCE):
            status, body = await self._waiting
        return Answer(status, body, time.perf_counter() - begun)

    def close(self) -> None:
        """Hang up."""
        self._transport.close()


async def connect(port: int) -> Wire:
    """A new connection."""
    _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
    return wire


@asynccontextmanager
async def connected(port: int, many: int = CONNECTIONS) -> AsyncIterator[list[Wire]]:
    """So many connections."""
    wires = [await connect(port) for _ in range(many)]
    try:
        yield wires
    finally:
        for wire in wires:
            wire.close()


async def flood(port: int, requests: Iterable[bytes], *, many: int = CONNECTIONS) -> tuple[list[Answer], float]:
    """Send all as fast as they are answered; returns the answers, and how many there were in a second."""
    answers: list[Answer] = []
    left = iter(requests)
    async with connected(port, many) as wires:
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for wire in wires:
                group.create_task(_send_all(wire, left, answers))
        return answers, len(answers) / (time.perf_counter() - begun)


async def _send_all(wire: Wire, left: Iterator[bytes], answers: list[Answer]) -> None:
    for request in left:
        answers.append(await wire.send(request))  # noqa: PERF401 - all share one list


async def drip(
    port: int, send: Callable[[], tuple[bytes, Callable[[Answer], None]]], *, a_second: int, seconds: float
) -> None:
    """Send so many a second on average, whatever becomes of those before: people don't wait for each other.

    ``send`` makes a request just before its time, and says who is told of its answer.
    """
    rng = random.Random(a_second)  # noqa: S311 - no secret
    async with connected(port) as idle, asyncio.TaskGroup() as group:
        due = time.perf_counter()
        end = due + seconds
        while due < end:
            request, told = send()
            await asyncio.sleep(due - time.perf_counter())
            group.create_task(_send_one(idle, port, request, told))
            due += rng.expovariate(a_second)


async def _send_one(idle: list[Wire], port: int, request: bytes, told: Callable[[Answer], None]) -> None:
    while idle and not idle[-1].is_open:
        idle.pop()
    wire = idle.pop() if idle else await connect(port)
    try:
        told(await wire.send(request))
    except (ConnectionError, TimeoutError) as error:
        told(Answer(0, type(error).__name__.encode(), PATIENCE))
    else:
        idle.append(wire)
