"""What a person may see: asked of the workspace, since it alone knows who is where."""

import asyncio
from dataclasses import dataclass

from bot.clock import Clock
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.questions import Question
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from storage.store import Store
from storage.unit_of_work import UnitOfWork

CHANNELS_OF_COMPANY = 10
"""The most channels whose members are asked for while a guest waits."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The places whose content a person may see."""

    person: PersonId
    places: frozenset[ChannelId]
    """The channels the person is in, the app being there too."""
    is_guest: bool = False
    """Guests see nothing outside the channels they are in; nor does who may be one, as long as nobody can say."""
    is_known: bool = True
    """Whether the workspace ever said who this is."""

    @property
    def shelves(self) -> frozenset[ChannelId]:
        """The places of the search index beside what all may see: these channels, and what is for the person alone."""
        return self.places | {ChannelId(self.person)}

    def may_see(self, channel: ChannelId | None) -> bool:
        """Whether what was found on these shelves or among what all may see may be shown."""
        return not self.is_guest or channel in self.places

    @property
    def posts_in_public(self) -> bool:
        """Whether this person may have something posted in a public channel they are not in."""
        return not (self.is_guest and self.is_known)


def is_in_sight(uow: UnitOfWork, sight: Sight, channel: ChannelId) -> bool:
    """Whether a person may see what was said in a channel now: the index may be a moment behind a channel."""
    return channel in sight.places or not (sight.is_guest or uow.places.is_private(channel))


def is_question_in_sight(uow: UnitOfWork, sight: Sight, question: Question) -> bool:
    """Whether a person may see a question with its answers now.

    What was asked of the experts only is its asker's own; what was brought in without a channel is for members.
    """
    if question.channel is None:
        return question.asker == sight.person if question.is_private else not sight.is_guest
    return is_in_sight(uow, sight, question.channel)


class Sights:
    """Knows what people may see."""

    def __init__(self, store: Store, clock: Clock, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._directory = directory

    async def company(self, workspace: WorkspaceId, person: PersonId) -> frozenset[PersonId] | None:
        """The people with whom a guest shares one of their few channels; ``None`` for colleagues, who may know all."""
        sight = await self.of(workspace, person)
        if not sight.is_guest:
            return None
        channels = sorted(sight.places)[:CHANNELS_OF_COMPANY]
        members = await asyncio.gather(*(self._directory.members(workspace, each) for each in channels))
        return frozenset[PersonId]().union(*members)

    async def of(self, workspace: WorkspaceId, person: PersonId) -> Sight:
        """What a person may see now, or saw some minutes ago; only what all may see when the workspace can't say."""
        await learn_about(self._store, self._directory, self._clock, workspace, person)
        places = await self._directory.places_of(workspace, person)
        known = await self._store.read(workspace, lambda uow: uow.people.get(person))
        is_known = known.profile_read_at is not None
        return Sight(person, places, is_guest=known.profile.is_guest or not is_known, is_known=is_known)
