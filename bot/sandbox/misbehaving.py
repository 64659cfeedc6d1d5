"""Carrying out a planned fault: before the work is done, or on the answer to it."""

import asyncio

from aiohttp import web

from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault

HTML = "<html><head><title>503 Service Temporarily Unavailable</title></head><body>nginx</body></html>"


class RateLimitedError(ApiError):
    """429: wait so many seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class InsteadError(Exception):
    """The answer that a fault gives instead of the work."""

    def __init__(self, response: web.Response, error: str) -> None:
        super().__init__(error)
        self.response = response
        self.error = error


class Misbehaviour:
    """Does what faults say; hanging ends when the sandbox stops."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let everything go that hangs."""
        self._stopping.set()

    async def before(self, fault: Fault | None, request: web.Request) -> None:
        """Do what is planned before the work; returns only where the work is done after all."""
        if fault is None:
            return
        match fault.kind:
            case "ratelimited":
                raise RateLimitedError(int(fault.seconds))
            case "error":
                raise ApiError(fault.name)
            case "server_error":
                raise InsteadError(web.Response(status=500, text="Internal Server Error"), "server_error")
            case "html":
                raise InsteadError(web.Response(status=503, text=HTML, content_type="text/html"), "html")
            case "drop_before_work":
                raise InsteadError(_dropped(request), "dropped")
            case "hang":
                await self._pause(fault.seconds)
                raise InsteadError(_dropped(request), "hang")
            case "commit_late" if fault.gate is not None:
                await self._wait_for(fault.gate)
            case "commit_late":
                await self._pause(fault.seconds)

    async def _wait_for(self, gate: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(each.wait()) for each in (gate, self._stopping)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def after(fault: Fault | None, request: web.Request, response: web.Response) -> web.Response:
    """The answer to work that is done, spoilt if that is planned."""
    if fault is not None and fault.kind == "broken_json":
        text = response.text or ""
        return web.Response(text=text[: len(text) // 2], content_type="application/json")
    if fault is not None and fault.kind == "drop_after_work":
        return _dropped(request)
    return response


def _dropped(request: web.Request) -> web.Response:
    """Close the connection under the app; the response is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def refusal(error: ApiError, *, status: int) -> web.Response:
    """The answer for an error, with Retry-After if it is a rate limit."""
    response = web.json_response({"ok": False, "error": error.name, **error.more}, status=status)
    if isinstance(error, RateLimitedError):
        response.set_status(429)
        response.headers["Retry-After"] = str(error.retry_after)
    return response
