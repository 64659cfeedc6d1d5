"""The processes under test as the harness has them: started, watched, struck down and started again."""

import asyncio
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.steps import Trap

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS = 60.0, 40.0
LOOK_EVERY = 0.02


class Nursery:
    """The process that forks them (tests/faults/nursery.py)."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._born: dict[str, asyncio.Future[int]] = {}
        self._gone: dict[int, asyncio.Future[int]] = {}

    async def start(self) -> None:
        """Have it ready."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.nursery",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.create_task(self._listen(), name="nursery")

    async def stop(self) -> None:
        """End it, and whatever it started."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()
        if self._reader is not None:
            await self._reader

    async def bear(self, order: Mapping[str, Any]) -> tuple[int, "asyncio.Future[int]"]:
        """Start a process; returns its id, and its exit code to come."""
        assert self._process is not None
        assert self._process.stdin is not None
        born: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._born[order["name"]] = born
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        await self._process.stdin.drain()
        pid = await born
        return pid, self._gone[pid]

    async def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            news = json.loads(line)
            if "exit" in news:
                self._gone[news["pid"]].set_result(news["exit"])
            else:
                self._gone[news["pid"]] = asyncio.get_running_loop().create_future()
                self._born.pop(news["name"]).set_result(news["pid"])


@dataclass(slots=True)
class Life:
    """One process from start to end."""

    pid: int
    log: Path
    gone: "asyncio.Future[int]"
    port: int | None = None


@dataclass(slots=True)
class Replica:
    """A place for one process after another: whatever ends unasked is started again, as by a supervisor."""

    name: str
    nursery: Nursery
    folder: Path
    settings: Mapping[str, str]
    is_unmodified: bool = False
    traps: deque[Trap] = field(default_factory=deque)
    exits: list[int] = field(default_factory=list)
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

    async def serving(self) -> None:
        """Return once a process of this place serves."""
        async with asyncio.timeout(START_SECONDS):
            while self.port is None:  # noqa: ASYNC110 - another process tells by its log
                await asyncio.sleep(LOOK_EVERY)

    def strike(self, number: signal.Signals) -> bool:
        """Send a signal to the process that is there; ``False`` when none is."""
        if self.life is None or self.life.gone.done():
            return False
        with suppress(ProcessLookupError):
            os.kill(self.life.pid, number)
            return True
        return False

    async def stop(self) -> int:
        """Ask the last process to end, and don't start another one; returns its exit code."""
        self._is_wanted = False
        self.strike(signal.SIGTERM)
        return await self._ended()

    async def roll(self) -> int:
        """Ask for an end, wait for it, and start anew; returns the exit code of the old one."""
        self.strike(signal.SIGCONT)
        old = self.life
        self.strike(signal.SIGTERM)
        code = -1 if old is None else await asyncio.wait_for(asyncio.shield(old.gone), STOP_SECONDS)
        await self.serving()
        return code

    async def _ended(self) -> int:
        assert self._keeper is not None
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._keeper
        except TimeoutError:
            self.strike(signal.SIGKILL)
            return -signal.SIGKILL
        return self.exits[-1]

    async def _keep(self) -> None:
        while self._is_wanted:
            self.life = await self._begin()
            watcher = asyncio.create_task(_find_port(self.life))
            code = await self.life.gone
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            self.life = None
            self.exits.append(code)

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
        return Life(*(await self._born(order, log)))

    async def _born(self, order: Mapping[str, Any], log: Path) -> tuple[int, Path, "asyncio.Future[int]"]:
        pid, gone = await self.nursery.bear(order)
        return pid, log, gone


async def _find_port(life: Life) -> None:
    """Wait for the line of the log that says where it listens."""
    while life.port is None:
        if life.log.exists():
            for line in life.log.read_text().splitlines():
                if '"event": "serving"' in line:
                    life.port = int(json.loads(line)["port"])
                    return
        await asyncio.sleep(LOOK_EVERY)
