"""Slack's pace in a channel, by what reaches Slack: a message a second, however long Slack takes for one."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.sandbox import Fault
from tests.workspace import Workspace

POST = "chat.postMessage"
CHANNEL = "C0HELP"
LITTLE = timedelta(seconds=0.25)


async def shared(ws: Workspace, tips: int, channel: str = CHANNEL) -> None:
    """Tips are kept whose cards are due in one channel, and none is there yet."""
    for number in range(tips):
        await ws.sandbox.command(ws.ada.id, channel, "/share-tip", f"Tip {number}: rotate keys one at a time.")
        assert (await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {})).ok
    await ws.knowhow.rest()


async def comes(is_so: Callable[[], bool]) -> None:
    """Wait, for no longer than it can take, until something is so that the wire tells nobody of."""
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)


def posts(ws: Workspace) -> list[datetime]:
    """When Slack took the posts, or refused them."""
    return [call.at for call in ws.calls(POST)]


async def test_a_channel_gets_a_message_a_second_and_slack_never_has_to_say_so(ws: Workspace) -> None:
    await shared(ws, 8)
    began = ws.clock.now()

    while len(posts(ws)) < 8:
        await ws.knowhow.work()
        ws.clock.advance(LITTLE)

    assert all(call.ok for call in ws.calls(POST))
    assert [(at - began).total_seconds() for at in posts(ws)] == [0, 1, 2, 3, 4, 5, 6, 7]


WAYS = {
    "counted from the call": (0.2, 0.8, 0.95),
    "counted from a quarter of a second before the answer to one that hung": (5.0, 5.5, 5.7),
}


@pytest.mark.parametrize("name", WAYS)
async def test_the_pace_is(ws: Workspace, name: str) -> None:
    takes, not_yet, then = (timedelta(seconds=each) for each in WAYS[name])
    await shared(ws, 2)
    began, answer = ws.clock.now(), asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, answer))
    sending = asyncio.create_task(ws.knowhow.work())
    await comes(lambda: not ws.sandbox.faults.planned)
    ws.clock.advance(takes)
    answer.set()
    await sending

    ws.clock.move_to(began + not_yet)
    await ws.knowhow.work()
    assert len(posts(ws)) == 1
    ws.clock.move_to(began + then)
    await ws.knowhow.work()
    assert len(posts(ws)) == 2


async def test_the_pace_counts_from_the_end_of_what_ended_unclearly(ws: Workspace) -> None:
    await shared(ws, 2)
    began = ws.clock.now()
    ws.sandbox.faults.add(Fault.drop_after_work(POST))
    await ws.knowhow.work()

    ws.clock.move_to(began + timedelta(seconds=0.8))
    await ws.knowhow.work()
    assert len(posts(ws)) == 1
    ws.clock.move_to(began + timedelta(seconds=1.01))
    await ws.knowhow.work()
    assert len(posts(ws)) == 2


async def test_what_becomes_due_while_a_call_hangs_does_not_wait_for_it(ws: Workspace) -> None:
    await shared(ws, 1)
    answer = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, answer))
    sending = asyncio.create_task(ws.knowhow.work())
    await comes(lambda: not ws.sandbox.faults.planned)

    await shared(ws, 1, "C0ENG")
    await comes(lambda: bool(ws.sandbox.messages("C0ENG")))

    assert not ws.sandbox.messages(CHANNEL)
    answer.set()
    await sending
    assert ws.sandbox.messages(CHANNEL)


async def test_a_clock_that_is_put_back_while_slack_answers_holds_no_channel(ws: Workspace) -> None:
    await shared(ws, 2)
    ws.clock.advance(timedelta(seconds=50))
    answer = asyncio.Event()
    ws.sandbox.faults.add(Fault.commit_after(POST, answer))
    sending = asyncio.create_task(ws.knowhow.work())
    await comes(lambda: not ws.sandbox.faults.planned)
    ws.clock.advance(-timedelta(seconds=40))
    answer.set()
    await sending

    ws.clock.advance(timedelta(seconds=2))
    await ws.knowhow.work()

    assert len(posts(ws)) == 2
