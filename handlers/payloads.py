"""Turns Slack's dictionaries into typed requests; nothing behind this module sees a payload."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.request.internals import extract_team_id

from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, MessageTs, PersonId, WorkspaceId
from bot.messages.kit import View, ViewRef
from bot.services.threads import Heard
from bot.slack.markup import plain
from handlers.values import Values

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open form, as it stood when something was done in it."""

    shown: ViewRef
    view: View


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command."""

    workspace: WorkspaceId
    person: PersonId
    channel: ChannelId
    name: str
    text: str
    trigger: str
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Action:
    """A button pressed or an option chosen."""

    workspace: WorkspaceId
    person: PersonId
    id: str
    value: str
    trigger: str
    response_url: str
    """Blank for what was pressed in a form or on App Home."""
    sheet: Sheet | None
    """The form in which it was pressed or typed."""
    at: str
    """When, by Slack's ``action_ts``: in order, and different for each."""
    channel: ChannelId | None
    thread: MessageTs | None
    """The thread in which it was pressed, so that what is said about it stands there too."""
    values: Values
    """What stands in the fields of the form in which it was pressed."""
    delivery: Delivery

    @property
    def is_in_modal(self) -> bool:
        """Whether a form is open where it was pressed."""
        return self.sheet is not None


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent."""

    workspace: WorkspaceId
    person: PersonId
    callback: str
    metadata: str
    values: Values
    first_field: str
    """Where a sentence can stand that is about the form as a whole; blank for a form without fields."""
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut, with the message it was used on, if any."""

    workspace: WorkspaceId
    person: PersonId
    callback: str
    trigger: str
    response_url: str
    message: Heard | None
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Search:
    """Words typed into a menu."""

    workspace: WorkspaceId
    person: PersonId
    id: str
    words: str
    metadata: str = ""
    """Of the form in which it was typed."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the workspace."""

    workspace: WorkspaceId
    type: str
    told: Payload
    bot_user: PersonId
    enterprise: str | None
    """The organisation, where it is its installation that the event concerns."""
    happened_at: datetime
    """By Slack's clock, to the second; it may be told an hour later, or again."""
    delivery: Delivery


def command(body: Payload, now: datetime) -> Command:
    """Read a slash command; its key is Slack's ``trigger_id``, which no two commands share."""
    workspace = _workspace(body)
    return Command(
        workspace=workspace,
        person=PersonId(body["user_id"]),
        channel=ChannelId(body["channel_id"]),
        name=body["command"],
        text=str(body.get("text") or "").strip(),
        trigger=body["trigger_id"],
        delivery=_delivery(workspace, "command", body["trigger_id"], now=now),
    )


def action(body: Payload, now: datetime) -> Action:
    """Read what was pressed; its key is the person with Slack's ``action_ts`` of this press."""
    workspace, person, pressed = _workspace(body), PersonId(body["user"]["id"]), body["actions"][0]
    view = body.get("view") or {}
    return Action(
        workspace=workspace,
        person=person,
        id=pressed["action_id"],
        value=str(pressed.get("value") or (pressed.get("selected_option") or {}).get("value") or ""),
        trigger=body["trigger_id"],
        response_url=str(body.get("response_url") or ""),
        sheet=_sheet(view) if view.get("type") == "modal" else None,
        at=pressed["action_ts"],
        channel=_channel(body),
        thread=_thread(body),
        values=Values((view.get("state") or {}).get("values") or {}),
        delivery=_delivery(workspace, "action", person, pressed["action_id"], pressed["action_ts"], now=now),
    )


def submission(body: Payload, now: datetime) -> Submission:
    """Read a form; its key is the view with its hash, which Slack changes with the view."""
    workspace, view = _workspace(body), body["view"]
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return Submission(
        workspace=workspace,
        person=PersonId(body["user"]["id"]),
        callback=view["callback_id"],
        metadata=str(view.get("private_metadata") or ""),
        values=Values(view["state"]["values"]),
        first_field=fields[0] if fields else "",
        delivery=_delivery(workspace, "view", view["id"], view.get("hash"), now=now),
    )


