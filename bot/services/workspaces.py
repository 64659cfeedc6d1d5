"""What Knowhow learns of a workspace itself: its people, its channels, and that it is gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.notices import Kind, Owed
from bot.domain.people import Profile
from bot.domain.places import Place
from bot.services import cohort_changes
from bot.services.directory import Directory
from bot.services.home import home_places
from bot.services.rules import WorkspaceRules
from storage.everywhere import Everywhere
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PROFILES_AT_ONCE = 50
ASKED_AGAIN_AFTER = timedelta(minutes=10)
"""After how long the workspace is asked again about somebody of whom it could not tell."""
Unknown = tuple[Sequence[WorkspaceId], Sequence[tuple[WorkspaceId, PersonId]]]
"""Workspaces of which some channels have no name yet, and people by workspace."""


class Workspaces:
    """Upkeep of what is known of a workspace."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory
        self._untold: dict[tuple[WorkspaceId, PersonId], datetime] = {}
        """Of whom the workspace could not tell, and when: they are not to keep others from being asked about."""

    async def install(
        self,
        workspace: WorkspaceId,
        *,
        name: str,
        url: str,
        bot_user: PersonId,
        enterprise: str | None = None,
        installer: PersonId | None = None,
    ) -> None:
        """Record a workspace that is served; whoever installed the app there is told the first steps, once."""
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            is_new = all_.workspaces.install(
                workspace, name=name, url=url, bot_user=bot_user, now=now, enterprise=enterprise
            )
            if is_new and installer is not None:
                _tell_first_steps(all_.within(workspace), installer, now)

        await self._store.everywhere(work)

    async def install_organisation(self, organisation: str, *, url: str, installer: PersonId) -> None:
        """Record an organisation, whose workspaces are served from their first word on.

        Whoever installed the app there is told the first steps, once, from the first workspace in which it is used:
        before an administrator adds the app to one, Slack lets it write to nobody.
        """
        now = self._clock.now()
        await self._store.everywhere(
            lambda all_: all_.organisations.install(organisation, url=url, installer=installer, now=now)
        )

    async def meet(self, workspace: WorkspaceId, *, bot_user: PersonId, enterprise: str) -> None:
        """Begin to serve a workspace whose organisation installed the app, unless it is served."""
        if await self._store.survey(lambda all_: all_.workspaces.is_active(workspace)):
            return
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            url, installer = all_.organisations.url(enterprise), all_.organisations.take_installer(enterprise)
            all_.workspaces.install(workspace, name="", url=url, bot_user=bot_user, now=now, enterprise=enterprise)
            if installer is not None:
                _tell_first_steps(all_.within(workspace), installer, now)

        await self._store.everywhere(work)

    async def read_all_channels(self) -> None:
        """Make the lists of channels what all workspaces say now."""
        for workspace in await self._store.survey(lambda all_: all_.workspaces.active()):
            await self.read_channels(workspace)

    async def read_channels(self, workspace: WorkspaceId) -> None:
        """Make the list of channels what the workspace says now; unchanged when it can't say."""
        places = await self._directory.channels(workspace)
        if places is not None:
            await self._store.write(workspace, lambda uow: uow.places.replace_all(places))

    def unknown(self, all_: Everywhere) -> Unknown:
        """What is new: workspaces with channels that have no name yet, and people never asked about."""
        return all_.newcomers.with_channels(), all_.newcomers.people(PROFILES_AT_ONCE + len(self._untold))

    async def learn(self, unknown: Unknown) -> None:
        """Ask about what is new."""
        workspaces, people = unknown
        for workspace in workspaces:
            await self.read_channels(workspace)
        long_ago = self._clock.now() - ASKED_AGAIN_AFTER
        self._untold = {who: at for who, at in self._untold.items() if at > long_ago}
        wanted = [newcomer for newcomer in people if newcomer not in self._untold]
        for workspace, person in wanted[:PROFILES_AT_ONCE]:
            profile = await self._directory.profile(workspace, person)
            if profile is None:
                self._untold[workspace, person] = self._clock.now()
            else:
                await self._remember(workspace, profile)

    async def changed(self, delivery: Delivery, profile: Profile) -> None:
        """A person's profile changed; of those who never had to do with Knowhow nothing is kept."""
        await self._store.once(delivery, lambda uow: self._note(uow, profile))

    async def invited_to(self, delivery: Delivery, place: Place) -> None:
        """The app was invited to a channel, or it came back or got another name: one may post there."""
        await self._store.once(delivery, lambda uow: uow.places.add(place))

    async def renamed(self, delivery: Delivery, channel: ChannelId, name: str) -> None:
        """A channel has another name."""
        await self._store.once(delivery, lambda uow: uow.places.change(channel, name=name))

    async def archived(self, delivery: Delivery, channel: ChannelId, *, is_archived: bool) -> None:
        """A channel was archived or brought back."""

        def work(uow: UnitOfWork) -> None:
            uow.places.change(channel, is_archived=is_archived)
            if is_archived:
                self._stop_cohorts(uow, channel, "is_archived")

        await self._store.once(delivery, work)

    async def moved(self, delivery: Delivery, channel: ChannelId, person: PersonId) -> None:
        """Somebody joined a channel or left it: it is asked anew, and their Home tells of the channel or no longer."""
        workspace = delivery.workspace
        self._directory.forget(workspace, channel, person)
        if await self._store.read(workspace, lambda uow: channel in home_places(uow, person, self._clock)):
            await self._store.write(workspace, lambda uow: uow.notices.refresh_home(person, self._clock.now()))

    async def left(self, delivery: Delivery, channel: ChannelId) -> None:
        """The app was removed from a channel."""

        def work(uow: UnitOfWork) -> None:
            uow.places.change(channel, has_app=False)
            self._stop_cohorts(uow, channel, "not_in_channel")

        await self._store.once(delivery, work)

    async def removed(self, workspace: WorkspaceId, enterprise: str | None, happened_at: datetime) -> None:
        """The app was uninstalled or its token revoked, by a workspace or by its whole organisation.

        The token is forgotten at once, nothing is sent any more, and all else waits to be erased. Said twice, in
        another order, or when the app has been installed anew, it is the same.
        """
        now = self._clock.now()

        def work(all_: Everywhere) -> None:
            if enterprise is None:
                all_.workspaces.remove(workspace, happened_at, now)
            else:
                all_.workspaces.remove_all(enterprise, happened_at, now)

        await self._store.everywhere(work)

    async def taken(self, workspace: WorkspaceId, happened_at: datetime) -> None:
        """A workspace's organisation took the app from it: nothing is sent there any more, and all waits to be erased.

        The organisation's token stays, for its other workspaces; and a workspace that installed the app itself goes on.
        """
        now = self._clock.now()
        await self._store.everywhere(lambda all_: all_.workspaces.take(workspace, happened_at, now))

    async def tidy(self) -> int:
        """Drop what can have no effect any more; returns how many rows."""
        now = self._clock.now()

        dropped = await self._store.everywhere(lambda all_: all_.outgoing.forget_paces(now))
        for workspace in await self._store.survey(lambda all_: all_.workspaces.active()):
            dropped += await self._store.write(workspace, lambda uow: uow.marks.forget_orphans(now))
        return dropped

    def _stop_cohorts(self, uow: UnitOfWork, channel: ChannelId, error: str) -> None:
        """Tell the facilitators of a channel's cohorts at once, and not only when their next question is due."""
        for cohort in uow.cohorts.in_channel(channel):
            found = cohort_changes.cohort_of(uow, cohort.id)
            cohort_changes.stop(uow, found, error, self._rules.of(uow), self._clock.now())

    async def _remember(self, workspace: WorkspaceId, profile: Profile) -> None:
        await self._store.write(workspace, lambda uow: self._note(uow, profile))

    def _note(self, uow: UnitOfWork, profile: Profile) -> None:
        """Note what Slack says of somebody, unless they were forgotten while it was asked."""
        if uow.people.is_known(profile.id):
            uow.people.read(profile, self._clock.now())


def _tell_first_steps(uow: UnitOfWork, installer: PersonId, now: datetime) -> None:
    uow.people.meet(installer)
    uow.notices.owe(Owed(Kind.FIRST_STEPS, int(now.timestamp()), installer, now))
