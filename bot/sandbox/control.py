"""The sandbox's remote control, for tests that run the app as a process of its own: `/control/...`, JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox import page_state
from bot.sandbox.acts.stage import Stage
from bot.sandbox.acts.table import words_for
from bot.sandbox.clockhand import ClockHand
from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Fault
from bot.sandbox.messages import Json, Message
from bot.sandbox.page_api import act

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


class Control:
    """Does over HTTP what the Python surface does."""

    def __init__(self, sandbox: "Sandbox", stage: Stage, hand: ClockHand) -> None:
        self._sandbox = sandbox
        self._stage = stage
        self._hand = hand

    def routes(self) -> list[web.RouteDef]:
        """The addresses: GET looks, POST does."""
        looks = {
            "facts": self._facts, "messages": self._messages, "modal": self._modal, "home": self._home,
            "calls": self._calls, "waiting": self._waiting,
        }  # fmt: skip
        does = {
            "act": self._act, "clock": self._clock, "faults": self._faults, "deliver_to": self._deliver_to,
            "rate_limits": self._rate_limits, "scopes": self._scopes, "revoke": self._revoke,
            "idle": self._idle, "disconnect": self._disconnect,
        }  # fmt: skip
        gets = [web.get(f"/control/{name}", _look(look)) for name, look in looks.items()]
        return gets + [web.post(f"/control/{name}", _do(do)) for name, do in does.items()]

    # Looking

    def _facts(self, _: dict[str, str]) -> Json:
        facts = asdict(self._stage.backstage.identity)
        return facts | {"api_url": self._sandbox.api_url, "sockets": self._sandbox.sockets}

    def _messages(self, query: dict[str, str]) -> Json:
        found = self._sandbox.messages(query["channel"], viewer=query.get("viewer"))
        return {"messages": [_described(message) for message in found]}

    def _modal(self, query: dict[str, str]) -> Json:
        shown = self._sandbox.modal(query["user"])
        return {"modal": page_state.view(shown) if shown else None}

    def _home(self, query: dict[str, str]) -> Json:
        shown = self._sandbox.home(query["user"])
        return {"home": page_state.view(shown) if shown else None}

    def _calls(self, _: dict[str, str]) -> Json:
        return {"calls": [asdict(call) | {"at": call.at.isoformat()} for call in self._sandbox.calls]}

    def _waiting(self, _: dict[str, str]) -> Json:
        waiting = self._stage.backstage.courier.waiting
        return {"waiting": [{"due": w.due.isoformat(), "name": w.envelope.name} for w in waiting]}

    # Doing

    async def _act(self, body: Json) -> Json:
        return await act(self._stage, self._hand, body)

    async def _clock(self, body: Json) -> Json:
        await self._hand.move(body)
        return {"clock": await self._hand.shown()}

    async def _faults(self, body: Json) -> Json:
        if "random" in body:
            self._sandbox.faults.random(int(body.get("seed", 0)), body["random"])
        elif body.get("clear"):
            self._sandbox.faults.clear()
        else:
            self._sandbox.faults.add(_fault(body))
        return {}

    async def _deliver_to(self, body: Json) -> Json:
        self._sandbox.deliver_to(body.get("url"))
        return {}

    async def _rate_limits(self, body: Json) -> Json:
        self._sandbox.rate_limits = bool(body["on"])
        return {}

    async def _scopes(self, body: Json) -> Json:
        self._sandbox.granted_scopes.difference_update(body.get("refuse", ()))
        self._sandbox.granted_scopes.update(body.get("grant", ()))
        return {"granted": sorted(self._sandbox.granted_scopes)}

    async def _revoke(self, body: Json) -> Json:
        await self._sandbox.revoke(body.get("error", "token_revoked"))
        return {}

    async def _idle(self, _: Json) -> Json:
        await self._sandbox.idle()
        return {}

    async def _disconnect(self, body: Json) -> Json:
        await self._sandbox.disconnect_sockets(body.get("reason", "refresh_requested"))
        return {}


def _described(message: Message) -> Json:
    return page_state.message(message) | {"metadata": message.metadata, "ephemeral_to": message.ephemeral_to}


def _fault(body: Json) -> Fault:
    try:
        return Fault(
            body["kind"],
            body.get("target", "*"),
            int(body.get("times", 1)),
            float(body.get("seconds") or body.get("retry_after") or 0),
            body.get("name", ""),
        )
    except ValueError as error:
        raise SandboxError("unknown_fault") from error


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _look(look: Callable[[dict[str, str]], Json]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await _answered(lambda: _now(look(dict(request.query))))

    return handle


def _do(do: Callable[[Json], Awaitable[Json]]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        return await _answered(lambda: do(body))

    return handle


async def _now(answer: Json) -> Json:
    return answer


async def _answered(work: Callable[[], Awaitable[Json]]) -> web.StreamResponse:
    try:
        return web.json_response({"ok": True, **await work()})
    except SandboxError as error:
        refused: dict[str, Any] = {"ok": False, "error": error.name, "words": words_for(error.name)}
        return web.json_response(refused)
    except KeyError as error:
        return web.json_response({"ok": False, "error": "invalid_arguments", "words": f"{error} is missing."})
