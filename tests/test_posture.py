"""``knowhow check`` says how safely the settings let it be run."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.config import Settings
from bot.posture import posture
from bot.preflight import Finding

HTTP = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s" * 32}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what may be written, nothing listens there
SOCKET = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}


def found(**given: Any) -> dict[str, Finding]:
    return {each.name: each for each in posture(Settings.read(None, **given))}


def test_as_it_comes_there_is_nothing_to_mend() -> None:
    told = found(**SOCKET)

    assert [each.sentence for each in told.values() if each.is_warning] == []
    assert "nobody else can send any" in told["Requests"].sentence
    assert "Questions for good, activity 730 days, logs 30 days" in told["Retention"].sentence


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (HTTP | {"host": EVERYWHERE}, "Listening", "where no TLS is spoken"),
        (SOCKET | {"host": EVERYWHERE}, "Listening", "HOST=127.0.0.1 would do"),
        (HTTP | {"host": "10.0.0.7"}, "Metrics", "METRICS_PORT gives them a port of their own"),
        (HTTP | {"metrics_host": EVERYWHERE, "metrics_port": 9464}, "Metrics", "reaches 0.0.0.0 reads them"),
        (HTTP | {"slack_api_url": "http://proxy.example.com/api/"}, "Web API", "not https"),
        (HTTP | {"database_url": "postgresql://k@db.example.com/k"}, "Database connection", "sslmode=verify-full"),
        (HTTP | {"log_level": "DEBUG"}, "Log", "DEBUG"),
    ],
)
def test_what_is_open_is_said(given: dict[str, Any], name: str, said: str) -> None:
    finding = found(**given)[name]

    assert finding.is_warning
    assert finding.ok, "it serves all the same"
    assert said in finding.sentence


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (HTTP | {"host": "localhost"}, "Listening"),
        (HTTP | {"host": "::1"}, "Listening"),
        (HTTP | {"host": EVERYWHERE, "metrics_port": 9464}, "Metrics"),
        (HTTP | {"database_url": "postgresql://k@db.example.com/k?sslmode=require"}, "Database connection"),
    ],
)
def test_what_is_closed_is_not_complained_of(given: dict[str, Any], name: str) -> None:
    assert not found(**given)[name].is_warning


def test_a_database_file_that_everybody_can_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "knowhow.db"
    file.touch()
    given = HTTP | {"database_url": f"sqlite:///{file}"}
    for mode, is_open in ((0o644, True), (0o640, False)):
        file.chmod(mode)
        tmp_path.chmod(0o755)
        assert found(**given)["Database file"].is_warning is is_open
    file.chmod(0o644)
    tmp_path.chmod(0o700)
    assert not found(**given)["Database file"].is_warning
    file.unlink()
    assert "Database file" not in found(**given)


def test_keys_are_counted_where_tokens_are_kept() -> None:
    keys = ",".join(Fernet.generate_key().decode() for _ in range(2))
    many = {"slack_client_id": "1.2", "slack_client_secret": "s", "slack_signing_secret": "s" * 32}

    assert "1 older can still read" in found(**many, encryption_key=keys)["Encryption"].sentence
