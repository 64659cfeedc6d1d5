"""docs/operations.md tells the truth about the metrics, and what it deploys by is there."""

import asyncio
import os
import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import make_url

from bot.metrics import Metrics
from storage.migrate import migrate, what_is_weak, what_is_wrong
from tests.conftest import IS_CI
from tests.faults.cluster import NoPostgres, cluster
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
    mounted = [each.partition(":")[0] for each in composition["services"]["database"]["volumes"]]
    assert (DOCS / "deploy" / mounted[1]).exists()


async def test_the_database_that_the_composition_makes_keeps_workspaces_apart() -> None:
    """Its script, on a server of our own, with a password that would break a careless one."""
    try:
        async with cluster() as made:
            address = make_url(made.server)
            given = {"PGHOST": "127.0.0.1", "PGPORT": str(address.port), "POSTGRES_USER": "postgres"}
            script = await asyncio.create_subprocess_exec(
                "sh", DOCS / "deploy/database.sh", env=os.environ | given | {"KNOWHOW_PASSWORD": "it's; --$"}
            )
            assert await script.wait() == 0

            url = address.set(username="knowhow", database="knowhow").render_as_string(hide_password=False)
            await migrate(url)
            assert await what_is_wrong(url) is None
            assert await what_is_weak(url) is None
            assert await what_is_weak(made.server) is not None
    except NoPostgres as reason:
        if IS_CI:
            pytest.fail(str(reason))
        pytest.skip(str(reason))
