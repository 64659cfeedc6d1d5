"""trigger_ids and response_urls: short-lived permissions that the app gets with a payload."""

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.clock import SandboxClock
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """Permission to open one modal for one person."""

    user: str
    at: datetime
    at_real: float
    origin: Json  # the channel where it happened, for response_urls of the modal
    view_id: str | None = None  # the modal in which it happened
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Permission to answer an action; `original` is the ts that replace_original means."""

    secret: str
    user: str
    channel: str
    at: datetime
    original: str | None = None
    original_ephemeral: bool = True
    thread_ts: str | None = None
    command: str | None = None
    uses: int = 0


class Tickets:
    """Gives them out and takes them back."""

    def __init__(self, clock: SandboxClock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, *, origin: Json | None = None, view_id: str | None = None) -> str:
        """A new trigger_id."""
        key = f"{len(self._triggers) + 1}.{secrets.randbelow(10**9)}.{secrets.token_hex(8)}"
        self._triggers[key] = Trigger(user, self._clock.now(), time.monotonic(), origin or {}, view_id)
        return key

    def use_trigger(self, key: str) -> Trigger:
        """Take it; ApiError invalid_, exchanged_ or expired_trigger_id.

        It is dead when 3 s have passed by the sandbox's clock or in reality: a slow app is slow however
        the clock stands.
        """
        trigger = self._triggers.get(key)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        real = timedelta(seconds=time.monotonic() - trigger.at_real)
        if max(real, self._clock.now() - trigger.at) > TRIGGER_LIFE:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(
        self,
        user: str,
        channel: str,
        *,
        original: str | None = None,
        original_ephemeral: bool = True,
        thread_ts: str | None = None,
        command: str | None = None,
    ) -> ResponseUrl:
        """A new response_url, known by its secret."""
        ticket = ResponseUrl(
            secrets.token_hex(12),
            user,
            channel,
            self._clock.now(),
            original,
            original_ephemeral,
            thread_ts,
            command,
        )
        self._responses[ticket.secret] = ticket
        return ticket

    def use_response(self, secret: str) -> ResponseUrl:
        """Use it once more; ApiError invalid_, expired_ or used_url."""
        ticket = self._responses.get(secret)
        if ticket is None:
            raise ApiError("invalid_url")
        if self._clock.now() - ticket.at > RESPONSE_LIFE:
            raise ApiError("expired_url")
        if ticket.uses >= RESPONSE_USES:
            raise ApiError("used_url")
        ticket.uses += 1
        return ticket
