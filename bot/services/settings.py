"""The settings of a workspace: shown to those who may change them, changed, and who changed what when."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.places import Place
from bot.domain.refusals import Reason, Refused, raise_all
from bot.domain.rules import Rules
from bot.domain.settings import BY_NAME, SETTINGS, Change, Section, check, of_section, overlay
from bot.domain.settings_shown import Form, History, Overview, Saved, Value
from bot.services import changes
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PAGE = 10
"""Changes on one page of the history."""
CHOICES = 99
"""Channels offered at once: Slack's own limit of a menu, less the one choice that is none."""
Chosen = Mapping[str, str | None]
"""What somebody chose, by setting, as it is kept; ``None`` goes back to the default."""


class Crossed(Exception):  # noqa: N818 - it is something to show, not an error of the program
    """Others changed the very settings that somebody is about to change; nothing was changed."""

    def __init__(self, changed: Sequence[Change], edited: frozenset[str]) -> None:
        super().__init__(sorted(edited))
        self.changed = changed
        """What others changed, in order."""
        self.edited = edited
        """All settings that this person edited."""


class WorkspaceSettings:
    """The use cases of admins, and of the moderators they name. Each raises ``Refused`` for anybody else."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    async def overview(self, workspace: WorkspaceId, by: PersonId) -> Overview:
        """All that can be set, as it holds now."""
        await self._learn(workspace, {by})

        def work(uow: UnitOfWork) -> Overview:
            self._insist(uow, by)
            return Overview(
                values=[self._value(uow, setting.name) for setting in SETTINGS],
                is_admin=changes.is_admin(uow, by),
                changes=uow.settings.count(),
            )

        return await self._store.read(workspace, work)

    async def form(self, workspace: WorkspaceId, by: PersonId, section: Section, *, channel: str | None = None) -> Form:
        """The settings of one section, to be changed; with the channel that stands in it already, if one does."""
        await self._learn(workspace, {by})

        def work(uow: UnitOfWork) -> Form:
            self._insist(uow, by, section)
            chosen = self._rules.of(uow).question_channel if channel is None else ChannelId(channel)
            return Form(
                section=section,
                values=[self._value(uow, setting.name) for setting in of_section(section)],
                version=uow.settings.version(),
                place=uow.places.get(chosen) if chosen else None,
            )

        return await self._store.read(workspace, work)

    async def save(
        self, delivery: Delivery, by: PersonId, section: Section, typed: Mapping[str, str], version: int
    ) -> Saved | None:
        """Change what a person edited in the form of a section that showed a version. ``None``: done before.

        Raises ``InvalidInput`` naming every field that can't be taken, and :class:`Crossed` when somebody else changed
        since what this person edited: who saves second decides knowingly. What only others changed stays.
        """
        await self._learn(delivery.workspace, {by})
        await self._store.read(delivery.workspace, lambda uow: self._insist(uow, by, section))
        chosen = self._read(section, typed)
        await self._learn(delivery.workspace, _people(chosen))
        return await self._store.once(delivery, lambda uow: self._save(uow, by, section, chosen, version))

    async def history(self, workspace: WorkspaceId, by: PersonId, page: int) -> History:
        """Who changed what when; a page beyond the last is the last."""
        await self._learn(workspace, {by})

        def work(uow: UnitOfWork) -> History:
            self._insist(uow, by)
            pages = max(1, -(-uow.settings.count() // PAGE))
            here = min(max(page, 1), pages)
            return History(uow.settings.history(limit=PAGE, offset=(here - 1) * PAGE), here, pages)

        return await self._store.read(workspace, work)

    async def channels(self, workspace: WorkspaceId, by: PersonId, words: str) -> list[Place]:
        """The channels that may be the default for questions."""

        def work(uow: UnitOfWork) -> list[Place]:
            self._insist(uow, by)
            return uow.places.search(words, CHOICES, among=())

        return await self._store.read(workspace, work)

    def _value(self, uow: UnitOfWork, name: str) -> Value:
        setting, rules, defaults = BY_NAME[name], self._rules.of(uow), self._rules.defaults
        return Value(
            setting,
            now=setting.written(rules),
            default=setting.written(defaults),
            is_changed=setting.written(rules) != setting.written(defaults),
            is_given=name in self._rules.given,
        )

    def _read(self, section: Section, typed: Mapping[str, str]) -> Chosen:
        chosen: dict[str, str | None] = {}
        problems = []
        for setting in of_section(section):
            try:
                chosen[setting.name] = setting.chosen(typed[setting.name], self._rules.defaults)
            except Refused as refused:
                problems.append(refused)
        raise_all(*problems)
        return chosen

    async def _learn(self, workspace: WorkspaceId, people: Collection[PersonId]) -> None:
        """Ask the workspace about those of whom it was never asked, all at once: somebody waits for it."""
        asked = (learn_about(self._store, self._directory, self._clock, workspace, each) for each in people)
        await asyncio.gather(*asked)

    def _save(self, uow: UnitOfWork, by: PersonId, section: Section, chosen: Chosen, version: int) -> Saved:
        uow.settings.hold()
        self._insist(uow, by, section)
        before, meanwhile = self._rules.of(uow), [each for each in uow.settings.since(version) if each.name in chosen]
        kept = dict(uow.settings.kept())
        shown = kept | {each.name: each.was for each in reversed(meanwhile)}
        edited = frozenset(name for name, value in chosen.items() if value not in (shown.get(name), kept.get(name)))
        if crossed := [each for each in meanwhile if each.name in edited]:
            raise Crossed(crossed, edited)
        wanted = {name: value for name, value in chosen.items() if name in edited}
        self._check(uow, before, wanted, kept)
        now, latest = self._clock.now(), uow.settings.version()
        for name, value in wanted.items():
            uow.settings.change(name, value, by, now)
        self._follow(uow, before, now)
        return Saved(uow.settings.since(latest), meanwhile)

    def _check(self, uow: UnitOfWork, before: Rules, wanted: Chosen, kept: Mapping[str, str]) -> None:
        """Refuse what can't be told from one field alone."""
        after = {name: value for name, value in {**kept, **wanted}.items() if value is not None}
        rules = overlay(self._rules.defaults, after)
        unsuitable, channel = [], wanted.get("question_channel")
        if channel is not None and not _is_public(uow.places.get(ChannelId(channel))):
            unsuitable.append(Refused(Reason.NOT_PUBLIC, field="question_channel"))
        profiles = [person.profile for person in uow.people.some(_people(wanted) - before.moderators)]
        if any(each.is_bot or each.is_guest or each.is_deactivated for each in profiles):
            unsuitable.append(Refused(Reason.CANNOT_MODERATE, field="moderators"))
        is_about_emoji = rules.useful_emoji != before.useful_emoji or rules.accept_emoji != before.accept_emoji
        raise_all(*unsuitable, check(rules) if is_about_emoji else None)

    def _follow(self, uow: UnitOfWork, before: Rules, now: datetime) -> None:
        """Let what is under way go on as it may, and show those concerned what they may do now."""
        after = self._rules.of(uow)
        if after.waves != before.waves:
            uow.questions.keep_pace(was=before.waves, now=after.waves)
        if concerned := after.moderators ^ before.moderators:
            uow.notices.refresh_homes([PersonId(each) for each in sorted(concerned)], now)

    def _insist(self, uow: UnitOfWork, by: PersonId, section: Section | None = None) -> None:
        if not changes.is_moderator(uow, by, self._rules.of(uow).moderators):
            raise Refused(Reason.NOT_A_MODERATOR)
        if section is Section.MODERATORS and not changes.is_admin(uow, by):
            raise Refused(Reason.NOT_AN_ADMIN)


def _people(chosen: Chosen) -> frozenset[PersonId]:
    """Whom somebody chose to moderate."""
    return frozenset(map(PersonId, BY_NAME["moderators"].read(chosen.get("moderators") or "")))


def _is_public(place: Place | None) -> bool:
    return place is not None and not place.is_private and not place.is_archived
