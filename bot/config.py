"""The settings, read once from the environment and ``.env`` and passed down from there."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain import settings as changeable
from bot.domain.rules import ACCEPTED, USEFUL, Rules
from bot.written import ApiUrl, DatabaseUrl, Duration, Emoji, Keys, Language, Quiet, Retention, UserIds, split_keys

DEFAULTS = Rules()
_RULES = frozenset(field.name for field in fields(Rules))


class ConfigurationError(Exception):
    """Knowhow can't start as it is set up; the text is for the person who sets it up, and holds no secret."""


class Settings(BaseSettings):
    """Everything an administrator may set, validated; nothing else reads the environment.

    The environment outranks the file, an empty value stands for the default.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_file_encoding="utf-8",
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="The bot's token, from *OAuth & Permissions* of your app. Needed to serve.",
        examples=["xoxb-…"],
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="App-level token with `connections:write`, from *Basic Information*. "
        "When it is set, Knowhow uses Socket Mode and needs no public address.",
        examples=["xapp-…"],
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="Proves that a request comes from Slack, from *Basic Information*. Needed without Socket Mode.",
        examples=["8f742231b10e8888abcd99yyyzzz85a5"],
    )
    slack_client_id: str | None = Field(
        default=None,
        description="The app's client id, from *Basic Information*, to let any number of workspaces install it "
        "at `/slack/install`, instead of `SLACK_BOT_TOKEN`.",
        examples=["1234567890.1234567890123"],
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        description="The app's client secret, from *Basic Information*. Needed with `SLACK_CLIENT_ID`.",
        examples=["8f742231b10e8888abcd99yyyzzz85a5"],
    )
    encryption_key: Keys = Field(
        default=None,
        description="Encrypts the tokens of workspaces, by `knowhow new-key`. Needed with `SLACK_CLIENT_ID`. Several, "
        "separated by commas, replace one another: the first encrypts, all can read.",
        examples=["KEY_OF_KNOWHOW_NEW_KEY"],
    )
    slack_api_url: ApiUrl = Field(
        default="https://slack.com/api/",
        description="Where Slack's Web API is. Change it only to speak to a sandbox.",
        examples=["https://slack.com/api/"],
    )
    database_url: DatabaseUrl = Field(
        default="sqlite:///data/knowhow.db",
        description="Where everything is kept: a SQLite file, or PostgreSQL for more than one machine.",
        examples=["postgresql://knowhow:PASSWORD@db.example.com/knowhow"],
        repr=False,  # it may hold a password
    )
    # Slack speaks HTTPS only, so what ends TLS stands in front of us, mostly on the same machine. To listen
    # on every interface without being asked would be a surprise; a container sets HOST=0.0.0.0.
    host: str = Field(
        default="127.0.0.1",
        description="The address to listen on. `0.0.0.0` listens on all of them, as in a container.",
        examples=["0.0.0.0"],  # noqa: S104 - an example of what may be written, nothing listens there
    )
    port: int = Field(
        default=3000,
        ge=0,
        le=65535,
        description="The port for Slack's requests, `/healthz` and `/readyz`.",
        examples=["3000"],
    )
    metrics_host: str = Field(
        default="127.0.0.1",
        description="The address for `/metrics`, if it has a port of its own.",
        examples=["0.0.0.0"],  # noqa: S104 - likewise
    )
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="A port of its own for `/metrics`; without one it is beside `/healthz`.",
        examples=["9464"],
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda value: str(value).upper())
    ] = Field(
        default="INFO",
        description="How much is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`.",
        examples=["INFO"],
    )
    answer_within: Duration = Field(
        default=DEFAULTS.answer_within,
        description="How much of an invitee's day time an invitation waits before others are invited.",
        examples=["4h"],
    )
    nudge_after: Duration = Field(
        default=DEFAULTS.nudge_after,
        description="How long after the first answer the asker is asked whether it helped.",
        examples=["1d"],
    )
    close_after: Duration = Field(
        default=DEFAULTS.close_after,
        description="How long nothing happens before a question is closed.",
        examples=["14d"],
    )
    wave_size: int = Field(
        default=DEFAULTS.wave_size,
        ge=changeable.WAVE_SIZES[0],
        le=changeable.WAVE_SIZES[1],
        description="How many people are invited at a time.",
        examples=["2"],
    )
    waves: int = Field(
        default=DEFAULTS.waves,
        ge=changeable.WAVES[0],
        le=changeable.WAVES[1],
        description="How many times people are invited before the advocates are.",
        examples=["3"],
    )
    weekly_cap: int = Field(
        default=DEFAULTS.weekly_cap,
        ge=changeable.WEEKLY_CAPS[0],
        le=changeable.WEEKLY_CAPS[1],
        description="How many invitations a person gets in seven days who hasn't chosen another number.",
        examples=["3"],
    )
    quiet_hours: Quiet = Field(
        default=DEFAULTS.quiet_hours,
        description="When nobody is invited, in each person's own zone, unless the person chose other hours. "
        "`none` for never.",
        examples=["18:00-09:00 Sat Sun"],
    )
    still_true_after: Duration = Field(
        default=DEFAULTS.still_true_after,
        description="How old an answer or tip that helped gets before its author is asked whether it is still true.",
        examples=["365d"],
    )
    post_within: Duration = Field(
        default=DEFAULTS.post_within,
        description="How late a cohort's question may still be posted, after an outage for instance; "
        "after that its day is left out.",
        examples=["4h"],
    )
    keep_questions: Retention = Field(
        default=DEFAULTS.keep_questions,
        description="How long a question that is accepted, closed or withdrawn is kept with its answers after "
        "anybody did something about it; `forever` for no end.",
        examples=["1095d"],
    )
    keep_activity: Retention = Field(
        default=DEFAULTS.keep_activity,
        description="How long is kept what people did and when, and what they found before they asked; "
        "`forever` for no end.",
        examples=["730d"],
    )
    keep_logs: Retention = Field(
        default=DEFAULTS.keep_logs,
        description="How long is kept what Slack delivered, which events failed, what was told once; "
        "`forever` for no end.",
        examples=["30d"],
    )
    purge_after: Duration = Field(
        default=DEFAULTS.purge_after,
        description="How long after the app was removed from a workspace everything of it is erased, "
        "unless it is installed again.",
        examples=["30d"],
    )
    useful_emoji: Emoji = Field(
        default=USEFUL,
        description="Reactions that mark an answer or a tip as useful, separated by commas.",
        examples=["+1,bulb,heart,raised_hands,100"],
    )
    accept_emoji: Emoji = Field(
        default=ACCEPTED,
        description="The asker's reactions that accept an answer, separated by commas.",
        examples=["white_check_mark"],
    )
    moderators: UserIds = Field(
        default=frozenset(),
        description="User ids of people who may accept and close in place of the asker, "
        "besides the workspace's admins.",
        examples=["U012ABCDE,U045FGHIJ"],
    )
    date_language: Language = Field(
        default=DEFAULTS.date_language,
        description="In which language and order dates are written: `en_GB`, `en_US`, `de`, `fr` and others.",
        examples=["en_US"],
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_the_empty(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Let an empty value stand for the default, so that ``SLACK_APP_TOKEN=`` overrules the file."""
        return {name: value for name, value in values.items() if not _is_blank(value)}

    @model_validator(mode="after")
    def _keep_emoji_apart(self) -> "Settings":
        if both := self.useful_emoji & self.accept_emoji:
            raise ValueError(f"USEFUL_EMOJI and ACCEPT_EMOJI both have {', '.join(sorted(both))}; keep each in one.")
        return self

    @classmethod
    def read(cls, env_file: str | Path | None = ".env", **given: Any) -> "Settings":
        """Return the settings of the environment and the file, which may be missing.

        What is given outranks both. Raises ConfigurationError with one sentence for each mistake.
        """
        try:
            return cls(_env_file=env_file, **given)
        except ValidationError as error:
            raise ConfigurationError("\n".join(_sentences(error))) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{env_file} can't be read as UTF-8 text: {type(error).__name__}.") from None

    @property
    def rules(self) -> Rules:
        """What holds where a workspace says nothing else."""
        return Rules(**{name: getattr(self, name) for name in _RULES & type(self).model_fields.keys()})

    @property
    def given_rules(self) -> frozenset[str]:
        """Which of the rules the environment or the file names; the others are Knowhow's own defaults."""
        return frozenset(_RULES & self.model_fields_set)

    @property
    def uses_socket_mode(self) -> bool:
        """Whether Slack is listened to through Socket Mode; otherwise it calls us over HTTP."""
        return self.slack_app_token is not None

    @property
    def encryption_keys(self) -> list[str]:
        """The keys of ENCRYPTION_KEY, the one that encrypts first."""
        return split_keys(self.encryption_key)

    @property
    def serves_many(self) -> bool:
        """Whether workspaces install the app by OAuth; otherwise it serves the one of its token."""
        return self.slack_client_id is not None

    def require_serving(self) -> None:
        """Raise ConfigurationError when what serving needs is missing or was put into the wrong place."""
        tokens = self._oauth_mistakes() if self.serves_many else self._bot_token_mistakes()
        if mistakes := [*tokens, *self._door_mistakes()]:
            raise ConfigurationError("\n".join(mistakes))

    def _oauth_mistakes(self) -> list[str]:
        mistakes = []
        if self.slack_client_secret is None:
            mistakes.append("SLACK_CLIENT_SECRET is missing; it stands beside the client id in Basic Information.")
        if not self.encryption_keys:
            mistakes.append("ENCRYPTION_KEY is missing; knowhow new-key makes one. Keep it as safe as the database.")
        if self.slack_bot_token is not None:
            mistakes.append(
                "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set; keep the token to serve its workspace only, "
                "or the client id to let any workspace install the app."
            )
        return mistakes

    def _bot_token_mistakes(self) -> list[str]:
        if self.slack_bot_token is None:
            return ["SLACK_BOT_TOKEN is missing; copy your app's Bot User OAuth Token, which starts with xoxb-."]
        if not self.slack_bot_token.get_secret_value().startswith("xoxb-"):
            return ["SLACK_BOT_TOKEN is not a bot token; a bot token starts with xoxb-."]
        return []

    def _door_mistakes(self) -> list[str]:
        if self.slack_app_token is not None:
            if self.slack_app_token.get_secret_value().startswith("xapp-"):
                return []
            return ["SLACK_APP_TOKEN is not an app-level token; an app-level token starts with xapp-."]
        if self.slack_signing_secret is not None:
            return []
        return ["SLACK_APP_TOKEN (xapp-…, Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are missing; set one."]


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _sentences(error: ValidationError) -> list[str]:
    """Return one sentence for each mistake; never what was written where a secret is expected."""
    return [_sentence(mistake) for mistake in error.errors(include_input=False, include_url=False)]


def _sentence(mistake: Mapping[str, Any]) -> str:
    reason = str(mistake["msg"]).removeprefix("Value error, ").rstrip(".")
    if not mistake["loc"]:
        return f"{reason}."
    field = str(mistake["loc"][0]).lower()
    name, examples = field.upper(), Settings.model_fields[field].examples or [""]
    return f"{name} can't be used. {reason[:1].upper()}{reason[1:]}. Example: {name}={examples[0]}"
