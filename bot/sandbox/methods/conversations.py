"""conversations.* and users.conversations: where people talk, and what was said there."""

from bot.sandbox import wire
from bot.sandbox.arguments import page
from bot.sandbox.errors import ApiError
from bot.sandbox.events import READ_SCOPES
from bot.sandbox.messages import ECHO, Json, Message, with_metadata
from bot.sandbox.methods.request import Request
from bot.sandbox.world import Conversation

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im"}
MOST_HISTORY = 999


def info(request: Request) -> Json:
    """conversations.info."""
    place = request.described()
    counted = request.args.flag("include_num_members")
    return {"channel": wire.conversation(place, request.world, members=counted)}


def list_conversations(request: Request) -> Json:
    """conversations.list: of private ones only those the app is in."""
    places = [p for p in _of_types(request) if not p.is_private or request.world.app_is_in(p)]
    return _listed(request, places, members=True)


def of_user(request: Request) -> Json:
    """users.conversations: those a person (the app, if none is named) is in and the app may know of.

    With a token of a whole organisation it has to say for which workspace.
    """
    if request.backstage.identity.is_org_wide and not request.args.text("team_id"):
        raise ApiError("missing_argument")
    user = request.args.text("user") or request.bot
    if user not in request.world.people:
        raise ApiError("user_not_found")
    places = [p for p in _of_types(request) if user in p.members]
    visible = [p for p in places if not p.is_private or request.world.app_is_in(p)]
    return _listed(request, visible)


def _of_types(request: Request) -> list[Conversation]:
    types = [name.strip() for name in request.args.text("types", "public_channel").split(",")]
    if any(name not in (*KINDS, "mpim") for name in types):
        raise ApiError("invalid_types")
    kinds = {KINDS[name] for name in types if name in KINDS}
    for kind in sorted(kinds):
        request.need(READ_SCOPES[kind])
    hide_archived = request.args.flag("exclude_archived")
    places = request.world.conversations.values()
    return [p for p in places if p.kind in kinds and not (hide_archived and p.is_archived)]


def _listed(request: Request, places: list[Conversation], *, members: bool = False) -> Json:
    shown, cursor = page(places, request.args, limit=100)
    channels = [wire.conversation(place, request.world, members=members) for place in shown]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def members(request: Request) -> Json:
    """conversations.members: ids, the deactivated left out."""
    place = request.described()
    active = [user for user in place.members if not request.world.people[user].deleted]
    shown, cursor = page(active, request.args, limit=100)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def open_conversation(request: Request) -> Json:
    """conversations.open: the direct message with one person."""
    if channel := request.args.text("channel"):
        place = request.world.conversations.get(channel)
        if place is None or place.kind != "im":
            raise ApiError("channel_not_found")
    else:
        place = _dm(request, request.args.required("users"))
    shown = wire.conversation(place, request.world) if request.args.flag("return_im") else {"id": place.id}
    return {"no_op": True, "already_open": True, "channel": shown}


def _dm(request: Request, users: str) -> Conversation:
    names = [name.strip() for name in users.split(",") if name.strip()]
    if len(names) != 1:
        raise ApiError("method_not_supported_for_channel_type")  # the sandbox has no group direct messages
    person = request.world.people.get(names[0])
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    return request.world.conversations[person.dm]


def history(request: Request) -> Json:
    """conversations.history: newest first, no replies, no ephemerals."""
    place = request.readable()
    found = [message for message in _public(place) if not message.is_reply or message.reply_broadcast]
    found = [message for message in found if _in_span(request, message.ts)]
    shown, cursor = page(found[::-1], request.args, limit=100, most=MOST_HISTORY)
    return _messages(request, shown, cursor) | {"pin_count": 0}


def replies(request: Request) -> Json:
    """conversations.replies: the parent, then its thread, oldest first."""
    place = request.readable()
    ts = request.args.required("ts")
    found = [m for m in _public(place) if ts in (m.ts, m.thread_ts)]
    if not any(message.ts == ts for message in found):
        raise ApiError("thread_not_found")
    found = [message for message in found if message.ts == ts or _in_span(request, message.ts)]
    shown, cursor = page(found, request.args, limit=1000)
    return _messages(request, shown, cursor)


def _public(place: Conversation) -> list[Message]:
    return [m for m in place.messages if not m.is_ephemeral and m.subtype != ECHO]


def _in_span(request: Request, ts: str) -> bool:
    oldest, latest = request.args.text("oldest"), request.args.text("latest")
    at, inclusive = _micros(ts), request.args.flag("inclusive")
    first = _micros(oldest) if oldest else -1
    last = _micros(latest) if latest else at + 1
    return first <= at <= last if inclusive else first < at < last


def _micros(ts: str) -> int:
    """A ts as a whole number: floats would lose the last digits."""
    seconds, _, fraction = ts.partition(".")
    if not (seconds.isdigit() and (fraction or "0").isdigit()):
        raise ApiError("invalid_ts_oldest")
    return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, "0"))


def _messages(request: Request, found: list[Message], cursor: str) -> Json:
    wired = [(message, request.backstage.workspace.wire(message)) for message in found]
    if request.args.flag("include_all_metadata"):
        wired = [(message, with_metadata(message, body)) for message, body in wired]
    answer: Json = {"messages": [body for _, body in wired], "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
