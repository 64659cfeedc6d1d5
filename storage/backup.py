"""A copy of the whole database as it is at one moment, made while it is used."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from storage.engines import UnusableDatabase, parse

PG_DUMP = "pg_dump"


class NotBackedUp(Exception):  # noqa: N818 - its text is the sentence an operator reads
    """No copy was made, or none that can be trusted; nothing was left behind under its name."""


def back_up(database_url: str, file: Path) -> int:
    """Write a consistent copy that is verified before it has its name; returns its size in bytes.

    Raises :class:`NotBackedUp` and :class:`engines.UnusableDatabase` with a sentence.
    """
    url = parse(database_url)
    if file.exists():
        raise NotBackedUp(f"{file} is there already; a backup never overwrites one. Choose another name.")
    if not file.parent.is_dir():
        raise NotBackedUp(f"There is no folder {file.parent}.")
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)  # of a backup that was interrupted
    try:
        part.touch(mode=0o600)  # nobody else reads it while it is written, either
        (_copy(url, part) if url.get_backend_name() == "sqlite" else _dump(url, part))
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def _copy(url: URL, part: Path) -> None:
    source = Path(url.database or "")
    if not source.exists():
        raise UnusableDatabase(f"There is no database at {source} to back up.")
    try:
        wrong = _vacuum(source, part)
    except sqlite3.Error as error:
        raise NotBackedUp(f"{source} can't be backed up: {error}.") from error
    if wrong != "ok":
        raise NotBackedUp(f"The copy of {source} is damaged, and so perhaps is the database: {wrong}.")


def _vacuum(source: Path, part: Path) -> str:
    """Copy one snapshot, which keeps no writer waiting, and say what is wrong with the copy, or ``ok``."""
    with closing(sqlite3.connect(source, timeout=30)) as database:
        database.execute("VACUUM INTO ?", (str(part),))
    with closing(sqlite3.connect(part)) as copy:
        found: str = copy.execute("PRAGMA integrity_check").fetchone()[0]
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    return found


def _dump(url: URL, part: Path) -> None:
    """Let PostgreSQL's own program do it; what it is told of the server, a password too, no other user sees."""
    if shutil.which(PG_DUMP) is None:
        raise NotBackedUp(
            f"There is no {PG_DUMP} on this machine. Install PostgreSQL's client programs, or run on one that has "
            f'them: PGOPTIONS="-c knowhow.workspace=*" {PG_DUMP} --enable-row-security --format=custom, as in the docs.'
        )
    # Row-level security shows a role nothing that does not say whose rows it wants: a star is everybody's.
    told = _address(url) | {"PGOPTIONS": "-c knowhow.workspace=*"}
    command = [PG_DUMP, "--enable-row-security", "--format=custom", f"--file={part}"]
    done = subprocess.run(command, env=dict(os.environ) | told, capture_output=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"])[0]
        raise NotBackedUp(f"{PG_DUMP} failed: {reason}")


def _address(url: URL) -> dict[str, str]:
    """How libpq is told of a server by the environment."""
    told = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode") or url.query.get("ssl"),
    }
    return {name: str(value) for name, value in told.items() if value}
