"""Protections taken out of a process under test, to see that the checker misses them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import async_default_handlers
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Update, update

from bot import app
from bot.domain.notices import Notice, State
from bot.outbox import dispatcher
from bot.slack import client, looking
from bot.transport.bolt import Bolt
from storage import outgoing


def _answer_before_commit() -> None:
    """Bolt's default: an event is acknowledged before its listener runs."""

    def hasty(**more: Any) -> Bolt:
        return Bolt(**more | {"process_before_response": False})

    app.Bolt = hasty  # type: ignore[attr-defined, assignment] # taken out on purpose


def _blind_retry() -> None:
    """What ended unclearly is sent again, without a look."""

    async def never_there(*_: object) -> None:
        return None

    dispatcher.look = never_there  # type: ignore[assignment, attr-defined] # taken out on purpose


def _sdk_retries() -> None:
    """The SDK's own handlers, which send again when a connection breaks."""
    make = client.web_client

    def eager(*given: Any, **more: Any) -> AsyncWebClient:
        made = make(*given, **more)
        made.retry_handlers = async_default_handlers()
        return made

    looking.web_client = eager  # type: ignore[attr-defined] # taken out on purpose


def _no_fencing() -> None:
    """Whoever had a claim may settle it, whoever has it now."""
    table, fenced = outgoing._table, outgoing.Outgoing._settle

    def settle(self: outgoing.Outgoing, notice: Notice, paced_from: datetime, settled: Update, **told: Any) -> bool:
        own = {"token": notice.token, "state": State.SENDING}
        self._connection.execute(update(table).where(table.c.id == notice.id).values(**own))
        return fenced(self, notice, paced_from, settled, **told)

    outgoing.Outgoing._settle = settle  # type: ignore[method-assign] # taken out on purpose


ABLATIONS: Mapping[str, Callable[[], None]] = {
    "answer before commit": _answer_before_commit,
    "blind retry": _blind_retry,
    "SDK retries": _sdk_retries,
    "no fencing": _no_fencing,
}
