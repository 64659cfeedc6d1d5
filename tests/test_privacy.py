"""The page about privacy is complete: each table and each setting of retention is on it, with its default."""

import re
from pathlib import Path

import pytest

from bot.config import Settings
from storage.schema import metadata

PAGE = (Path(__file__).parent.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.split("## Everything that is kept")[1].splitlines() if line.startswith("| `")]
RETENTION = ("KEEP_QUESTIONS", "KEEP_ACTIVITY", "KEEP_LOGS", "PURGE_AFTER")


def test_every_table_is_explained_and_no_other() -> None:
    named = [name for row in ROWS for name in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert sorted(named) == sorted(metadata.tables)


def test_each_row_says_what_why_how_long_and_who_sees_it() -> None:
    assert [row for row in ROWS if len([cell for cell in row.strip("|").split("|") if cell.strip()]) != 5] == []


@pytest.mark.parametrize("name", RETENTION)
def test_each_setting_of_retention_is_there_with_its_default(name: str) -> None:
    kept = Settings.model_fields[name.lower()].default
    default = "forever" if kept is None else f"{kept.days}d"

    assert f"| `{name}` | `{default}` |" in PAGE
