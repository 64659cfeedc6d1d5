"""The page's WebSocket: every change that its viewer may see."""

import asyncio

from aiohttp import web

from bot.sandbox import page_state
from bot.sandbox.messages import Json, Message
from bot.sandbox.page_state import PageState
from bot.sandbox.world import Change, World

LOOK_AGAIN = 5.0  # seconds after which what is due next may have changed by itself


class Live:
    """The open pages."""

    def __init__(self, world: World, state: PageState) -> None:
        self._world = world
        self._state = state
        self._sockets: set[web.WebSocketResponse] = set()
        self.look_again = LOOK_AGAIN

    async def connect(self, request: web.Request, viewer: str) -> web.WebSocketResponse:
        """Serve one page until it goes: a snapshot, then changes."""
        socket = web.WebSocketResponse(timeout=1, heartbeat=30)
        await socket.prepare(request)
        changes: asyncio.Queue[Change] = asyncio.Queue()
        self._world.watchers.append(changes.put_nowait)
        self._sockets.add(socket)
        writing = asyncio.create_task(self._write(socket, changes, viewer=viewer))
        try:
            async for _ in socket:
                pass  # a page only listens; its acts are requests
        finally:
            self._world.watchers.remove(changes.put_nowait)
            self._sockets.discard(socket)
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return socket

    async def close(self) -> None:
        """Leave every page."""
        await asyncio.gather(*[socket.close() for socket in self._sockets])

    async def _write(self, socket: web.WebSocketResponse, changes: asyncio.Queue[Change], *, viewer: str) -> None:
        seen = self._visible(viewer)
        snapshot = await self._state.snapshot(viewer)
        due = snapshot["clock"]["next_due"]
        await socket.send_json(snapshot)
        while True:
            try:
                change = await asyncio.wait_for(changes.get(), self.look_again)
            except TimeoutError:
                clock = await self._state.clock()
                if clock["next_due"] != due:
                    due = clock["next_due"]
                    await socket.send_json({"type": "clock", "clock": clock})
                continue
            if change.kind == "channels" and self._visible(viewer) != seen:
                seen = self._visible(viewer)
                await socket.send_json(await self._state.snapshot(viewer))
                continue
            for update in await self._updates(change, viewer):
                await socket.send_json(update)

    def _visible(self, viewer: str) -> list[str]:
        return [place.id for place in self._state.visible(viewer)]

    async def _updates(self, change: Change, viewer: str) -> list[Json]:
        if change.user is not None:
            return [self._own(change, viewer)] if change.user == viewer else []
        if change.message is not None:
            return self._about(change.message, change.kind, viewer)
        match change.kind:
            case "channels":
                return [{"type": "channels", "channels": self._state.channels(viewer)}]
            case "people":
                return [{"type": "people", "people": self._state.people()}]
            case _:
                return [{"type": "clock", "clock": await self._state.clock()}]

    def _own(self, change: Change, viewer: str) -> Json:
        match change.kind:
            case "modal":
                return {"type": "modal", "stack": self._state.stack(viewer)}
            case "home":
                return {"type": "home", "view": self._state.home(viewer)}
            case "unread":
                return self._unread(change.channel or "", viewer)
            case _:
                return {"type": "toast", "kind": "error", "text": change.words}

    def _may_see(self, message: Message, viewer: str) -> bool:
        place = self._world.conversations[message.channel]
        return self._world.sees(viewer, place) and message.ephemeral_to in (None, viewer)

    def _about(self, message: Message, kind: str, viewer: str) -> list[Json]:
        if not self._may_see(message, viewer):
            return []
        if kind == "message_removed":
            update: Json = {"type": kind, "channel": message.channel, "ts": message.ts}
        else:
            update = {"type": kind, "message": page_state.message(message)}
        return [update, self._unread(message.channel, viewer)]

    def _unread(self, channel: str, viewer: str) -> Json:
        unread = self._world.unread(viewer, self._world.conversations[channel])
        return {"type": "unread", "channel": channel, "unread": unread}
