"""Moderating: how it stands with the knowledge, what is perhaps outdated, and merging topics."""

from functools import partial

from bot.domain.freshness import Verdict
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.marks import Item
from bot.messages import choices
from bot.messages import moderation as words
from bot.messages.kit import View
from bot.messages.links import address, permalink
from bot.services.freshness import Freshness
from bot.services.moderation import Doubtful, Moderation
from bot.services.topics import MyTopics
from handlers.payloads import Action, Search, Submission
from handlers.replies import Offer, Open, Reply, Revise, Show
from handlers.table import Table


class Moderating:
    """The handlers of moderators."""

    def __init__(self, moderation: Moderation, topics: MyTopics, freshness: Freshness) -> None:
        self._moderation = moderation
        self._freshness = freshness
        self._topics = topics

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["moderation.open"] = self.open
        table.actions["moderation.judge"] = self.judge
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

    async def judge(self, action: Action) -> Reply:
        """Say of something reported or old whether it is still true, and show what is left."""
        await self._moderation.insist(action.workspace, action.person)
        said, _, key = action.value.partition(":")
        verdict = Verdict.TRUE if said == "true" else Verdict.OUTDATED
        await self._freshness.decide(action.delivery, Item.read(key), action.person, verdict)
        return Revise(partial(self._page, action.workspace, action.person))

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
            reported=[_line(each, now.url) for each in now.reported],
            reported_count=now.reported_count,
            old=[_line(each, now.url) for each in now.old],
            deflected=now.deflected,
            note=note,
        )


def _line(doubtful: Doubtful, url: str) -> words.Doubtful:
    title = doubtful.question.text if doubtful.question else ""
    return words.Doubtful(doubtful.found, title, address(url, doubtful.spot), doubtful.reports)
