"""The README tells the truth about settings and commands."""

from pathlib import Path

import pytest
import typer.main

from bot import cli
from bot.config import Settings
from bot.domain.settings import BY_NAME

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_each_setting_is_documented_as_its_field_describes_it(name: str) -> None:
    rows = [line for line in README.splitlines() if line.startswith(f"| `{name.upper()}` |")]
    assert len(rows) == 1
    assert rows[0].endswith(f"| {Settings.model_fields[name].description} |")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_it_is_told_which_settings_a_workspace_may_change(name: str) -> None:
    [row] = [line for line in README.splitlines() if line.startswith(f"| `{name.upper()}` |")]
    assert row.split("|")[2].strip().endswith("(home)") is (name in BY_NAME)


def test_no_setting_is_documented_that_is_none() -> None:
    documented = {line.split("`")[1] for line in README.splitlines() if line.startswith("| `") and line.isascii()}
    settings = {name for name in documented if name.isupper()}
    assert settings <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("command", sorted(typer.main.get_group(cli.app).commands))
def test_each_command_is_named(command: str) -> None:
    assert f"`{command}`" in README or f"`knowhow {command}`" in README


@pytest.mark.parametrize("path", ["app_manifest.yml", "docs/design.md", "docs/privacy.md", "docs/images/sandbox.png"])
def test_what_is_linked_is_there(path: str) -> None:
    assert path in README
    assert (Path(__file__).parent.parent / path).exists()
