"""The gateways of the workspaces that are served."""

from typing import Protocol

from bot.domain.ids import WorkspaceId
from bot.slack.gateway import Gateway


class Gateways(Protocol):
    """Finds a workspace's door to Slack."""

    async def of(self, workspace: WorkspaceId) -> Gateway | None:
        """A workspace's gateway; ``None`` when its token is gone."""
        ...

    async def is_replaced(self, workspace: WorkspaceId, gateway: Gateway) -> bool:
        """Whether a workspace has another token by now than the one that Slack just refused."""
        ...


class OneGateway:
    """The gateway of the one workspace whose token stands in the settings."""

    def __init__(self, workspace: WorkspaceId, gateway: Gateway) -> None:
        self._workspace = workspace
        self._gateway = gateway

    async def of(self, workspace: WorkspaceId) -> Gateway | None:
        """The gateway, for its own workspace only."""
        return self._gateway if workspace == self._workspace else None

    async def is_replaced(self, _workspace: WorkspaceId, _gateway: Gateway) -> bool:
        """Never: the settings are read once."""
        return False
