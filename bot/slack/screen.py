"""A person's screen in Slack: forms, and words that only they see."""

import structlog

from bot.domain.ids import MessageTs, WorkspaceId
from bot.messages.kit import Message, View, ViewRef
from bot.slack.gateway import ViewRefused
from bot.slack.gateways import Gateways

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class SlackScreen:
    """Opens forms and says things, through the workspace's gateway."""

    def __init__(self, gateways: Gateways) -> None:
        self._gateways = gateways

    async def open(self, workspace: WorkspaceId, trigger: str, view: View, *, on_top: bool) -> ViewRef | None:
        """Open a form, over the one that is open if ``on_top``; ``None`` if Slack did not, at most 2.5 s later."""
        gateway = await self._gateways.of(workspace)
        if gateway is None:
            return None
        try:
            return await (gateway.push_view(trigger, view) if on_top else gateway.open_view(trigger, view))
        except ViewRefused as refused:
            log.warning("form not opened", error=refused.error, form=view.callback_id)
            return None

    async def revise(self, workspace: WorkspaceId, shown: ViewRef, view: View) -> ViewRef | None:
        """Change a form that is as it was when last seen; ``None`` if it changed since, is gone, or Slack did not."""
        gateway = await self._gateways.of(workspace)
        if gateway is None:
            return None
        try:
            return await gateway.update_view(shown, view)
        except ViewRefused as refused:
            log.info("form not changed", error=refused.error, form=view.callback_id)
            return None

    async def say(
        self,
        workspace: WorkspaceId,
        response_url: str,
        message: Message,
        *,
        replace: bool,
        thread: MessageTs | None,
    ) -> None:
        """Tell the person who acted, in the thread where they did.

        Best effort: Slack forgets the address after half an hour.
        """
        gateway = await self._gateways.of(workspace)
        if gateway is None:
            return
        if not await gateway.respond(response_url, message, replace=replace, thread_ts=thread):
            log.warning("reply not shown")
