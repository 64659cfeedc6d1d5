"""Setting a run up: the sandbox, what stands between it and the processes, and the people."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox, tickets
from bot.sandbox.courier import Carrier
from bot.sandbox.envelopes import Envelope, Receipt
from tests.faults.balancer import Balancer
from tests.faults.clock import SteeredClock
from tests.faults.databases import Data
from tests.faults.diary import Diary
from tests.faults.mischief import Mischief
from tests.faults.people import Crowd
from tests.faults.program import ABLATION, CLOCK
from tests.faults.replicas import Nursery, Replica
from tests.faults.run import Plan, Run
from tests.faults.wire import Wire
from tests.workspace import MONDAY_AFTERNOON


class Witness:
    """Sees what is delivered, and whether it was taken."""

    def __init__(self, carrier: Carrier, diary: Diary) -> None:
        self._carrier = carrier
        self._diary = diary

    async def carry(self, envelope: Envelope) -> Receipt:
        """Deliver it as before, and note it."""
        receipt = await self._carrier.carry(envelope)
        self._diary.heard(envelope, receipt)
        return receipt


@asynccontextmanager
async def prepared(plan: Plan, data: Data, folder: Path, manifest: Mapping[str, Any]) -> AsyncIterator[Run]:
    """A run, ready to be lived; whatever it started ends with it."""
    dice = random.Random(plan.seed)  # noqa: S311 - meant to repeat
    start = datetime.now(UTC) if plan.is_unmodified else MONDAY_AFTERNOON
    clock = SteeredClock(folder / "clock", start, speed=plan.speed)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(data.close)
        stack.enter_context(_triggers_live(plan.speed))
        sandbox, wire = await stack.enter_async_context(_slack(clock, manifest))
        settings = _settings(plan, data, sandbox, folder)
        replicas = await stack.enter_async_context(_replicas(plan, clock, folder, settings))
        balancer = _balancer(replicas, sandbox, clock, dice)
        address = await balancer.start()
        stack.push_async_callback(balancer.stop)
        diary, mischief = Diary(dice), Mischief(sandbox, dice, plan.speed)
        sandbox.deliver_to(None if plan.uses_sockets else address)
        courier = sandbox._backstage.courier
        courier.carrier = Witness(courier.carrier, diary)
        mischief.begin()
        crowd = Crowd(sandbox, diary, dice, plan.pause)
        yield Run(plan, folder, data, clock, sandbox, wire, balancer, replicas, diary, mischief, crowd, dice)


@asynccontextmanager
async def _slack(clock: SteeredClock, manifest: Mapping[str, Any]) -> AsyncIterator[tuple[Sandbox, Wire]]:
    """The sandbox, and the wire through which alone the processes reach it."""
    sandbox = Sandbox(clock=clock, app_manifest=manifest, signing_time=lambda: clock.now().timestamp())
    await sandbox.start()
    wire = Wire(int(sandbox.url.rsplit(":", 1)[1]))
    sandbox._identity.url = await wire.start()
    ticking = asyncio.create_task(_tick(clock))
    try:
        yield sandbox, wire
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await wire.stop()
        await sandbox.stop()


@asynccontextmanager
async def _replicas(
    plan: Plan, clock: SteeredClock, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[list[Replica]]:
    """Places for processes; none is left running in the end."""
    nursery = Nursery()
    nursery.start()
    replicas = [
        Replica(f"replica{number}", nursery, folder, settings, plan.is_unmodified, now=clock.now)
        for number in range(plan.replicas)
    ]
    try:
        yield replicas
    finally:
        for replica in replicas:
            await replica.abandon()
        await nursery.stop()


def _balancer(replicas: list[Replica], sandbox: Sandbox, clock: SteeredClock, dice: random.Random) -> Balancer:
    return Balancer(
        lambda: [each.port for each in replicas if each.port is not None],
        dice,
        secret=sandbox.signing_secret,
        time=lambda: clock.now().timestamp(),
    )


def _settings(plan: Plan, data: Data, sandbox: Sandbox, folder: Path) -> dict[str, str]:
    door = (
        {"SLACK_APP_TOKEN": sandbox.app_token}
        if plan.uses_sockets
        else {"SLACK_SIGNING_SECRET": sandbox.signing_secret}
    )
    return door | {
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": data.url,
        "PORT": "0",
        "QUIET_HOURS": "none",
        "WEEKLY_CAP": "100",
        "WAVE_SIZE": "1",
        CLOCK: str(folder / "clock"),
        ABLATION: plan.ablation,
    }


@contextmanager
def _triggers_live(speed: float) -> Iterator[None]:
    """As many of our seconds as in Slack, where a process has three to open a form."""
    usual = tickets.TRIGGER_LIFE
    tickets.TRIGGER_LIFE = usual * speed
    try:
        yield
    finally:
        tickets.TRIGGER_LIFE = usual


async def _tick(clock: SteeredClock) -> None:
    while True:
        await asyncio.sleep(0.1)
        clock.tick()
