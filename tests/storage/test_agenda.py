"""One look tells what there is to do in any workspace."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot.domain.ids import ChannelId
from bot.domain.notices import Kind, Owed
from bot.domain.places import Place
from bot.domain.schedules import Slot
from bot.domain.search.documents import Kind as Document
from storage.agenda import Chore
from storage.claiming import LEASE
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import HERE, LATER, NOW
from tests.storage.history import ADA, DRAFT
from tests.storage.of_cohorts import COHORT, DAY

CAUSES: dict[str, tuple[Chore, Callable[[UnitOfWork], Any]]] = {
    "a question": (Chore.PLAN, lambda uow: uow.questions.change(uow.questions.add(DRAFT, NOW), due_at=NOW)),
    "a cohort": (Chore.PLAN, lambda uow: uow.cohorts.set_next({uow.cohorts.add(COHORT, ADA, NOW): Slot(DAY, NOW)})),
    "a newcomer": (Chore.PLAN, lambda uow: uow.people.meet(ADA)),
    "a channel without a name": (Chore.PLAN, lambda uow: uow.places.add(Place(ChannelId("C0NEW"), ""))),
    "a notice": (Chore.SEND, lambda uow: uow.notices.owe(Owed(Kind.HOME, 0, ADA, NOW))),
    "a document": (Chore.INDEX, lambda uow: uow.stale.mark(Document.TIP, 7)),
    "what a person did": (Chore.INDEX, lambda uow: uow.practice.mark([ADA])),
    "a wish to be forgotten": (Chore.ERASE, lambda uow: uow.forgettings.ask(ADA, NOW, takes_words=True)),
    "traces": (Chore.ERASE, lambda uow: uow.forgettings.wipe(NOW)),
}


async def chores(store: Store, now: datetime = NOW) -> set[Chore]:
    return await store.survey(lambda all_: all_.agenda.chores(now))


async def test_where_nothing_happened_nothing_is_to_be_done(store: Store) -> None:
    assert await chores(store) == set()
    assert await store.survey(lambda all_: all_.agenda.next_due()) is None


@pytest.mark.parametrize("cause", CAUSES)
async def test_what_is_due_is_a_chore(store: Store, cause: str) -> None:
    chore, work = CAUSES[cause]
    await store.write(HERE, work)
    assert chore in await chores(store)


async def test_what_is_due_later_is_none_yet(store: Store) -> None:
    await store.write(HERE, lambda uow: uow.notices.owe(Owed(Kind.HOME, 0, ADA, LATER)))
    assert await chores(store) == set()
    assert await store.survey(lambda all_: all_.agenda.next_due()) == LATER


async def test_what_was_claimed_is_one_again_once_the_lease_is_over(store: Store) -> None:
    await store.write(HERE, lambda uow: uow.notices.owe(Owed(Kind.HOME, 0, ADA, NOW)))
    await store.everywhere(lambda all_: all_.outgoing.claim(NOW, 1))
    assert await chores(store, NOW + LEASE) == set()
    assert await chores(store, NOW + 2 * LEASE) == {Chore.SEND}


async def test_a_workspace_whose_token_was_revoked_waits(store: Store) -> None:
    await store.write(HERE, lambda uow: uow.notices.owe(Owed(Kind.HOME, 0, ADA, NOW)))
    await store.everywhere(lambda all_: all_.workspaces.revoke(HERE, NOW))
    assert await chores(store) == set()
