"""The processes under test as the harness has them: started, watched, struck down and started again."""

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.steps import Trap

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS = 60.0, 40.0
LOOK_EVERY = 0.02


class Nursery:
    """The process that forks them (tests/faults/nursery.py): one for all runs of this process, as it takes a while."""

    _process: "subprocess.Popen[bytes] | None" = None

    def __init__(self) -> None:
        self._pending = b""
        self._born: dict[str, asyncio.Future[int]] = {}
        self._gone: dict[int, asyncio.Future[int]] = {}

    def start(self) -> None:
        """Have it ready, and listen to it in this event loop."""
        if Nursery._process is None:
            command = [sys.executable, "-m", "tests.faults.nursery"]
            Nursery._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ours
            atexit.register(_end, Nursery._process)
        asyncio.get_running_loop().add_reader(self._output(), self._hear)

    async def stop(self) -> None:
        """Listen no more, once every process that it started for us has ended."""
        for pid, gone in self._gone.items():
            if not gone.done():
                os.kill(pid, signal.SIGKILL)
        await asyncio.gather(*self._gone.values())
        asyncio.get_running_loop().remove_reader(self._output())

    async def bear(self, order: Mapping[str, Any]) -> tuple[int, "asyncio.Future[int]"]:
        """Start a process; returns its id, and its exit code to come."""
        assert self._process is not None
        assert self._process.stdin is not None
        born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._born[order["name"]] = born
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        pid = await born
        return pid, self._gone[pid]

    def _output(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def _hear(self) -> None:
        *lines, self._pending = (self._pending + os.read(self._output(), 65536)).split(b"\n")
        for news in map(json.loads, lines):
            if "exit" in news:
                self._gone[news["pid"]].set_result(news["exit"])
            else:
                self._gone[news["pid"]] = asyncio.get_running_loop().create_future()
                self._born.pop(news["name"]).set_result(news["pid"])


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Let the nursery end with us."""
    process.communicate()


@dataclass(slots=True)
class Life:
    """One process from start to end."""

    pid: int
    log: Path
    gone: "asyncio.Future[int]"
    trap: Trap | None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended."""

    code: int
    at: datetime
    """By the harness's clock."""
    has_served: bool
    log: Path


@dataclass(slots=True)
class Replica:
    """A place for one process after another: whatever ends unasked is started again, as by a supervisor."""

    name: str
    nursery: Nursery
    folder: Path
    settings: Mapping[str, str]
    is_unmodified: bool = False
    traps: deque[Trap] = field(default_factory=deque)
    now: Callable[[], datetime] = field(kw_only=True)
    ends: list[End] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    life: Life | None = None
    _is_wanted: bool = True
    _keeper: "asyncio.Task[None] | None" = None

    @property
    def port(self) -> int | None:
        """Where it listens; ``None`` while nobody does."""
        return self.life.port if self.life else None

    async def start(self) -> None:
        """Serve from now on; returns once it does for the first time."""
        self._is_wanted = True
        self._keeper = asyncio.create_task(self._keep(), name=self.name)
        await self.serving()

    async def serving(self, *, instead_of: Life | None = None) -> None:
        """Return once a process of this place serves, another one than that."""
        async with asyncio.timeout(START_SECONDS):
            while self.port is None or self.life is instead_of:  # noqa: ASYNC110 - another process tells by its log
                await asyncio.sleep(LOOK_EVERY)

    def strike(self, number: signal.Signals) -> bool:
        """Send a signal to the process that is there; ``False`` when none is."""
        if self.life is None or self.life.gone.done():
            return False
        with suppress(ProcessLookupError):
            os.kill(self.life.pid, number)
            return True
        return False

    def is_frozen(self) -> bool:
        """Whether its process is stopped, but not ended."""
        if self.life is None:
            return False
        told = subprocess.run(["ps", "-o", "state=", "-p", str(self.life.pid)], capture_output=True, check=False)  # noqa: S603, S607 - found by PATH
        return told.stdout.strip().startswith(b"T")

    def wake(self) -> None:
        """Let a frozen process go on."""
        self.strike(signal.SIGCONT)

    async def stop(self) -> int:
        """Ask the last process to end, and don't start another one; returns its exit code."""
        self._is_wanted = False
        self.strike(signal.SIGTERM)
        return await self._ended()

    async def abandon(self) -> None:
        """Start nothing any more, whatever becomes of the process."""
        self._is_wanted = False
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def roll(self) -> int:
        """Ask for an end, wait for it, and start anew; returns the exit code of the old one."""
        self.wake()
        old = self.life
        self.strike(signal.SIGTERM)
        code = -1 if old is None else await asyncio.wait_for(asyncio.shield(old.gone), STOP_SECONDS)
        await self.serving(instead_of=old)
        return code

    async def _ended(self) -> int:
        assert self._keeper is not None
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._keeper
        except TimeoutError:
            self.strike(signal.SIGKILL)
            return -signal.SIGKILL
        return self.ends[-1].code

    async def _keep(self) -> None:
        while self._is_wanted:
            life = self.life = await self._begin()
            watcher = asyncio.create_task(_find_port(life))
            code = await asyncio.shield(life.gone)
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            self.life = None
            if life.trap is not None and not _serves(life):
                self.traps.appendleft(life.trap)  # the next one may get as far as that
            self.ends.append(End(code, self.now(), _serves(life), life.log))

    async def _begin(self) -> Life:
        trap = self.traps.popleft() if self.traps else None
        log = self.folder / f"{self.name}.{len(self.logs)}.log"
        self.logs.append(log)
        order = {
            "name": self.name,
            "log": str(log),
            "folder": str(self.folder),
            "settings": dict(self.settings) | ({"FAULTS_TRAP": trap.told()} if trap else {}),
            "is_unmodified": self.is_unmodified,
        }
        pid, gone = await self.nursery.bear(order)
        return Life(pid, log, gone, trap)


async def _find_port(life: Life) -> None:
    """Wait for the line of the log that says where it listens."""
    while not _serves(life):  # noqa: ASYNC110 - another process tells by its log
        await asyncio.sleep(LOOK_EVERY)


def _serves(life: Life) -> bool:
    """Whether its log says so; notes where."""
    told = life.log.read_text(errors="replace") if life.log.exists() else ""
    for line in told.splitlines(keepends=True):
        if '"event": "serving"' in line and line.endswith("\n"):
            life.port = int(json.loads(line)["port"])
            return True
    return False
