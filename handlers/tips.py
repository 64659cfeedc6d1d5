"""Sharing: the command, the shortcuts, the form, and what authors do with their tips."""

import json

from bot.domain.ids import ChannelId, PersonId, TipId, WorkspaceId
from bot.domain.marks import About, Item
from bot.domain.refusals import Reason, Refused, check_length, raise_all
from bot.domain.tips import TEXT_LIMITS, Draft
from bot.messages import kit, usage
from bot.messages import tips as words
from bot.services.channels import Channels
from bot.services.tips import Owned, SharedBefore, Tips
from bot.services.topics import MyTopics
from handlers.freshness import Doubting
from handlers.payloads import Action, Command, Shortcut, Submission
from handlers.questions import wants_help
from handlers.replies import Open, Reply, Say, Show
from handlers.table import Table


class Sharing:
    """The handlers of sharing."""

    def __init__(self, tips: Tips, topics: MyTopics, channels: Channels, doubting: Doubting) -> None:
        self._tips = tips
        self._topics = topics
        self._channels = channels
        self._doubting = doubting

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.commands["/share-tip"] = self.command
        table.shortcuts["tip.share"] = self.shortcut
        table.shortcuts["tip.save"] = self.save_message
        table.forms["tip.share"] = self.share
        table.forms["tip.edit"] = self.edit
        table.forms["tip.delete"] = self.delete
        table.actions["home.share"] = self.open_form
        table.actions["tip.own"] = self.open_own
        table.actions["tip.update"] = self.open_edit
        table.actions["tip.share_again"] = self.share_again

    async def command(self, command: Command) -> Reply:
        """Open the form with the words of the command."""
        if wants_help(command):
            return Say(usage.usage(command.name))
        raise_all(check_length(command.text, "tip", at_least=0, at_most=TEXT_LIMITS[1]))
        filled = await self._filled(command.workspace, command.text, command.channel)
        return Open(words.share_form(filled), typed=command.text)

    async def shortcut(self, _shortcut: Shortcut) -> Reply:
        """Open an empty form from anywhere."""
        return Open(words.share_form(words.Filled()))

    async def open_form(self, _action: Action) -> Reply:
        """Open an empty form from App Home."""
        return Open(words.share_form(words.Filled()))

    async def save_message(self, shortcut: Shortcut) -> Reply:
        """Open the form with the words of a message."""
        message = shortcut.message
        assert message is not None, "the manifest declares a message shortcut"
        if not message.text.strip():
            raise Refused(Reason.NO_TEXT)
        filled = await self._filled(shortcut.workspace, message.text, message.channel)
        is_anothers = message.author not in {PersonId(""), shortcut.person}
        return Open(words.share_form(filled, note=words.saving_note(message.author) if is_anothers else ()))

    async def share(self, form: Submission) -> Reply:
        """Share what the form says, or show what says nearly the same already."""
        values, metadata = form.values, json.loads(form.metadata)
        draft = Draft(
            author=form.person,
            text=values.text("tip"),
            link=values.text("link"),
            channel=ChannelId(values.choice("channel")),
        )
        topics, offered, beside = values.choices("topics"), metadata["offered"], metadata["beside"]
        declined = [each for each in offered if each not in topics]
        try:
            await self._tips.share(form.delivery, draft, topics, declined, beside=beside)
        except SharedBefore as before:
            return Show(await self._twin_form(form, draft, before, offered))
        return None

    async def open_own(self, action: Action) -> Reply:
        """Open what an author wants to do with their tip, or anybody's report of it."""
        what, _, id_ = action.value.partition(":")
        if what == "doubt":
            return await self._doubting.open(action.workspace, action.person, Item(About.TIP, int(id_)))
        owned = await self._tips.own(action.workspace, TipId(int(id_)), action.person)
        if what == "delete":
            return Open(words.delete_form(owned.tip))
        return _edit_form(owned)

    async def open_edit(self, action: Action) -> Reply:
        """Open the form of changing one's own tip."""
        return _edit_form(await self._tips.own(action.workspace, TipId(int(action.value)), action.person))

    async def edit(self, form: Submission) -> Reply:
        """Change one's own tip."""
        values, metadata = form.values, json.loads(form.metadata)
        topics = values.choices("topics")
        await self._tips.edit(
            form.delivery,
            TipId(metadata["tip"]),
            form.person,
            text=values.text("tip"),
            link=values.text("link"),
            topics=topics,
            declined=[each for each in metadata["offered"] if each not in topics],
        )
        return None

    async def delete(self, form: Submission) -> Reply:
        """Take one's own tip back."""
        await self._tips.delete(form.delivery, TipId(int(form.metadata)), form.person)
        return None

    async def share_again(self, action: Action) -> Reply:
        """Open the form with a tip that could not be posted where it was to stand."""
        owned = await self._tips.unposted(action.workspace, TipId(int(action.value)), action.person)
        topics = [topic.label for topic in owned.topics]
        return Open(words.share_form(words.Filled(owned.tip.text, owned.tip.link, topics)))

    async def _filled(self, workspace: WorkspaceId, text: str, channel: ChannelId) -> words.Filled:
        """The form for words, with the topics they name and the channel somebody is in."""
        found = await self._topics.recognised(workspace, text) if text else []
        here = await self._channels.postable_here(workspace, channel)
        return words.Filled(text, topics=[topic.label for topic in found], here=here)

    async def _twin_form(self, form: Submission, draft: Draft, before: SharedBefore, offered: list[str]) -> kit.View:
        here = await self._channels.postable_here(form.workspace, draft.channel)
        filled = words.Filled(draft.text, draft.link, form.values.choices("topics"), here)
        return words.twin_form(before.tip, before.url, form.person, filled, offered=offered, language=before.language)


def _edit_form(owned: Owned) -> Open:
    return Open(words.edit_form(owned.tip, [topic.label for topic in owned.topics]))
