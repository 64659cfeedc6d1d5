"""The index on both engines: what is found, by whom, and what is left when it is gone."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.search import query
from bot.domain.search.documents import Document, Hit, Kind
from storage import schema
from storage.index import SearchIndex, prepared
from storage.packing import unpack
from storage.search import Search
from storage.store import Store, open_store
from storage.unit_of_work import UnitOfWork
from tests import postgres
from tests.storage.conftest import HERE, THERE, install

SECRET = ChannelId("GSECRET")
KEYS = Document(Kind.QUESTION, 1, "How do we rotate the signing keys?", "They expire in May.", topics=("security",))
KUBE = Document(Kind.QUESTION, 2, "Upgrade kubernetes", "From 1.29 to 1.30", "Drain the nodes first, then rotate them.")
TIP = Document(Kind.TIP, 1, "Postgres vacuum", "Run it before the keys are rebuilt.", topics=("postgresql",))
HIDDEN = Document(Kind.QUESTION, 3, "Rotate the acquisition keys", channel=SECRET)
CORPUS = (KEYS, KUBE, TIP, HIDDEN)
PIECES = [
    "rotate",
    "keys",
    "the",
    "kuberentes",
    '"signing keys"',
    '"',
    "#security",
    "#k8s",
    "node",
    "postgres",
    "in May",
]
anything = st.text(alphabet=st.characters(codec=None))


@pytest.fixture
async def full(store: Store) -> Store:
    await put(store, *CORPUS)
    return store


async def put(store: Store, *documents: Document, workspace: WorkspaceId = HERE) -> None:
    await store.write(workspace, lambda uow: SearchIndex(uow._connection, workspace).put(map(prepared, documents)))


async def find(
    store: Store, typed: str, visible: tuple[ChannelId, ...] = (), *, workspace: WorkspaceId = HERE
) -> list[Hit]:
    return await store.read(workspace, lambda uow: Search(uow._connection, workspace).find(query.parse(typed), visible))


async def items(store: Store, typed: str, *visible: ChannelId) -> list[tuple[str, int]]:
    return [(hit.kind.value, hit.item) for hit in await find(store, typed, visible)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("rotating signing key", ("question", 1)),
        ("k8s upgrade", ("question", 2)),
        ("kuberentes", ("question", 2)),
        ("postgresql", ("tip", 1)),
        ("drain nodes", ("question", 2)),
    ],
)
async def test_the_fitting_document_comes_first(full: Store, typed: str, first: tuple[str, int]) -> None:
    assert (await items(full, typed))[0] == first


async def test_exact_words_stand_just_so(full: Store) -> None:
    assert await items(full, '"rotate the signing keys"') == [("question", 1)]
    assert await items(full, '"signing rotate"') == []
    assert await items(full, '"zebra" keys') == []


async def test_a_topic_narrows(full: Store) -> None:
    assert await items(full, "keys #security") == [("question", 1)]
    assert await items(full, "#postgresql") == [("tip", 1)]
    assert await items(full, "keys #nobody") == []


async def test_a_hit_says_what_matched(full: Store) -> None:
    (hit,) = await find(full, "signing")
    assert (hit.title, hit.matched) == (KEYS.title, frozenset({"sign"}))


async def test_what_is_private_is_found_and_counted_by_members_only(full: Store) -> None:
    assert await items(full, "acquisition") == []
    assert await items(full, "acquisitoin") == []
    assert await items(full, "acquisition", SECRET) == [("question", 3)]
    before = await find(full, "rotate keys")
    await full.write(HERE, lambda uow: SearchIndex(uow._connection, HERE).remove(Kind.QUESTION, [3]))
    assert await find(full, "rotate keys") == before


async def test_two_workspaces_never_meet(full: Store) -> None:
    assert await find(full, "keys", workspace=THERE) == []
    await put(full, Document(Kind.QUESTION, 1, "Other keys"), workspace=THERE)
    assert [hit.title for hit in await find(full, "keys", workspace=THERE)] == ["Other keys"]
    assert "Other keys" not in {hit.title for hit in await find(full, "keys")}


async def test_to_put_it_again_replaces_it(full: Store) -> None:
    await put(full, KEYS, Document(Kind.QUESTION, 1, "Book a room"))
    assert await items(full, "book room") == [("question", 1)]
    assert await items(full, "signing") == []
    assert len(await find(full, "keys", (SECRET,))) == 2


async def test_nothing_is_left_of_what_was_removed(full: Store) -> None:
    await full.write(HERE, lambda uow: SearchIndex(uow._connection, HERE).remove(Kind.QUESTION, [1, 2, 3, 99]))
    await full.write(HERE, lambda uow: SearchIndex(uow._connection, HERE).remove(Kind.TIP, [1]))
    left = [schema.search_document, schema.search_word, schema.search_posting]
    counts = await full.read(
        HERE, lambda uow: [uow._connection.execute(select(func.count()).select_from(table)).scalar() for table in left]
    )
    assert counts == [0, 0, 0]


async def test_what_is_looked_from_and_other_kinds_are_left_out(full: Store) -> None:
    wanted = query.about(KEYS.title, KEYS.body)
    found = await full.read(
        HERE,
        lambda uow: Search(uow._connection, HERE).find(wanted, but=(Kind.QUESTION, 1), kinds=[Kind.QUESTION]),
    )
    assert [(hit.kind, hit.item) for hit in found] == [(Kind.QUESTION, 2)]


async def test_few_hits_are_the_best_of_many(full: Store) -> None:
    await put(
        full, *(Document(Kind.QUESTION, at, f"Rotate {'the keys ' * (at % 7)} number {at}") for at in range(10, 60))
    )
    wanted = query.parse("rotate keys")
    many = await full.read(HERE, lambda uow: Search(uow._connection, HERE).find(wanted, limit=60))
    few = await full.read(HERE, lambda uow: Search(uow._connection, HERE).find(wanted, limit=3))
    assert few == many[:3]


async def test_a_common_word_is_read_best_first(full: Store) -> None:
    await put(
        full, *(Document(Kind.QUESTION, at, f"long title {at}", "keys " + "filler " * at) for at in range(100, 200))
    )
    wanted = query.parse("signing keys")
    found = await full.read(HERE, lambda uow: Search(uow._connection, HERE, budget=10).find(wanted))
    assert (found[0].kind, found[0].item) == ("question", 1)


async def test_any_character_can_be_kept(store: Store) -> None:
    await put(store, Document(Kind.TIP, 1, "nul\0 and \ud800 surrogate keys"))
    assert await items(store, "surrogate") == [("tip", 1)]


async def test_nothing_wanted_is_nothing_found(full: Store, store: Store) -> None:
    assert await find(full, "") == []
    assert await find(full, "zebra") == []
    assert await find(store, "keys", workspace=THERE) == []


WORDS = st.lists(st.sampled_from(["rotate", "keys", "node", "the", "k8s"]), max_size=4).map(" ".join)
DOCUMENTS = st.builds(
    Document,
    st.sampled_from(Kind),
    st.integers(1, 2),
    WORDS,
    WORDS,
    topics=st.sampled_from([(), ("security",)]),
    channel=st.sampled_from([None, SECRET]),
)
STEPS = st.one_of(st.lists(DOCUMENTS, max_size=3), st.tuples(st.sampled_from(Kind), st.integers(1, 2)))
"""Documents to put, or one to remove."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=5))
async def test_whatever_was_put_and_removed_the_index_is_as_if_made_anew(
    store: Store, steps: list[list[Document] | tuple[Kind, int]]
) -> None:
    left: dict[tuple[Kind, int], Document] = {}

    def live(uow: UnitOfWork) -> Index:
        for step in steps:
            if isinstance(step, tuple):
                kind, item = step
                uow.index.remove(kind, [item])
                left.pop((kind, item), None)
            else:
                uow.index.put(map(prepared, step))
                left.update({(each.kind, each.item): each for each in step})
        return taken_out(uow)

    def anew(uow: UnitOfWork) -> Index:
        uow.index.put(map(prepared, left.values()))
        return taken_out(uow)

    lived = await store.write(HERE, live)
    assert lived == await store.write(HERE, anew)


