"""The check on an HTTP request's raw bytes, before anything is parsed, that it is Slack's and sound."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr
from slack_bolt.request.async_request import AsyncBoltRequest
from yarl import URL

from bot.clock import Clock
from bot.transport.cleaning import clean, may_need_cleaning

LARGEST_BODY = 1024 * 1024
WINDOW_SECONDS = 5 * 60  # Slack's own advice; what is sent again within it meets the delivery's key
MOST_FIELDS = 1000
TIMESTAMP_DIGITS = 12
# Headers aren't signed. Bolt takes orders from some (x-slack-bolt-lazy-only), so it only sees those it needs.
HEADERS = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")

BAD_REQUEST, UNAUTHORIZED, TOO_LARGE = 400, 401, 413


class TurnedAway(Exception):  # noqa: N818 - it is an answer to a stranger, not an error of ours
    """The request gets this status; the reason is a constant and repeats nothing that was sent."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Guard:
    """Lets in what Slack signed within the last five minutes."""

    def __init__(self, signing_secret: SecretStr, clock: Clock) -> None:
        self._secret = signing_secret.get_secret_value().encode()
        self._clock = clock

    def admit(self, headers: Mapping[str, str], body: bytes) -> AsyncBoltRequest:
        """Return the request for Bolt; raises TurnedAway.

        Nothing in the body is looked at, not even ``ssl_check``, before the signature is found right.
        """
        if len(body) > LARGEST_BODY:
            raise TurnedAway(TOO_LARGE, "the body is too large")
        self._check_signature(headers, body)
        return _bolt_request(headers, _parse(headers, body))

    def _check_signature(self, headers: Mapping[str, str], body: bytes) -> None:
        # By hand rather than by slack_sdk's SignatureVerifier, which raises for a timestamp that is no
        # number, a body that isn't UTF-8 and a signature beyond ASCII: each a 500 that needs no secret.
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= TIMESTAMP_DIGITS):
            raise TurnedAway(UNAUTHORIZED, "the timestamp is missing or no number")
        if abs(self._clock.now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise TurnedAway(UNAUTHORIZED, "the timestamp is more than five minutes away")
        right = sign(self._secret, timestamp, body).encode()
        given = headers.get("X-Slack-Signature", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(right, given):
            raise TurnedAway(UNAUTHORIZED, "the signature is wrong")


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return Slack's signature v0 of a body."""
    return f"v0={hmac.new(secret, b'v0:%s:%s' % (timestamp.encode(), body), hashlib.sha256).hexdigest()}"


def _parse(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Return what the body says, whatever charset it claims: Slack speaks UTF-8.

    Bolt's own parser would lose each command whose text has the word "payload" in it.
    """
    try:
        text = body.decode()
        if headers.get("Content-Type", "").startswith("application/json"):
            parsed = _load(text)
        else:
            fields = _fields(text)
            parsed = _load(fields["payload"]) if "payload" in fields else clean(fields)
    except (ValueError, RecursionError):  # also what is no UTF-8, too deep, or a number of 5,000 digits
        raise TurnedAway(BAD_REQUEST, "the body can't be read") from None
    if not isinstance(parsed, dict) or not parsed:
        raise TurnedAway(BAD_REQUEST, "the body says nothing")
    return parsed


def _load(text: str) -> Any:
    parsed = json.loads(text)
    return clean(parsed) if may_need_cleaning(text) else parsed


def _fields(text: str) -> dict[str, str]:
    """Return the fields of a form, the last of each name.

    By yarl rather than by urllib, which takes a percent-encoded body apart in Python: ten times as long, and half as
    long as all the rest of a form's way to its handler.
    """
    if text.count("&") >= MOST_FIELDS:
        raise ValueError("more fields than Slack ever sends")
    return dict(URL.build(path="/", query_string=text, encoded=True).query)


def _bolt_request(headers: Mapping[str, str], body: dict[str, Any]) -> AsyncBoltRequest:
    """Return a parsed request as Socket Mode would give it to Bolt, so that both doors lead to one path.

    In this mode Bolt neither parses nor verifies, which is sound because nothing gets here but by ``admit``:
    the app may be built with ``request_verification_enabled=False`` or not.
    """
    kept: dict[str, str | Sequence[str]] = {name: headers[name] for name in HEADERS if name in headers}
    try:
        return AsyncBoltRequest(mode="socket_mode", body=body, headers=kept)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        # Signed, but a number where Slack has an object: Bolt looks for the workspace while it builds this.
        raise TurnedAway(BAD_REQUEST, "the body is not Slack's") from None
