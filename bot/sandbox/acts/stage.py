"""What the acts work with, and the checks they share."""

import asyncio
from dataclasses import dataclass

from bot.sandbox.answers import Answers
from bot.sandbox.backstage import Backstage
from bot.sandbox.errors import SandboxError
from bot.sandbox.events import Sent
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.world import Conversation, World


@dataclass(frozen=True, slots=True)
class Stage:
    """The sandbox as people's acts see it."""

    backstage: Backstage
    answers: Answers
    payloads: Payloads

    @property
    def world(self) -> World:
        """The state of the workspace."""
        return self.backstage.world

    def actor(self, user: str) -> None:
        """SandboxError for who can't act: unknown, bot, deactivated."""
        person = self.world.person(user)
        if person.is_bot:
            raise SandboxError("user_is_bot")
        if person.deleted:
            raise SandboxError("account_inactive")

    def place(self, user: str, channel: str) -> Conversation:
        """A conversation that this person can open."""
        self.actor(user)
        place = self.world.conversation(channel)
        if not self.world.sees(user, place):
            raise SandboxError("channel_not_found")
        return place

    def room(self, user: str, channel: str) -> Conversation:
        """A conversation in which this person may write and react."""
        place = self.place(user, channel)
        if user not in place.members:
            raise SandboxError("not_in_channel")
        if place.is_archived:
            raise SandboxError("is_archived")
        return place

    def message(self, user: str, channel: str, ts: str) -> Message:
        """A message that this person sees."""
        self.place(user, channel)
        return self.world.message(channel, ts, viewer=user)


async def delivered(sent: Sent) -> None:
    """Wait until the app has had the events for the first time, with or without success."""
    if sent:
        await asyncio.wait(sent)
