"""Nothing is kept longer than it is to be, and nothing at all of a workspace that is long gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select

from bot.domain.ids import PersonId, WorkspaceId
from storage import schema
from storage.unit_of_work import UnitOfWork
from tests.scenarios.test_forgetting import CANARIES, lives
from tests.storage.history import happen
from tests.traces import bytes_with, rows_with
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"
ELSEWHERE = WorkspaceId("T0ELSE")
MOVING = {
    "activity", "cohort", "cohort_news", "delivery", "failed_event", "forgetting", "invitation", "notice", "pace",
    "person", "place", "practice", "question", "run", "search_document", "search_word", "search_shelf",
    "stale_document", "stale_person", "wiping",
}  # fmt: skip
"""Tables in which the app itself does what is due, or drops what is over."""


async def count(ws: Workspace, table: Table, workspace: str | None = None) -> int:
    """How many rows a table has."""
    query = select(func.count()).select_from(table).where(table.c.workspace == (workspace or ws.sandbox.team_id))
    return int(await ws.store.survey(lambda all_: all_._connection.execute(query).scalar_one()))


async def keeps(ws: Workspace) -> None:
    """Let the job run that keeps to what is to be kept."""
    await ws.knowhow.run_job("keep")
    await ws.settle()


async def settles(ws: Workspace) -> None:
    """A question with all that can be about it, accepted."""
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.grace.answers(QUESTION, "Use the narwhal workflow.")
    answer = ws.ada.sees("narwhal", "C0HELP")
    await answer.reacts("+1")
    await answer.presses("Accept")


# Questions


async def test_questions_stay_for_ever_unless_one_says_otherwise(ws: Workspace) -> None:
    await settles(ws)
    await ws.tick(days=3650)
    await keeps(ws)

    assert await count(ws, schema.question) == 1


@pytest.mark.parametrize("overrides", [{"keep_questions": "90d"}])
async def test_a_settled_question_goes_with_all_that_is_about_it(ws: Workspace) -> None:
    await settles(ws)
    await ws.ada.opens_home()
    await ws.tick(days=89)
    await keeps(ws)
    assert await count(ws, schema.question) == 1

    await ws.tick(days=2)
    await keeps(ws)

    for table in (schema.question, schema.answer, schema.mark, schema.invitation, schema.question_topic):
        assert await count(ws, table) == 0, table.name
    assert await rows_with(ws.store, "narwhal", QUESTION, "answer:", "question_card", "asker_status") == [
        row for row in await rows_with(ws.store, "answer:") if row.startswith("activity")
    ]
    assert ws.ada.sees("narwhal", "C0HELP"), "Slack's own messages stay"
    assert "Your questions (0)" in str(ws.ada.home.blocks)
    await ws.mae.command("/find-answer", "narwhal")
    assert "narwhal workflow" not in ws.mae.messages("C0HELP")[-1].text


@pytest.mark.parametrize("overrides", [{"keep_questions": "90d"}])
async def test_what_is_gone_answers_kindly_when_pressed(ws: Workspace) -> None:
    await settles(ws)
    await ws.tick(days=91)
    await keeps(ws)

    outcome = await ws.mae.sees("narwhal", "C0HELP").presses("Useful (1)")

    assert outcome.failure is None or "went wrong" not in outcome.failure
    await ws.mae.sees(QUESTION, "C0HELP").replies("Is anybody there?")
    assert await count(ws, schema.answer) == 0


@pytest.mark.parametrize("overrides", [{"keep_questions": "10d", "close_after": "365d"}])
async def test_an_open_question_stays(ws: Workspace) -> None:
    await ws.ada.asks(QUESTION)
    await ws.tick(days=20)
    await keeps(ws)

    assert await count(ws, schema.question) == 1


# Activity and logs


@pytest.mark.parametrize("overrides", [{"keep_activity": "100d", "keep_logs": "10d"}])
async def test_activity_and_logs_go_when_their_time_is_over(ws: Workspace) -> None:
    await settles(ws)
    await ws.mae.says(ws.mae.dm, "Hello?")
    ws.mae.sees("Here is what I understand")
    before = await count(ws, schema.notice)
    assert await count(ws, schema.delivery)

    await ws.tick(days=11)
    await keeps(ws)

    assert await count(ws, schema.delivery) == 0
    assert await count(ws, schema.notice) == before - 1
    assert await rows_with(ws.store, "'usage'") == []
    assert await count(ws, schema.activity)
    await ws.tick(days=100)
    await keeps(ws)
    assert await count(ws, schema.activity) == 0


# Workspaces


async def elsewhere(ws: Workspace) -> None:
    """Another workspace on the same database, with a row in every table."""
    await ws.store.everywhere(
        lambda all_: all_.workspaces.install(ELSEWHERE, name="", url="", bot_user=PersonId("B"), now=ws.clock.now())
    )
    await ws.store.write(ELSEWHERE, happen)


def rows_of(workspace: str) -> Callable[[UnitOfWork], dict[str, list[str]]]:
    """Everything of a workspace in which nothing changes by itself."""

    def work(uow: UnitOfWork) -> dict[str, list[str]]:
        tables = [each for each in schema.metadata.sorted_tables if "workspace" in each.c and each.name not in MOVING]
        rows = {each.name: select(each).where(each.c.workspace == workspace) for each in tables}
        return {name: sorted(map(str, uow._connection.execute(query))) for name, query in rows.items()}

    return work


async def test_a_workspace_that_is_long_gone_is_erased_wholly_and_no_other(
    ws: Workspace, database_file: str | None
) -> None:
    await lives(ws)
    await elsewhere(ws)
    before = await ws.store.read(ELSEWHERE, rows_of(ELSEWHERE))
    await ws.sandbox.revoke("account_inactive")
    await ws.settle()
    ws.clock.advance(timedelta(days=29))
    await keeps(ws)
    assert await rows_with(ws.store, ws.sandbox.team_id), "it could still come back"

    ws.clock.advance(timedelta(days=2))
    await keeps(ws)

    assert await rows_with(ws.store, ws.sandbox.team_id, *CANARIES) == []
    if database_file:
        assert bytes_with(database_file, ws.sandbox.team_id, *CANARIES) == []
    assert await ws.store.read(ELSEWHERE, rows_of(ELSEWHERE)) == before


async def test_one_that_is_installed_again_loses_nothing(ws: Workspace) -> None:
    await settles(ws)
    here = WorkspaceId(ws.sandbox.team_id)
    await ws.store.everywhere(lambda all_: all_.workspaces.revoke(here, ws.clock.now()))
    ws.clock.advance(timedelta(days=29))
    await ws.store.everywhere(
        lambda all_: all_.workspaces.install(here, name="", url="", bot_user=PersonId("B"), now=ws.clock.now())
    )
    ws.clock.advance(timedelta(days=29))
    await keeps(ws)

    assert await count(ws, schema.question) == 1


async def test_since_when_it_is_gone_is_what_was_said_first(ws: Workspace) -> None:
    here = WorkspaceId(ws.sandbox.team_id)
    await ws.store.everywhere(lambda all_: all_.workspaces.revoke(here, ws.clock.now()))
    ws.clock.advance(timedelta(days=20))
    await ws.store.everywhere(lambda all_: all_.workspaces.revoke(here, ws.clock.now()))
    ws.clock.advance(timedelta(days=11))
    await keeps(ws)

    assert await rows_with(ws.store, ws.sandbox.team_id) == []
