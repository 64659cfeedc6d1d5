"""Whose rows a transaction sees and writes on PostgreSQL: what its row-level security goes by.

Each repository names its workspace in each statement, on both engines. This is the second lock on the same door: a
statement that forgets it finds nothing of another workspace, since the policies (storage/migrations/policies.py)
compare each row with what the transaction said of itself when it began. SQLite has no such thing.
"""

import re
from collections.abc import Callable
from typing import Any, NewType, TypeVar

from sqlalchemy import Connection, bindparam, func, select, text

from bot.domain.ids import WorkspaceId

T = TypeVar("T")
Whose = NewType("Whose", str)
"""What the setting says: a workspace, all of them, or none."""

SETTING = "knowhow.workspace"
EVERYBODY, NOBODY = Whose("*"), Whose("")
_ID = re.compile(r"[A-Za-z0-9_-]+")

_NARROW = select(func.set_config(SETTING, bindparam("whose"), True))  # noqa: FBT003 - PostgreSQL's own: for this transaction
_BYPASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def of(workspace: WorkspaceId) -> Whose:
    """A workspace's own rows; nobody's for what can't be a workspace's id, above all for the sign of all of them."""
    return Whose(workspace) if _ID.fullmatch(workspace) else NOBODY


def told(whose: Whose, work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """The same work, in a transaction that begins with saying whose it is; of a connection that has none yet."""

    def telling(connection: Connection) -> T:
        driver: Any = connection.connection.driver_connection
        driver.whose = whose
        try:
            return work(connection)
        finally:
            driver.whose = NOBODY

    return telling


def narrow(connection: Connection, whose: Whose) -> None:
    """Have the rest of a transaction that has begun be about these rows alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NARROW, {"whose": whose})


def is_bypassed(connection: Connection) -> bool:
    """Whether PostgreSQL asks no policy of this role: a superuser, or one that may bypass them."""
    return bool(connection.scalar(_BYPASSES))
