"""What is asked of Slack's Web API, for one workspace: nothing here changes anything."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Any, Literal

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.slack.client import web_client
from bot.slack.outcomes import FAILURES, RateLimited, classify
from bot.slack.readings import Identity, cursor_of, identity_of, place_of, profile_of

PAGE_SIZE = 200  # what Slack recommends at most


class CannotLook(Exception):  # noqa: N818 - nothing is wrong, it only can't be seen
    """Slack didn't tell what was asked; ``error`` is Slack's name or the kind of failure.

    ``after`` is how long Slack wants us to wait, where it says so.
    """

    def __init__(self, error: str, after: timedelta | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.after = after


class Looking:
    """Asks Slack with one workspace's token, a second time if the connection breaks."""

    def __init__(
        self, token: str, *, base_url: str, session: aiohttp.ClientSession, team: WorkspaceId | None = None
    ) -> None:
        """``team`` is the workspace to speak for with a token of its whole organisation."""
        self.client: AsyncWebClient = web_client(token, base_url=base_url, session=session)
        """The SDK's client, for Bolt's own use of it."""
        self._team = {} if team is None else {"team_id": team}

    async def profile(self, person: str, home: WorkspaceId) -> Profile | None:
        """Return what Slack says of a person to a workspace, None for nobody it knows; raises CannotLook."""
        try:
            answer = await self._read("users.info", user=person)
        except CannotLook as error:
            if error.error in {"user_not_found", "user_not_visible"}:
                return None
            raise
        return profile_of(answer["user"], home)

    async def members(self, channel: str) -> frozenset[PersonId]:
        """Return everyone in a channel, bots too; raises CannotLook."""
        pages = self._pages("conversations.members", channel=channel)
        found: list[str] = [person async for page in pages for person in page["members"]]
        return frozenset(map(PersonId, found))

    async def channels(self) -> list[Place]:
        """Return the channels that the app is in, public and private, not archived; raises CannotLook."""
        pages = self._pages(
            "users.conversations", types="public_channel,private_channel", exclude_archived=True, **self._team
        )
        found: list[dict[str, Any]] = [channel async for page in pages for channel in page["channels"]]
        return [place_of(channel) for channel in found]

    async def channels_of(self, person: str) -> frozenset[ChannelId]:
        """Return the channels, archived ones too, that both a person and the app are in; raises CannotLook."""
        pages = self._pages("users.conversations", user=person, types="public_channel,private_channel", **self._team)
        return frozenset([ChannelId(channel["id"]) async for page in pages for channel in page["channels"]])

    async def identity(self) -> Identity:
        """Return who the token is; raises CannotLook with Slack's reason for a bad token."""
        return identity_of(await self._read("auth.test", verb="POST"))

    async def try_app_token(self, app_token: str) -> None:
        """Ask for a Socket Mode address, to see whether the token may; raises CannotLook."""
        await look(lambda: self.client.apps_connections_open(app_token=app_token))

    async def try_client(self, client_id: str, client_secret: str) -> str:
        """Offer Slack a code that is none, to see whether it knows the client; returns Slack's error."""
        try:
            await look(
                lambda: self.client.oauth_v2_access(client_id=client_id, client_secret=client_secret, code="none")
            )
        except CannotLook as refused:
            return refused.error
        return ""

    async def _read(self, method: str, *, verb: Literal["GET", "POST"] = "GET", **arguments: Any) -> AsyncSlackResponse:
        # A copy for each call: the SDK changes what it is given.
        return await look(lambda: self.client.api_call(method, http_verb=verb, params=dict(arguments)))

    async def _pages(self, method: str, **arguments: Any) -> AsyncGenerator[AsyncSlackResponse, None]:
        cursor: str | None = None
        while cursor != "":
            page = await self._read(method, limit=PAGE_SIZE, cursor=cursor, **arguments)
            yield page
            cursor = cursor_of(page)


async def look(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Make a call that only reads, a second time if the connection broke."""
    try:
        try:
            return await call()
        except aiohttp.ClientConnectionError:
            return await call()
    except FAILURES as error:
        raise cannot_look(error) from None


def cannot_look(error: Exception) -> CannotLook:
    """What kept Slack from telling."""
    failure = classify(error)
    if isinstance(failure, RateLimited):
        return CannotLook("ratelimited", failure.after)
    return CannotLook(failure.error)
