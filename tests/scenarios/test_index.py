"""The search index follows what people say, and keeps to what each may see."""

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.search import query
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"
ANSWER = "Use the zanzibar workflow."


async def found(ws: Workspace, words: str, *shelves: str) -> list[str]:
    """The titles that a search finds, with these private places in sight."""
    visible = [ChannelId(each) for each in shelves]
    hits = await ws.store.read(
        WorkspaceId(ws.sandbox.team_id), lambda uow: uow.search.find(query.parse(words), visible)
    )
    return [hit.title for hit in hits]


async def test_a_question_is_found_once_it_is_answered(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    assert await found(ws, "terraform keys") == []

    await ws.grace.sees(QUESTION, "C0HELP").replies(ANSWER)

    assert await found(ws, "terraform keys") == [QUESTION]
    assert await found(ws, "zanzibar") == [QUESTION]


async def test_an_edit_and_a_deletion_are_followed(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    reply = await ws.grace.sees(QUESTION, "C0HELP").replies(ANSWER)

    await ws.sandbox.edit(ws.grace.id, "C0HELP", reply.ts, "Use the quetzal workflow.")
    await ws.settle()
    assert (await found(ws, "zanzibar"), await found(ws, "quetzal")) == ([], [QUESTION])

    await ws.sandbox.delete(ws.grace.id, "C0HELP", reply.ts)
    await ws.settle()
    assert await found(ws, "terraform keys") == []


async def test_a_withdrawn_question_is_not_found_until_it_is_reopened(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    await ws.grace.sees(QUESTION, "C0HELP").replies(ANSWER)

    await ws.ada.sees(QUESTION).presses("Withdraw")
    assert await found(ws, "terraform keys") == []

    await ws.ada.sees(QUESTION).presses("Reopen")
    assert await found(ws, "terraform keys") == [QUESTION]


async def test_what_was_asked_of_the_experts_only_is_found_by_its_asker_alone(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION, channel="experts")
    await ws.grace.sees(QUESTION).presses("Answer")
    assert (await ws.grace.fills(answer=ANSWER)).ok

    assert await found(ws, "terraform keys") == []
    assert await found(ws, "terraform keys", ws.ada.id) == [QUESTION]
