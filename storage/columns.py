"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer, literal_column
from sqlalchemy.types import TypeDecorator

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