def shortcut(body: Payload, now: datetime) -> Shortcut:
    """Read a global or message shortcut."""
    workspace = _workspace(body)
    return Shortcut(
        workspace=workspace,
        person=PersonId(body["user"]["id"]),
        callback=body["callback_id"],
        trigger=body["trigger_id"],
        response_url=str(body.get("response_url") or ""),
        message=heard(body["message"], ChannelId(body["channel"]["id"])) if "message" in body else None,
        delivery=_delivery(workspace, "shortcut", body["trigger_id"], now=now),
    )


def search(body: Payload, _now: datetime) -> Search:
    """Read what was typed into a menu."""
    return Search(
        workspace=_workspace(body),
        person=PersonId(body["user"]["id"]),
        id=body["action_id"],
        words=str(body.get("value") or "").strip(),
        metadata=str((body.get("view") or {}).get("private_metadata") or ""),
    )


def event(body: Payload, bot_user: str, now: datetime) -> Event:
    """Read an event; its key is Slack's ``event_id`` for this app."""
    workspace = _workspace(body)
    return Event(
        workspace=workspace,
        type=body["event"]["type"],
        told=body["event"],
        bot_user=PersonId(bot_user),
        enterprise=_organisation(body),
        happened_at=datetime.fromtimestamp(body["event_time"], UTC),
        delivery=_delivery(workspace, "event", body.get("api_app_id"), body["event_id"], now=now),
    )


def heard(message: Payload, channel: ChannelId, bot_user: PersonId | None = None) -> Heard:
    """Read a message; one that starts a thread is its own thread, and one of an app has no person as author.

    Who we are is needed to tell whether it stands under a message of ours.
    """
    parent = message.get("parent_user_id")
    return Heard(
        channel=channel,
        ts=MessageTs(message["ts"]),
        thread=MessageTs(message.get("thread_ts") or message["ts"]),
        author=PersonId("" if message.get("bot_id") else message.get("user") or ""),
        text=plain(str(message.get("text") or "")),
        is_under_ours=parent == bot_user if parent and bot_user else None,
    )


def _sheet(view: Payload) -> Sheet:
    """Read an open form so that it can be shown again with something added."""
    words = {part: (view.get(part) or {}).get("text") for part in ("title", "submit", "close")}
    shown = View(
        "modal",
        tuple(view["blocks"]),
        title=words["title"] or "",
        submit=words["submit"],
        close=words["close"],
        callback_id=view["callback_id"],
        private_metadata=str(view.get("private_metadata") or ""),
        notify_on_close=bool(view.get("notify_on_close")),
    )
    return Sheet(ViewRef(view["id"], str(view.get("hash") or "")), shown)


def _workspace(body: Payload) -> WorkspaceId:
    """The workspace in which the app is spoken to, by Bolt's own rules, which know organisations and shared channels.

    Raises KeyError for what names none.
    """
    team = extract_team_id(dict(body))
    if team is None:
        raise KeyError("team")
    return WorkspaceId(team)


def _organisation(body: Payload) -> str | None:
    """The organisation whose installation an event concerns; ``None`` when it is a workspace's own."""
    for each in body.get("authorizations") or ():
        return each.get("enterprise_id") if each.get("is_enterprise_install") else None
    return None


def _channel(body: Payload) -> ChannelId | None:
    id_ = (body.get("container") or {}).get("channel_id") or (body.get("channel") or {}).get("id")
    return ChannelId(id_) if id_ else None


def _thread(body: Payload) -> MessageTs | None:
    ts = (body.get("container") or {}).get("thread_ts") or (body.get("message") or {}).get("thread_ts")
    return MessageTs(ts) if ts else None


def _delivery(workspace: WorkspaceId, kind: str, *parts: object, now: datetime) -> Delivery:
    """A key of bounded length: Slack's ids are opaque and may be long."""
    told = ":".join(str(part) for part in parts)
    return Delivery(workspace, f"{kind}:{hashlib.sha256(told.encode()).hexdigest()[:40]}", now)
