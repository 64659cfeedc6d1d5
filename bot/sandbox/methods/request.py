"""A Web API call on its way to its handler, with the checks that handlers share."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.arguments import Args
from bot.sandbox.backstage import Backstage
from bot.sandbox.errors import ApiError, SandboxError
from bot.sandbox.events import MESSAGE_EVENTS, READ_SCOPES
from bot.sandbox.messages import Json, Message
from bot.sandbox.world import Conversation, World


@dataclass(frozen=True, slots=True)
class Request:
    """The arguments and the sandbox they act on."""

    args: Args
    backstage: Backstage

    @property
    def world(self) -> World:
        """The state of the workspace."""
        return self.backstage.world

    @property
    def bot(self) -> str:
        """The app's user id."""
        return self.backstage.identity.bot_user_id

    def need(self, scope: str) -> None:
        """ApiError missing_scope unless granted."""
        granted = self.backstage.granted
        if scope not in granted:
            raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(granted)))

    def place(self, *, argument: str = "channel") -> Conversation:
        """The conversation named by an argument, if the app may know of it; channel_not_found."""
        channel = self.args.required(argument)
        place = self.world.conversations.get(channel)
        if place is None or (place.is_private and not self.world.app_is_in(place)):
            raise ApiError("channel_not_found")
        return place

    def readable(self) -> Conversation:
        """The conversation whose history is asked for: scope and membership."""
        place = self.place()
        self.need(MESSAGE_EVENTS[place.kind][1])
        if not self.world.app_is_in(place):
            raise ApiError("not_in_channel")
        return place

    def described(self) -> Conversation:
        """The conversation whose description is asked for: scope by its kind."""
        place = self.place()
        self.need(READ_SCOPES[place.kind])
        return place

    def message(self, place: Conversation, ts: str) -> Message:
        """That message, no ephemeral; message_not_found."""
        try:
            return self.world.message(place.id, ts)
        except SandboxError as error:
            raise ApiError(error.name) from error


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is reached: scope it needs in any case, rate tier (5: special), kind of token."""

    handler: Callable[[Request], Json]
    scope: str | None = None
    tier: int = 3
    token: str | None = "bot"  # noqa: S105 -- a kind of token; None: needs none