Index = tuple[set[tuple[object, ...]], ...]


def taken_out(uow: UnitOfWork) -> Index:
    """All that the index has, by names rather than ids; it is empty then."""
    document, word, shelf = schema.search_document, schema.search_word, schema.search_shelf
    posting = schema.search_posting
    of_word = word.join(shelf, shelf.c.id == word.c.shelf)
    of_document = document.join(shelf, shelf.c.id == document.c.shelf)
    rows = uow._connection.execute
    what = (shelf.c.channel, document.c.kind, document.c.item)
    listed = rows(select(document.c.id, document.c.terms)).all()
    assert sorted(map(tuple, rows(select(posting.c.word, posting.c.impact, posting.c.document)))) == sorted(
        (*each, row.id) for row in listed for each in unpack(row.terms)
    )
    found: Index = (
        {tuple(row) for row in rows(select(shelf.c.channel, shelf.c.documents).where(shelf.c.documents > 0))},
        {tuple(row) for row in rows(select(shelf.c.channel, word.c.word, word.c.documents).select_from(of_word))},
        {tuple(row) for row in rows(select(*what, document.c.title, document.c.body).select_from(of_document))},
        {
            tuple(row)
            for row in rows(
                select(*what, word.c.word, posting.c.impact)
                .select_from(of_document)
                .join(posting, posting.c.document == document.c.id)
                .join(word, word.c.id == posting.c.word)
            )
        },
    )
    for kind in Kind:
        uow.index.remove(kind, [1, 2])
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(anything, st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)))
async def test_any_text_finds_the_same_with_the_same_scores_on_both_engines(both: list[Store], typed: str) -> None:
    one, other = [await find(store, typed, (SECRET,)) for store in both]
    assert one == other


@pytest.fixture
async def both(sqlite_template: Path, postgres_template: str, tmp_path: Path) -> AsyncIterator[list[Store]]:
    """The same corpus on both engines."""
    path = tmp_path / "both.db"
    shutil.copy(sqlite_template, path)
    async with postgres.database("test", template=postgres_template) as url:
        stores = [open_store(f"sqlite:///{path}"), open_store(url)]
        for store in stores:
            await install(store, HERE)
            await put(store, *CORPUS)
        yield stores
        for store in stores:
            await store.close()


async def test_a_title_without_its_spelling_scores_as_with_it(full: Store) -> None:
    before = await find(full, "rotate keys")
    bare = schema.search_document.update().values(spelled="", trigrams=0)
    await full.write(HERE, lambda uow: uow._connection.execute(bare))

    assert before
    assert await find(full, "rotate keys") == before
