"""Two workspaces whose people, channels and messages have equal ids, served by one program that both installed."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import Knowhow, build
from bot.config import Settings
from bot.sandbox import Sandbox, SandboxClock
from bot.sandbox.identity import Identity
from storage.store import Store, open_store
from storage.vault import new_key
from tests.workspace import MONDAY_AFTERNOON, Member, Workspace, shown

CLIENT, SECRET, SIGNING = "1.2", "client-secret", "signing-secret"
PASSED_ON = ("Retry-After", "X-OAuth-Scopes")


class Exchange:
    """Slack's one address for all workspaces: whose a call is, its token tells."""

    def __init__(self, sandboxes: list[Sandbox]) -> None:
        self._sandboxes = sandboxes
        self._session = aiohttp.ClientSession()
        app = web.Application()
        app.add_routes([web.route("*", "/api/{method}", self._pass_on)])
        self._runner = web.AppRunner(app, access_log=None)
        self.api_url = ""

    async def start(self) -> None:
        """Listen."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.api_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"

    async def stop(self) -> None:
        """Listen no more."""
        await self._runner.cleanup()
        await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        theirs = [each for each in self._sandboxes if each.bot_token == token]
        body = await request.read()
        answer = web.json_response({"ok": False, "error": "invalid_auth"})
        for sandbox in theirs or self._sandboxes:  # a code doesn't say whose it is; only its workspace takes it
            answer = await self._ask(sandbox, request, body)
            if b'"ok": true' in (answer.body or b""):  # type: ignore[operator] # bytes, which is what is put in
                break
        return answer

    async def _ask(self, sandbox: Sandbox, request: web.Request, body: bytes) -> web.Response:
        url = f"{sandbox.api_url}{request.match_info['method']}"
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        called = self._session.request(request.method, url, params=request.query, data=body, headers=headers)
        async with called as answer:
            told = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
            said = await answer.read()
            return web.Response(status=answer.status, body=said, headers=told, content_type=answer.content_type)


@dataclass
class Neighbour:
    """One of the two."""

    ws: Workspace
    clock: SandboxClock
    """Its Slack's own, so that what both do at the same step of their tales gets the same timestamps."""
    word: str
    """In all that is written here, and nowhere else."""
    step: int = 0

    def begins(self) -> None:
        """Come to the next step."""
        self.step += 1
        self.clock.move_to(max(self.clock.now(), MONDAY_AFTERNOON + timedelta(minutes=self.step)))

    @property
    def members(self) -> list[Member]:
        """Everybody."""
        ws = self.ws
        return [ws.ada, ws.grace, ws.alan, ws.katherine, ws.linus, ws.mae]

    def everything(self) -> str:
        """All that anybody here can see."""
        said: list[str] = []
        for member in self.members:
            sandbox = self.ws.sandbox
            views = [*sandbox.modals(member.id), *filter(None, [sandbox.home(member.id)])]
            channels = [*sandbox.channels, member.dm]
            said += [seen.text for channel in channels for seen in member.messages(channel)]
            said += [shown(view) + str(view.blocks) for view in views]
        return "\n".join(said)


@dataclass
class Street:
    """Both, and the program."""

    here: Neighbour
    there: Neighbour
    knowhow: Knowhow
    store: Store


@asynccontextmanager
async def street(manifest: dict[str, Any], database_url: str) -> AsyncIterator[Street]:
    """Both, with the app installed by their administrators."""
    now = SandboxClock(MONDAY_AFTERNOON, running=False)
    sandboxes, clocks = [], []
    for team in ("T0HERE", "T0THERE"):
        clocks.append(SandboxClock(MONDAY_AFTERNOON, running=False))
        identity = Identity(team_id=team, client_id=CLIENT, client_secret=SECRET, signing_secret=SIGNING)
        sandbox = Sandbox(
            clock=clocks[-1],
            app_manifest=manifest,
            identity=identity,
            signing_time=lambda: now.now().timestamp(),
        )
        sandbox.rate_limits = False  # its clock stands still through each step
        await sandbox.start()
        sandboxes.append(sandbox)
    exchange = Exchange(sandboxes)
    await exchange.start()
    knowhow = await build(_settings(exchange.api_url, database_url), now)
    await knowhow.open()
    store = open_store(database_url)
    words = ("larkspur", "begonia")
    here, there = (
        Neighbour(Workspace(sandbox, now, knowhow, store), clock, word)
        for sandbox, clock, word in zip(sandboxes, clocks, words, strict=True)
    )
    for each in (here, there):
        each.ws.sandbox.deliver_to(f"http://127.0.0.1:{knowhow.port}/slack/events")
        await _installs(each.ws)
    yield Street(here, there, knowhow, store)
    await store.close()
    await knowhow.stop()
    await exchange.stop()
    for sandbox in sandboxes:
        await sandbox.stop()


async def _installs(ws: Workspace) -> None:
    """Ada installs the app."""
    at = f"http://127.0.0.1:{ws.knowhow.port}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{at}/slack/install") as page:
            link = re.search(r'class="button" href="([^"]+)"', await page.text())
            cookie = page.headers["Set-Cookie"].split(";")[0]
        assert link is not None
        async with browser.get(ws.sandbox.allow("U0ADA", unescape(link[1])), headers={"Cookie": cookie}) as done:
            assert done.status == 200
    await ws.settle()


def _settings(api_url: str, database_url: str) -> Settings:
    return Settings.read(
        None,
        slack_client_id=CLIENT,
        slack_client_secret=SECRET,
        encryption_key=new_key(),
        slack_signing_secret=SIGNING,
        slack_api_url=api_url,
        database_url=database_url,
        port=0,
    )
