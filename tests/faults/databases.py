"""The databases that the processes share, as the harness looks into them and harms them."""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Executable, select, text

from storage import schema
from storage.store import Store, open_store
from tests import postgres

_notice, _question = schema.notice, schema.question
_busy, _due = _notice.c.state.in_(("sending", "ambiguous")), _notice.c.state == "due"


class Data(ABC):
    """A database of one run."""

    url: str

    _store: Store | None = None

    async def rows(self, statement: "str | Executable") -> list[Any]:
        """What a statement finds, in one snapshot."""
        return (await self._look([text(statement) if isinstance(statement, str) else statement]))[0]

    async def left(self, until: datetime) -> list[str]:
        """What is still to be done before a moment, in words; nothing when all has come to rest."""
        notices, questions, documents, people = await self._look(
            [
                select(_notice.c.key, _notice.c.state, _notice.c.error).where(
                    _busy | _due & (_notice.c.due_at < until)
                ),
                select(_question.c.id).where(_question.c.due_at < until),
                select(schema.stale_document.c.item),
                select(schema.stale_person.c.person),
            ]
        )
        told = [f"{row.key} is {row.state} ({row.error})" for row in notices]
        told += [f"question {row.id} is due" for row in questions]
        return told + [f"the index is behind with {row[0]}" for row in [*documents, *people]]

    async def ahead(self, until: datetime) -> list[datetime]:
        """When the things are due that wait for their time; none at all while something is being sent."""
        sending, notices, questions = await self._look(
            [
                select(_notice.c.id).where(_notice.c.state == "sending"),
                select(_notice.c.due_at).where(_notice.c.state.in_(("due", "ambiguous")), _notice.c.due_at < until),
                select(_question.c.due_at).where(_question.c.due_at < until),
            ]
        )
        return [] if sending else [row.due_at for row in [*notices, *questions]]

    async def _look(self, statements: Sequence[Executable]) -> list[list[Any]]:
        if self._store is None:
            self._store = open_store(self.url)
        return await self._store.survey(
            lambda all_: [list(all_._connection.execute(each).all()) for each in statements]
        )

    async def close(self) -> None:
        """Look no more."""
        if self._store is not None:
            await self._store.close()

    @abstractmethod
    @asynccontextmanager
    def locked(self) -> AsyncIterator[None]:
        """Nobody else can write, as long as this lasts."""

    @abstractmethod
    async def ailments(self) -> list[str]:
        """What the engine itself finds wrong with the data."""


class SqliteData(Data):
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "knowhow.db"
        self.url = f"sqlite:///{self.file}"

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """The write lock of the file is taken."""
        connection = sqlite3.connect(self.file, isolation_level=None, timeout=10, check_same_thread=False)
        try:
            await asyncio.to_thread(connection.execute, "BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
        finally:
            connection.close()

    async def ailments(self) -> list[str]:
        """What ``integrity_check`` and ``foreign_key_check`` say."""
        connection = sqlite3.connect(self.file)
        try:
            said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            broken = [
                f"a reference of {row[0]} leads nowhere" for row in connection.execute("PRAGMA foreign_key_check")
            ]
        finally:
            connection.close()
        return [each for each in said if each != "ok"] + broken


class PostgresData(Data):
    """A database of a server."""

    def __init__(self, server: str, url: str) -> None:
        self.url = url
        self._above = postgres.above(url, server)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[None]:
        """The table that everything needs is taken, so that every connection of a pool comes to wait."""
        connection = await asyncpg.connect(self.url)
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE notice IN ACCESS EXCLUSIVE MODE")
                yield
        finally:
            await connection.close()

    async def ailments(self) -> list[str]:
        """What keeps its indexes from agreeing with the tables; nothing where the extension isn't there."""
        connection = await asyncpg.connect(self._above)
        try:
            await connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
            await connection.execute(_CHECK_INDEXES)
        except asyncpg.exceptions.UndefinedFileError:
            return []
        except asyncpg.exceptions.IndexCorruptedError as error:
            return [str(error)]
        finally:
            await connection.close()
        return []


_CHECK_INDEXES = """
DO $$ DECLARE each regclass; BEGIN
  FOR each IN SELECT c.oid FROM pg_class c JOIN pg_am a ON a.oid = c.relam
    WHERE c.relkind = 'i' AND a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace
  LOOP PERFORM bt_index_check(each, true); END LOOP;
END $$
"""


@asynccontextmanager
async def postgres_of(server: str, *, template: str = "template1") -> AsyncIterator[PostgresData]:
    """A new database of a server that is there; raises OSError when none is."""
    async with postgres.database("faults", template=template, server=server) as url:
        yield PostgresData(server, url)
