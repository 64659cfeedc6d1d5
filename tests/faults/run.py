"""One run: processes, a workspace, people in it, and what goes wrong; then the comparison."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox
from tests.faults.balancer import Balancer, Copies
from tests.faults.clock import SteeredClock
from tests.faults.databases import Data
from tests.faults.diary import Diary
from tests.faults.mischief import Mischief
from tests.faults.people import Crowd
from tests.faults.replicas import Replica
from tests.faults.steps import Trap
from tests.faults.wire import Wire

SPEED = 10.0
"""The harness's seconds in one of ours: a lease of 60 s is over after 6."""
REST_SECONDS = 60.0
CALM_SECONDS = 2.2
"""Of ours, without any call to Slack: longer than anything that was under way can take."""
SOON = timedelta(minutes=20)
"""What is due within this is awaited: longer than the program ever puts off what failed."""

MOST_EXTRA = 8
"""How often everybody does one thing more, so that every trap is stepped into."""

Scene = Callable[["Run"], Coroutine[Any, Any, None]]
"""What happens in a run."""


async def everyday(run: "Run") -> None:
    """People do what they do, while all goes wrong that is planned."""
    await run.lay_traps()
    run.mischief.odds, run.balancer.copies = run.plan.odds, run.plan.copies
    run.sandbox.faults.random(run.plan.seed, run.plan.delivery_odds)
    troubles = [asyncio.create_task(trouble(run)) for trouble in run.plan.troubles]
    try:
        await run.crowd.live(run.plan.deeds)
        await asyncio.gather(*troubles)
        for _ in range(MOST_EXTRA):
            if not run.has_traps():
                break
            await run.crowd.live(1)
    finally:
        for trouble in troubles:
            trouble.cancel()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, and what goes wrong in it."""

    replicas: int = 1
    seed: int = 1
    speed: float = SPEED
    deeds: int = 4
    """How many things each of the five people does."""
    pause: float = 0.1
    """How long each of them waits between two, of our seconds."""
    uses_sockets: bool = False
    is_unmodified: bool = False
    """Whether the processes are ``python -m bot serve``, at our own time and with nothing added."""
    odds: Mapping[str, float] = field(default_factory=dict)
    """What Slack does wrong with calls, by the names in ``mischief.KINDS``."""
    delivery_odds: Mapping[str, float] = field(default_factory=dict)
    """What Slack does wrong with deliveries, by the sandbox's names."""
    traps: Sequence[Trap] = ()
    copies: Copies = field(default_factory=Copies)
    troubles: Sequence[Scene] = ()
    """What goes wrong beside what people do."""
    scene: Scene = everyday
    late: timedelta = timedelta()
    """How much later what was put off has come out: as much as a clock was ahead that was put right."""
    ablation: str = ""


@dataclass(slots=True)
class Run:
    """Everything in one run."""

    plan: Plan
    folder: Path
    data: Data
    clock: SteeredClock
    sandbox: Sandbox
    wire: Wire
    balancer: Balancer
    replicas: list[Replica]
    diary: Diary
    mischief: Mischief
    crowd: Crowd
    dice: random.Random
    exits: list[int] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    """When the database could not be written."""

    async def live(self) -> None:
        """Prepare in peace, act while things go wrong, then come to rest in peace."""
        await asyncio.gather(*[replica.start() for replica in self.replicas])
        await self.crowd.prepare()
        await self.plan.scene(self)
        await self.calm_down()

    async def lay_traps(self) -> None:
        """Share the traps out, one for each process after the present one."""
        for index, trap in enumerate(self.plan.traps):
            self.replicas[index % len(self.replicas)].traps.append(trap)
        await asyncio.gather(*[replica.roll() for replica in self.replicas if replica.traps])

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Note that the database can't be written as long as this lasts."""
        begun = self.clock.now()
        try:
            yield
        finally:
            self.outages.append((begun, self.clock.now()))

    def has_traps(self) -> bool:
        """Whether some process is still to step into one."""
        return any(replica.traps or (replica.life and replica.life.trap) for replica in self.replicas)

    async def calm_down(self) -> None:
        """Stop whatever goes wrong, wait until all is done, and end the processes."""
        self.mischief.odds, self.balancer.copies = {}, Copies()
        self.sandbox.faults.clear()
        for replica in self.replicas:
            replica.traps.clear()
        if self.plan.late:
            self.clock.advance(self.plan.late)
        await self.rest()
        self.exits = list(await asyncio.gather(*[replica.stop() for replica in self.replicas]))

    async def rest(self) -> None:
        """Return when nothing is to be done; raises AssertionError with what is left after too long."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + REST_SECONDS
        while left := await self._left():
            assert loop.time() < ends, f"no rest: {left[:5]}"
            await asyncio.sleep(0.1)
            if self._is_calm():
                await self._skip_ahead()

    async def _left(self) -> list[str]:
        await self.sandbox.idle()
        await self.balancer.idle()
        waiting = [f"{each.envelope.name} waits for a retry" for each in self._courier.waiting]
        try:
            return waiting + await self.data.left(self.clock.now() + SOON)
        except Exception as error:  # noqa: BLE001 - the database may just be down
            return [f"the database does not answer: {type(error).__name__}"]

    @property
    def _courier(self) -> Any:
        return self.sandbox._backstage.courier

    def _is_calm(self) -> bool:
        """Whether nothing has called Slack for so long that nothing can be under way."""
        calls = self.sandbox.calls
        return not calls or (self.clock.now() - calls[-1].at).total_seconds() > CALM_SECONDS * self.clock.speed

    async def _skip_ahead(self) -> None:
        """Jump to what is due next, unless a process may just be sending."""
        ahead = [each.due for each in self._courier.waiting]
        try:
            ahead += await self.data.ahead(self.clock.now() + SOON)
        except Exception:  # noqa: BLE001 - the database may just be down
            return
        if ahead:
            self.clock.move_to(max(self.clock.now(), min(ahead)))
