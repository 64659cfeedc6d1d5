"""The settings of a workspace in the database: looked up once, and never changed by two at a time."""

import asyncio
from typing import Any

from sqlalchemy import Connection, event

from bot.domain.ids import PersonId
from bot.domain.rules import Rules
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import HERE, LATER, NOW

ADA, GRACE = PersonId("U0ADA"), PersonId("U0GRACE")


async def test_a_unit_of_work_looks_settings_up_once_if_it_asks_at_all(store: Store) -> None:
    asked: list[str] = []

    def note(_connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    def work(uow: UnitOfWork) -> None:
        event.listen(uow._connection, "before_cursor_execute", note)
        uow.people.get(ADA)
        assert len(asked) == 1
        for _ in range(3):
            uow.settings.rules(Rules())
        event.remove(uow._connection, "before_cursor_execute", note)

    await store.read(HERE, work)

    assert len(asked) == 2
    assert asked[1].startswith("SELECT setting.name")


async def test_what_was_changed_holds_at_once_and_what_is_taken_back_no_more(store: Store) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        uow.settings.hold()
        found = [uow.settings.rules(Rules()).waves]
        for became in ("5", "6", None):
            uow.settings.change("waves", became, ADA, NOW)
            found.append(uow.settings.rules(Rules()).waves)
        return found

    assert await store.write(HERE, work) == [3, 5, 6, 3]
    assert await store.read(HERE, lambda uow: uow.settings.kept()) == {}
    told = await store.read(HERE, lambda uow: uow.settings.history(limit=2))
    assert [(each.was, each.became, each.by, each.at) for each in told] == [
        ("6", None, ADA, NOW),
        ("5", "6", ADA, NOW),
    ]


async def test_of_many_who_change_a_version_one_does(store: Store) -> None:
    seen = await store.read(HERE, lambda uow: uow.settings.version())

    def change(uow: UnitOfWork) -> bool:
        uow.settings.rules(Rules())  # what was looked up before it is held is looked up again
        uow.settings.hold()
        if uow.settings.since(seen):
            return False
        uow.settings.change("waves", "7", GRACE, LATER)
        return uow.settings.rules(Rules()).waves == 7

    done = await asyncio.gather(*(store.write(HERE, change) for _ in range(8)))

    assert sorted(done) == [False] * 7 + [True]
    assert len(await store.read(HERE, lambda uow: uow.settings.since(seen))) == 1
