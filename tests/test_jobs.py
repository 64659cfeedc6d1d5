"""Scheduled work goes on whatever becomes of one run of it."""

import asyncio
from datetime import timedelta

import pytest

from bot.jobs import Job, Jobs

AT_ONCE, NEVER = timedelta(milliseconds=20), timedelta(days=1)


class Work:
    """Counts its runs, and does as told."""

    def __init__(self, *, fails: bool = False, hangs: bool = False) -> None:
        self.runs = 0
        self.ran_twice = asyncio.Event()
        self.was_cut = False
        self._fails, self._hangs = fails, hangs

    async def __call__(self) -> None:
        self.runs += 1
        if self.runs > 1:
            self.ran_twice.set()
        if self._fails:
            raise RuntimeError("out of paper")
        if self._hangs:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.was_cut = True
                raise


async def test_a_job_runs_at_its_interval_until_stopped() -> None:
    work = Work()
    jobs = Jobs([Job("count", AT_ONCE, work)])

    jobs.start()
    async with asyncio.timeout(5):
        await work.ran_twice.wait()
    jobs.stop()
    jobs.stop()  # twice does no harm


async def test_a_job_that_fails_is_logged_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    failing, sound = Work(fails=True), Work()
    jobs = Jobs([Job("failing", AT_ONCE, failing), Job("sound", AT_ONCE, sound)])

    jobs.start()
    async with asyncio.timeout(5):
        await failing.ran_twice.wait()
        await sound.ran_twice.wait()
    jobs.stop()

    assert "Traceback" not in caplog.text or "out of paper" in caplog.text


async def test_a_job_that_hangs_is_cut_and_runs_again() -> None:
    work = Work(hangs=True)
    jobs = Jobs([Job("hanging", AT_ONCE, work)], hangs_after=AT_ONCE)

    jobs.start()
    async with asyncio.timeout(5):
        await work.ran_twice.wait()
    jobs.stop()

    assert work.was_cut


async def test_a_job_runs_by_its_name_at_any_time() -> None:
    wanted, other = Work(), Work()
    jobs = Jobs([Job("wanted", NEVER, wanted), Job("other", NEVER, other)])

    await jobs.run("wanted")

    assert (wanted.runs, other.runs) == (1, 0)


async def test_a_job_run_by_name_that_fails_is_logged_and_not_raised() -> None:
    work = Work(fails=True)

    await Jobs([Job("failing", NEVER, work)]).run("failing")

    assert work.runs == 1


async def test_an_unknown_name_is_told() -> None:
    with pytest.raises(LookupError):
        await Jobs([Job("count", NEVER, Work())]).run("cuont")
