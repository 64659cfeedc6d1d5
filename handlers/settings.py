"""The settings of a workspace: all of them, the form of each section, and their history."""

import json
from collections.abc import Mapping

from bot.domain.refusals import Refused
from bot.domain.settings import Channel, Language, People, Section, Setting, of_section
from bot.messages import choices, refusals
from bot.messages import settings as words
from bot.messages.kit import View
from bot.services.settings import Crossed, WorkspaceSettings
from handlers.payloads import Action, Search, Submission
from handlers.replies import Mend, Offer, Reply, Show, turned
from handlers.table import Table
from handlers.values import Values


class Governing:
    """The handlers of admins, and of the moderators they name."""

    def __init__(self, settings: WorkspaceSettings) -> None:
        self._settings = settings

    def register(self, table: Table) -> None:
        """Fill the table."""
        table.actions["settings.open"] = self.open
        table.actions["settings.change"] = self.open_form
        for what in ("", ".previous", ".next"):
            table.actions[f"settings.history{what}"] = self.open_history
        table.forms["settings.save"] = self.save
        table.searches["question_channel"] = self.find_channels

    async def open(self, action: Action) -> Reply:
        """Show all settings."""
        return turned(action, words.overview(await self._settings.overview(action.workspace, action.person)))

    async def open_form(self, action: Action) -> Reply:
        """Open the form of a section."""
        return turned(
            action, words.form(await self._settings.form(action.workspace, action.person, Section(action.value)))
        )

    async def open_history(self, action: Action) -> Reply:
        """Show a page of who changed what."""
        found = await self._settings.history(action.workspace, action.person, int(action.value))
        return turned(action, words.history(found))

    async def save(self, form: Submission) -> Reply:
        """Change what was edited; where somebody else was first, show that, with all that was typed."""
        told = json.loads(form.metadata)
        section, version = Section(told["section"]), int(told["version"])
        ids = {each.name: words.field_id(each.name, version if told["again"] else None) for each in of_section(section)}
        typed = {each.name: _typed(form.values, ids[each.name], each) for each in of_section(section)}
        try:
            saved = await self._settings.save(form.delivery, form.person, section, typed, version)
        except Crossed as crossed:
            return Show(await self._again(form, section, typed, crossed))
        except Refused as refused:
            errors = refusals.at_fields(refused)
            if not errors:
                raise
            return Mend({ids[name]: sentence for name, sentence in errors.items()})
        told_now = await self._settings.overview(form.workspace, form.person)
        return Show(words.overview(told_now, words.saved(saved)))

    async def find_channels(self, search: Search) -> Reply:
        """Offer the channels that may be the default for questions."""
        found = await self._settings.channels(search.workspace, search.person, search.words)
        return Offer(words.channels([choices.place(each) for each in found]))

    async def _again(self, form: Submission, section: Section, typed: Mapping[str, str], crossed: Crossed) -> View:
        chosen = typed["question_channel"] if "question_channel" in crossed.edited else None
        now = await self._settings.form(form.workspace, form.person, section, channel=chosen)
        return words.form(now, typed, crossed.edited, words.crossed(crossed.changed))


def _typed(values: Values, field: str, setting: Setting) -> str:
    """What somebody wrote or chose in a field, blank for the default."""
    match setting.kind:
        case Channel() | Language():
            chosen = values.choice(field)
            return "" if chosen == words.DEFAULT else chosen
        case People():
            return ",".join(values.people(field))
        case _:
            return values.text(field)
