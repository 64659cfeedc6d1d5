"""The app's answers to actions: acknowledgement bodies and response_urls."""

import json

from aiohttp import web

from bot.sandbox import content
from bot.sandbox.arguments import Args
from bot.sandbox.backstage import Backstage
from bot.sandbox.content import Content
from bot.sandbox.errors import ApiError, SandboxError
from bot.sandbox.messages import ECHO, Json, Message
from bot.sandbox.misbehaving import InsteadError, Misbehaviour, after, refusal
from bot.sandbox.tickets import ResponseUrl

GONE = frozenset({"invalid_url", "expired_url", "used_url"})


class Answers:
    """Shows what the app answers to an action, and to whom."""

    def __init__(self, backstage: Backstage, misbehaviour: Misbehaviour) -> None:
        self._backstage = backstage
        self._misbehaviour = misbehaviour

    def url(self, ticket: ResponseUrl) -> str:
        """The address of a response_url."""
        identity = self._backstage.identity
        return f"{identity.url}/commands/{identity.team_id}/{ticket.secret}"

    async def handle(self, request: web.Request) -> web.Response:
        """`POST` to a response_url; faults know it as the method `response_url`."""
        fault = self._backstage.faults.for_call("response_url")
        try:
            await self._misbehaviour.before(fault, request)
            ticket = self._backstage.tickets.use_response(request.match_info["secret"])
            self.show(ticket, _parsed(await request.text()))
        except ApiError as error:
            return refusal(error, status=404 if error.name in GONE else 400)
        except InsteadError as instead:
            return instead.response
        return after(fault, request, web.json_response({"ok": True}))

    def show(self, ticket: ResponseUrl, body: Json) -> Message | None:
        """Post, replace or delete as the body says; the message shown, if any."""
        args = Args(body)
        original = self._original(ticket)
        if args.flag("delete_original"):
            if original is not None:
                self._backstage.workspace.remove(original)
            return None
        words = content.read(args, self._backstage.world)
        if args.flag("replace_original") and original is not None:
            self._backstage.workspace.change(
                original, text=words.text, blocks=words.blocks, attachments=words.attachments
            )
            return original
        return self._post(ticket, args, words)

    def _original(self, ticket: ResponseUrl) -> Message | None:
        if ticket.original is None:
            return None
        try:
            return self._backstage.world.message(ticket.channel, ticket.original, viewer=ticket.user)
        except SandboxError:
            return None

    def _post(self, ticket: ResponseUrl, args: Args, words: Content) -> Message:
        in_channel = args.text("response_type") == "in_channel"
        identity, world = self._backstage.identity, self._backstage.world
        if in_channel and ticket.command:
            self._echo(ticket)
        message = Message(
            ticket.channel,
            world.next_ts(),
            identity.bot_user_id,
            words.text,
            words.blocks,
            thread_ts=args.text("thread_ts") or None,
            bot_id=identity.bot_id,
            app_id=identity.app_id,
            attachments=words.attachments,
            metadata=words.metadata,
            ephemeral_to=None if in_channel else ticket.user,
        )
        self._backstage.workspace.post(message)
        ticket.original = ticket.original or message.ts
        return message

    def _echo(self, ticket: ResponseUrl) -> None:
        """The command as the person typed it, once, above its public answer."""
        ts = self._backstage.world.next_ts()
        typed = Message(ticket.channel, ts, ticket.user, ticket.command or "", subtype=ECHO)
        self._backstage.workspace.post(typed)
        ticket.command = None


def _parsed(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError as error:
        raise ApiError("invalid_payload") from error
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body
