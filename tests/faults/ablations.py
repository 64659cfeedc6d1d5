"""Protections taken out of a process under test, to see that the checker misses them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import async_default_handlers
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import ColumnElement, update

from bot import app
from bot.domain.notices import Notice
from bot.outbox import dispatcher
from bot.slack import client, gateway
from bot.transport.bolt import Bolt
from storage import claiming, outgoing


def _answer_before_commit() -> None:
    """Bolt's default: an event is acknowledged before its listener runs."""

    def hasty(**more: Any) -> Bolt:
        return Bolt(**more | {"process_before_response": False})

    app.Bolt = hasty  # type: ignore[attr-defined, assignment]


def _blind_retry() -> None:
    """What ended unclearly is sent again, without a look."""

    async def never_there(*_: object) -> None:
        return None

    dispatcher.look = never_there  # type: ignore[assignment, attr-defined]


def _sdk_retries() -> None:
    """The SDK's own handlers, which send again when a connection breaks."""
    make = client.web_client

    def eager(*given: Any, **more: Any) -> AsyncWebClient:
        made = make(*given, **more)
        made.retry_handlers = async_default_handlers()
        return made

    gateway.web_client = eager  # type: ignore[attr-defined]


def _no_fencing() -> None:
    """Whoever had a claim may settle it, whoever has it now."""
    table = outgoing._table

    def settle(
        self: outgoing.Outgoing,
        notice: Notice,
        now: datetime,
        values: dict[str, Any],
        *,
        only_if: ColumnElement[bool] | None = None,
    ) -> bool:
        also = [] if only_if is None else [only_if]
        settled = update(table).where(table.c.id == notice.id, *also).values(lease_until=None, **values)
        won = self._connection.execute(settled).rowcount == 1
        if won and claiming.is_post(notice.kind, notice.ts):
            told = {"here": notice.workspace, "recipient": notice.recipient}
            self._connection.execute(outgoing._FREE, told | {"free_at": now + outgoing.CHANNEL_PACE})
        return won

    outgoing.Outgoing._settle = settle  # type: ignore[method-assign]


ABLATIONS: Mapping[str, Callable[[], None]] = {
    "answer before commit": _answer_before_commit,
    "blind retry": _blind_retry,
    "SDK retries": _sdk_retries,
    "no fencing": _no_fencing,
}
