"""What was claimed together is put into words together, and still each stands for itself."""

from bot.domain.ids import WorkspaceId
from bot.domain.notices import Kind, Owed, State
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"
NO_TIP = 999_999


async def test_one_that_breaks_holds_no_other_up_and_is_tried_again(ws: Workspace) -> None:
    here, now = WorkspaceId(ws.sandbox.team_id), ws.clock.now()
    await ws.ada.command("/ask-expert", QUESTION)
    await ws.store.write(here, lambda uow: uow.notices.owe(Owed(Kind.TIP_CARD, NO_TIP, "C0OTHER", now)))
    await ws.sandbox.submit(ws.ada.id, ws.ada.form.id, {})

    await ws.knowhow.work()

    assert ws.ada.sees(QUESTION, "C0HELP")
    assert ws.ada.sees(QUESTION)
    broken = await ws.store.read(here, lambda uow: uow.notices.of(Kind.TIP_CARD, NO_TIP))
    assert broken is not None
    assert (broken.state, broken.error) == (State.DUE, "unexpected")
    assert len(ws.calls("chat.postMessage")) == 2
