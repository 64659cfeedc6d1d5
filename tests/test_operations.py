"""docs/operations.md tells the truth about the metrics, and what it deploys by is there."""

import re
from pathlib import Path

import pytest
import yaml

from bot.metrics import Metrics
from tests.workspace import MONDAY_AFTERNOON

DOCS = Path(__file__).parent.parent / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")


def names() -> set[str]:
    """What is on the page, without Prometheus' endings."""
    page = Metrics().page(None, MONDAY_AFTERNOON, duplicates=0, queue=0, connected=True).decode()
    told = re.findall(r"^# TYPE (knowhow_\w+) ", page, re.MULTILINE)
    return {name for name in told if not name.endswith("_created")}


def test_each_metric_is_described() -> None:
    assert names() == set(re.findall(r"`(knowhow_[a-z_]+)", OPERATIONS))


@pytest.mark.parametrize("file", re.findall(r"\]\((deploy/[\w.]+)\)", OPERATIONS))
def test_what_it_deploys_by_is_there(file: str) -> None:
    assert (DOCS / file).read_text(encoding="utf-8")


def test_the_composition_is_sound() -> None:
    composition = yaml.safe_load((DOCS / "deploy/compose.yml").read_text(encoding="utf-8"))

    build = composition["services"]["knowhow"]["build"]
    assert (DOCS / "deploy" / build["context"] / build["dockerfile"]).exists()
    assert composition["services"]["knowhow"]["deploy"]["replicas"] == 2
