"""What the surfaces need of Slack: a port that bot.slack fills."""

from typing import Protocol

from bot.domain.ids import MessageTs, WorkspaceId
from bot.messages.kit import Message, View, ViewRef


class Screen(Protocol):
    """A person's screen."""

    async def open(self, workspace: WorkspaceId, trigger: str, view: View, *, on_top: bool) -> ViewRef | None:
        """Open a form, over the one that is open if ``on_top``; ``None`` if Slack did not."""
        ...

    async def revise(self, workspace: WorkspaceId, shown: ViewRef, view: View) -> ViewRef | None:
        """Change a form that is as it was when last seen; ``None`` if it changed since, is gone, or Slack did not."""
        ...

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
        ...
