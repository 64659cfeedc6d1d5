"""What a server says while it crashes and starts again is known for what it is."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import engines, pools
from tests.faults.cluster import Cluster


async def test_a_crash_is_trouble_at_each_of_its_moments(server: Cluster) -> None:
    engine = pools.postgresql(engines.parse(server.server))
    try:
        in_the_middle = await _refusal(engine, server)
        away = await _refusal(engine)
        starting = asyncio.create_task(server.start())
        meanwhile = []
        while not starting.done():
            meanwhile.append(await _refusal(engine))
        await starting
        afterwards = await _refusal(engine)
    finally:
        await engine.dispose()

    assert afterwards is None
    said = [in_the_middle, away, *filter(None, meanwhile)]
    assert all(error is not None and engines.is_trouble(error) for error in said), said
    assert len({type(error) for error in said}) > 1, "it was always the same"


async def _refusal(engine: AsyncEngine, server: Cluster | None = None) -> Exception | None:
    """What a transaction meets, in which that server crashes."""
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT 1"))
            if server is not None:
                await server.crash()
            await connection.execute(text("SELECT 2"))
    except Exception as error:  # noqa: BLE001 - it is what is looked at
        return error
    return None
