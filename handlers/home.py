"""App Home: shown when opened, turned page by page."""

from bot.domain.ids import PersonId
from bot.services.home import Homes
from handlers.payloads import Action, Event
from handlers.replies import Reply
from handlers.table import Table


class Showing:
    """The handlers of App Home."""

    def __init__(self, homes: Homes) -> None:
        self._homes = homes

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.events["app_home_opened"] = self.opened
        table.actions["home.page.previous"] = table.actions["home.page.next"] = self.turn

    async def opened(self, event: Event) -> None:
        """Show the first page to somebody who opens App Home; the Messages tab shows itself."""
        if event.told.get("tab") == "home":
            await self._homes.show(event.delivery, PersonId(event.told["user"]))

    async def turn(self, action: Action) -> Reply:
        """Show another page."""
        await self._homes.show(action.delivery, action.person, page=int(action.value))
        return None
