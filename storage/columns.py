"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    Text,
    bindparam,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

Id = BigInteger().with_variant(Integer, "sqlite")
"""A generated key; SQLite numbers rows by itself only in an INTEGER primary key."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC timestamp; SQLite, which knows no zones, keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Store UTC only; a naive timestamp is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def among(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column is one of these constants of ours, written into the statement rather than bound.

    SQLite uses a partial index only where the statement's own words imply the index's condition. To write them in when
    a statement is built costs nothing when it runs. Raises ValueError for what is no plain word.
    """
    if not all(value.isidentifier() for value in values):
        raise ValueError("only plain words are written into a statement")
    words: list[ColumnElement[Any]] = [literal_column(f"'{value}'") for value in values]
    return column == words[0] if len(words) == 1 else column.in_(words)


def is_blank(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a text is empty, in the words of a partial index's condition: see :func:`among`."""
    return column == literal_column("''")


class _Values(TypeDecorator[Collection[Any]]):
    """Several words or numbers as one value."""

    impl = Text
    cache_ok = True

    def __init__(self, of: type[str | int]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where there are such."""
        each = Text() if self.of is str else BigInteger()
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(each))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """JSON elsewhere."""
        values = list(value or ())
        return json.dumps(values) if dialect.name == "sqlite" else values


class is_one_of(FunctionElement[Any]):  # noqa: N801 - reads as the operator that it is
    """Whether a column is one of the words, or numbers, that a statement built once is given under a name.

    However many they are it is the same statement: to spell ``IN`` out for each number of them takes longer than to
    run it, and PostgreSQL would prepare a statement for each.
    """

    inherit_cache = True
    type = NullType()  # of a Boolean SQLite would be asked whether it is 1, and look for it in no index

    def __init__(self, column: ColumnElement[str] | ColumnElement[int], name: str) -> None:
        super().__init__(column, bindparam(name, type_=_Values(column.type.python_type)))


@compiles(is_one_of)
def _in_array(element: is_one_of, compiler: SQLCompiler, **more: Any) -> str:
    column, words = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} = ANY({words})"


@compiles(is_one_of, "sqlite")
def _in_json(element: is_one_of, compiler: SQLCompiler, **more: Any) -> str:
    column, words = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({words}))"  # noqa: S608 - our own words
