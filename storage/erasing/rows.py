"""Changing some rows of a table at a time: found by an index of what is asked for, changed by their own key."""

from sqlalchemy import ColumnElement, Connection, Delete, Table, Update, and_, bindparam, delete, select


def change_some(
    connection: Connection, table: Table, *conditions: ColumnElement[bool], limit: int, change: Update | None = None
) -> int:
    """Delete some of the rows that meet all conditions, or change them so that they don't; returns how many."""
    keys = [column for column in table.columns if column.primary_key or column.name == "workspace"]
    found = connection.execute(select(*keys).where(*conditions).limit(limit)).all()
    if found:
        one = and_(*(key == bindparam(f"key_{key.name}") for key in keys))
        statement: Update | Delete = delete(table) if change is None else change
        rows = [{f"key_{key.name}": value for key, value in zip(keys, row, strict=True)} for row in found]
        connection.execute(statement.where(one), rows)
    return len(found)
