import asyncio
from datetime import timedelta

import pytest

from bot.transport.inflight import Inflight

AT_ONCE = timedelta(milliseconds=1)
LONG = timedelta(seconds=5)


async def test_a_drain_waits_for_deliveries_and_tasks() -> None:
    inflight = Inflight()
    go_on = asyncio.Event()
    done: list[str] = []

    async def deliver() -> None:
        with inflight.delivery():
            await go_on.wait()
            done.append("delivery")

    async def work() -> None:
        await go_on.wait()
        done.append("task")

    delivering = asyncio.create_task(deliver())
    inflight.spawn(work(), name="work")
    await asyncio.sleep(0)
    assert inflight.count == 2

    draining = asyncio.create_task(inflight.drain(LONG))
    await asyncio.sleep(0)
    assert not draining.done()
    go_on.set()

    assert await draining == 0
    assert sorted(done) == ["delivery", "task"]
    await delivering


async def test_what_is_not_done_in_time_is_counted_and_tasks_are_cancelled() -> None:
    inflight = Inflight()
    task = inflight.spawn(asyncio.Event().wait(), name="work")

    with inflight.delivery():
        assert await inflight.drain(AT_ONCE) == 2
    assert task.cancelled()
    assert inflight.count == 0


async def test_with_nothing_running_a_drain_is_over_at_once() -> None:
    assert await Inflight().drain(AT_ONCE) == 0


async def test_a_failed_task_is_logged_and_harms_nothing(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    inflight = Inflight()

    async def fail() -> None:
        raise RuntimeError("the disk is full")

    inflight.spawn(fail(), name="publishing a home")
    assert await inflight.drain(LONG) == 0

    printed = capsys.readouterr()
    said = caplog.text + printed.out + printed.err
    assert "background task failed" in said
    assert "publishing a home" in said
    assert "RuntimeError" in said
    assert "the disk is full" not in said, "what an exception says may be somebody's words"


async def test_a_delivery_that_fails_is_no_longer_counted() -> None:
    inflight = Inflight()

    with pytest.raises(RuntimeError), inflight.delivery():
        raise RuntimeError
    assert await inflight.drain(AT_ONCE) == 0
