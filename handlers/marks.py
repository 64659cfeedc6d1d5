"""Marking answers and tips: by reactions and by buttons."""

from functools import partial

from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId
from bot.domain.marks import About, Item
from bot.messages import answers as words
from bot.services.marks import Marks, Reacted
from handlers.payloads import Action, Event
from handlers.replies import Reply, Say
from handlers.table import Table


class Marking:
    """The handlers of readers."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def register(self, table: Table) -> None:
        """Fill the table."""
        for about in About:
            table.actions[f"{about.value}.useful"] = partial(self.useful, about)
            table.actions[f"{about.value}.useless"] = partial(self.useless, about)
        table.actions["answer.accept"] = self.accept
        table.actions["answer.unaccept"] = self.unaccept
        table.events["reaction_added"] = self.reaction
        table.events["reaction_removed"] = self.reaction

    async def useful(self, about: About, action: Action) -> Reply:
        """Mark an item useful."""
        item = Item(about, int(action.value))
        is_new = await self._marks.find_useful(action.delivery, item, action.person)
        return None if is_new is None else Say(words.marked(item, is_new=is_new))

    async def accept(self, action: Action) -> Reply:
        """Accept an answer."""
        await self._marks.accept(action.delivery, _id(action), action.person)
        return Say(words.accepted(_id(action)))

    async def useless(self, about: About, action: Action) -> Reply:
        """Take *useful* back."""
        await self._marks.find_useless(action.delivery, Item(about, int(action.value)), action.person)
        return Say(words.taken_back(), replace=True)

    async def unaccept(self, action: Action) -> Reply:
        """Take the acceptance back."""
        await self._marks.unaccept(action.delivery, _id(action), action.person)
        return Say(words.taken_back(), replace=True)

    async def reaction(self, event: Event) -> None:
        """A reaction was put on a message or taken off it."""
        item = event.told.get("item") or {}
        if item.get("type") != "message":
            return
        reacted = Reacted(
            channel=ChannelId(item["channel"]),
            ts=MessageTs(item["ts"]),
            person=PersonId(event.told["user"]),
            emoji=event.told["reaction"],
            is_present=event.type == "reaction_added",
            event_ts=str(event.told["event_ts"]),
        )
        await self._marks.react(event.delivery, reacted)


def _id(action: Action) -> AnswerId:
    return AnswerId(int(action.value))
