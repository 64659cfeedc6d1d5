"""Moderating: how it stands with the knowledge, and merging topics."""

from bot.domain.ids import PersonId, WorkspaceId
from bot.messages import choices
from bot.messages import moderation as words
from bot.messages.kit import View
from bot.messages.links import permalink
from bot.services.moderation import Moderation
from bot.services.topics import MyTopics
from handlers.payloads import Action, Search, Submission
from handlers.replies import Offer, Open, Reply, Show
from handlers.table import Table


class Moderating:
    """The handlers of moderators."""

    def __init__(self, moderation: Moderation, topics: MyTopics) -> None:
        self._moderation = moderation
        self._topics = topics

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["moderation.open"] = self.open
        table.forms["moderation.merge"] = self.merge
        table.searches["merge_topic"] = table.searches["merge_into"] = self.find_topics

    async def open(self, action: Action) -> Reply:
        """Show how it stands."""
        return Open(await self._page(action.workspace, action.person))

    async def merge(self, form: Submission) -> Reply:
        """Merge two topics, and show how it stands then."""
        chosen = form.values.choice("topic"), form.values.choice("into")
        one, other = await self._moderation.merge(form.delivery, form.person, *chosen)
        return Show(await self._page(form.workspace, form.person, note=words.merged(one.label, other.label)))

    async def find_topics(self, search: Search) -> Reply:
        """Offer topics that there are."""
        found = await self._topics.suggestions(search.workspace, search.words)
        return Offer(choices.known_topics(found))

    async def _page(self, workspace: WorkspaceId, person: PersonId, note: str = "") -> View:
        now = await self._moderation.overview(workspace, person)
        return words.page(
            [(each.topic.label, each.asked) for each in now.wanting],
            [
                (each, permalink(now.url, each.channel, each.card_ts) if each.channel and each.card_ts else "")
                for each in now.unanswered
            ],
            unanswered_count=now.unanswered_count,
            deflected=now.deflected,
            note=note,
        )
