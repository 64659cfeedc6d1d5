"""A PostgreSQL server of our own, to be crashed."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Debian keeps them out of the way; elsewhere they are found by PATH."""
OWNER = "postgres"


class NoPostgres(Exception):  # noqa: N818 - a reason to skip
    """There is nothing here to make a server with."""


class Cluster:
    """One server in a folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.server = f"postgresql://{OWNER}@127.0.0.1:{port}/postgres"
        self._data = folder / "data"
        self._options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c shared_buffers=32MB"

    async def create(self) -> None:
        """Make its files, and start it."""
        await _run("initdb", "-D", self._data, "-A", "trust", "-U", OWNER, "-E", "UTF8", "--no-locale", "--no-sync")
        await self.start()

    async def start(self) -> None:
        """Start it; returns once it takes connections."""
        await _run("pg_ctl", "-D", self._data, "-o", self._options, "-l", self._data / "log", "-w", "start")

    async def crash(self) -> None:
        """End it as a loss of power does, as far as its processes are concerned: recovery follows the next start."""
        await _run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    """A running server; raises NoPostgres where there are no binaries."""
    _find("initdb")
    folder = Path(tempfile.mkdtemp(prefix="knowhow_postgres_"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
    here = Cluster(folder, _free_port())
    try:
        await here.create()
        yield here
        await here.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find(program: str) -> str:
    found = [str(folder / program) for folder in BINARIES if (folder / program).exists()]
    path = found[-1] if found else shutil.which(program)
    if path is None:
        raise NoPostgres(f"there is no {program} in /usr/lib/postgresql or on the PATH")
    return path


async def _run(program: str, *arguments: str | Path) -> None:
    """PostgreSQL refuses to run as root."""
    before = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        *before,
        _find(program),
        *map(str, arguments),
        cwd="/",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if code := await process.wait():
        raise RuntimeError(f"{program} ended with {code}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
