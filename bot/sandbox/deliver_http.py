"""Delivery to an HTTP address, signed as Slack signs."""

import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from bot.sandbox.envelopes import Envelope, Receipt

FORM = "application/x-www-form-urlencoded"


def sign(body: str, *, secret: str, timestamp: int) -> dict[str, str]:
    """Slack's signature headers (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    base = f"v0:{timestamp}:{body}".encode()
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def encode(envelope: Envelope) -> tuple[str, str]:
    """The body and its content type: JSON, a form, or a form with `payload`."""
    match envelope.form:
        case "events_api":
            return json.dumps(envelope.payload), "application/json"
        case "slash_commands":
            return urlencode(envelope.payload), FORM
        case "interactive":
            return _form(json.dumps(envelope.payload)), FORM


def _form(payload: str) -> str:
    """A form of that field alone, by yarl: urllib writes it letter by letter in Python, eight times as long."""
    return URL.build(query={"payload": payload}).raw_query_string


class HttpCarrier:
    """Posts envelopes to one address."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        *,
        secret: str,
        timeout: float,
        time: Callable[[], float],
    ) -> None:
        self._session = session
        self._url = url
        self._secret = secret
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._time = time

    async def carry(self, envelope: Envelope) -> Receipt:
        """Post it and wait for the acknowledgement; never raises for what the app does."""
        body, kind = encode(envelope)
        headers = {"Content-Type": kind, **sign(body, secret=self._secret, timestamp=int(self._time()))}
        if envelope.retry_num:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_num)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason or "unknown_error"
        try:
            async with self._session.post(
                self._url, data=body.encode(), headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                return await _receipt(response)
        except TimeoutError:
            return Receipt(failure="http_timeout", status=0)
        except aiohttp.ClientError:
            return Receipt(failure="connection_failed", status=0)


async def _receipt(response: aiohttp.ClientResponse) -> Receipt:
    text = await response.text()
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if not HTTP_OK <= response.status < HTTP_REDIRECT:
        return Receipt(failure="http_error", status=response.status, body=text, no_retry=no_retry)
    return Receipt(status=response.status, body=parse(text, response.content_type))


def parse(text: str, content_type: str) -> object:
    """An acknowledgement's body: JSON if it says so or looks so, else the text."""
    if content_type == "application/json" or text.lstrip().startswith("{"):
        try:
            return json.loads(text) if text else ""
        except ValueError:
            return text
    return text


HTTP_OK = 200
HTTP_REDIRECT = 300
