"""The page's addresses: its files, its state, its acts."""

from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox import page_state
from bot.sandbox.acts.outcome import Outcome
from bot.sandbox.acts.stage import Stage
from bot.sandbox.acts.table import perform, words_for
from bot.sandbox.clockhand import ClockHand
from bot.sandbox.errors import SandboxError
from bot.sandbox.messages import Json, Message
from bot.sandbox.page_live import Live
from bot.sandbox.page_state import PageState

PAGE = Path(__file__).parent / "page"


class PageApi:
    """Serves the page."""

    def __init__(self, stage: Stage, hand: ClockHand, *, folder: Path = PAGE) -> None:
        self._stage = stage
        self._hand = hand
        self._folder = folder
        self._state = PageState(stage.backstage, hand)
        self.live = Live(stage.world, self._state)

    def routes(self) -> list[web.RouteDef]:
        """The addresses."""
        return [
            web.get("/", self._index),
            web.get("/static/{name:.+}", self._file),
            web.get("/archives/{channel}/{message}", self._permalink),
            web.get("/page/state", self._snapshot),
            web.get("/page/live", self._live),
            web.post("/page/act", self._act),
        ]

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return self._serve("index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return self._serve(request.match_info["name"])

    def _serve(self, name: str) -> web.StreamResponse:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def _permalink(self, request: web.Request) -> web.StreamResponse:
        """A message's permalink leads to the page, which scrolls to it."""
        digits = request.match_info["message"].removeprefix("p")
        place = {"channel": request.match_info["channel"], "ts": f"{digits[:-6]}.{digits[-6:]}"}
        if thread_ts := request.query.get("thread_ts"):
            place["thread_ts"] = thread_ts
        raise web.HTTPFound(f"/#{urlencode(place)}")

    def _viewer(self, request: web.Request) -> str:
        viewer = request.query.get("user") or self._state.first_person()
        try:
            self._stage.actor(viewer)
        except SandboxError as error:
            raise web.HTTPBadRequest(text=words_for(error.name)) from error
        return viewer

    async def _snapshot(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await self._state.snapshot(self._viewer(request)))

    async def _live(self, request: web.Request) -> web.StreamResponse:
        return await self.live.connect(request, self._viewer(request))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(await act(self._stage, self._hand, await request.json()))


async def act(stage: Stage, hand: ClockHand, args: dict[str, Any]) -> Json:
    """Do what {"act": name, ...} says and answer as the page protocol does."""
    name = str(args.get("act", ""))
    try:
        if name == "clock":
            await hand.move(args)
            return {"ok": True, "clock": await hand.shown()}
        done = await perform(stage, name, args)
    except SandboxError as error:
        return {"ok": False, "error": error.name, "words": words_for(error.name)}
    return _answer(done, name)


def _answer(done: Any, name: str) -> Json:
    if isinstance(done, Outcome):
        return _outcome(done)
    if isinstance(done, Message):
        return {"ok": True, "message": page_state.message(done)}
    if name == "suggest":
        grouped = bool(done) and "options" in done[0]
        return {"ok": True, "options": [] if grouped else done, "option_groups": done if grouped else []}
    return {"ok": True}


def _outcome(outcome: Outcome) -> Json:
    answer = asdict(outcome)
    answer["reply"] = page_state.message(outcome.reply) if outcome.reply is not None else None
    if not outcome.ok:
        answer["error"] = "failed" if outcome.failure else "errors"
        answer["words"] = outcome.failure or "Some answers need another look."
    return answer
