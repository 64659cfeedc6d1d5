"""chat.*: the app's messages."""

import re
from typing import Any

from bot.sandbox import content
from bot.sandbox.arguments import Args
from bot.sandbox.content import Content
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import Json, Message, with_metadata
from bot.sandbox.methods.request import Request
from bot.sandbox.misbehaving import RateLimitedError
from bot.sandbox.world import Conversation

TS = re.compile(r"\d+\.\d+")
KEPT_OPTIONS = ("unfurl_links", "unfurl_media", "mrkdwn", "link_names", "parse", "username", "icon_emoji")


def post_message(request: Request) -> Json:
    """chat.postMessage; a user id as channel means that person's direct message."""
    place = writable(request, _target(request))
    words = content.read(request.args, request.world)
    if request.backstage.rate_limits and (wait := request.backstage.limits.wait_for_post(place.id)):
        raise RateLimitedError(wait)
    message = new_message(request, place, words)
    request.backstage.workspace.post(message)
    shown = with_metadata(message, request.backstage.workspace.wire(message))
    return {"channel": place.id, "ts": message.ts, "message": shown}


def _target(request: Request) -> Conversation:
    channel = request.args.required("channel")
    person = request.world.people.get(channel)
    if person is not None:
        if person.deleted or person.is_bot:
            raise ApiError("channel_not_found")
        channel = person.dm
    place = request.world.conversations.get(channel) or _by_name(request, channel)
    if place is None or (place.is_private and not request.world.app_is_in(place)):
        raise ApiError("channel_not_found")
    return place


def _by_name(request: Request, name: str) -> Conversation | None:
    places = request.world.conversations.values()
    return next((p for p in places if p.kind == "channel" and p.name == name.removeprefix("#")), None)


def content_of_files(request: Request) -> Content:
    """The words with which files are shared, none as well; blocks beside a comment are ignored, as Slack says."""
    given = dict(request.args.given)
    text = request.args.text("initial_comment")
    if not text.strip() and "blocks" not in given:
        return Content(text="")
    words = {"text": text} if text.strip() else {"text": " ", "blocks": given["blocks"]}
    return content.read(Args(words), request.world)


def writable(request: Request, place: Conversation) -> Conversation:
    """The place, if the app may write there now."""
    if place.is_archived:
        raise ApiError("is_archived")
    if place.kind == "im":
        if not request.backstage.manifest.messages_enabled:
            raise ApiError("messages_tab_disabled")
        if request.world.people[place.user or ""].deleted:
            raise ApiError("channel_not_found")
    elif not request.world.app_is_in(place) and "chat:write.public" not in request.backstage.granted:
        raise ApiError("not_in_channel")
    return place


def new_message(request: Request, place: Conversation, words: Content, **more: Any) -> Message:
    """A message of the app's, in the thread that is named."""
    identity = request.backstage.identity
    return Message(
        place.id,
        request.world.next_ts(),
        identity.bot_user_id,
        words.text,
        words.blocks,
        thread_ts=_thread(request, place),
        bot_id=identity.bot_id,
        app_id=identity.app_id,
        metadata=words.metadata,
        attachments=words.attachments,
        reply_broadcast=request.args.flag("reply_broadcast"),
        options={key: request.args.given[key] for key in KEPT_OPTIONS if key in request.args.given},
        **more,
    )


def _thread(request: Request, place: Conversation) -> str | None:
    """The thread to post in: a reply's ts leads to its parent, an unknown one is taken as it is."""
    thread_ts = request.args.text("thread_ts")
    if not thread_ts:
        return None
    if not TS.fullmatch(thread_ts):
        raise ApiError("invalid_thread_ts")
    parent = next((message for message in place.messages if message.ts == thread_ts), None)
    return (parent.thread_ts or thread_ts) if parent is not None else thread_ts


def post_ephemeral(request: Request) -> Json:
    """chat.postEphemeral: seen by one member of the channel, until he reloads."""
    place = request.place()
    user = request.args.required("user")
    if user not in request.world.people:
        raise ApiError("user_not_found")
    writable(request, place)
    if user not in place.members:
        raise ApiError("user_not_in_channel")
    words = content.read(request.args, request.world)
    message = new_message(request, place, words, ephemeral_to=user)
    request.backstage.workspace.post(message)
    return {"message_ts": message.ts}


def update(request: Request) -> Json:
    """chat.update: other words for one of the app's own messages."""
    place = request.place()
    message = request.message(place, request.args.required("ts"))
    if not message.is_app:
        raise ApiError("cant_update_message")
    if place.is_archived:
        raise ApiError("is_archived")
    words = _merged(request, message)
    request.backstage.workspace.change(
        message,
        text=words.text,
        blocks=words.blocks,
        attachments=words.attachments,
        metadata=words.metadata or message.metadata,
    )
    shown = request.backstage.workspace.wire(message)
    return {"channel": place.id, "ts": message.ts, "text": message.text, "message": shown}


def _merged(request: Request, message: Message) -> Content:
    """The new words. What isn't mentioned stays: blocks go only if an empty list is given, as in Slack."""
    given = request.args.given
    for name in ("text", "blocks", "attachments"):
        if name not in given and (kept := getattr(message, name)):
            given[name] = kept
    return content.read(request.args, request.world)


def delete(request: Request) -> Json:
    """chat.delete: one of the app's own messages."""
    place = request.place()
    message = request.message(place, request.args.required("ts"))
    if not message.is_app:
        raise ApiError("cant_delete_message")
    request.backstage.workspace.remove(message)
    return {"channel": place.id, "ts": message.ts}


def get_permalink(request: Request) -> Json:
    """chat.getPermalink."""
    place = request.place()
    message = request.message(place, request.args.required("message_ts"))
    link = request.backstage.identity.permalink(place.id, message.ts, thread_ts=message.thread_ts)
    return {"channel": place.id, "permalink": link}
