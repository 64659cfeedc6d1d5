"""On which engines a test is run: on both, unless one of them is told nothing by it."""

import pytest

PUT_ELSEWHERE = pytest.mark.parametrize("engine", ["sqlite"])
"""Its statements are all put to PostgreSQL by other scenarios; what it tells of is what Slack and people see."""
