"""Point 8: find an expert."""

import pytest

from bot.sandbox import Person
from tests.workspace import Member, Workspace, shown


async def finds(member: Member, words: str) -> str:
    """What somebody who looks for experts is told."""
    outcome = await member.command("/find-expert", words)
    assert outcome.reply is not None
    assert outcome.reply.is_ephemeral
    return shown(outcome.reply)


async def answered(ws: Workspace, expert: Member, question: str, channel: str = "C0HELP", **fields: object) -> None:
    """Somebody answers a colleague's question."""
    await ws.linus.asks(question, channel=channel, **fields)
    await expert.answers(question, "This is how it is done.", channel)


async def test_people_are_found_in_order_with_the_evidence(ws: Workspace) -> None:
    await ws.alan.knows("terraform")
    await ws.grace.knows("terraform")
    await answered(ws, ws.grace, "What is a terraform provider?")
    await ws.linus.sees("You have 1 answer").presses("Accept")
    told = await finds(ws.ada, "Terraform")
    assert "2 people are known for *terraform*" in told
    assert told.index(f"<@{ws.grace.id}>: 1 accepted answer on *terraform*, last in March 2026") < told.index(
        f"<@{ws.alan.id}>: named *terraform* as a topic"
    )


async def test_who_knows_both_comes_before_who_knows_one_best(ws: Workspace) -> None:
    await ws.katherine.knows("terraform", "sql")
    await ws.grace.knows("terraform")
    for number in range(6):
        await answered(ws, ws.grace, f"What is terraform provider {number}?")
    told = await finds(ws.ada, "terraform sql")
    assert told.index(f"<@{ws.katherine.id}>: ") < told.index(f"<@{ws.grace.id}>: ")
    assert "known for *sql*, *terraform*" in told or "known for *terraform*, *sql*" in told


@pytest.mark.parametrize("words", ["k8s", "machine learning", "Machine Learning, k8s", "machine learning k8s"])
async def test_topics_are_found_by_other_names_and_with_spaces(ws: Workspace, words: str) -> None:
    await ws.grace.knows("kubernetes", "machine learning")
    told = await finds(ws.ada, words)
    assert f"<@{ws.grace.id}>" in told
    assert "Nobody is known" not in told


