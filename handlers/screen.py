"""What the surfaces need of Slack: a port that bot.slack fills."""

from typing import Protocol

from bot.domain.ids import MessageTs, WorkspaceId
from bot.messages.kit import Message, View


class Screen(Protocol):
    """A person's screen."""

    async def open(self, workspace: WorkspaceId, trigger: str, view: View, *, on_top: bool) -> bool:
        """Open a form, over the one that is open if ``on_top``; ``False`` if Slack did not."""
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
