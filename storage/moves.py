"""From one revision of the schema to another, by Alembic: apart from what most starts need."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection


class UnknownRevision(Exception):  # noqa: N818 - its text is part of what an operator reads
    """There is no such revision here, or the database has one that this program doesn't know."""


def move(connection: Connection, current: str | None, revision: str) -> None:
    """Upgrade or downgrade a database within its transaction. Raises :class:`UnknownRevision`."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        if revision == "base" or _is_below(revision, current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
    except CommandError as error:
        raise UnknownRevision(str(error)) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _is_below(revision: str, current: str | None) -> bool:
    """Whether a revision is an ancestor of the present one."""
    if current is None or revision in {"head", current}:
        return False
    script = ScriptDirectory.from_config(_config())
    return any(each.revision == revision for each in script.walk_revisions("base", current))
