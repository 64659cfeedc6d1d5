"""The two ways in which the sandbox says no: to a person, to the app."""

from typing import Any


class SandboxError(Exception):
    """What Slack's own client would not let a person do; `name` is Slack's word for it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ApiError(Exception):
    """What a Web API method answers instead of its result: `{"ok": false, "error": name, **more}`."""

    def __init__(self, name: str, **more: Any) -> None:
        super().__init__(name)
        self.name = name
        self.more = more

    @classmethod
    def at(cls, name: str, messages: list[str]) -> "ApiError":
        """An error with the places that are wrong, as Slack lists them in response_metadata.messages."""
        marked = [f"[ERROR] {message}" for message in messages]
        return cls(name, response_metadata={"messages": marked})

    @classmethod
    def missing(cls, argument: str) -> "ApiError":
        """The error for a required argument that isn't there."""
        return cls.at("invalid_arguments", [f"missing required field: {argument}"])
