"""What travels to the app and what comes back."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.sandbox.messages import Json

Form = Literal["events_api", "interactive", "slash_commands"]
SHORT_FORMS = {"events_api": "event", "interactive": "interactive", "slash_commands": "command"}


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery; `name` is the kind that faults go by: an event's type, command, block_actions, ..."""

    form: Form
    name: str
    payload: Json
    retry_num: int = 0
    retry_reason: str | None = None

    def retry(self, number: int, reason: str) -> "Envelope":
        """The same again, marked as Slack marks a retry."""
        return replace(self, retry_num=number, retry_reason=reason)

    def fits(self, target: str) -> bool:
        """Whether a fault for `target` concerns it: `*`, event, command, interactive, or its name."""
        return target in ("*", self.form, SHORT_FORMS[self.form], self.name)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the app answered: `failure` is None or Slack's reason for a retry; `body` is JSON or text."""

    failure: str | None = None
    status: int = 200
    body: Any = None
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Whether it counts as acknowledged."""
        return self.failure is None

    @property
    def reply(self) -> Json:
        """The body as an object; plain text becomes {"text": ...}; empty if there is none."""
        if isinstance(self.body, str):
            return {"text": self.body} if self.body.strip() else {}
        return self.body if isinstance(self.body, dict) else {}
