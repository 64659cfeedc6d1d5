"""A check that can't fail says nothing: each protection taken out is missed by the checker."""

import pytest

from tests.faults.conftest import Live
from tests.faults.plans import ablated, unablated

MISSED = {
    "answer before commit": ("inputs", "lost"),
    "blind retry": ("notices", "doubled"),
    "SDK retries": ("notices", "doubled"),
    "no fencing": ("notices", "doubled"),
}


@pytest.mark.parametrize("name", MISSED)
async def test_the_checker_misses(live_on_sqlite: Live, name: str) -> None:
    report = await live_on_sqlite(ablated()[name])

    assert report.about(*MISSED[name]) > 0, report


async def test_a_process_that_wakes_up_with_a_lost_claim_changes_nothing(live_on_sqlite: Live) -> None:
    report = await live_on_sqlite(unablated()["no fencing"])

    assert report.problems == []
