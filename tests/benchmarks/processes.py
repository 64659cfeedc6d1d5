"""The processes of a measurement: what is measured has a core of its own, all else the others."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from tests.evaluation.databases import HERE

TOKEN, SECRET = "xoxb-bench", "8f742231b10e8888abcd99aaazzz85a5"
PATIENCE = 30.0
LOOK_AGAIN = 0.005
SERVE = ("-m", "bot", "serve")
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Served:
    """A process that listens on a port."""

    process: asyncio.subprocess.Process
    port: int
    ready_after: float = 0.0
    """Seconds from its start until it was ready."""
    log: Path | None = None

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory now, without what SQLite maps of its file: that is the file's, not its own."""
        whole = mapped = 0
        is_database = False
        for line in Path(f"/proc/{self.process.pid}/smaps").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(" ")
            if not name.endswith(":"):
                is_database = line.endswith((".db", ".db-shm"))
            elif name == "Rss:":
                whole += int(value.split()[0])
                mapped += int(value.split()[0]) if is_database else 0
        return (whole - mapped) * 1024

    @property
    def processor_seconds(self) -> float:
        """Seconds of a core that it used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def logged(self) -> str:
        """What it has logged."""
        assert self.log is not None, "only a Knowhow writes one"
        return self.log.read_text(encoding="utf-8")

    def complaints(self) -> Counter[str]:
        """What it logged as a warning or worse, and how often."""
        lines = (_read(line) for line in self.logged().splitlines())
        return Counter(_complaint(line) for line in lines if line["level"] != "info")

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Leave the machine to others meanwhile."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


def _read(line: str) -> dict[str, str]:
    """A line of the log; what is none comes from Python itself."""
    return dict(json.loads(line)) if line.startswith("{") else {"level": "python", "event": line}


def _complaint(line: dict[str, str]) -> str:
    reason = line.get("exception", "").rstrip().rpartition("\n")[2]
    return f"{line['level']}: {line['event']} {reason}".rstrip()


def _cores() -> tuple[set[int], set[int]]:
    """The core for what is measured, and the others."""
    cores = sorted(os.sched_getaffinity(0))
    return set(cores[:1]), set(cores[1:]) or set(cores)


MEASURED, OTHERS = _cores()


@contextmanager
def staying_on(cores: set[int]) -> Iterator[None]:
    """Keep this process to some cores meanwhile: to ``OTHERS``, or to ``MEASURED`` if it is what is measured."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@asynccontextmanager
async def _running(*line: str, cores: set[int], **how: object) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, *line, **how)  # type: ignore[arg-type] # what a process may be told is typed one by one
    os.sched_setaffinity(process.pid, cores)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def _listening(*line: str, cores: set[int]) -> AsyncIterator[Served]:
    async with _running("-m", *line, cores=cores, stdout=asyncio.subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Served(process, int(await process.stdout.readline()))


@asynccontextmanager
async def slack(*, seconds: float = 0.1) -> AsyncIterator[str]:
    """A stub of Slack; gives the address of its Web API."""
    line = ("tests.benchmarks.slack", "--workspace", HERE, "--seconds", str(seconds))
    async with _listening(*line, cores=OTHERS) as served:
        yield f"http://127.0.0.1:{served.port}/api/"


@asynccontextmanager
async def bare(api_url: str) -> AsyncIterator[Served]:
    """A bare Bolt app."""
    line = ("tests.benchmarks.bare", "--api-url", api_url, "--token", TOKEN, "--secret", SECRET)
    async with _listening(*line, cores=MEASURED) as served:
        yield served


@asynccontextmanager
async def knowhow(api_url: str, database_url: str, line: tuple[str, ...] = SERVE) -> AsyncIterator[Served]:
    """``knowhow serve``, or another program of its kind, once it is ready."""
    settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": api_url}
    port = _free_port()
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        env = _environment(settings | {"DATABASE_URL": database_url, "PORT": str(port)})
        begun = time.perf_counter()
        with log.open("wb") as to:
            async with _running(*line, cores=MEASURED, env=env, cwd=folder, stdout=to, stderr=to) as process:
                if not await _is_ready(process, port):
                    raise RuntimeError(log.read_text(encoding="utf-8"))
                yield Served(process, port, time.perf_counter() - begun, log)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours, but for what would keep Python from its compiled files."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return ours | {"PYTHONPATH": str(ROOT)} | dict(settings)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _is_ready(process: asyncio.subprocess.Process, port: int) -> bool:
    """Return with the first 200 of ``/readyz``, or when the process ended."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while process.returncode is None:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return True
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(LOOK_AGAIN)
    return False
