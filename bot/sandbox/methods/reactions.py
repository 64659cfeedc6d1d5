"""reactions.*: the emoji on a message."""

import re

from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json, Message
from bot.sandbox.methods.request import Request

EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def get(request: Request) -> Json:
    """reactions.get."""
    place = request.place()
    message = request.message(place, request.args.required("timestamp"))
    link = request.backstage.identity.permalink(place.id, message.ts, thread_ts=message.thread_ts)
    shown = request.backstage.workspace.wire(message) | {"permalink": link}
    return {"type": "message", "channel": place.id, "message": shown}


def add(request: Request) -> Json:
    """reactions.add: by the app."""
    message, name = _named(request)
    if request.bot in message.reactions.get(name, ()):
        raise ApiError("already_reacted")
    request.backstage.workspace.react(message, request.bot, name)
    return {}


def remove(request: Request) -> Json:
    """reactions.remove: the app's own."""
    message, name = _named(request)
    if request.bot not in message.reactions.get(name, ()):
        raise ApiError("no_reaction")
    request.backstage.workspace.unreact(message, request.bot, name)
    return {}


def _named(request: Request) -> tuple[Message, str]:
    place = request.place()
    name = request.args.required("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise ApiError("invalid_name")
    if place.is_archived:
        raise ApiError("is_archived")
    if not request.world.app_is_in(place):
        raise ApiError("not_in_channel")
    return request.message(place, request.args.required("timestamp")), name
