"""The two dialects, equal wherever they are: what one engine compiled, every engine of the process runs.

SQLAlchemy keeps compiled statements per engine and by dialect. A process has several engines, a writer's and the
readers', and compiling the same statements for each made the first presses after a start the slowest.
"""

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

COMPILED: LRUCache[object, object] = LRUCache(2_000)
"""Compiled statements of this process: more than Knowhow has, so that none is thrown out."""
SQLITE, POSTGRESQL = "sqlite+knowhow", "postgresql+knowhow"
"""The drivers' names under which engines are made."""


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLite as the driver of the standard library speaks it."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class PostgresqlDialect(PGDialect_asyncpg):
    """PostgreSQL as asyncpg speaks it."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.knowhow", __name__, "SqliteDialect")
registry.register("postgresql.knowhow", __name__, "PostgresqlDialect")
