"""What has to be caught up with is taken only as it was when it was read."""

import pytest

from bot.domain.ids import PersonId
from bot.domain.search.documents import Kind
from storage.store import Store
from tests.storage.conftest import HERE

GRACE = PersonId("U0GRACE")
WAYS = {
    "stale": lambda uow: uow.stale.mark(Kind.TIP, 7),
    "practice": lambda uow: uow.practice.mark([GRACE]),
}


@pytest.mark.parametrize("what", WAYS)
async def test_what_did_not_change_is_taken_once(store: Store, what: str) -> None:
    await store.write(HERE, WAYS[what])
    marks = await store.read(HERE, lambda uow: getattr(uow, what).some(9))

    assert len(marks) == 1
    assert await store.write(HERE, lambda uow: getattr(uow, what).take(marks)) == set(marks)
    assert await store.write(HERE, lambda uow: getattr(uow, what).take(marks)) == set()
    assert await store.read(HERE, lambda uow: getattr(uow, what).some(9)) == {}


@pytest.mark.parametrize("what", WAYS)
@pytest.mark.parametrize("is_taken_by_another", [False, True])
async def test_what_changed_since_it_was_read_is_left(store: Store, what: str, is_taken_by_another: bool) -> None:  # noqa: FBT001 - a parameter of the table
    await store.write(HERE, WAYS[what])
    seen = await store.read(HERE, lambda uow: getattr(uow, what).some(9))
    if is_taken_by_another:
        await store.write(HERE, lambda uow: getattr(uow, what).take(seen))
    await store.write(HERE, WAYS[what])

    assert await store.write(HERE, lambda uow: getattr(uow, what).take(seen)) == set()
    assert (await store.read(HERE, lambda uow: getattr(uow, what).some(9))).keys() == seen.keys()
