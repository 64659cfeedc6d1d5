"""On PostgreSQL the database itself keeps workspaces apart: of what forgets its workspace as of what names another."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.ids import WorkspaceId
from storage import engines, moves, pools, schema, tenancy
from storage.everywhere import Everywhere
from storage.migrate import migrate, what_is_weak
from storage.schema import metadata
from storage.store import Store
from storage.tenancy import EVERYBODY
from storage.unit_of_work import UnitOfWork
from tests import postgres
from tests.storage.conftest import HERE, LATER, NOW, THERE
from tests.storage.history import happen

REVISION = "0014"
"""The one that made the policies."""
SHARED = {"alembic_version", "organisation", "search_posting", "slack_bots", "slack_oauth_states"}
"""What belongs to no workspace: the revision, numbers that mean something only beside their words and documents, and
installations, which may be of a whole organisation; their tokens are encrypted."""
_whose = schema.workspace.c.id


@pytest.fixture
def engine() -> str:
    """SQLite has no such thing."""
    return "postgresql"


@pytest.fixture
async def both(store: Store) -> Store:
    """Two workspaces with a row in every table."""
    for workspace in (HERE, THERE):
        await store.write(workspace, happen)
    await store.everywhere(lambda all_: all_.outgoing.claim(LATER, 9))
    return store


@pytest.fixture
async def silent(both: Store, clean_database_url: str) -> AsyncIterator[AsyncEngine]:
    """Connections of the same kind, by which nobody says whose transaction it is."""
    assert both
    engine = pools.postgresql(engines.parse(clean_database_url))
    yield engine
    await engine.dispose()


def tenants() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in SHARED]


def seen(connection: Connection) -> dict[str, set[str]]:
    """Of which workspaces a transaction sees rows that asks for none, by table."""
    return {
        table.name: set(connection.scalars(select(table.c.get("workspace", _whose)).select_from(table).distinct()))
        for table in tenants()
    }


def of_all(*workspaces: str) -> dict[str, set[str]]:
    return {table.name: set(workspaces) for table in tenants()}


async def held(connection: AsyncEngine) -> dict[str, Any]:
    """The policies of each table on which they hold even for its owner."""
    found = "SELECT c.relname, array_agg((p.cmd, p.permissive, p.roles::text)::text) FROM pg_class c"
    with_policies = "LEFT JOIN pg_policies p ON p.tablename = c.relname AND p.qual = p.with_check"
    forced = "WHERE c.relrowsecurity AND c.relforcerowsecurity GROUP BY c.relname"
    async with connection.connect() as looking:
        return {row[0]: row[1] for row in await looking.execute(text(f"{found} {with_policies} {forced}"))}


async def test_every_table_with_a_workspace_has_its_policy(silent: AsyncEngine) -> None:
    """A migration that makes one says so with ``keep_apart`` of storage/migrations/policies.py."""
    policy = ["(ALL,PERMISSIVE,{public})"]
    with_workspace = {name for name, table in metadata.tables.items() if "workspace" in table.c}

    assert await held(silent) == dict.fromkeys(with_workspace | {"workspace"}, policy)
    async with silent.connect() as connection:
        there = await connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity "
                "AND relnamespace = current_schema()::regnamespace"
            )
        )
        assert set(there) == SHARED


async def test_a_query_that_forgets_its_workspace_finds_nothing_of_another(both: Store) -> None:
    assert await both.survey(lambda all_: seen(all_._connection)) == of_all(HERE, THERE)

    for workspace in (HERE, THERE):
        assert await both.read(workspace, lambda uow: seen(uow._connection)) == of_all(workspace)
        assert await both.write(workspace, lambda uow: seen(uow._connection)) == of_all(workspace)


async def test_without_a_word_of_whose_it_is_nothing_at_all_is_seen(silent: AsyncEngine) -> None:
    async with silent.connect() as connection:
        assert await connection.run_sync(seen) == of_all()


async def test_what_one_transaction_said_the_next_one_on_the_same_connection_does_not_know(silent: AsyncEngine) -> None:
    async with silent.connect() as connection:
        for whose, workspaces in ((tenancy.of(HERE), {HERE}), (EVERYBODY, {HERE, THERE})):
            assert await connection.run_sync(tenancy.told(whose, seen)) == of_all(*workspaces)
            await connection.rollback()
            assert await connection.run_sync(seen) == of_all()
            await connection.rollback()


def claim(uow: UnitOfWork) -> None:
    """Write for another workspace."""
    new = schema.place.insert().values(workspace=THERE, id="C0STOLEN", name="x", has_app=True)
    uow._connection.execute(new)


def push(uow: UnitOfWork) -> None:
    """Give a row to another workspace."""
    uow._connection.execute(schema.delivery.update().values(workspace=THERE, key="event:pushed"))


@pytest.mark.parametrize("work", [claim, push])
async def test_to_write_for_another_workspace_is_refused(both: Store, work: Any) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        await both.write(HERE, work)


async def test_to_write_without_a_word_of_whose_it_is_is_refused(silent: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with silent.begin() as connection:
            await connection.execute(schema.delivery.insert().values(workspace=HERE, key="event:2", taken_at=NOW))


async def test_what_is_changed_everywhere_by_mistake_is_changed_in_one_workspace(both: Store) -> None:
    def empty(uow: UnitOfWork) -> int:
        return uow._connection.execute(schema.delivery.delete()).rowcount

    assert await both.write(HERE, empty) == 1
    assert await both.survey(lambda all_: seen(all_._connection)) == of_all(HERE, THERE) | {"delivery": {THERE}}


async def test_what_is_done_everywhere_within_a_workspace_sees_that_one_alone(both: Store) -> None:
    def one_after_another(all_: Everywhere) -> list[dict[str, set[str]]]:
        return [seen(all_.within(workspace)._connection) for workspace in (HERE, THERE)]

    assert await both.everywhere(one_after_another) == [of_all(HERE), of_all(THERE)]
    assert await both.survey(one_after_another) == [of_all(HERE), of_all(THERE)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(["", "*", "' OR true --", "T0HERE'", "\\", "T0HERE\n"]), st.text()))
async def test_no_id_that_slack_would_not_give_opens_anything(both: Store, typed: str) -> None:
    here = await both.read(WorkspaceId(typed), lambda uow: uow._connection.scalar(select(func.count(_whose))))

    assert here == 0


async def test_to_say_whose_it_is_takes_no_way_of_its_own(both: Store, silent: AsyncEngine) -> None:
    sent: list[str] = []
    async with silent.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_query_logger(lambda record: sent.append(record.query))
        assert await connection.run_sync(tenancy.told(tenancy.of(HERE), lambda it: it.scalar(select(_whose)))) == HERE
        await connection.rollback()

    assert sent == [f"BEGIN; SET LOCAL knowhow.workspace = '{HERE}';", "ROLLBACK;"]
    assert both


async def test_the_way_back_takes_the_policies_away_and_forward_again(empty_database_url: str) -> None:
    await migrate(empty_database_url, REVISION)
    engine = pools.postgresql(engines.parse(empty_database_url))
    before = await held(engine)
    script = ScriptDirectory.from_config(moves._config()).get_revision(REVISION)

    await migrate(empty_database_url, str(script.down_revision))
    assert await held(engine) == {}
    await migrate(empty_database_url, REVISION)
    assert await held(engine) == before != {}
    await engine.dispose()


async def test_a_role_that_no_policy_holds_is_told(clean_database_url: str) -> None:
    assert await what_is_weak(clean_database_url) is None
    assert "superuser or bypasses row-level security" in (await what_is_weak(postgres.above(clean_database_url)) or "")


async def test_of_a_server_that_is_away_only_its_absence_is_told() -> None:
    assert await what_is_weak("postgresql://ada@127.0.0.1:1/knowhow") is None
    assert await what_is_weak("sqlite:///data/knowhow.db") is None
