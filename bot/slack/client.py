"""How the SDK's client is made: without retries of its own, on one shared session."""

import logging
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

CALL_SECONDS = 10.0
CONNECT_SECONDS = 4.0

# The SDK builds its debug texts whenever its logger's own level is unset: this one has a level of its own.
sdk_logger = logging.getLogger("slack_sdk")
sdk_logger.setLevel(logging.WARNING)


def new_session() -> aiohttp.ClientSession:
    """Return the session that all clients share; whoever makes it closes it.

    A call ends after 10 s. What isn't connected after 4 s was certainly not sent.
    """
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS)
    return aiohttp.ClientSession(timeout=timeout)


def web_client(token: str | None, *, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Return the SDK's client.

    Its own retries are off: they post twice when a connection breaks after Slack did the work (measured in
    reliability.md, 2.2).
    """
    client = AsyncWebClient(
        token,
        base_url=base_url,
        session=session,
        retry_handlers=[],
        logger=sdk_logger,
        timeout=int(CALL_SECONDS),
    )
    if is_direct(base_url):
        client.proxy = None  # the SDK takes HTTPS_PROXY and knows no NO_PROXY
    return client


def is_direct(url: str) -> bool:
    """Whether an address is reached without the machine's proxy: the sandbox, or what NO_PROXY names."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "127.0.0.1", "::1"} or bool(proxy_bypass(host))
