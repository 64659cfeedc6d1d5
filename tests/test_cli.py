import gc
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.config import Settings

command_line = CliRunner()


@pytest.fixture(autouse=True)
def _bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_help_names_every_command() -> None:
    result = command_line.invoke(app, ["--help"])

    assert result.exit_code == 0
    for name in ("serve", "check", "migrate", "sandbox", "job"):
        assert name in result.stdout


@pytest.mark.parametrize("command", [["serve"], ["check"], ["job", "tick"]])
def test_without_tokens_it_leaves_with_two_and_a_sentence(command: list[str]) -> None:
    result = command_line.invoke(app, command)

    assert result.exit_code == 2
    assert result.stderr.splitlines()[0].startswith("SLACK_BOT_TOKEN is missing; ")
    assert "Traceback" not in result.output


def test_a_slack_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/knowhow.db")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-hunter2")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")

    for command in (["serve"], ["job", "work"]):
        result = command_line.invoke(app, command)
        assert result.exit_code == 2
        assert "ClientConnectorError" in result.stderr
        assert "Traceback" not in result.output
        assert "hunter2" not in result.output
    result = command_line.invoke(app, ["check"])
    assert result.exit_code == 2
    assert "wrong" in result.stdout
    assert not (tmp_path / "knowhow.db").exists()


def test_a_mistake_in_the_settings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")

    result = command_line.invoke(app, ["migrate"])

    assert result.exit_code == 2
    assert result.stderr.startswith("PORT can't be used. ")


def test_an_unreachable_database_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://knowhow:hunter2@127.0.0.1:9/knowhow")

    result = command_line.invoke(app, ["migrate"])

    assert result.exit_code == 2
    assert "hunter2" not in result.output
    assert len(result.stderr.splitlines()) == 1


def test_migrate_goes_forth_and_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/knowhow.db")

    assert command_line.invoke(app, ["migrate"]).exit_code == 0
    assert command_line.invoke(app, ["migrate", "--to", "base"]).exit_code == 0
    assert (tmp_path / "knowhow.db").exists()


def test_the_sandbox_on_a_taken_port_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = command_line.invoke(app, ["sandbox", "--port", str(port), "--database", "sqlite:///sandbox.db"])
    gc.collect()

    assert result.exit_code == 2
    assert f"Port {port} is taken" in result.output
    assert "Unclosed" not in caplog.text + result.output
