from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import ConfigurationError, Settings
from bot.domain.cadence import QuietHours
from bot.domain.rules import Rules
from storage.vault import new_key

SECRET = "hunter2-and-more"


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Settings.read(None)


def mistakes(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    with pytest.raises(ConfigurationError) as failure:
        read(monkeypatch, **environment)
    return str(failure.value).splitlines()


def test_without_anything_set_the_defaults_are_those_of_the_rules() -> None:
    settings = Settings.read(None)

    assert settings.rules == Rules()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///data/knowhow.db"
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3000, "INFO")
    assert settings.slack_bot_token is None


def test_every_setting_is_described_with_an_example_that_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        if name == "encryption_key":
            continue  # an example that can be used would be used, and everybody would have it
        [example] = field.examples or []
        monkeypatch.setenv(name.upper(), str(example))

    Settings.read(None)


def test_the_rules_follow_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = read(
        monkeypatch,
        ANSWER_WITHIN="90m",
        NUDGE_AFTER="30s",
        CLOSE_AFTER="7d",
        WAVE_SIZE="3",
        WAVES="1",
        WEEKLY_CAP="5",
        QUIET_HOURS="20:00-08:00 Sun",
        USEFUL_EMOJI=":tada:, Fire,",
        ACCEPT_EMOJI="ok",
        MODERATORS=" U0ADA ,W0BOB",
    ).rules

    assert rules == Rules(
        answer_within=timedelta(minutes=90),
        nudge_after=timedelta(seconds=30),
        close_after=timedelta(days=7),
        wave_size=3,
        waves=1,
        weekly_cap=5,
        quiet_hours=QuietHours(time(20), time(8), frozenset({6})),
        useful_emoji=frozenset({"tada", "fire"}),
        accept_emoji=frozenset({"ok"}),
        moderators=frozenset({"U0ADA", "W0BOB"}),
    )


def test_quiet_hours_may_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, QUIET_HOURS="none").quiet_hours == QuietHours.none()


def test_the_environment_outranks_the_file_and_what_is_given_outranks_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=1\nWAVES=4\nLOG_LEVEL=debug\nSOMETHING_ELSE=5\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "2")

    settings = Settings.read(file)
    assert (settings.port, settings.waves, settings.log_level) == (2, 4, "DEBUG")
    assert Settings.read(file, port=3).port == 3


def test_an_empty_value_is_none_at_all_even_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SLACK_APP_TOKEN=xapp-1\nPORT=\n", encoding="utf-8")
    monkeypatch.setenv("SLACK_APP_TOKEN", " ")

    settings = Settings.read(file)
    assert settings.slack_app_token is None
    assert settings.port == 3000


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe")

    with pytest.raises(ConfigurationError, match=r"can't be read as UTF-8 text"):
        Settings.read(file)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "loud"),
        ("ANSWER_WITHIN", "soon"),
        ("CLOSE_AFTER", "0s"),
        ("WAVE_SIZE", "0"),
        ("WAVES", "-1"),
        ("WEEKLY_CAP", "2.5"),
        ("QUIET_HOURS", "at night"),
        ("USEFUL_EMOJI", "thumbs up"),
        ("ACCEPT_EMOJI", ":::"),
        ("MODERATORS", "ada"),
        ("SLACK_API_URL", "slack.com"),
        ("SLACK_API_URL", "ftp://slack.com/api"),
        ("DATABASE_URL", "mysql://knowhow:hunter2@db/knowhow"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_setting_and_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    [sentence] = mistakes(monkeypatch, **{name: value})

    assert sentence.startswith(f"{name} can't be used. ")
    assert f"Example: {name}=" in sentence
    assert "hunter2" not in sentence


def test_each_mistake_has_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(mistakes(monkeypatch, PORT="x", WAVES="y", MODERATORS="z")) == 3


def test_an_emoji_is_useful_or_accepts_but_not_both(monkeypatch: pytest.MonkeyPatch) -> None:
    [sentence] = mistakes(monkeypatch, ACCEPT_EMOJI="+1")

    assert sentence == "USEFUL_EMOJI and ACCEPT_EMOJI both have +1; keep each in one."


def test_the_address_of_the_web_api_ends_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SLACK_API_URL="http://127.0.0.1:1/api").slack_api_url == "http://127.0.0.1:1/api/"


def test_no_secret_is_seen_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        SLACK_BOT_TOKEN=f" xoxb-{SECRET} ",
        SLACK_SIGNING_SECRET=SECRET,
        SLACK_APP_TOKEN=f"xapp-{SECRET}",
        DATABASE_URL=f"postgresql://knowhow:{SECRET}@db/knowhow",
    )

    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == f"xoxb-{SECRET}"


NO_BOT_TOKEN = "SLACK_BOT_TOKEN is missing"
NOT_A_BOT_TOKEN = "SLACK_BOT_TOKEN is not a bot token"
NO_CLIENT_SECRET = "SLACK_CLIENT_SECRET is missing"
NO_KEY = "ENCRYPTION_KEY is missing; knowhow new-key makes one"
NO_DOOR = "SLACK_APP_TOKEN (xapp-…, Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are missing"
NOT_AN_APP_TOKEN = "SLACK_APP_TOKEN is not an app-level token"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, [NO_BOT_TOKEN, NO_DOOR]),
        ({"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": "xapp-1"}, [NO_BOT_TOKEN]),
        ({"SLACK_BOT_TOKEN": f"xoxp-{SECRET}", "SLACK_APP_TOKEN": "xapp-1"}, [NOT_A_BOT_TOKEN]),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": f"xoxb-{SECRET}"}, [NOT_AN_APP_TOKEN]),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, [NO_DOOR]),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_APP_TOKEN": "xapp-1"}, [NO_CLIENT_SECRET, NO_KEY]),
        (
            {
                "SLACK_CLIENT_ID": "1.2",
                "SLACK_CLIENT_SECRET": SECRET,
                "ENCRYPTION_KEY": " , ",
                "SLACK_BOT_TOKEN": "xoxb-1",
            },
            [NO_KEY, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set", NO_DOOR],
        ),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": " "}, [NO_DOOR]),
    ],
)
def test_what_serving_needs_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: list[str]
) -> None:
    settings = read(monkeypatch, **environment)

    with pytest.raises(ConfigurationError) as failure:
        settings.require_serving()
    sentences = str(failure.value).splitlines()
    assert [
        beginning for beginning, sentence in zip(said, sentences, strict=True) if sentence.startswith(beginning)
    ] == said
    assert SECRET not in str(failure.value)


def test_for_many_workspaces_it_serves_without_a_bot_token() -> None:
    keys = {"slack_client_id": "1.2", "slack_client_secret": "s", "encryption_key": f"{new_key()}, {new_key()}"}
    settings = Settings.read(None, slack_signing_secret=SecretStr("s"), **keys)

    settings.require_serving()

    assert settings.serves_many
    assert len(settings.encryption_keys) == 2


def test_a_key_that_is_none_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    [said] = mistakes(monkeypatch, ENCRYPTION_KEY=f"{new_key()},{SECRET}")

    assert "ENCRYPTION_KEY can't be used. Each key must be one of those that knowhow new-key makes" in said
    assert SECRET not in said


@pytest.mark.parametrize(("door", "is_socket_mode"), [("slack_app_token", True), ("slack_signing_secret", False)])
def test_serving_needs_a_bot_token_and_one_door(door: str, *, is_socket_mode: bool) -> None:
    settings = Settings.read(None, slack_bot_token=SecretStr("xoxb-1"), **{door: "xapp-1"})

    settings.require_serving()
    assert settings.uses_socket_mode is is_socket_mode
