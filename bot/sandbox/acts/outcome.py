"""What a person sees of how an act went, and what the act was done to."""

from dataclasses import dataclass, field

from bot.sandbox.envelopes import Receipt
from bot.sandbox.messages import Message


@dataclass(slots=True)
class Outcome:
    """How an act went.

    `failure` are Slack's own words to the person; `errors` {block_id: words} stand at inputs; `reply` is the
    message that the acknowledgement carried.
    """

    ok: bool = True
    failure: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    reply: Message | None = None

    @classmethod
    def failed(cls, words: str) -> "Outcome":
        """Slack told the person that it didn't work."""
        return cls(ok=False, failure=words)


@dataclass(frozen=True, slots=True)
class Container:
    """Where an element is: a message (channel, ts) or a view (view_id)."""

    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None

    @property
    def key(self) -> str:
        """One string for it."""
        return self.view_id or f"{self.channel}:{self.ts}"


def failure_name(receipt: Receipt) -> str:
    """Slack's name for why an action failed."""
    names = {"http_timeout": "operation_timeout", "http_error": "http_service_error"}
    return names.get(receipt.failure or "", "dispatch_failed")


def command_failed(command: str, name: str) -> Outcome:
    """The words under a failed slash command."""
    return Outcome.failed(f'{command} failed with the error "{name}"')


def no_such_command(command: str) -> Outcome:
    """The words for a command that no app has."""
    return Outcome.failed(
        f"{command} is not a valid command. In Slack, all messages that start with the “/” character are "
        "interpreted as commands."
    )


TROUBLE = "We had some trouble connecting. Try again?"


def action_failed(receipt: Receipt, app: str) -> Outcome:
    """The words for a button, menu or shortcut that didn't work."""
    if receipt.failure == "http_error":
        return Outcome.failed(f"{app} responded with Status Code {receipt.status}.")
    if receipt.failure == "http_timeout":
        return Outcome.failed(f"{app} didn’t respond in time. Try again? (operation_timeout)")
    return Outcome.failed(f"{app} isn’t responding. Try again? (dispatch_failed)")
