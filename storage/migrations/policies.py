"""Row-level security of a table, for the migrations that make one: on PostgreSQL; SQLite has no such thing.

Released migrations run through this, so it stays as it is: another policy is another function.
"""

from alembic import op

_POLICY = "workspace"
_SAID = "(SELECT current_setting('knowhow.workspace', true))"
_OURS = f"CASE {_SAID} WHEN {{column}} THEN true WHEN '*' THEN true END IS NOT NULL"
"""What the transaction said of itself (storage/tenancy.py), read once for each statement.

The planner takes ``IS NOT NULL`` to let nearly every row through, as this does beside the workspace that a statement
names. Of an equality it would believe that it leaves few, a second time, and choose its plans by that.
"""


def keep_apart(*tables: str, column: str = "workspace") -> None:
    """Show and take only rows of the workspace that the transaction is about, even from the tables' owner."""
    for table in tables if op.get_bind().dialect.name == "postgresql" else ():
        ours = _OURS.format(column=column)
        op.execute(f"CREATE POLICY {_POLICY} ON {table} USING ({ours}) WITH CHECK ({ours})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def let_meet(*tables: str) -> None:
    """Take back what :func:`keep_apart` did; who drops a table need not."""
    for table in tables if op.get_bind().dialect.name == "postgresql" else ():
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY {_POLICY} ON {table}")
