"""Moderators: topics that are one, and what nobody could answer."""

import pytest

from tests.workspace import Member, Workspace, shown


@pytest.fixture
async def moderator(ws: Workspace) -> Member:
    """Ada, as an admin of the workspace."""
    await ws.sandbox.change_user(ws.ada.id, is_admin=True)
    await ws.settle()
    await ws.ada.opens_home()
    return ws.ada


async def merges(moderator: Member, topic: str, into: str) -> object:
    await moderator.presses_at_home("Moderate")
    return await moderator.fills(topic=topic, into=into)


async def test_two_names_become_one_topic_with_all_that_was_on_either(ws: Workspace, moderator: Member) -> None:
    await ws.grace.knows("gitops")
    await ws.alan.knows("argo")
    await ws.linus.asks("How does one roll back with gitops?", topics=["gitops"])
    await ws.katherine.answers("How does one roll back", "Revert the commit and wait.")

    await merges(moderator, "gitops", "argo")

    assert "*gitops* is another name of *argo* now" in shown(moderator.form)
    for words in ("argo", "gitops"):
        found = await ws.mae.command("/find-expert", words)
        assert found.reply is not None
        told = shown(found.reply)
        assert "known for *argo*" in told
        assert {who.id for who in (ws.grace, ws.alan, ws.katherine) if who.id in told} == {
            ws.grace.id,
            ws.alan.id,
            ws.katherine.id,
        }
    found = await ws.mae.command("/find-answer", "#argo rollback")
    assert found.reply is not None
    assert "How does one roll back" in shown(found.reply)


async def test_what_one_hid_under_either_name_stays_hidden(ws: Workspace, moderator: Member) -> None:
    await ws.grace.knows("gitops")
    await ws.grace.prefers(topics=[], hidden=["gitops"])
    await ws.alan.knows("argo", "gitops")
    await merges(moderator, "gitops", "argo")
    found = await ws.mae.command("/find-expert", "argo")
    assert found.reply is not None
    assert ws.grace.id not in shown(found.reply)
    assert ws.alan.id in shown(found.reply)


async def test_the_same_topic_twice_is_refused_at_its_field(ws: Workspace, moderator: Member) -> None:
    await ws.grace.knows("kubernetes")
    await moderator.presses_at_home("Moderate")
    outcome = await moderator.fills(topic="kubernetes", into="kubernetes")
    assert outcome.errors == {"into": "That is the same topic already. Choose another one."}


async def test_what_wants_an_expert_and_what_nobody_answered_is_listed_as_far_as_it_is_public(
    ws: Workspace, moderator: Member
) -> None:
    for number in range(2):
        await ws.linus.asks(f"How does one weave a basket, part {number}?", topics=["weaving"])
        await ws.alan.asks(f"When does the audit begin, part {number}?", topics=["audits"], channel="C0SEC")
    await moderator.presses_at_home("Moderate")
    told = shown(moderator.form)
    assert "*weaving*: 2 questions in 90 days, and nobody is known for it" in told
    assert "How does one weave a basket, part 0?" in told
    assert "audit" not in told
    assert "In 30 days 0 questions found an answer before being asked" in told


async def test_nobody_else_moderates(ws: Workspace, moderator: Member) -> None:
    await ws.grace.knows("argo", "gitops")
    assert "Moderate" not in str((await ws.grace.opens_home()).blocks)
    await moderator.presses_at_home("Moderate")
    await ws.sandbox.change_user(moderator.id, is_admin=False)
    await ws.settle()
    outcome = await moderator.fills(topic="gitops", into="argo")
    assert "Only moderators can do that" in str(outcome.errors)
