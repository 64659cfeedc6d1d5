"""Erasing a workspace that the app was removed from long ago: every row of it in every table."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.domain.ids import WorkspaceId
from storage import schema
from storage.erasing.rows import change_some
from storage.schema import metadata

AT_ONCE = 1_000
"""Rows that go in one transaction."""
WORDS_AT_ONCE = 50
_tenant, _word, _posting = schema.workspace, schema.search_word, schema.search_posting
TABLES = [each for each in reversed(metadata.sorted_tables) if "workspace" in each.c and each is not schema.wiping]
"""Those that refer to others come first; what is still to be wiped is known to the last."""


class Tenants:
    """Workspaces whose time is over. One that is installed again meanwhile loses nothing more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def over(self, before: datetime) -> list[WorkspaceId]:
        """Workspaces that were revoked before a moment, longest ago first."""
        query = select(_tenant.c.id).where(_tenant.c.revoked_at < before).order_by(_tenant.c.revoked_at, _tenant.c.id)
        return [WorkspaceId(each) for each in self._connection.execute(query).scalars()]

    def erase_some(self, workspace: WorkspaceId, before: datetime) -> int:
        """Erase some of its rows; returns how many, none when nothing is left or it came back."""
        if not self._is_over(workspace, before):
            return 0
        if erased := self._erase_postings(workspace):
            return erased
        for table in TABLES:
            if erased := change_some(self._connection, table, table.c.workspace == workspace, limit=AT_ONCE):
                return erased
        return 0

    def drop(self, workspace: WorkspaceId, before: datetime) -> bool:
        """Drop the workspace itself, of which nothing else is left; ``False`` when it came back."""
        if not self._is_over(workspace, before):
            return False
        wiping = schema.wiping
        bots = schema.slack_bots
        self._connection.execute(delete(bots).where(bots.c.team_id == workspace))
        self._connection.execute(delete(wiping).where(wiping.c.workspace == workspace))
        self._connection.execute(delete(_tenant).where(_tenant.c.id == workspace))
        return True

    def _is_over(self, workspace: WorkspaceId, before: datetime) -> bool:
        """Whether it is still revoked, kept so until this transaction ends: it could be installed again right now."""
        one = select(_tenant.c.id).where(_tenant.c.id == workspace, _tenant.c.revoked_at < before)
        return self._connection.execute(one.with_for_update()).first() is not None

    def _erase_postings(self, workspace: WorkspaceId) -> int:
        """Take out what has no workspace but its word's."""
        some = select(_word.c.id).where(_word.c.workspace == workspace).order_by(_word.c.id).limit(WORDS_AT_ONCE)
        words = self._connection.execute(some).scalars().all()
        if not words:
            return 0
        if posted := change_some(self._connection, _posting, _posting.c.word.in_(words), limit=AT_ONCE):
            return posted
        return self._connection.execute(delete(_word).where(_word.c.id.in_(words))).rowcount
