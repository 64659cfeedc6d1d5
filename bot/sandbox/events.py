"""Which happenings the app hears of: subscriptions, scopes, membership, and the envelope of an event."""

import asyncio

from bot.sandbox.courier import Courier
from bot.sandbox.envelopes import Envelope, Receipt
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Json
from bot.sandbox.world import Conversation, World

Sent = list["asyncio.Task[Receipt]"]
"""The first deliveries of what happened, under way; none, if the app may not hear of it."""
MESSAGE_EVENTS = {
    "channel": ("message.channels", "channels:history"),
    "group": ("message.groups", "groups:history"),
    "im": ("message.im", "im:history"),
}
READ_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}


class Events:
    """Wraps events and hands to the courier those that the app may hear."""

    def __init__(self, world: World, courier: Courier, manifest: Manifest, *, granted: set[str]) -> None:
        self._world = world
        self._courier = courier
        self._manifest = manifest
        self._granted = granted
        self.revoked = False

    def message(self, event: Json, place: Conversation) -> Sent:
        """A message event of any subtype; and app_mention where the app is named in a new message."""
        name, scope = MESSAGE_EVENTS[place.kind]
        event = {**event, "type": "message", "channel": place.id, "channel_type": place.kind}
        bot = self._world.identity.bot_user_id
        sent = self._send(event, place, name=name, scope=scope)
        if "subtype" not in event and f"<@{bot}>" in event.get("text", "") and event.get("user") != bot:
            sent += self._mention(event, place)
        return sent

    def _mention(self, event: Json, place: Conversation) -> Sent:
        mention = {key: value for key, value in event.items() if key != "channel_type"}
        return self._send({**mention, "type": "app_mention"}, place, name="app_mention", scope="app_mentions:read")

    def reaction(self, event: Json, place: Conversation) -> Sent:
        """reaction_added or reaction_removed."""
        return self._send(event, place, name=event["type"], scope="reactions:read")

    def membership(self, event: Json, place: Conversation) -> Sent:
        """member_joined_channel, member_left_channel; the app hears of its own leaving too."""
        bot = self._world.identity.bot_user_id
        scope = READ_SCOPES[place.kind]
        return self._send(event, place, name=event["type"], scope=scope, anyway=event.get("user") == bot)

    def left(self, place: Conversation) -> Sent:
        """channel_left or group_left: the app itself is out."""
        event = {"type": f"{place.kind}_left", "channel": place.id, "event_ts": self._world.next_ts()}
        return self._send(event, place, name=event["type"], scope=READ_SCOPES[place.kind], anyway=True)

    def channel(self, change: str, event: Json, place: Conversation) -> Sent:
        """channel_archive, channel_rename, ... (group_... for a private channel)."""
        name = f"{place.kind}_{change}"
        return self._send({**event, "type": name}, place, name=name, scope=READ_SCOPES[place.kind])

    def workspace(self, event: Json, *, scope: str | None = None) -> Sent:
        """An event of no conversation: app_home_opened, user_change, team_join, tokens_revoked ..."""
        return self._send(event, None, name=event["type"], scope=scope)

    def _send(
        self, event: Json, place: Conversation | None, *, name: str, scope: str | None, anyway: bool = False
    ) -> Sent:
        if self.revoked or not self._manifest.subscribes(name):
            return []
        if scope is not None and scope not in self._granted:
            return []
        if place is not None and not anyway and not self._world.app_is_in(place):
            return []
        return [self._courier.announce(Envelope("events_api", event["type"], self._wrapped(event)))]

    def _wrapped(self, event: Json) -> Json:
        identity = self._world.identity
        event_id = self._world.next_id("Ev")
        authorization = {
            "enterprise_id": identity.enterprise_id, "team_id": identity.team_id,
            "user_id": identity.bot_user_id, "is_bot": True, "is_enterprise_install": identity.is_org_wide,
        }  # fmt: skip
        return {
            "token": identity.verification_token, "team_id": identity.team_id,
            "context_team_id": identity.team_id, "context_enterprise_id": identity.enterprise_id,
            "api_app_id": identity.app_id, "event": event, "type": "event_callback", "event_id": event_id,
            "event_time": self._world.seconds(), "authorizations": [authorization],
            "is_ext_shared_channel": False, "event_context": f"4-{event_id}",
        }  # fmt: skip
