"""Looking for what should be gone: in every row, and in every byte of a SQLite file and what lies beside it."""

from pathlib import Path

from sqlalchemy import Connection, select

from storage.engines import parse
from storage.schema import metadata
from storage.store import Store


async def rows_with(store: Store, *words: str) -> list[str]:
    """The tables with a row in which one of these words stands, each with the row."""

    def work(connection: Connection) -> list[str]:
        rows = ((table.name, str(row)) for table in metadata.sorted_tables for row in connection.execute(select(table)))
        return [f"{table}: {row}" for table, row in rows if any(word.lower() in row.lower() for word in words)]

    return await store.survey(lambda all_: work(all_._connection))


def bytes_with(database_url: str, *words: str) -> list[str]:
    """The files of a SQLite database in which one of these words stands, each with the word."""
    path = Path(parse(database_url).database or "")
    files = [each for each in path.parent.iterdir() if each.name.startswith(path.name)]
    return [
        f"{each.name}: {word}"
        for each in sorted(files)
        for word in words
        if word.lower().encode() in each.read_bytes().lower()
    ]
