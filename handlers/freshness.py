"""Whether things are still true: reporting what isn't, and deciding about it."""

from bot.domain.freshness import Verdict
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.marks import Item
from bot.messages import freshness as words
from bot.services.freshness import Freshness
from handlers.payloads import Action, Shortcut, Submission
from handlers.replies import Open, Reply, Say
from handlers.table import Table


class Doubting:
    """The handlers of readers who doubt, and of authors who know better."""

    def __init__(self, freshness: Freshness) -> None:
        self._freshness = freshness

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["item.doubt"] = self.doubt
        table.actions["item.true"] = self.confirm
        table.actions["item.outdated"] = self.retire
        table.shortcuts["item.doubt"] = self.doubt_message
        table.forms["item.report"] = self.report

    async def open(self, workspace: WorkspaceId, person: PersonId, item: Item) -> Reply:
        """Open the form of reporting an item."""
        doubted = await self._freshness.doubted(workspace, item, person)
        return Open(words.report_form(doubted.item, doubted.text, is_own=doubted.is_own))

    async def doubt(self, action: Action) -> Reply:
        """Open the form for something that was found."""
        return await self.open(action.workspace, action.person, Item.read(action.value))

    async def doubt_message(self, shortcut: Shortcut) -> Reply:
        """Open the form for the answer or tip of a message."""
        message = shortcut.message
        assert message is not None, "the manifest declares a message shortcut"
        doubted = await self._freshness.doubted_at(shortcut.workspace, message.channel, message.ts, shortcut.person)
        return Open(words.report_form(doubted.item, doubted.text, is_own=doubted.is_own))

    async def report(self, form: Submission) -> Reply:
        """Keep a report."""
        is_own = await self._freshness.report(
            form.delivery, Item.read(form.metadata), form.person, form.values.text("why")
        )
        return Say(words.retired() if is_own else words.reported())

    async def confirm(self, action: Action) -> Reply:
        """It is still true."""
        await self._freshness.decide(action.delivery, Item.read(action.value), action.person, Verdict.TRUE)
        return None

    async def retire(self, action: Action) -> Reply:
        """It is outdated."""
        await self._freshness.decide(action.delivery, Item.read(action.value), action.person, Verdict.OUTDATED)
        return None
