"""Three processes on one database: whoever gets a delivery, whoever sends, and whoever dies at it."""

from tests.faults.conftest import Live
from tests.faults.plans import REPLICAS
from tests.faults.report import Report


def is_well(report: Report) -> None:
    assert report.problems == []
    assert report.acknowledged >= 10
    assert report.mischief >= 5
    assert report.copied >= 3


async def test_three_processes_on_a_file_lose_and_double_nothing(live_on_sqlite: Live) -> None:
    is_well(await live_on_sqlite(REPLICAS))


async def test_three_replicas_on_a_server_lose_and_double_nothing(live_on_postgresql: Live) -> None:
    is_well(await live_on_postgresql(REPLICAS))
