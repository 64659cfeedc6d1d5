"""Units of work: all or nothing, once per delivery, and reading that changes nothing."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from bot.domain.answers import Source
from bot.domain.deliveries import Delivery
from bot.domain.ids import WorkspaceId
from storage.migrate import migrate
from storage.store import PONDERING, PostgresqlStore, Store, open_store
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import HERE, NOW, THERE
from tests.storage.history import ADA, DRAFT, GRACE, HELP, REPLY

DELIVERY = Delivery(HERE, "event:1", NOW)


async def questions(store: Store) -> int:
    return await store.read(HERE, lambda uow: uow.questions.count_of_asker(ADA))


async def test_a_delivery_takes_effect_once(store: Store) -> None:
    first, second = [await store.once(DELIVERY, lambda uow: uow.questions.add(DRAFT, NOW)) for _ in range(2)]

    assert first is not None
    assert second is None
    assert await questions(store) == 1


async def test_of_deliveries_at_the_same_time_one_takes_effect(store: Store) -> None:
    done = await asyncio.gather(*(store.once(DELIVERY, lambda uow: uow.questions.add(DRAFT, NOW)) for _ in range(8)))

    assert len([each for each in done if each is not None]) == 1
    assert await questions(store) == 1


async def test_the_same_key_in_another_workspace_is_another_delivery(store: Store) -> None:
    for workspace in (HERE, THERE):
        assert await store.once(Delivery(workspace, "event:1", NOW), lambda uow: uow.questions.add(DRAFT, NOW))


async def test_a_delivery_that_failed_leaves_nothing_and_may_come_again(store: Store) -> None:
    def fail(uow: UnitOfWork) -> None:
        uow.questions.add(DRAFT, NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await store.once(DELIVERY, fail)
    assert await questions(store) == 0

    assert await store.once(DELIVERY, lambda uow: uow.questions.add(DRAFT, NOW)) is not None


async def test_a_delivery_for_an_unknown_workspace_is_refused_by_the_database(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await store.once(Delivery(WorkspaceId("T0NOBODY"), "event:1", NOW), lambda _uow: None)


async def test_who_reads_cannot_write(store: Store) -> None:
    with pytest.raises((OperationalError, DBAPIError), match=r"readonly|read-only"):
        await store.read(HERE, lambda uow: uow.questions.add(DRAFT, NOW))

    assert await store.write(HERE, lambda uow: uow.questions.add(DRAFT, NOW))


async def test_who_reads_sees_one_moment(store: Store, clean_database_url: str) -> None:
    """And not what is committed between two of its looks: a reply would else seem to belong to no card."""
    has_looked, has_written = threading.Event(), threading.Event()

    def look_twice(uow: UnitOfWork) -> tuple[int, int]:
        before = uow.questions.count_of_asker(ADA)
        has_looked.set()
        has_written.wait(5)
        return before, uow.questions.count_of_asker(ADA)

    def write() -> None:
        """In a thread and loop of its own, as another replica has."""
        has_looked.wait(5)
        asyncio.run(add())
        has_written.set()

    async def add() -> None:
        replica = open_store(clean_database_url)
        await replica.write(HERE, lambda uow: uow.questions.add(DRAFT, NOW))
        await replica.close()

    other = asyncio.create_task(asyncio.to_thread(write))
    assert await store.read(HERE, look_twice) == (0, 0)
    await other
    assert await questions(store) == 1


async def test_few_compute_at_once_and_others_find_their_turn_meanwhile(tmp_path: Path) -> None:
    await migrate(url := f"sqlite:///{tmp_path / 'file.db'}")
    store = open_store(url)
    begun = threading.Semaphore(0)
    may_end = threading.Event()

    def ponder(_uow: UnitOfWork) -> None:
        begun.release()
        may_end.wait(10)

    pondering = [asyncio.create_task(store.ponder(HERE, ponder)) for _ in range(PONDERING + 3)]
    for _ in range(PONDERING):
        assert await asyncio.to_thread(begun.acquire, timeout=10)
    for _ in range(3):
        assert await store.read(HERE, lambda uow: uow.questions.count_of_asker(ADA)) == 0
    assert not begun.acquire(blocking=False)

    may_end.set()
    await asyncio.gather(*pondering)
    assert all(begun.acquire(blocking=False) for _ in range(3))
    await store.close()


async def test_a_lost_race_is_run_again(store: Store) -> None:
    if not isinstance(store, PostgresqlStore):
        return  # one writer at a time can't lose a race
    tries: list[int] = []

    def lose_twice(uow: UnitOfWork) -> int:
        tries.append(len(tries))
        uow.questions.add(DRAFT, NOW)
        if len(tries) < 3:
            uow._connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"))
        return len(tries)

    assert await store.write(HERE, lose_twice) == 3
    assert await questions(store) == 1


async def test_a_reaction_and_its_message_becoming_an_answer_do_not_miss_each_other(store: Store) -> None:
    question = await store.write(HERE, lambda uow: uow.questions.add(DRAFT, NOW))

    def react(uow: UnitOfWork) -> bool:
        uow.marks.react(HELP, REPLY, ADA, "+1", is_present=True, event_ts="1", now=NOW)
        uow._connection.execute(text(PAUSE[uow._connection.dialect.name]))
        return uow.answers.seen_at(HELP, REPLY) is not None

    def answer(uow: UnitOfWork) -> bool:
        uow.answers.add(question, GRACE, "So.", source=Source.THREAD, now=NOW, channel=HELP, ts=REPLY)
        uow.marks.hold(HELP, REPLY)
        return bool(uow.marks.reacted([(HELP, REPLY)]))

    seen = await asyncio.gather(store.write(HERE, react), store.write(HERE, answer))

    assert any(seen)


PAUSE = {"sqlite": "SELECT 1", "postgresql": "SELECT pg_sleep(0.2)"}
"""Long enough for the other one to begin: without the lock neither sees the other."""


async def test_a_closed_store_takes_no_more_work(store: Store) -> None:
    await store.close()

    if not isinstance(store, PostgresqlStore):  # a pool opens again by itself
        with pytest.raises(RuntimeError, match="closed"):
            await store.write(HERE, lambda uow: uow.questions.add(DRAFT, NOW))
