"""How an administrator writes values, and the sentence for one that can't be read; it never repeats a secret."""

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, PlainValidator, SecretStr
from pydantic_settings import NoDecode

from bot.domain import settings as changeable
from bot.domain.cadence import QuietHours, parse_duration
from bot.domain.marks import read_emoji
from bot.domain.refusals import Refused


def _duration(value: object) -> timedelta:
    duration = value if isinstance(value, timedelta) else parse_duration(str(value))
    if duration <= timedelta(0):
        raise ValueError("it must be longer than nothing")
    return duration


def _retention(value: object) -> timedelta | None:
    if value is None or isinstance(value, timedelta):
        return value
    try:
        return changeable.Retention().read(str(value))
    except Refused:
        least, most = changeable.SHORTEST_KEPT.days, changeable.LONGEST_KEPT.days
        raise ValueError(f"it must be from {least}d to {most}d, or {changeable.FOREVER}") from None


def _quiet_hours(value: object) -> QuietHours:
    return value if isinstance(value, QuietHours) else QuietHours.parse(str(value))


def _emoji(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return read_emoji(value)
    except Refused as refused:
        raise ValueError(f"“{refused.detail}” is no emoji name") from None


def _user_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",") if word.strip()]
    for word in words:
        if not re.fullmatch(r"[UW][A-Z0-9]+", word):
            raise ValueError(f"“{word}” is no user id, which starts with U or W")
    return frozenset(words)


def _language(value: object) -> str:
    try:
        return changeable.Language().read(str(value))
    except Refused:
        raise ValueError(f"it must be one of {', '.join(changeable.LANGUAGES)}") from None


def _encryption_keys(value: SecretStr | None) -> SecretStr | None:
    from cryptography.fernet import Fernet  # noqa: PLC0415 - most run without

    for key in split_keys(value):
        try:
            Fernet(key)
        except ValueError:
            raise ValueError("each key must be one of those that knowhow new-key makes") from None
    return value


def split_keys(keys: SecretStr | None) -> list[str]:
    """The keys of a list, none of them empty."""
    return [] if keys is None else [key.strip() for key in keys.get_secret_value().split(",") if key.strip()]


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("it must be an http or https address")
    return value if value.endswith("/") else f"{value}/"


def _database_url(value: str) -> str:
    if not re.match(r"(sqlite|postgres(ql)?)(\+\w+)?://", value):
        # The value may hold a password, so it isn't repeated.
        raise ValueError("it must start with sqlite:/// or postgresql://")
    return value


Duration = Annotated[timedelta, PlainValidator(_duration)]
Retention = Annotated[timedelta | None, PlainValidator(_retention)]
Emoji = Annotated[frozenset[str], NoDecode, BeforeValidator(_emoji)]
UserIds = Annotated[frozenset[str], NoDecode, BeforeValidator(_user_ids)]
Quiet = Annotated[QuietHours, NoDecode, PlainValidator(_quiet_hours)]
Language = Annotated[str, BeforeValidator(_language)]
Keys = Annotated[SecretStr | None, AfterValidator(_encryption_keys)]
ApiUrl = Annotated[str, BeforeValidator(_api_url)]
DatabaseUrl = Annotated[str, BeforeValidator(_database_url)]
