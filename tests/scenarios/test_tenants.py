"""Two workspaces with equal ids of people, channels and messages never meet, whatever is done in either."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.ids import WorkspaceId
from storage.schema import metadata
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests import cohorts
from tests.neighbours import Neighbour, Street, street
from tests.settings import EMOJI, opens, saves
from tests.traces import rows_with
from tests.workspace import Member, Seen, shown

Step = Callable[[Neighbour], Awaitable[object]]


@pytest.fixture
async def both(manifest: dict[str, Any], clean_database_url: str) -> AsyncIterator[Street]:
    """The street."""
    async with street(manifest, clean_database_url) as it:
        yield it


def question(at: Neighbour) -> str:
    """What Ada asks."""
    return f"How do we rotate the terraform keys of {at.word}?"


def answer(at: Neighbour) -> str:
    """What Grace answers."""
    return f"Run the rotate workflow of {at.word} and wait a minute."


def tip(at: Neighbour) -> str:
    """What Katherine shares."""
    return f"Plan terraform for {at.word} with refresh off while you only edit."


def seen_by(who: Member, words: str, channel: str = "C0HELP") -> Seen:
    """The latest message with these words, before somebody."""
    return who.sees(words, channel)


async def declares(at: Neighbour) -> None:
    await at.ws.grace.knows("terraform", f"{at.word} science")


async def asks(at: Neighbour) -> None:
    await at.ws.ada.asks(question(at))


async def answers(at: Neighbour) -> None:
    await at.ws.grace.answers(question(at), answer(at))


async def accepts(at: Neighbour) -> None:
    await at.ws.ada.sees(answer(at), "C0HELP").presses("Accept")


async def replies(at: Neighbour) -> None:
    await at.ws.linus.sees(question(at), "C0HELP").replies(f"And mind the weeds of {at.word}.")


async def sets(at: Neighbour) -> None:
    await at.ws.mae.opens_home()
    await saves(at.ws.mae, EMOJI, useful_emoji=f"bulb, {at.word}")


async def reacts(at: Neighbour) -> None:
    await at.ws.alan.sees(answer(at), "C0HELP").reacts("bulb")


async def shares(at: Neighbour) -> None:
    await at.ws.katherine.shares(tip(at))


async def takes(at: Neighbour) -> None:
    await at.ws.grace.sees(tip(at), "C0HELP").presses("Add your take")
    assert (await at.ws.grace.fills(take=f"Only while nobody applies {at.word}.")).ok


async def asks_the_experts(at: Neighbour) -> None:
    await at.ws.ada.asks(f"Who may see the secret terraform plans of {at.word}?", channel="experts")


async def reports(at: Neighbour) -> None:
    await at.ws.linus.sees(answer(at), "C0HELP").chooses("doubt:")
    assert (await at.ws.linus.fills(why=f"{at.word} changed")).ok


async def convenes(at: Neighbour) -> None:
    prompts = (f"What did {at.word} teach you today?", f"What would you change about {at.word}?")
    await cohorts.sets_up(at.ws.alan, *prompts, name=f"Friends of {at.word}")


async def posts_now(at: Neighbour) -> None:
    await cohorts.opens_dates(at.ws.alan, f"Friends of {at.word}")
    await at.ws.alan.presses_in_form("Post now")
    await at.ws.alan.closes_form()


async def writes(at: Neighbour) -> None:
    await at.ws.mae.says(at.ws.mae.dm, f"Hello {at.word}")


async def asks_elsewhere(at: Neighbour) -> None:
    await at.ws.ada.asks(f"Is there another garden for {at.word}?", channel="C0ENG")


async def exports(at: Neighbour) -> None:
    await at.ws.grace.command("/my-learning")
    await at.ws.grace.presses_in_form("Export")
    await at.ws.grace.closes_form()


async def looks(at: Neighbour) -> None:
    await looked(at)


LOOKS = (
    ("/find-answer", "rotate terraform keys"),
    ("/find-answer", "#terraform"),
    ("/find-expert", "terraform"),
    ("/my-topics", ""),
    ("/cohort", ""),
    ("/my-learning", ""),
    ("/ask-expert", "How do we rotate the terraform keys?"),
    ("/share-tip", "Plan terraform with refresh off"),
)
TALE: list[Step] = [
    declares, asks, answers, accepts, replies, sets, reacts, shares, takes, asks_the_experts, reports, convenes,
    posts_now, writes, asks_elsewhere, exports, looks,
]  # fmt: skip


async def lives(at: Neighbour, step: Step) -> None:
    """Do one step of the tale, at its time."""
    at.begins()
    await step(at)


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_of_one_is_seen_in_the_other(both: Street, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    left = {0: list(TALE), 1: list(TALE)}
    while any(left.values()):
        which = chance.choice([each for each, steps in left.items() if steps])
        await lives((both.here, both.there)[which], left[which].pop(0))

    for one, other in ((both.here, both.there), (both.there, both.here)):
        seen = one.everything()
        assert question(one) in seen
        assert other.word not in seen
        outcome = await one.ws.ada.command("/find-answer", other.word)
        assert outcome.reply is not None
        assert "Nothing" in shown(outcome.reply)
    cards = [each.ws.ada.sees(question(each), "C0HELP").ts for each in (both.here, both.there)]
    assert cards[0] == cards[1], "the messages of both have the same ids, else this shows little"


async def test_nothing_that_happens_in_one_is_counted_in_the_other(both: Street) -> None:
    for step in TALE:
        await lives(both.here, step)
    before = await looked(both.here)

    for step in TALE:
        await lives(both.there, step)

    after = await looked(both.here)
    assert after == before


async def test_whoever_is_forgotten_in_one_is_known_in_the_other(both: Street) -> None:
    for neighbour in (both.here, both.there):
        for step in TALE:
            await lives(neighbour, step)
    before = await looked(both.here)

    await both.there.ws.grace.command("/my-learning")
    await both.there.ws.grace.presses_in_form("Forget me")
    assert (await both.there.ws.grace.fills(words="goes")).ok

    both.there.ws.grace.sees("I have forgotten you")
    left = await rows_with(both.store, both.there.ws.grace.id)
    assert [row for row in left if "'T0THERE'" in row] == []
    assert [row for row in left if "'T0HERE'" in row]
    assert await looked(both.here) == before


async def looked(at: Neighbour) -> list[str]:
    """What everybody is shown now, wherever something can be seen."""
    said = []
    for member in at.members:
        while at.ws.sandbox.modal(member.id):
            await member.closes_form()
        said.append(shown(await member.opens_home()))
        if "settings.open" in str(member.home.blocks):
            await opens(member)
            said.append(shown(member.form))
            await member.closes_form()
        for command, words in LOOKS:
            outcome = await member.command(command, words)
            form = at.ws.sandbox.modal(member.id)
            told = form or outcome.reply
            assert told is not None, command
            said.append(shown(told))
            if form:
                await member.closes_form()
    return said


async def test_both_have_rows_in_the_same_tables(both: Street) -> None:
    """So that the two tests above speak of something."""
    for neighbour in (both.here, both.there):
        for step in TALE:
            await lives(neighbour, step)

    in_both = await tables_of("T0HERE", both.store) & await tables_of("T0THERE", both.store)

    assert in_both >= {
        "question",
        "answer",
        "tip",
        "comment",
        "mark",
        "notice",
        "report",
        "run",
        "search_document",
        "setting",
    }


async def tables_of(workspace: str, store: Store) -> set[str]:
    """The tables in which a workspace has rows."""
    tables = [table for table in metadata.sorted_tables if "workspace" in table.c]

    def work(uow: UnitOfWork) -> set[str]:
        rows = {table.name: select(table).where(table.c.workspace == workspace).limit(1) for table in tables}
        return {name for name, query in rows.items() if uow._connection.execute(query).first() is not None}

    return await store.read(WorkspaceId(workspace), work)
