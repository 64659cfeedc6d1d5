"""The wire between the processes and Slack, where connections can be held or cut without either end being told."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

SOCKET_MODE = b"GET /link/"
AT_ONCE = 65536


@dataclass(eq=False, slots=True)
class Line:
    """One connection."""

    ours: asyncio.StreamWriter
    theirs: asyncio.StreamWriter
    is_socket_mode: bool = False
    flows: asyncio.Event = field(default_factory=asyncio.Event)


class Wire:
    """Passes on everything to one port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lines: set[Line] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen; returns the address to speak to instead of Slack's own."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Cut everything."""
        assert self._server is not None
        self._server.close()
        for line in list(self._lines):
            _cut(line)
        await self._server.wait_closed()
        while self._lines:  # noqa: ASYNC110 - each ends by itself now
            await asyncio.sleep(0.01)

    def hold(self) -> "Line | None":
        """Leave one Socket Mode connection half open: both ends think that it stands, and nothing comes through."""
        line = next((each for each in self._lines if each.is_socket_mode and each.flows.is_set()), None)
        if line is not None:
            line.flows.clear()
        return line

    def cut(self, line: Line) -> None:
        """End a connection without a word."""
        _cut(line)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_slack, to_slack = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.transport.abort()
            return
        line = Line(writer, to_slack)
        line.flows.set()
        self._lines.add(line)
        try:
            await asyncio.gather(_pass_on(reader, to_slack, line), _pass_on(from_slack, writer, line))
        finally:
            _cut(line)
            self._lines.discard(line)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(AT_ONCE):
            if data.startswith(SOCKET_MODE):
                line.is_socket_mode = True
            await line.flows.wait()
            writer.write(data)
            await writer.drain()
    _cut(line)


def _cut(line: Line) -> None:
    line.flows.set()
    for each in (line.ours, line.theirs):
        if not each.is_closing():
            each.transport.abort()
