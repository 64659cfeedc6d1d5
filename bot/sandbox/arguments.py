"""The arguments of a Web API call, whether they came as a query, a form or JSON."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json

ENCODED = ("blocks", "attachments", "view", "metadata")  # structures, sent as JSON text in a form


async def read(request: web.Request) -> Json:
    """All arguments of a request; ApiError("invalid_json") for a body that says JSON and isn't."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError as error:
            raise ApiError("invalid_json") from error
        if not isinstance(body, dict):
            raise ApiError("json_not_object")
        return args | body
    form = await request.post()
    return args | {key: value for key, value in form.items() if isinstance(value, str)}


class Args:
    """Typed access to arguments, with Slack's errors for wrong ones."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {key: value for key, value in given.items() if value is not None}

    def text(self, name: str, default: str = "") -> str:
        """A string; numbers are taken as such, as Slack does."""
        value = self.given.get(name, default)
        return value if isinstance(value, str) else str(value)

    def required(self, name: str) -> str:
        """A string that must be there and not empty."""
        if not (value := self.text(name)):
            raise ApiError.missing(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean: true, "true", 1, "1"."""
        value = self.given.get(name, default)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 1 to `most`."""
        value = self.given.get(name)
        if value in (None, "", "0", 0):
            return default
        try:
            number = int(str(value))
        except ValueError as error:
            raise ApiError("invalid_limit") from error
        if not 0 < number <= most:
            raise ApiError("invalid_limit")
        return number

    def structure(self, name: str, error: str) -> Any:
        """A list or object, decoded if it came as text; ApiError(error) if that fails."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as failure:
            raise ApiError(error) from failure

    def shown(self) -> Json:
        """The arguments for `Sandbox.calls`: structures decoded, no token."""
        shown = {key: value for key, value in self.given.items() if key != "token"}
        for key in ENCODED:
            if isinstance(shown.get(key), str):
                try:
                    shown[key] = json.loads(shown[key])
                except ValueError:
                    continue
        return shown


def page(items: list[Any], args: Args, *, limit: int, most: int = 1000) -> tuple[list[Any], str]:
    """One page of a list by `cursor` and `limit`; and the next cursor, empty at the end."""
    size = args.number("limit", limit, most=most)
    start = _offset(args.text("cursor"))
    following = start + size
    return items[start:following], _cursor(following) if following < len(items) else ""


def _cursor(offset: int) -> str:
    return f"bmV4d{offset:06d}="


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.startswith("bmV4d") and cursor[5:-1].isdigit()):
        raise ApiError("invalid_cursor")
    return int(cursor[5:-1])
