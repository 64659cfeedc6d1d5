"""The only door to Slack's Web API, for one workspace."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.domain.ids import ChannelId, MessageTs, WorkspaceId
from bot.messages.kit import Message, View, ViewRef
from bot.slack.client import is_direct, sdk_logger
from bot.slack.looking import CannotLook, Looking, cannot_look, look
from bot.slack.outcomes import FAILURES, HTTP_OK, Outcome, Sent, classify, unshared
from bot.slack.readings import (
    MessageRef,
    cursor_of,
    metadata,
    with_file,
    with_key,
)

VIEW_SECONDS = 2.5  # a trigger lives 3 s
LOOK_BACK = timedelta(minutes=1)  # Slack's clock and ours differ
CLOCK_ERROR = timedelta(days=1)  # by as much as this, where ours is plainly wrong
PAGES_SEARCHED = 5

Ours = Callable[[list[Mapping[str, Any]]], MessageTs | None]
"""Finds a message of ours among others."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class ViewRefused(Exception):  # noqa: N818 - an answer of Slack's, such as a trigger that is too old
    """The modal didn't open or change, or nobody knows; ``error`` is Slack's name or the kind of failure."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Gateway(Looking):
    """Speaks to Slack with one workspace's token, on a session that is shared and closed by its owner.

    Nothing that posts is ever repeated here; what only reads is repeated once when the connection breaks.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        session: aiohttp.ClientSession,
        view_seconds: float = VIEW_SECONDS,
        team: WorkspaceId | None = None,
    ) -> None:
        """``team`` is the workspace to speak for with a token of its whole organisation."""
        super().__init__(token, base_url=base_url, session=session, team=team)
        self._session = session
        self._view_seconds = view_seconds

    async def post(self, recipient: str, message: Message, *, key: str, thread_ts: str | None = None) -> Outcome:
        """Post a message that can be found again by its key.

        The recipient is a channel, or a person, for whom Slack opens the direct message: then the outcome
        names the channel of that.
        """
        return await _settle(
            self.client.chat_postMessage(
                channel=recipient,
                text=message.text,
                blocks=list(message.blocks),
                thread_ts=thread_ts,
                metadata=metadata(key),
                unfurl_links=False,
                unfurl_media=False,
            )
        )

    async def update(self, channel: str, ts: str, message: Message, *, key: str) -> Outcome:
        """Put a message in the place of ours; to do it twice does no harm."""
        return await _settle(
            self.client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=list(message.blocks), metadata=metadata(key)
            )
        )

    async def upload(self, recipient: str, name: str, data: bytes, message: Message) -> Outcome:
        """Share a file in a channel, or in the direct message with a person; it can be found again by its name.

        In Slack's three steps, of which only the last is seen: what fails before it was certainly not done. The SDK's
        own helper does the same, but does not say in which of them it failed.
        """
        try:
            channel = await self._channel_of(recipient)
            file = await self._put(name, data)
        except CannotLook as problem:
            return unshared(problem.error, problem.after)
        outcome = await _settle(
            self.client.files_completeUploadExternal(
                files=[{"id": file, "title": name}], channel_id=channel, initial_comment=message.text
            )
        )
        return Sent(ChannelId(channel), MessageTs("")) if isinstance(outcome, Sent) else outcome

    async def publish_home(self, person: str, view: View) -> Outcome:
        """Show a person's App Home; to do it twice does no harm. Sent carries no place."""
        return await _settle(self.client.views_publish(user_id=person, view=view.as_dict()))

    async def find(
        self, channel_or_user: str, key: str, *, since: datetime, thread_ts: str | None = None
    ) -> MessageRef | None:
        """Return the message with this key posted since then, or None when it certainly isn't there.

        ``since`` is of our clock, messages are dated by Slack's: where ours was ahead, ours is older than that. So the
        latest page is looked through whatever its dates. Raises CannotLook when it can't be known: a scope is missing,
        Slack fails, too much was said since.
        """
        return await self._find(channel_or_user, lambda messages: with_key(messages, key), since, thread_ts)

    async def find_file(self, channel_or_user: str, name: str, *, since: datetime) -> MessageRef | None:
        """The same for the message with a file of ours of this name."""
        return await self._find(channel_or_user, lambda messages: with_file(messages, name), since, None)

    async def _find(
        self, channel_or_user: str, ours: Ours, since: datetime, thread_ts: str | None
    ) -> MessageRef | None:
        channel = await self._channel_of(channel_or_user)
        seen = 0
        async with aclosing(self._said(channel, thread_ts, since)) as pages:
            async for page in pages:
                messages: list[Mapping[str, Any]] = page.get("messages", [])
                if ts := ours(messages):
                    return MessageRef(ChannelId(channel), ts)
                seen += 1
                if thread_ts is None and _reaches(messages, since - LOOK_BACK):
                    return None
                if seen == PAGES_SEARCHED and cursor_of(page):
                    raise CannotLook("too_many_messages")
        return None

    async def open_view(self, trigger_id: str, view: View) -> ViewRef:
        """Open a modal; raises ViewRefused, at the latest after 2.5 s."""
        return await self._show(self.client.views_open(trigger_id=trigger_id, view=view.as_dict()))

    async def push_view(self, trigger_id: str, view: View) -> ViewRef:
        """Put a modal over the open one; raises ViewRefused, at the latest after 2.5 s."""
        return await self._show(self.client.views_push(trigger_id=trigger_id, view=view.as_dict()))

    async def update_view(self, shown: ViewRef, view: View) -> ViewRef:
        """Change a modal that is as it was when last seen; raises ViewRefused for one that changed since or is gone."""
        return await self._show(self.client.views_update(view_id=shown.id, hash=shown.hash, view=view.as_dict()))

    async def respond(
        self,
        response_url: str,
        message: Message | None,
        *,
        replace: bool = False,
        delete: bool = False,
        thread_ts: str | None = None,
    ) -> bool:
        """Answer the person who acted, visible to nobody else, or replace or delete what the button stood in.

        Returns False when Slack said no (five uses, thirty minutes) or couldn't be reached; never repeated.
        """
        webhook = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[], logger=sdk_logger)
        if is_direct(response_url):
            webhook.proxy = None
        body = _response(message, replace=replace, delete=delete, thread_ts=thread_ts)
        try:
            answer = await webhook.send_dict(body)
        except FAILURES as error:
            log.warning("response not delivered", error=type(error).__name__)
            return False
        return answer.status_code == HTTP_OK

    def _said(self, channel: str, thread_ts: str | None, since: datetime) -> AsyncGenerator[AsyncSlackResponse, None]:
        """What was said in a channel, latest first, or in a thread, longest ago first and so from some moment on."""
        if thread_ts is None:
            return self._pages("conversations.history", channel=channel, include_all_metadata=True)
        oldest = f"{(since - CLOCK_ERROR).timestamp():.6f}"
        return self._pages(
            "conversations.replies", channel=channel, ts=thread_ts, oldest=oldest, include_all_metadata=True
        )

    async def _put(self, name: str, data: bytes) -> str:
        """Bring a file to Slack, where nobody sees it yet; returns its id, raises CannotLook."""
        answer = await look(lambda: self.client.files_getUploadURLExternal(filename=name, length=len(data)))
        proxy = None if is_direct(answer["upload_url"]) else self.client.proxy
        try:
            async with self._session.post(answer["upload_url"], data=data, proxy=proxy) as response:
                if response.status != HTTP_OK:
                    raise CannotLook(f"http_{response.status}")
        except FAILURES as error:
            raise CannotLook(type(error).__name__) from None
        return str(answer["file_id"])

    async def _channel_of(self, channel_or_user: str) -> str:
        if not channel_or_user.startswith(("U", "W")):
            return channel_or_user
        answer = await self._read("conversations.open", verb="POST", users=channel_or_user)
        return str(answer["channel"]["id"])

    async def _show(self, call: Awaitable[AsyncSlackResponse]) -> ViewRef:
        try:
            async with asyncio.timeout(self._view_seconds):
                view = (await call)["view"]
        except FAILURES as error:
            # Without the cause: the SDK's text repeats the whole answer, and with it what a person typed.
            raise ViewRefused(cannot_look(error).error) from None
        return ViewRef(view["id"], view.get("hash", ""))


async def _settle(call: Awaitable[AsyncSlackResponse]) -> Outcome:
    try:
        answer = await call
    except FAILURES as error:
        return classify(error)
    return Sent(ChannelId(answer.get("channel", "")), MessageTs(answer.get("ts", "")))


def _reaches(messages: Sequence[Mapping[str, Any]], moment: datetime) -> bool:
    """Whether a page goes back as far as that."""
    return any(float(message["ts"]) < moment.timestamp() for message in messages)


def _response(message: Message | None, *, replace: bool, delete: bool, thread_ts: str | None) -> dict[str, Any]:
    words = {} if message is None else {"text": message.text, "blocks": list(message.blocks)}
    place = {} if thread_ts is None else {"thread_ts": thread_ts}
    return {
        "response_type": "ephemeral",
        "replace_original": replace,
        "delete_original": delete,
        **words,
        **place,
    }
