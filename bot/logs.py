"""Logging: constant messages with facts as fields, and no secret in any of them."""

import errno
import logging
import random
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

GONE = "[redacted]"

# No vowels, and nothing that looks like something else (5 and S): it is read aloud, and never a word.
REFERENCE_LETTERS = "346789CDFGHJKMNPQRTVWX"
_dice = random.Random()  # noqa: S311 - no secret, and each delivery that asks the kernel waits for Python's lock again
REFERENCE_LENGTH = 8

_FRAMES = 25
"""Of an exception, from where it was raised outwards."""

_SECRET_KEYS = re.compile(r"authorization|cookie|secret|password|^token$|_token$|response_url|hook_url", re.IGNORECASE)
_SECRETS = re.compile(
    r"""
      \bxox[a-z]-[\w.%-]+                                  # tokens of bots and people
    | \bxox[a-z]\.xox[a-z]-[\w.%-]+                        # rotated ones
    | \bxapp-[\w.%-]+                                      # app-level tokens
    | https?://hooks\.[^\s"'<>\\]+                         # response_urls and webhooks
    | https?://[^\s"'<>/\\]+/(?:hooks|response|services|commands|actions)/[^\s"'<>\\]+  # the sandbox's
    | (?<=ticket=)[^\s"'&<>\\]+                            # Socket Mode's address is a permission, too
    | (?<=://)[^\s"'/@:]+:[^\s"'/@]+(?=@)                  # user:password@ of a database
    | (?<=Bearer[ ])[^\s"',}\[\]]+
    | (?<=Basic[ ])[^\s"',}\[\]]+
    """,
    re.VERBOSE,
)

# Slack's libraries speak of whole requests: Bolt below ERROR (an unhandled request and what was typed, the
# body under a wrong signature), the SDK below WARNING. APScheduler tells of each tick.
_LEAST_LEVELS = {
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "apscheduler": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
}

bolt_logger = logging.getLogger("slack_bolt")
"""Give it to AsyncApp as ``logger``; without it Bolt sets the root's level on each of its own."""


def set_up(level: str, *, stream: TextIO | None = None) -> None:
    """Log to standard error from this level on: JSON lines, or a readable console where a person looks on.

    The standard library's logging takes the same way, so that what libraries say is redacted too.
    """
    stream = sys.stderr if stream is None else stream
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(_is_wanted)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                _renderer(stream),
                _redact_text,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in _LEAST_LEVELS.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        explain_failure,
    ]


def _renderer(stream: TextIO) -> Processor:
    if stream.isatty():
        # The plain one: a rich traceback shows local variables, and with them what people wrote.
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)


def _is_wanted(record: logging.LogRecord) -> bool:
    """Hold Slack's libraries to their level whatever level their loggers were given meanwhile."""
    least = _LEAST_LEVELS.get(record.name.partition(".")[0], logging.NOTSET)
    if record.name.endswith(":AsyncApp"):  # Bolt names one logger after the program's file
        least = _LEAST_LEVELS["slack_bolt"]
    return record.levelno >= least


def explain_failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say of an exception what it is and where it was raised, and none of its words: they may quote what people wrote.

    A driver quotes the value that it can't take, ``int`` what is no number, and a traceback shows both.
    """
    told = event.pop("exc_info", None)
    error = told if isinstance(told, BaseException) else told[1] if isinstance(told, tuple) else sys.exc_info()[1]
    if told and error is not None:
        event["event"] = str(event.get("event", "")).replace(str(error) or "\0", _kind(error))  # Bolt quotes it
        event["error"] = " from ".join(_kind(each) for each in _chain(error))
        event["at"] = [f"{_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in _frames(error)]
    event.pop("stack_info", None)
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that it came of."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _kind(error: BaseException) -> str:
    """Its name, with the code by which an operator finds it in a manual."""
    codes = (getattr(error, "sqlstate", None), getattr(error, "sqlite_errorname", None), getattr(error, "errno", None))
    code = next((each for each in codes if each), None)
    name = type(error).__qualname__
    return f"{name} ({errno.errorcode.get(code, code) if isinstance(code, int) else code})" if code else name


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Where it was raised, the innermost first."""
    return traceback.extract_tb(error.__traceback__)[: -_FRAMES - 1 : -1]


def _path(file: str) -> str:
    """A file by the last of its path: enough to find it, and nothing of the machine."""
    return "/".join(PurePath(file).parts[-2:])


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take secrets out of an event: what carries a telling name, and what looks like one in any text."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: object, value: Any) -> Any:
    if isinstance(key, str) and _SECRET_KEYS.search(key) and value:
        return GONE
    match value:
        case str():
            return redact_text(value)
        case Mapping():
            return {inner: _clean(inner, part) for inner, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(None, part) for part in value]
        case _:
            return value


def redact_text(text: str) -> str:
    """Return a text without the secrets in it."""
    return _SECRETS.sub(GONE, text)


def _redact_text(_logger: WrappedLogger, _method: str, rendered: Any) -> Any:
    """Take out what only rendering brought to light: an object's repr."""
    return redact_text(rendered) if isinstance(rendered, str) else rendered


def new_reference() -> str:
    """Return a short id that a person may quote and that is in the log."""
    return "".join(_dice.choices(REFERENCE_LETTERS, k=REFERENCE_LENGTH))


@contextmanager
def delivery() -> Iterator[str]:
    """Bind a new ``request_id`` to all that is logged inside, and give it."""
    reference = new_reference()
    with structlog.contextvars.bound_contextvars(request_id=reference):
        yield reference


@contextmanager
def continued(reference: str) -> Iterator[None]:
    """Bind the ``request_id`` under which something began to all that is logged inside; nothing for none."""
    with structlog.contextvars.bound_contextvars(**({"request_id": reference} if reference else {})):
        yield


def request_id() -> str:
    """Return the reference of the delivery that is being handled; nothing outside of any."""
    return str(structlog.contextvars.get_contextvars().get("request_id") or "")


def current_reference() -> str:
    """Return the reference of the delivery that is being handled, or a new one outside of any."""
    return request_id() or new_reference()
