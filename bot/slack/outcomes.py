"""What became of a call to Slack, so that the caller knows whether it may be made again."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.ids import ChannelId, MessageTs

LEAST_WAIT = timedelta(seconds=1)
USUAL_WAIT = timedelta(seconds=30)  # where Slack names no seconds; the SDK waits as long
LONGEST_WAIT = timedelta(hours=1)  # no header may silence us for a day

HTTP_OK = 200
HTTP_TOO_MANY = 429
HTTP_CLIENT_ERRORS = range(400, 500)


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack did it; where the message is (a Home has no such place: both are empty)."""

    channel: ChannelId
    ts: MessageTs


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Slack did nothing and says how long to wait; this holds for the method in the whole workspace."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack did nothing and won't until somebody changes something."""

    error: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not done, for a passing reason: it may be made again."""

    error: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Done or not, nobody knows: look for the message before making the call again."""

    error: str


Outcome = Sent | RateLimited | Refused | NotSent | Ambiguous
Failure = RateLimited | Refused | NotSent | Ambiguous


class _Kind(Enum):
    LIMITED = "limited"
    PASSING = "passing"
    AMBIGUOUS = "ambiguous"


# Slack's names as its reference of chat.postMessage explains them; every other name is a refusal, such as
# channel_not_found, not_in_channel, is_archived, msg_too_long, invalid_blocks, token_revoked, missing_scope.
_ERRORS = {
    "ratelimited": _Kind.LIMITED,
    "rate_limited": _Kind.LIMITED,
    "message_limit_exceeded": _Kind.LIMITED,  # "too many messages" in the whole workspace; it passes
    "request_timeout": _Kind.PASSING,  # "the POST data was either missing or truncated"
    "team_added_to_org": _Kind.PASSING,  # "intermittently unavailable until the transition is complete"
    "org_login_required": _Kind.PASSING,  # "undergoing an enterprise migration"
    "internal_error": _Kind.AMBIGUOUS,  # "possible some aspect of the operation succeeded"
    "fatal_error": _Kind.AMBIGUOUS,  # likewise
    "service_unavailable": _Kind.AMBIGUOUS,  # the reference doesn't promise that nothing was done
}

_LASTING_FOR_FILES = frozenset(
    {
        "missing_scope",
        "not_allowed_token_type",
        "file_uploads_disabled",
        "file_upload_size_restricted",
        "storage_limit_reached",
        "team_access_not_granted",
        "user_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "token_revoked",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_expired",
    }
)
"""Why no file can be brought to Slack until somebody changes something."""

# What the SDK and aiohttp raise for a call that failed. The SDK does not expect a body that isn't a JSON
# object: then it raises what Python raises, AttributeError, TypeError, or ValueError for bytes without text.
FAILURES = (
    SlackClientError,
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    ValueError,
    AttributeError,
    TypeError,
)


def unshared(error: str, after: timedelta | None) -> Failure:
    """Return what it means that the steps before the one that is seen failed: certainly nothing was done."""
    if after is not None:
        return RateLimited(after)
    is_lasting = error in _LASTING_FOR_FILES
    return Refused(error) if is_lasting else NotSent(error)


def classify(error: Exception) -> Failure:
    """Return what a failed call means.

    Only what never reached Slack, or what Slack turned away before the work, counts as not done; all that
    isn't certain is ambiguous.
    """
    match error:
        case SlackApiError():
            return _classify_answer(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
            return NotSent(type(error).__name__)
        case _:
            return Ambiguous(type(error).__name__)


def _classify_answer(error: SlackApiError) -> Failure:
    status, name = _status(error), _name(error)
    if status == HTTP_TOO_MANY or _ERRORS.get(name) is _Kind.LIMITED:
        return RateLimited(_wait(error))
    if name:
        return _classify_name(name)
    if status in HTTP_CLIENT_ERRORS:
        return NotSent(f"http_{status}")  # a proxy or Slack's edge turned it away
    return Ambiguous("unreadable_answer" if status == HTTP_OK else f"http_{status}")


def _classify_name(name: str) -> Failure:
    match _ERRORS.get(name):
        case _Kind.PASSING:
            return NotSent(name)
        case _Kind.AMBIGUOUS:
            return Ambiguous(name)
        case _:
            return Refused(name)


def _status(error: SlackApiError) -> int:
    # An unreadable body comes with aiohttp's response in place of the SDK's.
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def _name(error: SlackApiError) -> str:
    """Return Slack's error name, empty for a body without one."""
    data = getattr(error.response, "data", None)
    name = data.get("error") if isinstance(data, dict) else None
    return name if isinstance(name, str) else ""


def _wait(error: SlackApiError) -> timedelta:
    seconds = str(error.response.headers.get("Retry-After", "")).strip()
    if not (seconds.isascii() and seconds.isdigit()):
        return USUAL_WAIT
    return min(max(timedelta(seconds=int(seconds[:9])), LEAST_WAIT), LONGEST_WAIT)
