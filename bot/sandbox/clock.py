"""The sandbox's time: real or standing still, and movable by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """A clock that a person or a test may move, backwards too."""

    def __init__(self, start: datetime | None = None, *, running: bool = True) -> None:
        """Begin at `start` (aware; now, if None); running=False stands still between moves."""
        self.running = running
        self._base = start or datetime.now(UTC)
        self._set_at = datetime.now(UTC)
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The moment in the sandbox, aware UTC."""
        if not self.running:
            return self._base
        return self._base + (datetime.now(UTC) - self._set_at)

    def advance(self, by: timedelta) -> None:
        """Move by so much (negative: backwards) and tell the listeners."""
        self.move_to(self.now() + by)

    def move_to(self, moment: datetime) -> None:
        """Set the clock to `moment` and tell the listeners; ValueError if it isn't aware."""
        if moment.tzinfo is None:
            raise ValueError("The sandbox's clock takes aware times only.")
        self._base = moment.astimezone(UTC)
        self._set_at = datetime.now(UTC)
        for listener in list(self._listeners):
            listener()

    def on_move(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each move; the returned function ends that (also twice)."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave
