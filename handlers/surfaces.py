"""One listener per surface of Slack in front of the table of handlers: acknowledge, one call, one reply.

Bolt tries its listeners one after another at some microseconds each, and answers what none of them matches with 404,
which Slack counts as a failure. So there is one for everything of a kind, and what the table does not know is
answered kindly. Bolt runs with ``process_before_response``: Slack gets its answer after the commit.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, TypeVar

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.clock import Clock
from bot.domain.ids import MessageTs, WorkspaceId
from bot.domain.refusals import Refused
from bot.messages import home, kit, refusals, usage
from bot.services.failures import Failures
from handlers import payloads
from handlers.payloads import Action, Event, Payload, Sheet, Shortcut
from handlers.replies import Finish, Mend, Offer, Open, Reply, Revise, Say, Show
from handlers.revisions import Revisions
from handlers.screen import Screen
from handlers.table import Table

R = TypeVar("R")
Spawn = Callable[[Coroutine[Any, Any, Any]], "asyncio.Task[Any]"]
NewReference = Callable[[], str]
Count = Callable[[str, str, str], None]
"""Told the surface, the name in the table and how it went: done, refused, failed or ignored."""
UNKNOWN = "unknown"
"""What the table doesn't know, as one: whatever Slack sends makes no new name."""
FIRST_PAINT = 0.3
"""Seconds that the opening of a form waits for what would make it better: a trigger lives for three."""
TOO_SLOW = "The form could not be opened, because Slack was too slow. Please try again."
_PIECES = re.compile(r".{1,1500}(?:\s|$)|.{1500}", re.DOTALL)
"""How much of what somebody typed stands in one section, escaped and quoted: up to the end of a word."""
EVERYTHING = re.compile(".*", re.DOTALL)

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Surfaces:
    """Slack's surfaces, each with its listener."""

    def __init__(
        self,
        table: Table,
        screen: Screen,
        clock: Clock,
        failures: Failures,
        *,
        spawn: Spawn,
        new_reference: NewReference,
        count: Count,
    ) -> None:
        self._table = table
        self._screen = screen
        self._revisions = Revisions(screen)
        self._clock = clock
        self._failures = failures
        self._spawn = spawn
        self._new_reference = new_reference
        self._count = count

    def listen(self, app: AsyncApp) -> None:
        """Register the listeners with Bolt, which tries them one after another: the most frequent first."""
        app.event(EVERYTHING)(self.event)
        app.options(EVERYTHING)(self.search)
        app.action(EVERYTHING)(self.action)
        app.view(EVERYTHING)(self.form)
        app.command(EVERYTHING)(self.command)
        app.shortcut(EVERYTHING)(self.shortcut)
        app.view({"type": "view_closed", "callback_id": EVERYTHING})(self.closed)

    async def command(self, ack: AsyncAck, body: Payload) -> None:
        """Answer a slash command in its acknowledgement, or open a form."""
        request = payloads.command(body, self._clock.now())
        handler = self._table.commands.get(request.name)
        if handler is None:
            self._count("command", UNKNOWN, "done")
            await _ack_message(ack, usage.all_commands())
            return
        reply = await self._guarded(handler(request), ("command", request.name), typed=request.text)
        if isinstance(reply, Open):
            reply = await self._open(request.workspace, request.trigger, reply, on_top=False)
        if isinstance(reply, Say):
            await _ack_message(ack, reply.message)
        else:
            await ack()

    async def action(self, ack: AsyncAck, body: Payload) -> None:
        """Take a press; what is to be said is said after the acknowledgement."""
        request = payloads.action(body, self._clock.now())
        handler, what = _look_up("action", self._table.actions, request.id)
        reply = await self._guarded(handler(request), what)
        if isinstance(reply, Say) and not request.response_url:
            reply = Open(home.notice(reply.message))
        if isinstance(reply, Open):
            reply = await self._open(request.workspace, request.trigger, reply, on_top=request.is_in_modal)
        await ack()
        self._say_later(request, reply, thread=request.thread)
        self._revise_later(request, reply)

    async def form(self, ack: AsyncAck, body: Payload) -> None:
        """Take a form: it closes, stays open with sentences at its fields, or shows something else."""
        request = payloads.submission(body, self._clock.now())
        handler, what = _look_up("form", self._table.forms, request.callback)
        reply = await self._guarded(handler(request), what, field=request.first_field)
        if isinstance(reply, Say):
            reply = Show(home.notice(reply.message))
        match reply:
            case Mend(errors):
                await ack(response_action="errors", errors=dict(errors))
            case Show(view):
                await ack(response_action="update", view=view.as_dict())
            case Finish():
                await ack(response_action="clear")
            case _:
                await ack()

    async def shortcut(self, ack: AsyncAck, body: Payload) -> None:
        """Open what a shortcut asks for."""
        request = payloads.shortcut(body, self._clock.now())
        handler, what = _look_up("shortcut", self._table.shortcuts, request.callback)
        reply = await self._guarded(handler(request), what)
        if isinstance(reply, Say) and not request.response_url:
            reply = Open(home.notice(reply.message))
        if isinstance(reply, Open):
            reply = await self._open(request.workspace, request.trigger, reply, on_top=False)
        await ack()
        self._say_later(request, reply)

    async def search(self, ack: AsyncAck, body: Payload) -> None:
        """Offer choices for words typed into a menu."""
        request = payloads.search(body, self._clock.now())
        handler, what = _look_up("search", self._table.searches, request.id)
        reply = await self._guarded(handler(request), what)
        options = list(reply.options) if isinstance(reply, Offer) else []
        await ack(options=options)

    async def event(self, body: Payload, context: AsyncBoltContext) -> BoltResponse:
        """Take an event. A failure is answered with 500, so that Slack delivers it again; it is kept meanwhile."""
        request = payloads.event(body, context.bot_user_id or "", self._clock.now())
        try:
            await self.handle(request)
        except Exception as error:
            self._count("event", request.type, "failed")
            await self._keep(request, body, error)
            raise
        return BoltResponse(status=200)

    def is_nobodys(self, body: Payload) -> bool:
        """Whether an event concerns nobody here, by a look at its body alone."""
        event = body.get("event")
        if not isinstance(event, dict):
            return False  # not Slack's: Bolt says so
        kind = str(event.get("type"))
        if kind not in self._table.events:
            self._count("event", UNKNOWN, "ignored")
            return True
        concerns_nobody = self._table.ignored.get(kind)
        if concerns_nobody is None or not concerns_nobody(event):
            return False
        self._count("event", kind, "ignored")
        return True

    async def handle(self, event: Event) -> None:
        """Let whoever handles such an event do so."""
        await self._table.events[event.type](event)
        self._count("event", event.type, "done")

    async def _keep(self, event: Event, body: Payload, error: Exception) -> None:
        """Keep what failed; where even that fails Slack's own deliveries have to do."""
        try:
            await self._failures.keep(event.delivery, event.type, body, error)
        except Exception:
            log.exception("failed event not kept", kind=event.type)

    async def closed(self, ack: AsyncAck) -> None:
        """A form was closed; nothing was done by it."""
        await ack()

    async def _guarded(self, work: Awaitable[Reply], what: "_What", *, field: str = "", typed: str = "") -> Reply:
        """Turn what goes wrong into a sentence for the person, where it was made; what they typed is not lost."""
        try:
            reply = await work
        except Refused as refused:
            self._count(*what, "refused")
            errors = refusals.at_fields(refused)
            if errors and field:
                return Mend(errors)
            words = refusals.words(refused)
            return Mend({field: words}) if field else Say(_with_words(words, typed))
        except Exception:
            self._count(*what, "failed")
            reference = self._new_reference()
            log.exception("request failed", reference=reference)
            sentence = refusals.unexpected(reference)
            return Mend({field: sentence}) if field else Say(_with_words(sentence, typed))
        self._count(*what, "done")
        log.info("handled", surface=what[0], name=what[1])
        return reply

    async def _open(self, workspace: WorkspaceId, trigger: str, reply: Open, *, on_top: bool) -> Reply:
        """Open a form, the better one if that is ready in time, else as it is, to be bettered when it is open."""
        coming = self._spawn(reply.better()) if reply.better else None
        better = await _soon(coming) if coming else None
        shown = await self._screen.open(workspace, trigger, better or reply.view, on_top=on_top)
        if shown is None:
            return Say(_with_words(TOO_SLOW, reply.typed))
        if coming is not None and better is None:
            self._spawn(self._revisions.follow(workspace, Sheet(shown, reply.view), coming))
        return None

    def _say_later(self, request: Action | Shortcut, reply: Reply, *, thread: MessageTs | None = None) -> None:
        if isinstance(reply, Say) and request.response_url:
            said = self._screen.say(
                request.workspace, request.response_url, reply.message, replace=reply.replace, thread=thread
            )
            self._spawn(said)

    def _revise_later(self, request: Action, reply: Reply) -> None:
        if isinstance(reply, Revise) and request.sheet is not None:
            turn = self._revisions.turn(request.workspace, request.sheet, request.at)
            self._spawn(self._revisions.revise(request.workspace, turn, reply.better))


async def _soon(coming: "asyncio.Task[kit.View | None]") -> kit.View | None:
    """What is coming, if it comes within a moment; it goes on coming otherwise, and its failure is logged there."""
    done, _ = await asyncio.wait([coming], timeout=FIRST_PAINT)
    return coming.result() if done and not coming.cancelled() and coming.exception() is None else None


_What = tuple[str, str]
"""A surface, and a name in the table."""
_Handler = Callable[[R], Awaitable[Reply]]


def _look_up(surface: str, known: Mapping[str, "_Handler[R]"], id_: str) -> tuple["_Handler[R]", _What]:
    """Who handles it, and by which name it is counted."""
    found = known.get(id_)
    return (_outdated(surface, id_), (surface, UNKNOWN)) if found is None else (found, (surface, id_))


def _outdated(surface: str, id_: str) -> Callable[[object], Awaitable[Reply]]:
    """Answer what the table doesn't know, such as a button of an earlier version; the log keeps the count."""

    async def explain(_request: object) -> Reply:
        log.warning("nobody handles it", surface=surface, id=id_)
        return Say(usage.outdated())

    return explain


def _with_words(sentence: str, typed: str) -> kit.Message:
    """A sentence, and under it what the person typed, whole, to be copied."""
    said = kit.section(kit.escape(sentence))
    if not typed:
        return kit.Message(kit.escape(sentence), (said,))
    quoted = [kit.section(kit.quote(kit.escape(each))) for each in _PIECES.findall(typed)]
    return kit.Message(
        f"{kit.escape(sentence)}\nYou wrote: {kit.escape(typed)}", (said, kit.context("You wrote:"), *quoted)
    )


async def _ack_message(ack: AsyncAck, message: kit.Message) -> None:
    await ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")
