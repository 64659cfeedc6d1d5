"""How safely the settings let Knowhow be run: each is a sentence of ``knowhow check``, and none keeps it from serving.

A list of small functions: whoever adds a setting that can be set unsafely adds one.
"""

import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import Settings
from bot.preflight import Finding

Look = Callable[[Settings], Finding | None]
"""Says how one thing stands; ``None`` where there is no such thing."""


def posture(settings: Settings) -> Iterator[Finding]:
    """How safely it is run, as far as settings and files tell."""
    for look in LOOKS:
        if (finding := look(settings)) is not None:
            yield finding


def _door(settings: Settings) -> Finding:
    if settings.slack_app_token is not None:
        return _sound("Requests", "They come over Socket Mode, on a connection of our own: nobody else can send any.")
    return _sound("Requests", "Each must be signed with SLACK_SIGNING_SECRET, and be at most five minutes old.")


def _listening(settings: Settings) -> Finding:
    if _is_local(settings.host):
        return _sound("Listening", f"Only this machine reaches {settings.host}:{settings.port}.")
    if settings.slack_app_token is not None:
        return _open(
            "Listening",
            f"Others reach {settings.host}:{settings.port}, where Socket Mode needs nobody: HOST=127.0.0.1 would do.",
        )
    return _open(
        "Listening",
        f"Others reach {settings.host}:{settings.port}, where no TLS is spoken: let only what ends TLS reach that.",
    )


def _metrics(settings: Settings) -> Finding:
    host = settings.host if settings.metrics_port is None else settings.metrics_host
    if _is_local(host):
        return _sound("Metrics", "Only this machine reads them.")
    hint = "" if settings.metrics_port else " METRICS_PORT gives them a port of their own on METRICS_HOST."
    return _open("Metrics", f"Whoever reaches {host} reads them: no content, but how much is done.{hint}")


def _slack(settings: Settings) -> Finding | None:
    url = urlsplit(settings.slack_api_url)
    if url.scheme == "https" or _is_local(url.hostname or ""):
        return None
    return _open("Web API", f"SLACK_API_URL is not https, so that the token can be read on its way to {url.hostname}.")


def _file(settings: Settings) -> Finding | None:
    if not settings.database_url.startswith("sqlite"):
        return None
    file = Path(settings.database_url.partition(":///")[2])
    wide = [
        each for each in (file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))) if _is_wide(each)
    ]
    if wide:
        names = " and ".join(each.name for each in wide)
        return _open("Database file", f"Every user of this machine can read {names}; run: chmod o= {wide[0].parent}/*")
    return _sound("Database file", "Other users of this machine can't read it.") if file.exists() else None


def _server(settings: Settings) -> Finding | None:
    url = urlsplit(settings.database_url)
    if settings.database_url.startswith("sqlite") or _is_local(url.hostname or "localhost"):
        return None
    if "ssl" in url.query:
        return _sound("Database connection", f"How it is encrypted to {url.hostname} is set.")
    return _open("Database connection", "It may go unencrypted: add ?sslmode=verify-full to DATABASE_URL.")


def _logging(settings: Settings) -> Finding | None:
    if settings.log_level != "DEBUG":
        return None
    return _open("Log", "LOG_LEVEL=DEBUG says more than one needs to know; nothing that people write, though.")


def _keys(settings: Settings) -> Finding | None:
    if not settings.serves_many:
        return None
    keys = len(settings.encryption_keys)
    older = f", and {keys - 1} older can still read" if keys > 1 else ""
    return _sound("Encryption", f"Tokens of workspaces are kept encrypted: the first key does that{older}.")


def _retention(settings: Settings) -> Finding:
    rules = settings.rules
    kept = (("Questions", rules.keep_questions), ("activity", rules.keep_activity), ("logs", rules.keep_logs))
    told = ", ".join(f"{what} {f'{how_long.days} days' if how_long else 'for good'}" for what, how_long in kept)
    return _sound("Retention", f"{told}, unless a workspace set it otherwise.")


LOOKS: tuple[Look, ...] = (_door, _listening, _metrics, _slack, _keys, _file, _server, _retention, _logging)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_wide(file: Path) -> bool:
    """Whether every user of the machine can read it, as far as it and the folder it is in say."""
    try:
        return bool(file.stat().st_mode & stat.S_IROTH and file.parent.stat().st_mode & stat.S_IXOTH)
    except OSError:
        return False


def _sound(name: str, sentence: str) -> Finding:
    return Finding(ok=True, name=name, sentence=sentence)


def _open(name: str, sentence: str) -> Finding:
    return Finding(ok=True, name=name, sentence=sentence, is_warning=True)
