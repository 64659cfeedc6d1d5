"""An event whose handler always fails is kept, holds no other up, and is done again once the cause is mended."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.domain.ids import WorkspaceId
from bot.services.failures import Failures
from storage.everywhere import Everywhere
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"
POISON, FINE = "This one is poisonous.", "Use the rotate workflow."
_SQLITE = (
    "CREATE TRIGGER poison BEFORE INSERT ON answer WHEN NEW.text LIKE '%poisonous%' "
    "BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
)
_POSTGRESQL = (
    (
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF NEW.text LIKE '%poisonous%' THEN RAISE EXCEPTION 'poisoned'; END IF; RETURN NEW; END $$"
    ),
    "CREATE TRIGGER poison BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION poison()",
)


def said_to(*statements: str) -> Callable[[Everywhere], None]:
    """Say this to the database itself."""

    def work(all_: Everywhere) -> None:
        for statement in statements:
            all_._connection.execute(text(statement))

    return work


@pytest.fixture
async def poisoned(ws: Workspace, engine: str) -> AsyncIterator[Workspace]:
    """A workspace whose database takes no answer that is poisonous."""
    await ws.store.everywhere(said_to(*([_SQLITE] if engine == "sqlite" else _POSTGRESQL)))
    yield ws
    await mend(ws, engine)


async def mend(ws: Workspace, engine: str) -> None:
    """Take the cause away."""
    gone = ["DROP TRIGGER IF EXISTS poison"]
    if engine == "postgresql":
        gone = ["DROP TRIGGER IF EXISTS poison ON answer", "DROP FUNCTION IF EXISTS poison()"]
    await ws.store.everywhere(said_to(*gone))


async def test_it_is_retried_then_kept_and_others_are_not_held_up(poisoned: Workspace, engine: str) -> None:
    ws, team = poisoned, WorkspaceId(poisoned.sandbox.team_id)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.grace.sees(QUESTION, "C0HELP").replies(POISON)
    await ws.tick(minutes=30)

    await ws.alan.sees(QUESTION, "C0HELP").replies(FINE)
    assert "1 answer" in card.text
    failures = Failures(ws.store, ws.clock)
    [failed] = await failures.waiting(team)
    assert (failed.kind, failed.error) == ("message", "IntegrityError" if engine == "sqlite" else "DBAPIError")
    assert failed.attempts >= 1

    assert await ws.knowhow.handle_failed() == (0, 1)
    [again] = await failures.waiting(team)
    assert again.attempts == failed.attempts + 1

    await mend(ws, engine)
    assert await ws.knowhow.handle_failed() == (1, 0)
    await ws.settle()
    assert "2 answers" in card.text
    assert await failures.waiting(team) == []


async def test_one_that_succeeds_when_it_comes_again_is_no_failure(poisoned: Workspace, engine: str) -> None:
    ws, team = poisoned, WorkspaceId(poisoned.sandbox.team_id)
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    await ws.sandbox.say(ws.grace.id, "C0HELP", POISON, thread_ts=card.ts)
    await mend(ws, engine)

    await ws.tick(minutes=30)

    assert "1 answer" in card.text
    assert await Failures(ws.store, ws.clock).waiting(team) == []


async def test_the_command_lists_what_failed_without_a_word_of_it(
    poisoned: Workspace, clean_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = poisoned
    monkeypatch.setenv("DATABASE_URL", clean_database_url)

    async def runs(*words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, list(words))

    assert "Nothing has failed." in (await runs("failed")).output
    await ws.ada.asks(QUESTION)
    await ws.grace.sees(QUESTION, "C0HELP").replies(POISON)
    await ws.tick(minutes=30)

    listed = await runs("failed")

    assert listed.exit_code == 0, listed.output
    assert "message" in listed.output
    assert "poison" not in listed.output
    without_tokens = await runs("failed", "--run")
    assert without_tokens.exit_code == 2
    assert "SLACK_BOT_TOKEN is missing" in without_tokens.output
