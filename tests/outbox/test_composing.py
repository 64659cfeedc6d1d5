"""What was claimed together is put into words together, and still each stands for itself."""

import asyncio

import pytest
from sqlalchemy import update

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.notices import Kind, Owed, State
from bot.outbox.composed import Post
from bot.outbox.composing import TOGETHER
from storage import schema
from storage.unit_of_work import UnitOfWork
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"


async def test_one_that_breaks_holds_no_other_up_and_is_tried_again(ws: Workspace) -> None:
    here, now = WorkspaceId(ws.sandbox.team_id), ws.clock.now()
    await ws.ada.command("/ask-expert", QUESTION)

    def break_a_home(uow: UnitOfWork) -> None:
        uow.people.meet(PersonId("U0GRACE"))
        uow._connection.execute(
            update(schema.person).where(schema.person.c.id == "U0GRACE").values(quiet_hours="no hours at all")
        )
        uow.notices.owe(Owed(Kind.HOME, 0, "U0GRACE", now))

    await ws.store.write(here, break_a_home)
    await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {})

    await ws.knowhow.work()

    assert ws.ada.sees(QUESTION, "C0HELP")
    assert ws.ada.sees(QUESTION)
    broken = await ws.store.read(here, lambda uow: uow.notices.of(Kind.HOME, 0))
    assert broken is not None
    assert (broken.state, broken.error) == (State.DUE, "unexpected")
    assert len(ws.calls("chat.postMessage")) == 2


@pytest.mark.parametrize("crowd", [1, 2, TOGETHER, TOGETHER + 1, 2 * TOGETHER, 3 * TOGETHER + 2])
async def test_however_many_are_claimed_together_each_is_composed(ws: Workspace, crowd: int) -> None:
    here, now = WorkspaceId(ws.sandbox.team_id), ws.clock.now()
    owed = [Owed(Kind.USAGE, number, f"C{number}", now) for number in range(crowd)]
    await ws.store.write(here, lambda uow: uow.notices.owe_new(owed))
    claimed = await ws.store.everywhere(lambda all_: all_.outgoing.claim(now, crowd))
    composing = ws.knowhow._worker._dispatcher._composing

    async with asyncio.timeout(10):
        composed = await asyncio.gather(*(composing.compose(notice) for notice in claimed))

    assert len(composed) == crowd
    assert all(isinstance(each, Post) for each in composed)
