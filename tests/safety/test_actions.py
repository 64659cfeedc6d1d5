"""Every press and every form is checked when it is sent, whoever it was drawn for."""

import io
from collections import Counter
from http import HTTPStatus
from typing import Any

import pytest
from sqlalchemy import select

from bot import logs
from bot.domain.ids import WorkspaceId
from bot.sandbox.envelopes import Envelope
from storage import schema
from storage.unit_of_work import UnitOfWork
from tests.safety.audiences import AUDIENCES, Audience, audience
from tests.safety.cast import ABROAD, ADMIN, GUEST, KEN, LINUS, PRIVATE, PUBLIC
from tests.safety.replay import Forger, Watch, actor, choice, forged, renew, table_of, target
from tests.safety.tour import MARK, Tour

COLLEAGUES = (Forger(KEN), Forger("U0ADA"), Forger("U0GRACE"))
"""Those who see all of it: somebody who has no part in it, the asker, the expert."""
STRANGER = Forger(LINUS)
"""A colleague who is in none of the channels."""
MODERATOR = Forger(ADMIN)
"""Looks after all that is public, but is in none of the channels either."""
EVERYWHERE = ("moderation.", "prompts.set", "settings.")
"""What a moderator may do wherever they are."""
OUTSIDERS = (Forger(GUEST), Forger(ABROAD, team="T0ABROAD"), Forger("U0ADA", team="T0ELSE", claims="T0ELSE"))
"""A guest of another channel, somebody of another company met in a shared one, another workspace with the same ids."""

pytestmark = pytest.mark.parametrize("engine", ["sqlite"])
"""PostgreSQL's policies would only hide what a check forgot of another workspace; the checks are the same."""

OFTEN_ENOUGH = 2
"""How often the same is tried by the same person: the tour does some things a dozen times."""


@pytest.fixture
def log(_logging_as_it_was: None) -> io.StringIO:
    """What the running program logs."""
    stream = io.StringIO()
    logs.set_up("INFO", stream=stream)
    return stream


class Forgery:
    """Sends whatever somebody does first as everybody who may not, and expects that nothing comes of it."""

    def __init__(self, tour: Tour, log: io.StringIO) -> None:
        self._tour = tour
        self._times: Counter[tuple[Any, ...]] = Counter()
        self._log = log
        self.watch = Watch(tour.ws, tour.recording.carrier)
        self.problems: list[str] = []
        self.tried = 0

    def forgers(self, envelope: Envelope) -> list[Forger]:
        """Who may not do it."""
        who = audience(envelope)
        if who is Audience.ANYBODY:
            return []
        inside = [] if who is Audience.SEES else [each for each in COLLEAGUES if each.person != actor(envelope)]
        outside = [] if self._tour.is_public and who is Audience.SEES else [STRANGER]
        if not self._tour.is_public and not target(envelope)[1].startswith(EVERYWHERE):
            outside.append(MODERATOR)
        return [*inside, *outside, *OUTSIDERS]

    async def ahead(self, envelope: Envelope) -> None:
        """Try it as each of them."""
        if target(envelope)[0] not in {"actions", "forms"}:
            return
        for forger in self.forgers(envelope):
            what = (target(envelope)[1], choice(envelope), forger)
            if self._is_news(*what):
                await self.attempt(envelope, forger)
        renew(envelope, self._tour.ws)

    def is_news(self, envelope: Envelope) -> bool:
        """Whether the like was not tried often enough."""
        return self._is_news(target(envelope)[1], choice(envelope), Forger(actor(envelope)))

    def _is_news(self, *what: Any) -> bool:
        self._times[what] += 1
        return self._times[what] <= OFTEN_ENOUGH

    def _may_read(self, forger: Forger) -> bool:
        return forger in COLLEAGUES or (self._tour.is_public and forger not in OUTSIDERS)

    async def gone(self) -> set[str]:
        """What was deleted, as it is kept."""

        def work(uow: UnitOfWork) -> set[str]:
            return {
                str(row)
                for table in (schema.answer, schema.tip, schema.comment, schema.run_answer)
                for row in uow._connection.execute(select(table).where(table.c.deleted_at.is_not(None)))
            }

        return await self._tour.ws.store.read(WorkspaceId(self._tour.ws.sandbox.team_id), work)

    async def attempt(self, envelope: Envelope, forger: Forger, *, may_change: bool = False) -> None:
        """Try it as one of them."""
        self.tried += 1
        told = len(self._log.getvalue())
        seen = await self.watch.deliver(forged(envelope, forger, self._tour.ws, MARK))
        where = f"{target(envelope)[1]} by {forger.person} {forger.claims or forger.team}".strip()
        if seen.changed and not may_change:
            self.problems.append(f"{where}: changed {seen.changed}")
        if seen.status != HTTPStatus.OK:
            self.problems.append(f"{where}: answered {seen.status}")
        if "request failed" in self._log.getvalue()[told:]:
            self.problems.append(f"{where}: failed {self._log.getvalue()[told:]}")
        if MARK in seen.said and not self._may_read(forger):
            self.problems.append(f"{where}: was told {seen.said[max(0, seen.said.index(MARK) - 200) :][:400]}")


def test_it_is_said_of_everything_that_is_handled_who_may_do_it(tour: Tour) -> None:
    table = table_of(tour.ws)
    assert table.actions.keys() | table.forms.keys() == AUDIENCES.keys()


@pytest.mark.parametrize("channel", [PUBLIC, PRIVATE])
async def test_nobody_does_what_only_others_may(tour: Tour, log: io.StringIO) -> None:
    forgery = Forgery(tour, log)
    tour.recording.ahead = forgery.ahead

    await tour.go()
    assert forgery.problems == []
    assert forgery.tried > 500


NEW = frozenset({"question.ask", "question.reopen", "tip.share", "cohort.save", "run.answer"})
"""What makes something new of one's own, or brings it back, and so may still be done."""


async def test_what_was_drawn_before_everything_was_gone_does_nothing_any_more(tour: Tour, log: io.StringIO) -> None:
    """The same people who might do it then, and others, press and send it once more."""
    await tour.go()
    drawn = list(tour.carried)
    await tour.end_it_all()
    forgery = Forgery(tour, log)
    gone = await forgery.gone()

    for envelope in drawn:
        surface, name = target(envelope)
        if surface in {"actions", "forms"} and forgery.is_news(envelope):
            needs_it = audience(envelope) in {Audience.SEES, Audience.OWN} and name not in NEW
            for person in dict.fromkeys((actor(envelope), KEN)):
                await forgery.attempt(envelope, Forger(person), may_change=not needs_it)
    assert forgery.problems == []
    assert await forgery.gone() == gone
