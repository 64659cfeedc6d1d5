"""What is set otherwise in a workspace, and who changed it when."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, delete, func, select

from bot.domain.ids import PersonId
from bot.domain.rules import Rules
from bot.domain.settings import Change, overlay
from storage import schema
from storage.repository import Repository, here, hold

_table, _change = schema.setting, schema.setting_change

_KEPT = select(_table.c.name, _table.c.value).where(here(_table))
_LATEST = select(func.coalesce(func.max(_change.c.id), 0)).where(here(_change))
_SINCE = select(_change).where(here(_change), _change.c.id > bindparam("seen")).order_by(_change.c.id)


class Settings(Repository):
    """Settings that differ from the defaults. They are looked up once in a unit of work, and not before one asks."""

    _kept: Mapping[str, str] | None = None
    _rules: Rules | None = None

    def rules(self, defaults: Rules) -> Rules:
        """The rules that hold here, over these defaults, which are the same throughout a unit of work."""
        if self._rules is None:
            self._rules = overlay(defaults, self.kept())
        return self._rules

    def kept(self) -> Mapping[str, str]:
        """What differs from the defaults, by name, as people write it."""
        if self._kept is None:
            self._kept = {row.name: row.value for row in self._run(_KEPT)}
        return self._kept

    def hold(self) -> None:
        """Keep others from changing settings here until this commit."""
        hold(self._connection, f"settings of {self._workspace}")
        self._kept = self._rules = None

    def change(self, name: str, became: str | None, by: PersonId, now: datetime) -> None:
        """Set something, or with ``None`` go back to the default, and remember who did; held before."""
        was = self.kept().get(name)
        if became is None:
            self._connection.execute(delete(_table).where(self._here(_table), _table.c.name == name))
        else:
            self._put(_table, {"name": name}, value=became)
        self._keep_numbered(_change, name=name, was=was, became=became, by=by, at=now)
        self._kept = self._rules = None

    def version(self) -> int:
        """The number of the latest change: it grows with each."""
        return int(self._run(_LATEST).scalar_one())

    def since(self, version: int) -> list[Change]:
        """What was changed after a version, in order."""
        return [_read(row) for row in self._run(_SINCE, seen=version).mappings()]

    def history(self, *, limit: int, offset: int = 0) -> list[Change]:
        """What was changed, latest first."""
        query = select(_change).where(self._here(_change)).order_by(_change.c.id.desc())
        return [_read(row) for row in self._connection.execute(query.limit(limit).offset(offset)).mappings()]

    def count(self) -> int:
        """How many changes there were."""
        query = select(func.count()).select_from(_change).where(self._here(_change))
        return int(self._connection.execute(query).scalar_one())


def _read(row: RowMapping) -> Change:
    return Change(
        id=row["id"],
        name=row["name"],
        was=row["was"],
        became=row["became"],
        by=PersonId(row["by"]),
        at=row["at"],
    )
