"""What happens to the workspace itself: its channels, its people, and the app's own leaving."""

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.places import Place
from bot.services.workspaces import Workspaces
from bot.slack.readings import profile_of
from handlers.payloads import Event
from handlers.table import Table


class Keeping:
    """The handlers of the workspace's own events."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.events["member_joined_channel"] = self.joined
        table.events["member_left_channel"] = self.moved
        table.events["channel_left"] = table.events["group_left"] = self.left
        table.events["channel_rename"] = table.events["group_rename"] = self.renamed
        table.events["channel_archive"] = table.events["group_archive"] = self.archived
        table.events["channel_unarchive"] = table.events["group_unarchive"] = self.unarchived
        table.events["user_change"] = self.changed
        table.events["app_uninstalled"] = self.uninstalled
        table.events["tokens_revoked"] = self.revoked
        table.events["team_access_revoked"] = self.taken

    async def joined(self, event: Event) -> None:
        """Somebody joined a channel: when it is the app, one may post there. Its name is asked for right after."""
        await self.moved(event)
        if event.told["user"] == event.bot_user:
            is_private = event.told.get("channel_type") == "G"
            place = Place(ChannelId(event.told["channel"]), name="", is_private=is_private)
            await self._workspaces.invited_to(event.delivery, place)

    async def moved(self, event: Event) -> None:
        """Somebody joined a channel or left it: what they may see is another matter from now on."""
        await self._workspaces.moved(event.delivery, ChannelId(event.told["channel"]), PersonId(event.told["user"]))

    async def left(self, event: Event) -> None:
        """The app was removed from a channel."""
        await self._workspaces.left(event.delivery, ChannelId(event.told["channel"]))

    async def renamed(self, event: Event) -> None:
        """A channel has another name."""
        channel = event.told["channel"]
        await self._workspaces.renamed(event.delivery, ChannelId(channel["id"]), channel["name"])

    async def archived(self, event: Event) -> None:
        """A channel was archived."""
        await self._workspaces.archived(event.delivery, ChannelId(event.told["channel"]), is_archived=True)

    async def unarchived(self, event: Event) -> None:
        """A channel came back."""
        await self._workspaces.archived(event.delivery, ChannelId(event.told["channel"]), is_archived=False)

    async def changed(self, event: Event) -> None:
        """A person's profile changed."""
        await self._workspaces.changed(event.delivery, profile_of(event.told["user"], event.workspace))

    async def uninstalled(self, event: Event) -> None:
        """The app was uninstalled."""
        await self._workspaces.removed(event.workspace, event.enterprise, event.happened_at)

    async def revoked(self, event: Event) -> None:
        """Tokens were revoked; only the bot's own ends the work."""
        if (event.told.get("tokens") or {}).get("bot"):
            await self._workspaces.removed(event.workspace, event.enterprise, event.happened_at)

    async def taken(self, event: Event) -> None:
        """An organisation took the app from some of its workspaces, and keeps it for the others."""
        for team in event.told["team_ids"]:
            await self._workspaces.taken(WorkspaceId(team), event.happened_at)
