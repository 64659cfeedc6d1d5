"""What Slack sends when people act: commands, shortcuts, actions, submissions."""

from typing import Any

from bot.sandbox.backstage import Backstage
from bot.sandbox.messages import Json, Message
from bot.sandbox.messages import wire as message_wire
from bot.sandbox.views import View
from bot.sandbox.world import Conversation

COMMAND_NAMES = {"im": "directmessage", "group": "privategroup"}  # how a command names such a channel


class Payloads:
    """Builds payloads, with their trigger_ids."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage
        self._world = backstage.world
        self._identity = backstage.identity

    def command(self, user: str, place: Conversation, *, command: str, text: str, response_url: str) -> Json:
        """A slash command's form."""
        return {
            "token": self._identity.verification_token, "team_id": self._identity.team_id,
            "team_domain": self._identity.team_domain, "channel_id": place.id,
            "channel_name": COMMAND_NAMES.get(place.kind, place.name), "user_id": user,
            "user_name": self._world.people[user].name, "command": command, "text": text,
            "api_app_id": self._identity.app_id,
            "is_enterprise_install": str(self._identity.is_org_wide).lower(), **self._organisation("enterprise_id"),
            "response_url": response_url, "trigger_id": self._trigger(user, origin={"channel_id": place.id}),
        }  # fmt: skip

    def _trigger(self, user: str, *, origin: Json | None = None, view_id: str | None = None) -> str:
        return self._backstage.tickets.trigger(user, origin=origin, view_id=view_id)

    def _organisation(self, key: str) -> Json:
        organisation = self._identity.enterprise_id
        return {key: organisation} if organisation else {}

    def _interaction(self, kind: str, user: str) -> Json:
        person = self._world.people[user]
        return {
            "type": kind, "token": self._identity.verification_token,
            "team": {"id": self._identity.team_id, "domain": self._identity.team_domain},
            "user": {
                "id": user, "username": person.name, "name": person.name,
                "team_id": person.team or self._identity.team_id,
            },
            "api_app_id": self._identity.app_id, "is_enterprise_install": self._identity.is_org_wide,
            "enterprise": self._organisation("id") or None,
        }  # fmt: skip

    def shortcut(self, user: str, callback_id: str) -> Json:
        """A global shortcut."""
        return self._interaction("shortcut", user) | {
            "callback_id": callback_id,
            "trigger_id": self._trigger(user),
            "action_ts": self._world.next_ts(),
        }

    def message_action(self, user: str, callback_id: str, *, message: Message, response_url: str) -> Json:
        """A message shortcut, with the message."""
        place = self._world.conversations[message.channel]
        return self._interaction("message_action", user) | {
            "callback_id": callback_id, "action_ts": self._world.next_ts(),
            "trigger_id": self._trigger(user, origin={"channel_id": place.id}),
            "message_ts": message.ts, "message": self._wire(message),
            "channel": {"id": place.id, "name": COMMAND_NAMES.get(place.kind, place.name)},
            "response_url": response_url,
        }  # fmt: skip

    def in_message(self, kind: str, user: str, message: Message) -> Json:
        """The part of a payload that tells of the message; an ephemeral isn't sent along."""
        place = self._world.conversations[message.channel]
        container = {
            "type": "message", "message_ts": message.ts, "channel_id": place.id,
            "is_ephemeral": message.is_ephemeral,
        }  # fmt: skip
        if message.is_reply:
            container["thread_ts"] = message.thread_ts or ""
        payload = self._interaction(kind, user) | {
            "container": container,
            "channel": {"id": place.id, "name": COMMAND_NAMES.get(place.kind, place.name)},
        }
        return payload if message.is_ephemeral else payload | {"message": self._wire(message)}

    def in_view(self, kind: str, user: str, view: View) -> Json:
        """The part of a payload that tells of the view."""
        return self._interaction(kind, user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": self._backstage.screens.wire(view),
        }

    def with_trigger(self, payload: Json, *, view: View | None = None) -> Json:
        """The payload with a trigger_id; in a modal it may push onto it."""
        user = payload["user"]["id"]
        if view is not None:
            modal = view.id if view.type == "modal" else None
            trigger = self._trigger(user, origin=view.origin, view_id=modal)
        else:
            trigger = self._trigger(user, origin={"channel_id": payload["channel"]["id"]})
        return payload | {"trigger_id": trigger}

    def submission(self, view: View, *, response_urls: list[dict[str, Any]]) -> Json:
        """view_submission."""
        payload = self._interaction("view_submission", view.user)
        payload |= {"view": self._backstage.screens.wire(view), "response_urls": response_urls}
        return self.with_trigger(payload, view=view)

    def closed(self, view: View, *, is_cleared: bool) -> Json:
        """view_closed."""
        payload = self._interaction("view_closed", view.user)
        return payload | {"view": self._backstage.screens.wire(view), "is_cleared": is_cleared}

    def _wire(self, message: Message) -> Json:
        return message_wire(message, team_id=self._identity.team_id)