async def test_what_nobody_is_known_for_is_said_beside_what_was_found(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    told = await finds(ws.ada, "terraform, basket weaving")
    assert "1 person is known for *terraform*:" in told
    assert "Nobody is known for basket weaving yet." in told


async def test_for_nobody_there_is_something_to_do_next(ws: Workspace) -> None:
    await ws.ada.command("/find-expert", "basket weaving")
    told = ws.ada.sees("Nobody is known for *basket weaving* yet.", "C0HELP")
    assert told.buttons == {"Ask an expert", "I know this"}
    await told.presses("Ask an expert")
    assert ws.ada.form_value("channel")["value"] == "C0HELP"
    assert [each["value"] for each in ws.ada.form_value("topics")] == ["basket", "weaving"]


async def test_who_looks_in_vain_may_know_it_themselves(ws: Workspace) -> None:
    await ws.ada.command("/find-expert", "weaving")
    await ws.ada.sees("Nobody is known for", "C0HELP").presses("I know this")
    assert f"<@{ws.ada.id}>" in await finds(ws.grace, "weaving")


@pytest.mark.parametrize("words", ["", "help", "?", "!!!", ", ,"])
async def test_without_a_topic_the_usage_is_told(ws: Workspace, words: str) -> None:
    assert "`/find-expert terraform, sql`" in await finds(ws.ada, words)


# Who is shown, and how free they are


async def test_it_is_said_who_is_free(ws: Workspace) -> None:
    for person in (ws.grace, ws.alan, ws.mae, ws.ada):
        await person.knows("terraform")
    await ws.alan.prefers(away_until="2026-03-09")
    await ws.ada.command("/find-expert", "terraform")
    lines = {
        block["text"]["text"].split(">")[0].removeprefix("<@"): block
        for block in ws.ada.sees("are known for *terraform*", "C0HELP").message.blocks or []
        if block["type"] == "section"
    }
    free = {who: block["text"]["text"].split("\n")[-1] for who, block in lines.items()}
    assert free[ws.grace.id] == "_Free to be asked._"
    assert free[ws.alan.id] == "_Not free to be asked now._"
    assert free[ws.mae.id] == "_Quiet hours now; a question waits for their end._"
    assert free[ws.ada.id] == "_That is you._"
    assert {who for who, block in lines.items() if "accessory" in block} == {ws.grace.id, ws.mae.id}


async def test_who_left_and_who_hid_the_topic_are_not_shown(ws: Workspace) -> None:
    for person in (ws.grace, ws.alan, ws.katherine):
        await person.knows("terraform")
    await ws.sandbox.deactivate(ws.alan.id)
    await answered(ws, ws.katherine, "What is a terraform provider?")
    await ws.katherine.prefers(topics=[], hidden=["terraform"])
    told = await finds(ws.ada, "terraform")
    assert f"<@{ws.grace.id}>" in told
    assert ws.alan.id not in told
    assert ws.katherine.id not in told


async def test_a_topic_that_all_hid_looks_like_one_that_nobody_knows(ws: Workspace) -> None:
    await ws.katherine.knows("terraform")
    await ws.katherine.prefers(topics=[], hidden=["terraform"])
    told = await finds(ws.ada, "terraform")
    assert told == (await finds(ws.ada, "weaving")).replace("weaving", "terraform")


async def test_what_was_said_in_private_is_not_hinted_at(ws: Workspace) -> None:
    await ws.grace.knows("sql")
    await ws.alan.asks("Who can help with the audit, please?", topics=["Auditing"], channel="C0SEC")
    await ws.katherine.answers("Who can help with the audit", "I can, on Friday.", "C0SEC")
    assert await finds(ws.ada, "Auditing") == (await finds(ws.ada, "Weaving")).replace("Weaving", "Auditing")
    beside = await finds(ws.ada, "sql, auditing")
    assert beside == (await finds(ws.ada, "sql, weaving")).replace("weaving", "auditing")
    assert ws.katherine.id not in beside


async def test_private_evidence_chooses_who_is_asked_all_the_same(ws: Workspace) -> None:
    await ws.alan.asks("Who can help with the audit, please?", topics=["Auditing"], channel="C0SEC")
    await ws.katherine.answers("Who can help with the audit", "I can, on Friday.", "C0SEC")
    await ws.ada.asks("How does one prepare for auditing?")
    assert "1 answer on *Auditing*" in ws.katherine.sees("How does one prepare").text


# Asking somebody found


async def test_who_was_found_is_asked_first(ws: Workspace) -> None:
    for person in (ws.grace, ws.alan, ws.katherine):
        await person.knows("terraform")
    await ws.ada.command("/find-expert", "terraform")
    await ws.ada.sees("are known for *terraform*", "C0HELP").presses_beside(ws.katherine.id)
    assert f"<@{ws.katherine.id}> is invited first" in shown(ws.ada.form)
    assert [each["value"] for each in ws.ada.form_value("topics")] == ["terraform"]
    assert (await ws.ada.fills(question="What would you say about modules?")).ok
    ws.katherine.sees("What would you say about modules?")
    assert "I asked 2 people" in ws.ada.sees("What would you say").text


async def test_who_was_found_but_can_no_longer_be_asked_is_replaced(ws: Workspace) -> None:
    for person in (ws.grace, ws.katherine):
        await person.knows("terraform")
    await ws.ada.command("/find-expert", "terraform")
    await ws.ada.sees("are known for *terraform*", "C0HELP").presses_beside(ws.katherine.id)
    await ws.katherine.prefers(away_until="2026-03-09")
    await ws.ada.fills(question="What would you say about modules?")
    ws.grace.sees("What would you say")
    ws.katherine.sees_nothing_of("What would you say")


# Pages


async def crowd(ws: Workspace, size: int) -> None:
    for number in range(size):
        id_ = f"U0CROWD{number:02}"
        await ws.sandbox.add_person(Person(id_, f"crowd{number}", f"Crowd {number}"))
        await ws.sandbox.join(id_, "C0HELP")
        await Member(ws, id_).knows("terraform")


async def test_many_are_shown_page_by_page(ws: Workspace) -> None:
    await crowd(ws, 7)
    await ws.ada.command("/find-expert", "terraform")
    found = ws.ada.sees("7 people are known for *terraform*", "C0HELP")
    assert [number for number in range(7) if f"U0CROWD{number:02}" in found.text] == [0, 1, 2, 3, 4]
    assert "Previous" not in found.buttons
    await found.presses("Next")
    found = ws.ada.sees("7 people are known for *terraform*", "C0HELP")
    assert [number for number in range(7) if f"U0CROWD{number:02}" in found.text] == [5, 6]
    assert "Next" not in found.buttons
    assert len([each for each in ws.ada.messages("C0HELP") if "are known for" in each.text]) == 1
    await found.presses("Previous")
    assert "U0CROWD00" in ws.ada.sees("7 people are known for", "C0HELP").text


async def test_from_app_home_all_are_shown_in_the_form(ws: Workspace) -> None:
    await crowd(ws, 7)
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Find an expert")
    assert (await ws.ada.fills(topics="terraform")).ok
    assert all(f"U0CROWD{number:02}" in shown(ws.ada.form) for number in range(7))
    assert "Next" not in shown(ws.ada.form)


async def test_from_app_home_a_word_that_is_no_topic_stands_at_its_field(ws: Workspace) -> None:
    await ws.ada.opens_home()
    await ws.ada.presses_at_home("Find an expert")
    outcome = await ws.ada.fills(topics="!!!")
    assert "Name at least one topic" in outcome.errors["topics"]
    assert ws.ada.form_value("topics") == "!!!"
