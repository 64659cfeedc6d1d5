"""What happens in the runs that are about one protection each."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.sandbox import Fault
from storage.claiming import LEASE, SETTLE
from tests.faults.people import CHANNELS, EXPERTS, key_of
from tests.faults.run import Run

POST = "chat.postMessage"
MOMENT = timedelta(seconds=2)
PATIENCE = 20.0
UNTOLD = 2.0
"""Seconds for what a process goes on with after it said that it was done: nobody is told when that is."""
_BUSY = "SELECT key, state FROM notice WHERE state IN ('due', 'sending', 'ambiguous')"


async def answered_in_threads(run: Run) -> None:
    """People answer in threads while the program is killed again and again before it has kept what they say."""
    await run.crowd.ask(1)
    await run.rest()
    await run.lay_traps()
    await run.crowd.answer(run.plan.deeds)
    await asyncio.sleep(UNTOLD)


async def asked_while_slack_drops(run: Run) -> None:
    """People ask, and Slack breaks the connection after it has posted."""
    run.mischief.odds = run.plan.odds
    run.sandbox.faults.add(Fault.drop_after_work(POST, times=3))
    await run.crowd.ask(run.plan.deeds)
    await run.rest()


async def frozen_with_a_claim(run: Run) -> None:
    """One process has heard a 429 for all it wanted to post and freezes before it can say so to the database.

    It wanted to post much at once, since a first 429 had it wait until people had asked more. Another one takes over
    once the leases are gone. While that one's posts are under way the first one wakes up and says what it heard.
    """
    first, second = run.replicas
    await second.stop()
    faults = run.sandbox.faults
    await run.lay_traps()
    faults.add(Fault.ratelimited(POST, retry_after=30))
    await run.crowd.asks("U0ADA", CHANNELS[0])
    await _until(lambda: run.mischief.done["ratelimited"] == 1)
    faults.add(Fault.ratelimited(POST, retry_after=1, times=99))
    await asyncio.gather(*[run.crowd.asks(*each) for each in zip(EXPERTS, CHANNELS, strict=True)])
    await _until(first.is_frozen)
    faults.clear()
    await second.start()
    run.clock.advance(LEASE + MOMENT)
    claimed = await _in_doubt(run)
    slack_does_it = asyncio.Event()
    faults.add(Fault.commit_after(POST, slack_does_it, times=len(claimed)))
    run.clock.advance(SETTLE)
    await _until(lambda: run.mischief.done["commit_late"] == len(claimed))
    first.wake()
    await _for_a_moment(lambda: claimed <= _standing(run))
    slack_does_it.set()


async def _in_doubt(run: Run) -> set[str]:
    """The keys of what the frozen process had claimed, once all else is done."""
    async with asyncio.timeout(PATIENCE):
        while True:
            rows = await run.data.rows(_BUSY)
            if {row.state for row in rows} == {"ambiguous"}:
                return {row.key for row in rows}
            await asyncio.sleep(0.05)


def _standing(run: Run) -> set[str]:
    """The keys of all messages that stand."""
    places = run.sandbox._backstage.world.conversations
    return {key_of(message) for place in places for message in run.sandbox.messages(place)}


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - it happens in other processes
            await asyncio.sleep(0.02)


async def _for_a_moment(is_so: Callable[[], bool]) -> None:
    """Wait for what happens only where something is wrong."""
    for _ in range(40):
        if is_so():
            return
        await asyncio.sleep(0.02)
