"""Databases on the tests' PostgreSQL server, each owned by an ordinary role: no policy holds who may do anything."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import asyncpg
from sqlalchemy import make_url

POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
"""The server, as a role that may make databases and roles."""
ROLE = PASSWORD = "knowhow_tests"
"""What Knowhow connects as, here as where it is served: the owner of its database, and nothing more."""


async def tell(statement: str, server: str = POSTGRES) -> None:
    """Run a statement as who may do anything."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def create(name: str, *, template: str = "template1", server: str = POSTGRES) -> str:
    """Make a database; returns its address as its owner connects to it. Raises ``OSError`` where there is no server."""
    with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):  # the latter: by another at once
        await tell(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{PASSWORD}'", server)
    await tell(f'CREATE DATABASE "{name}" OWNER {ROLE} TEMPLATE "{template}"', server)
    return make_url(server).set(username=ROLE, password=PASSWORD, database=name).render_as_string(hide_password=False)


async def drop(name: str, server: str = POSTGRES) -> None:
    """Take a database away, whoever is connected to it."""
    await tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', server)


async def exists(name: str, server: str = POSTGRES) -> bool:
    """Whether the server has a database of this name."""
    connection = await asyncpg.connect(server)
    try:
        return bool(await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name))
    finally:
        await connection.close()


async def keep(url: str, name: str, server: str = POSTGRES) -> None:
    """Give a database that nobody is connected to another name."""
    await tell(f'ALTER DATABASE "{make_url(url).database}" RENAME TO "{name}"', server)


@asynccontextmanager
async def database(purpose: str, *, template: str = "template1", server: str = POSTGRES) -> AsyncIterator[str]:
    """The address of a new database that is gone afterwards."""
    name = f"knowhow_{purpose}_{uuid4().hex[:12]}"
    url = await create(name, template=template, server=server)
    try:
        yield url
    finally:
        await drop(name, server)


def above(url: str, server: str = POSTGRES) -> str:
    """The address of the same database as who may do anything."""
    return make_url(server).set(database=make_url(url).database).render_as_string(hide_password=False)
