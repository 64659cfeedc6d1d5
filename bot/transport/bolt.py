"""Bolt as the doors speak to it: what nobody listens to is answered before it goes through Bolt's listeners."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.outcomes import HTTP_OK

IsNobodys = Callable[[Mapping[str, Any]], bool]
"""Whether an event's body concerns nobody; true for most of what is said in a workspace."""

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Bolt(AsyncApp):
    """An app of Bolt with a short way for events that concern nobody."""

    is_nobodys: IsNobodys = staticmethod(lambda _body: False)

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request."""
        match req.body.get("type"):
            case "event_callback" if self.is_nobodys(req.body):
                return BoltResponse(status=HTTP_OK)
            case "app_rate_limited":  # said once a minute, and no event itself: Bolt knows no listener for it
                log.error("slack holds events back", workspace=req.body.get("team_id"))
                return BoltResponse(status=HTTP_OK)
        return await super().async_dispatch(req)
