"""What was claimed together is put into words together, and still each stands for itself."""

from sqlalchemy import update

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.notices import Kind, Owed, State
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
