"""One time for the sandbox and the processes under test: it may run faster than ours, and jump."""

import os
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import SandboxClock

_FORM = struct.Struct("ddd")
NO_TIME = timedelta(0)


class SharedClock:
    """The time as the harness tells it in a file, for the processes under test."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_RDONLY)
        self.speed = self._read()[2]

    def now(self) -> datetime:
        """The moment, aware and in UTC."""
        moment, since, speed = self._read()
        return datetime.fromtimestamp(moment + (time.monotonic() - since) * speed, UTC)

    def _read(self) -> tuple[float, float, float]:
        moment, since, speed = _FORM.unpack(os.pread(self._file, _FORM.size, 0))
        return moment, since, speed


class SteeredClock(SandboxClock):
    """The same time for the sandbox, which the harness steers.

    ``skew`` is how far the processes are off, as those on a host whose clock is wrong.
    """

    def __init__(self, file: Path, start: datetime, *, speed: float) -> None:
        super().__init__(start, running=False)
        self.speed = speed
        self._file = file
        self._since = time.monotonic()
        self._skew = NO_TIME
        self._publish()

    def now(self) -> datetime:
        """The moment in the sandbox, aware UTC."""
        return self._base + timedelta(seconds=(time.monotonic() - self._since) * self.speed)

    def move_to(self, moment: datetime) -> None:
        """Jump for everybody."""
        self._since = time.monotonic()
        super().move_to(moment)
        self._publish()

    def tick(self) -> None:
        """Tell the listeners that time has passed."""
        for listener in list(self._listeners):
            listener()

    def skew(self, by: timedelta) -> None:
        """Let the processes believe that it is so much later; earlier, if negative."""
        self._skew = by
        self._publish()

    def _publish(self) -> None:
        """In one write, so that nobody reads half of it."""
        told = _FORM.pack((self._base + self._skew).timestamp(), self._since, self.speed)
        if not self._file.exists():
            self._file.write_bytes(told)
            return
        file = os.open(self._file, os.O_WRONLY)
        try:
            os.pwrite(file, told, 0)
        finally:
            os.close(file)
