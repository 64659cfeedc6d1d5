"""The readers of an SQLite file: a few connections, each with a thread, to which a whole look-up goes in one hop.

The usual way sends each statement to the thread and back by itself, a dozen hops for one look-up, while the event
loop has nothing to do but wait for them.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine

T = TypeVar("T")
OpenEngine = Callable[[Callable[[], sqlite3.Connection]], Engine]


class Reader(aiosqlite.Connection):
    """One connection in its thread."""

    def __init__(self, file: str, open_engine: OpenEngine) -> None:
        super().__init__(lambda: sqlite3.connect(file, check_same_thread=False), iter_chunk_size=64)
        self._engine = open_engine(lambda: self._conn)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run a look-up on one snapshot. Who stops waiting does not stop it: it ends by itself, in its thread."""
        result: T = await self._execute(self._run, work)  # type: ignore[no-untyped-call] # aiosqlite annotates half
        return result

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)


class Readers:
    """As many readers as are needed at once, up to a number; opened when first needed."""

    def __init__(self, file: str, open_engine: OpenEngine, *, most: int, patience: float) -> None:
        self._file = file
        self._open_engine = open_engine
        self._places = asyncio.Semaphore(most)
        self._patience = patience
        self._idle: list[Reader] = []
        self._all: list[Reader] = []

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a look-up as soon as a reader is free; raises TimeoutError when none is for too long."""
        async with asyncio.timeout(self._patience):
            await self._places.acquire()
        try:
            reader = self._idle.pop() if self._idle else await self._open()
            try:
                return await reader.run(work)
            finally:
                self._idle.append(reader)  # its thread takes one look-up after another, whoever waits for it
        finally:
            self._places.release()

    async def close(self) -> None:
        """Let go of the file."""
        await asyncio.gather(*(reader.close() for reader in self._all))

    async def _open(self) -> Reader:
        reader = Reader(self._file, self._open_engine)
        await reader
        self._all.append(reader)
        return reader
