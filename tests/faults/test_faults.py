"""Whatever goes wrong: each input has one effect, each notice is one message or says why not, no log tells tales."""

import resource

import pytest

from tests.faults.conftest import Live
from tests.faults.plans import ALONE, REPLICAS, ROLLING, SOCKETS
from tests.faults.steps import STEPS


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux lets us limit what another process may write")
async def test_one_process_killed_at_every_step_on_a_locked_file_and_a_full_disk(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(ALONE)

    assert report.problems == []
    assert report.kills == len(STEPS)
    assert report.failures >= 1, "nobody noticed"


async def test_three_processes_on_a_file(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(REPLICAS)

    assert report.problems == []
    assert report.mischief > 0
    assert report.copied > 0
    assert report.kills == len(REPLICAS.traps)


async def test_three_replicas_on_a_server_that_crashes(live_on_crashing_postgresql: Live) -> None:
    report = await live_on_crashing_postgresql(REPLICAS)

    assert report.problems == []
    assert report.mischief > 0
    assert report.copied > 0
    assert report.kills == len(REPLICAS.traps)


async def test_sockets_that_end_in_every_way_and_clocks_that_are_wrong(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(SOCKETS)

    assert report.problems == []
    assert report.kills == 1


async def test_the_program_as_it_is_replaced_under_load(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(ROLLING)

    assert report.problems == []
    assert report.kills == 0
