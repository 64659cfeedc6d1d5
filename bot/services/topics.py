"""What a person says about themselves: topics, how often and when they may be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.domain import topics as naming
from bot.domain.cadence import InvalidQuietHours, QuietHours
from bot.domain.deliveries import Delivery
from bot.domain.ids import PersonId, TopicId, WorkspaceId
from bot.domain.people import Person, Preferences
from bot.domain.refusals import Reason, Refused, raise_all
from bot.domain.rules import ENGLISH, Rules
from bot.domain.topics import Topic
from bot.services.acquaintance import learn_about
from bot.services.directory import Directory
from bot.services.questions import check_topics
from bot.services.rules import WorkspaceRules
from storage.store import Store
from storage.unit_of_work import UnitOfWork

CAP_LIMITS = (0, 20)
MOST_TOPICS = 30
"""How many topics a person may declare, and how many they may hide."""


@dataclass(frozen=True, slots=True)
class Form:
    """*My topics* as a person filled it in."""

    topics: tuple[str, ...]
    hidden: tuple[str, ...]
    weekly_cap: int
    quiet_hours: str
    away_until: date | None
    is_advocate: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person said about themselves so far, with the workspace's defaults filled in."""

    person: Person
    declared: tuple[Topic, ...]
    hidden: tuple[Topic, ...]
    weekly_cap: int
    quiet_hours: QuietHours
    language: str = ENGLISH
    """In which dates are written."""


class MyTopics:
    """The use cases of somebody who can help."""

    def __init__(self, store: Store, clock: Clock, rules: WorkspaceRules, directory: Directory) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._directory = directory

    async def mine(self, workspace: WorkspaceId, person: PersonId) -> Mine:
        """What a person said so far."""
        return await self._store.read(workspace, lambda uow: self._mine(uow, person))

    async def declare(self, delivery: Delivery, person: PersonId, topics: Sequence[str]) -> Mine:
        """Add topics to those a person declares, those they hid before too; returns all that stands then."""
        if not topics:
            raise Refused(Reason.NO_TOPICS)
        raise_all(check_topics(topics, "topics", at_most=MOST_TOPICS))

        def work(uow: UnitOfWork) -> None:
            found = {topic.id for topic in self._ensure(uow, topics)}
            wanted = {*uow.evidence.declared(person), *found}
            if len(wanted) > MOST_TOPICS:
                raise Refused(Reason.TOO_MANY_TOPICS, field="topics", limit=MOST_TOPICS)
            hidden = {topic.id for topic in uow.topics.hidden_by(person)}
            uow.topics.hide(person, hidden - found, self._clock.now())
            self._declare(uow, person, [*wanted])

        await self._store.once(delivery, work)
        return await self.mine(delivery.workspace, person)

    async def save(self, delivery: Delivery, person: PersonId, form: Form) -> None:
        """Make all of it exactly what the form says; raises ``InvalidInput`` naming every field that can't be taken."""
        await learn_about(self._store, self._directory, self._clock, delivery.workspace, person)
        quiet = self._check(await self.mine(delivery.workspace, person), form)

        def work(uow: UnitOfWork) -> None:
            declared, hidden = self._ensure(uow, form.topics), self._ensure(uow, form.hidden)
            twice = next((topic for topic in hidden if topic in declared), None)
            if twice is not None:
                raise Refused(Reason.TOPIC_IN_BOTH, field="hidden", detail=twice.label)
            uow.topics.hide(person, {topic.id for topic in hidden}, self._clock.now())
            uow.people.prefer(person, _preferences(form, quiet, self._rules.of(uow)))
            self._declare(uow, person, [topic.id for topic in declared])

        await self._store.once(delivery, work)

    async def welcome_seen(self, delivery: Delivery, person: PersonId) -> None:
        """Do not show the welcome again."""

        def work(uow: UnitOfWork) -> None:
            now = self._clock.now()
            uow.people.welcome(person, now)
            uow.notices.refresh_home(person, now)

        await self._store.once(delivery, work)

    async def suggestions(self, workspace: WorkspaceId, words: str, limit: int = 20) -> list[Topic]:
        """Known topics that begin with the words typed so far."""
        return await self._store.read(workspace, lambda uow: uow.topics.search(naming.normalise(words), limit))

    async def recognised(self, workspace: WorkspaceId, text: str) -> list[Topic]:
        """The topics that a text mentions, as far as everybody may know of them."""

        def work(uow: UnitOfWork) -> list[Topic]:
            found = uow.topics.meaning(naming.mentions(text)).values()
            return uow.topics.public([topic.id for topic in found])

        return (await self._store.read(workspace, work))[: naming.MAX_TOPICS]

    def _mine(self, uow: UnitOfWork, id_: PersonId) -> Mine:
        person = uow.people.get(id_)
        chosen, rules = person.preferences, self._rules.of(uow)
        return Mine(
            person=person,
            declared=tuple(uow.topics.some(uow.evidence.declared(id_))),
            hidden=tuple(uow.topics.hidden_by(id_)),
            weekly_cap=rules.weekly_cap if chosen.weekly_cap is None else chosen.weekly_cap,
            quiet_hours=chosen.quiet_hours or rules.quiet_hours,
            language=rules.date_language,
        )

    def _ensure(self, uow: UnitOfWork, topics: Sequence[str]) -> list[Topic]:
        labels = {naming.normalise(each): naming.label(each) for each in topics}
        return uow.topics.ensure(labels, naming.KNOWN_ALIASES, self._clock.now())

    def _declare(self, uow: UnitOfWork, person: PersonId, topics: Sequence[TopicId]) -> None:
        now = self._clock.now()
        uow.people.meet(person)
        uow.evidence.declare(person, topics, now)
        uow.notices.refresh_home(person, now)
        uow.activities.record("declared", f"person:{person}", person=person, at=now)

    def _check(self, mine: Mine, form: Form) -> QuietHours:
        least, most = CAP_LIMITS
        quiet: QuietHours | Refused
        try:
            quiet = QuietHours.parse(form.quiet_hours)
        except InvalidQuietHours as problem:
            quiet = Refused(Reason.BAD_QUIET_HOURS, field="quiet_hours", detail=str(problem))
        today = self._clock.now().astimezone(mine.person.timezone).date()
        is_past = form.away_until is not None and form.away_until < today
        raise_all(
            check_topics(form.topics, "topics", at_most=MOST_TOPICS),
            check_topics(form.hidden, "hidden", at_most=MOST_TOPICS),
            None
            if least <= form.weekly_cap <= most
            else Refused(Reason.CAP_OUT_OF_RANGE, field="weekly_cap", limit=most),
            quiet if isinstance(quiet, Refused) else None,
            Refused(Reason.DATE_PASSED, field="away_until") if is_past else None,
        )
        assert isinstance(quiet, QuietHours)
        return quiet


def _preferences(form: Form, quiet: QuietHours, rules: Rules) -> Preferences:
    """What the person chose; what equals the workspace's default follows it if it changes."""
    return Preferences(
        weekly_cap=None if form.weekly_cap == rules.weekly_cap else form.weekly_cap,
        quiet_hours=None if quiet == rules.quiet_hours else quiet,
        away_until=form.away_until,
        is_advocate=form.is_advocate,
    )
