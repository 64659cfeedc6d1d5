"""What Slack's answers say, as our own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.places import Place

EVENT_TYPE = "knowhow_notice"


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message in Slack."""

    channel: ChannelId
    ts: MessageTs


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the workspace, and what we may do."""

    workspace: WorkspaceId
    workspace_name: str
    url: str
    bot_user: PersonId
    bot: str
    app: str | None
    """Slack doesn't say it for every token."""
    scopes: frozenset[str]


def metadata(key: str) -> dict[str, Any]:
    """Return what a message carries so that it is found by its key; anybody in the workspace may read it."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def with_key(messages: list[Mapping[str, Any]], key: str) -> MessageTs | None:
    """Return which of the messages carries the key."""
    for message in messages:
        carried = message.get("metadata") or {}
        if carried.get("event_type") == EVENT_TYPE and carried.get("event_payload", {}).get("key") == key:
            return MessageTs(message["ts"])
    return None


def with_file(messages: list[Mapping[str, Any]], name: str) -> MessageTs | None:
    """Return which of the messages has a file of this name that an app shared."""
    for message in messages:
        if message.get("bot_id") and any(file.get("name") == name for file in message.get("files") or ()):
            return MessageTs(message["ts"])
    return None


def cursor_of(page: AsyncSlackResponse) -> str:
    """Return where the next page begins, empty at the end."""
    return str((page.get("response_metadata") or {}).get("next_cursor") or "")


def profile_of(user: Mapping[str, Any], home: WorkspaceId) -> Profile:
    """Return a person as Slack describes it to a workspace: the name is the one that colleagues see."""
    shown = user.get("profile") or {}
    names = (shown.get("display_name"), shown.get("real_name"), user.get("real_name"), user.get("name"))
    return Profile(
        id=PersonId(user["id"]),
        name=next((name for name in names if name), user["id"]),
        zone=user.get("tz") or "",
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=_any_of(user, "is_restricted", "is_ultra_restricted", "is_stranger") or _is_foreign(user, home),
        is_admin=_any_of(user, "is_admin", "is_owner", "is_primary_owner"),
        is_deactivated=bool(user.get("deleted")),
    )


def _is_foreign(user: Mapping[str, Any], home: WorkspaceId) -> bool:
    """Whether somebody belongs elsewhere and is met in a shared channel: as far from home as a guest.

    Slack calls those strangers only who share no channel with the app. In an organisation a person has several homes.
    """
    homes = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())} - {None, ""}
    return bool(homes) and home not in homes


def _any_of(user: Mapping[str, Any], *flags: str) -> bool:
    return any(bool(user.get(flag)) for flag in flags)


def place_of(channel: Mapping[str, Any]) -> Place:
    """Return a channel as Slack describes it."""
    return Place(
        id=ChannelId(channel["id"]),
        name=channel.get("name", ""),
        is_private=bool(channel.get("is_private")),
        is_archived=bool(channel.get("is_archived")),
    )


def identity_of(answer: AsyncSlackResponse) -> Identity:
    """Return who a token is, from the answer of auth.test and its header of scopes."""
    scopes = str(answer.headers.get("x-oauth-scopes", "")).split(",")
    return Identity(
        workspace=WorkspaceId(answer["team_id"]),
        workspace_name=answer.get("team", ""),
        url=answer.get("url", ""),
        bot_user=PersonId(answer["user_id"]),
        bot=answer.get("bot_id", ""),
        app=answer.get("app_id"),
        scopes=frozenset(scope.strip() for scope in scopes if scope.strip()),
    )
