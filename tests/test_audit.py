"""What is made of pip-audit's report: silence is no good news."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

VERDICT = runpy.run_path(str(Path(__file__).parent.parent / ".ci" / "audited.py"))["verdict"]
SOUND = {"name": "aiohttp", "version": "3.14", "vulns": []}
HOLED = {"name": "jinja2", "version": "2.10", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.10.1"]}]}
UNKNOWN = {"name": "yarl", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("found", "code", "strict", "said"),
    [
        ([SOUND], 0, 0, "none of 1 packages"),
        ([SOUND, HOLED, UNKNOWN], 1, 1, "jinja2 2.10 has PYSEC-1"),
        ([SOUND, UNKNOWN], 0, 1, "nothing is known of 1 of 2 packages"),
        (None, 0, 1, "nothing is known of any package"),
    ],
)
def test_only_what_is_known_passes_where_it_must(
    tmp_path: Path, found: list[dict[str, Any]] | None, code: int, strict: int, said: str
) -> None:
    report = tmp_path / "report.json"
    if found is not None:
        report.write_text(json.dumps({"dependencies": found}))

    assert [VERDICT(report, is_required=each)[0] for each in (False, True)] == [code, strict]
    assert said in VERDICT(report, is_required=False)[1][0]
