"""Marking answers: by reactions and by buttons."""

from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId
from bot.domain.marks import Kind
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
        table.actions["answer.useful"] = self.useful
        table.actions["answer.accept"] = self.accept
        table.actions["answer.useless"] = self.useless
        table.actions["answer.unaccept"] = self.unaccept
        table.events["reaction_added"] = self.reaction
        table.events["reaction_removed"] = self.reaction

    async def useful(self, action: Action) -> Reply:
        """Mark an answer useful."""
        answer = _id(action)
        is_new = await self._marks.find_useful(action.delivery, answer, action.person)
        return None if is_new is None else Say(words.marked(answer, is_new=is_new))

    async def accept(self, action: Action) -> Reply:
        """Accept an answer."""
        await self._marks.accept(action.delivery, _id(action), action.person)
        return Say(words.accepted(_id(action)))

    async def useless(self, action: Action) -> Reply:
        """Take *useful* back."""
        await self._marks.take_back(action.delivery, _id(action), action.person, Kind.USEFUL)
        return Say(words.taken_back(), replace=True)

    async def unaccept(self, action: Action) -> Reply:
        """Take the acceptance back."""
        await self._marks.take_back(action.delivery, _id(action), action.person, Kind.ACCEPTED)
        return Say(words.taken_back(), replace=True)

    async def reaction(self, event: Event) -> None:
        """A reaction was put on a message or taken off it."""
        item = event.told.get("item") or {}
        if item.get("type") != "message" or not self._marks.means(event.told["reaction"]):
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
