"""The workspace as one person's page shows it."""

from bot.sandbox.acts.pressing import read_values
from bot.sandbox.backstage import Backstage
from bot.sandbox.clockhand import ClockHand
from bot.sandbox.messages import Json, Message
from bot.sandbox.views import View
from bot.sandbox.world import Conversation

EMOJI = (
    "+1", "bulb", "heart", "raised_hands", "100", "white_check_mark", "eyes", "tada", "thinking_face", "joy",
    "pray", "rocket", "wave", "clap", "ok_hand", "smile", "fire", "star", "question", "-1",
)  # fmt: skip


class PageState:
    """Builds the JSON of the page protocol."""

    def __init__(self, backstage: Backstage, hand: ClockHand) -> None:
        self._backstage = backstage
        self._world = backstage.world
        self._hand = hand

    async def snapshot(self, viewer: str) -> Json:
        """Everything that person sees."""
        identity, manifest = self._backstage.identity, self._backstage.manifest
        return {
            "type": "snapshot", "viewer": viewer,
            "team": {"id": identity.team_id, "name": identity.team_name},
            "app": {"name": identity.app_name, "bot_user_id": identity.bot_user_id},
            "people": self.people(), "channels": self.channels(viewer), "dms": self.dms(viewer),
            "commands": [
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                for c in manifest.commands
            ],
            "shortcuts": [
                {"name": s.name, "type": s.type, "callback_id": s.callback_id, "description": s.description}
                for s in manifest.shortcuts or ()
            ],
            "emoji": list(EMOJI), "messages": self.messages(viewer), "modal": self.stack(viewer),
            "home": self.home(viewer), "clock": await self._hand.shown(),
        }  # fmt: skip

    def first_person(self) -> str:
        """Who looks at the page if nobody is named."""
        people = self._world.people.values()
        return next((person.id for person in people if not (person.is_bot or person.deleted)), "")

    async def clock(self) -> Json:
        """The clock."""
        return await self._hand.shown()

    def people(self) -> list[Json]:
        """Everybody, the app too."""
        return [
            {
                "id": person.id, "name": person.name, "real_name": person.real_name, "title": person.title,
                "tz": person.tz, "color": person.color, "initials": person.initials, "is_bot": person.is_bot,
                "deleted": person.deleted,
            }
            for person in self._world.people.values()
        ]  # fmt: skip

    def visible(self, viewer: str) -> list[Conversation]:
        """The channels that person may see."""
        places = self._world.conversations.values()
        return [place for place in places if place.kind != "im" and self._world.sees(viewer, place)]

    def channels(self, viewer: str) -> list[Json]:
        """These channels, described."""
        return [
            {
                "id": place.id, "name": place.name, "is_private": place.is_private,
                "is_archived": place.is_archived, "is_member": viewer in place.members,
                "app_is_in": self._world.app_is_in(place), "topic": place.topic,
                "unread": self._world.unread(viewer, place),
            }
            for place in self.visible(viewer)
        ]  # fmt: skip

    def dms(self, viewer: str) -> list[Json]:
        """The direct message with the app."""
        place = self._world.conversations.get(self._world.people[viewer].dm)
        if place is None:
            return []
        unread = self._world.unread(viewer, place)
        return [{"id": place.id, "with": self._backstage.identity.bot_user_id, "unread": unread}]

    def messages(self, viewer: str) -> list[Json]:
        """All messages that person sees."""
        places = [place for place in self._world.conversations.values() if self._world.sees(viewer, place)]
        return [message(found) for place in places for found in self._world.shown(place, viewer)]

    def stack(self, viewer: str) -> list[Json]:
        """What is open, the top last."""
        return [view(shown) for shown in self._world.modals.get(viewer, [])]

    def home(self, viewer: str) -> Json | None:
        """The Home that the app published."""
        shown = self._world.homes.get(viewer)
        return view(shown) if shown is not None else None


def message(shown: Message) -> Json:
    """A message of the page protocol."""
    return {
        "channel": shown.channel, "ts": shown.ts, "thread_ts": shown.thread_ts, "user": shown.user,
        "is_app": shown.is_app, "text": shown.text, "blocks": shown.blocks, "files": shown.files,
        "ephemeral": shown.is_ephemeral,
        "edited": shown.edited is not None,
        "reactions": [{"name": name, "users": users} for name, users in shown.reactions.items()],
        "reply_count": shown.reply_count, "reply_users": shown.reply_users,
        "latest_reply": shown.latest_reply, "subtype": shown.subtype,
    }  # fmt: skip


def view(shown: View) -> Json:
    """A view of the page protocol; `values` in the simple form."""
    return {
        "id": shown.id, "hash": shown.hash, "type": shown.type, "callback_id": shown.callback_id,
        "title": shown.title, "submit": shown.submit, "close": shown.close, "blocks": shown.blocks,
        "private_metadata": shown.private_metadata, "errors": shown.errors, "values": read_values(shown),
    }  # fmt: skip
