"""A line to a server that a test can cut: what stands between the app and a database that goes away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Line:
    """Passes bytes on in both directions while it is whole."""

    def __init__(self, host: str, port: int) -> None:
        self._to = host, port
        self._is_cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = 0

    def cut(self) -> None:
        """Break every connection, and let no new one through."""
        self._is_cut = True
        for end in list(self._ends):
            end.transport.abort()

    def mend(self) -> None:
        """Let new connections through again."""
        self._is_cut = False

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        if self._is_cut:
            writer.transport.abort()
            return
        there, out = await asyncio.open_connection(*self._to)
        self._ends |= {writer, out}
        await asyncio.gather(_pass_on(reader, out), _pass_on(there, writer))
        self._ends -= {writer, out}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def line_to(host: str, port: int) -> AsyncIterator[Line]:
    """A line to this server, at a port of its own."""
    line = Line(host, port)
    server = await asyncio.start_server(line.take, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        line.cut()
        server.close()
