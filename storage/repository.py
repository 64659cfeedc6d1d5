"""What every repository has: a connection in a transaction, and the workspace that each of its queries carries."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Select,
    Table,
    Update,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql.dml import ReturningInsert

from bot.domain.ids import WorkspaceId

_NEW = "new_"
"""Before a column's name: the parameter that is its new value, for which SQLAlchemy keeps the name itself."""


class Repository:
    """Rows of one workspace."""

    def __init__(self, connection: Connection, workspace: WorkspaceId) -> None:
        self._connection = connection
        self._workspace = workspace

    def _here(self, table: Table) -> ColumnElement[bool]:
        """The condition that keeps workspaces apart."""
        return table.c.workspace == self._workspace

    def _run(self, statement: Executable, **told: Any) -> CursorResult[Any]:
        """Run a statement that was built once, with this workspace at its ``here``."""
        return self._connection.execute(statement, {"here": self._workspace, **told})

    @property
    def _only_looks(self) -> bool:
        """Whether this transaction changes nothing, has a snapshot of its own, and keeps nobody waiting."""
        return bool(self._connection.get_execution_options().get("postgresql_readonly"))

    def _held(self, query: Select[Any], *, skip_locked: bool = False) -> Select[Any]:
        """A query that keeps its rows from other replicas until this transaction ends; a mere look keeps nothing."""
        return query if self._only_looks else query.with_for_update(skip_locked=skip_locked)

    def _keep(self, table: Table, **values: Any) -> bool:
        """Insert a row into this workspace; ``False`` when one with a key of its own is there already, and stays."""
        statement = _keeping(self._connection.dialect.name, table)
        return self._connection.execute(statement, {"workspace": self._workspace, **values}).rowcount == 1

    def _keep_numbered(self, table: Table, **values: Any) -> int | None:
        """The same for a row that the database numbers; returns its number, or ``None`` when one is there already."""
        statement = _numbering(self._connection.dialect.name, table)
        number: int | None = self._connection.execute(statement, {"workspace": self._workspace, **values}).scalar()
        return number

    def _put(self, table: Table, keys: Mapping[str, Any], **told: Any) -> None:
        """Insert a row into this workspace, or have the one of these keys say this instead."""
        statement = _replacing(self._connection.dialect.name, table, tuple(keys), tuple(told))
        self._connection.execute(statement, {"workspace": self._workspace, **keys, **told})

    def _change_row(
        self,
        table: Table,
        row: int,
        columns: Mapping[str, Any],
        only_if: ColumnElement[bool] | None = None,
        **told: Any,
    ) -> bool:
        """Change columns of a row of this workspace; ``False`` where it isn't, or not as ``only_if`` has it.

        That is a condition that was built once, whose parameters are ``told``.
        """
        values = {_NEW + name: value for name, value in columns.items()}
        return self._run(_changing(table, tuple(columns), only_if), row=row, **values, **told).rowcount == 1


def here(table: Table) -> ColumnElement[bool]:
    """The condition that keeps workspaces apart, for statements that are built once: see :meth:`Repository._run`.

    To put a statement together takes longer than most take to run, so those of every delivery are built once.
    """
    return table.c.workspace == bindparam("here")


def insert(connection: Connection, table: Table) -> SqliteInsert | PostgresqlInsert:
    """The engine's own INSERT, which knows ``ON CONFLICT``."""
    return new_insert(connection.dialect.name, table)


def new_insert(dialect: str, table: Table) -> SqliteInsert | PostgresqlInsert:
    """The same by the engine's name, for statements that are built once for each."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def hold(connection: Connection, name: str) -> None:
    """Keep other replicas that hold the same name waiting until this commit; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


@cache
def _keeping(dialect: str, table: Table) -> SqliteInsert | PostgresqlInsert:
    return new_insert(dialect, table).on_conflict_do_nothing()


@cache
def _numbering(dialect: str, table: Table) -> ReturningInsert[Any]:
    return _keeping(dialect, table).returning(table.c.id)


@cache
def _replacing(
    dialect: str, table: Table, keys: tuple[str, ...], told: tuple[str, ...]
) -> SqliteInsert | PostgresqlInsert:
    new = new_insert(dialect, table)
    changed = {name: new.excluded[name] for name in told}
    return new.on_conflict_do_update(index_elements=["workspace", *keys], set_=changed)


@cache
def _changing(table: Table, columns: tuple[str, ...], only_if: ColumnElement[bool] | None) -> Update:
    values = {name: bindparam(_NEW + name, type_=table.c[name].type) for name in columns}
    one = update(table).where(here(table), table.c.id == bindparam("row")).values(**values)
    return one if only_if is None else one.where(only_if)


@cache
def counting(dialect: str, table: Table, *keys: str) -> SqliteInsert | PostgresqlInsert:
    """Insert rows, or count one more change where they are; built once, since it is part of most transactions."""
    new = new_insert(dialect, table)
    return new.on_conflict_do_update(index_elements=list(keys), set_={"changes": table.c.changes + 1})
