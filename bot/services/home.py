"""App Home: what waits for a person, what became of their questions, what they are known for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.cohort_shown import AtHome
from bot.domain.deliveries import Delivery
from bot.domain.ids import ChannelId, PersonId
from bot.domain.invitations import Invitation
from bot.domain.notices import Kind, Owed
from bot.domain.plans import first_empty
from bot.domain.questions import Question
from bot.domain.rules import Rules
from bot.domain.topics import Topic
from bot.services import changes
from bot.services.belongings import belongings
from bot.services.outlooks import Outlook, gather
from storage.store import Store
from storage.unit_of_work import UnitOfWork

PAGE = 5
"""Items of each list on one page of App Home."""
COHORTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits for this person's answer."""

    invitation: Invitation
    question: Question


@dataclass(frozen=True, slots=True)
class Home:
    """What one person's App Home shows."""

    person: PersonId
    is_new: bool
    """Whether the welcome is shown."""
    page: int
    pages: int
    waiting: tuple[Waiting, ...]
    waiting_count: int
    asked: tuple[Question, ...]
    asked_count: int
    topics: tuple[Topic, ...]
    unanswered: tuple[Question, ...]
    """For people who help when nobody else does: questions that all waves left unanswered."""
    unanswered_count: int
    is_moderator: bool
    has_belongings: bool
    """Whether anything of theirs was brought in from before."""
    cohorts: tuple[AtHome, ...]
    """The first of their cohorts that go on, by name."""


class Homes:
    """App Home's use cases."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def show(self, delivery: Delivery, person: PersonId, page: int = 0) -> None:
        """Owe a person their App Home, at a page of it."""

        def work(uow: UnitOfWork) -> None:
            uow.people.meet(person)
            uow.notices.owe(Owed(Kind.HOME, page, person, self._clock.now()))

        await self._store.once(delivery, work)


def home_places(uow: UnitOfWork, id_: PersonId, clock: Clock) -> frozenset[ChannelId]:
    """The channels of which a person's App Home would tell, but that only those who are in them may see."""
    cohorts = {each.channel for each in uow.cohorts.of_person(id_)}
    channels = cohorts | uow.invitations.channels_awaiting(id_, clock.now())
    if uow.people.get(id_).profile.is_guest:
        return frozenset(channels)
    return frozenset(each for each in channels if uow.places.is_private(each))


def read_home(
    uow: UnitOfWork, id_: PersonId, page: int, rules: Rules, clock: Clock, unseen: Collection[ChannelId]
) -> Home:
    """Gather what a person's App Home shows now, nothing of channels unseen; a page beyond the last is the last."""
    now = clock.now()
    person = uow.people.get(id_)
    helps = person.preferences.is_advocate and not person.profile.is_guest
    waiting_count = uow.invitations.count_awaiting(id_, now, outside=unseen)
    asked_count = uow.questions.count_of_asker(id_)
    unanswered_count = uow.questions.count_unanswered(id_, after_wave=rules.waves) if helps else 0
    last = max(0, -(-max(waiting_count, asked_count, unanswered_count) // PAGE) - 1)
    page = min(max(page, 0), last)
    here = {"limit": PAGE, "offset": page * PAGE}
    awaiting = uow.invitations.awaiting(id_, now, outside=unseen, **here)
    asked = [(each, uow.questions.get(each.question)) for each in awaiting]
    return Home(
        person=id_,
        is_new=person.welcomed_at is None,
        page=page,
        pages=last + 1,
        waiting=tuple(Waiting(invitation, question) for invitation, question in asked if question is not None),
        waiting_count=waiting_count,
        asked=tuple(uow.questions.of_asker(id_, **here)),
        asked_count=asked_count,
        unanswered=tuple(uow.questions.unanswered(id_, after_wave=rules.waves, **here)) if helps else (),
        unanswered_count=unanswered_count,
        is_moderator=changes.is_moderator(uow, id_, rules.moderators),
        has_belongings=bool(belongings(uow, id_, 1)),
        topics=tuple(uow.topics.some(uow.evidence.declared(id_))),
        cohorts=_cohorts(uow, id_, now, unseen),
    )


def _cohorts(uow: UnitOfWork, person: PersonId, now: datetime, unseen: Collection[ChannelId]) -> tuple[AtHome, ...]:
    """Those who facilitate a cohort look after it from outside its channel too, but are not told what is said there."""
    led = uow.cohorts.led(person)
    going_on = [each for each in uow.cohorts.of_person(person) if not each.is_over]
    mine = [each for each in going_on if each.channel not in unseen or each.id in led][:COHORTS_SHOWN]
    if not mine:
        return ()
    ahead = gather(uow, mine, now)
    return tuple(_at_home(uow, ahead[each.id], person, now, is_seen=each.channel not in unseen) for each in mine)


def _at_home(uow: UnitOfWork, ahead: Outlook, person: PersonId, now: datetime, *, is_seen: bool) -> AtHome:
    cohort, run = ahead.cohort, ahead.latest if is_seen else None
    is_todays = run is not None and run.card_ts and run.day == now.astimezone(cohort.schedule.timezone).date()
    today = run if is_todays else None
    leads = uow.cohorts.leads(cohort.id, person)
    return AtHome(
        cohort,
        leads,
        today,
        has_answered=today is not None and uow.run_answers.has_answered(today.id, person),
        empty=first_empty(ahead.dates(now), now) if leads else None,
    )
