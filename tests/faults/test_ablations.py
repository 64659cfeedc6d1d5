"""A check that can't fail says nothing: each protection taken out is missed by the checker.

The same runs with the protection, and both their figures, are those of ``python -m tests.faults --ablations``.
"""

import pytest

from tests.faults.conftest import Live
from tests.faults.plans import ablated

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
