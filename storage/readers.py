"""The readers of an SQLite file: a few connections, each with a thread, to which a whole look-up goes in one hop.

The usual way sends each statement to the thread and back by itself, a dozen hops for one look-up, while the event
loop has nothing to do but wait for them.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine

T = TypeVar("T")
OpenEngine = Callable[[Callable[[], sqlite3.Connection]], Engine]
"""Makes an engine with a connection for each thread, given what connects in the present thread."""


class Reader(aiosqlite.Connection):
    """One connection in its thread."""

    def __init__(self, file: str, engine: Engine, here: threading.local) -> None:
        super().__init__(partial(_connect, file, here), iter_chunk_size=64)
        self._engine = engine

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
        self._here = threading.local()
        self._engine = open_engine(lambda: _connection(self._here))  # one, so that statements are compiled once
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
        reader = Reader(self._file, self._engine, self._here)
        await reader
        self._all.append(reader)
        return reader


def _connect(file: str, here: threading.local) -> sqlite3.Connection:
    """Open the connection of the present thread."""
    here.connection = sqlite3.connect(file, check_same_thread=False)
    return _connection(here)


def _connection(here: threading.local) -> sqlite3.Connection:
    found: sqlite3.Connection = here.connection
    return found
