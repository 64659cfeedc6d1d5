"""What happens to the workspace itself: channels, people, and the app's own leaving."""

from dataclasses import replace

import pytest

from bot.sandbox import Person
from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"


async def places(ws: Workspace, words: str = "") -> list[str]:
    """Where Ada could post a question now."""
    await ws.ada.command("/ask-expert")
    offered = await ws.ada.types("channel", words)
    await ws.sandbox.close("U0ADA", ws.ada.form.id)
    return offered


async def test_a_channel_can_be_chosen_from_when_the_app_is_invited_until_it_is_removed(ws: Workspace) -> None:
    assert "#random" not in await places(ws)
    await ws.sandbox.invite_app("U0ADA", "C0RANDOM")
    await ws.settle()
    assert "#random" in await places(ws)
    card = await ws.ada.asks(QUESTION, channel="C0RANDOM")
    assert card is not None

    await ws.sandbox.remove_app("U0ADA", "C0RANDOM")
    await ws.settle()
    assert "#random" not in await places(ws)


async def test_somebody_else_who_joins_changes_nothing(ws: Workspace) -> None:
    await ws.sandbox.leave("U0LINUS", "C0RANDOM")
    await ws.sandbox.join("U0LINUS", "C0RANDOM")
    await ws.settle()
    assert "#random" not in await places(ws)


async def test_a_renamed_channel_is_offered_under_its_new_name(ws: Workspace) -> None:
    await ws.sandbox.rename("U0ADA", "C0ENG", "builders")
    await ws.settle()
    assert "#builders" in await places(ws)
    assert "#engineering" not in await places(ws)


async def test_an_archived_channel_is_not_offered_until_it_comes_back(ws: Workspace) -> None:
    await ws.sandbox.archive("U0ADA", "C0ENG")
    await ws.settle()
    assert "#engineering" not in await places(ws)
    await ws.sandbox.unarchive("U0ADA", "C0ENG")
    await ws.settle()
    assert "#engineering" in await places(ws)


async def test_a_private_channel_is_offered_to_its_members_only(ws: Workspace) -> None:
    assert all("security" not in each for each in await places(ws))
    await ws.alan.command("/ask-expert")
    assert "🔒 security-private" in await ws.alan.types("channel", "sec")
    await ws.sandbox.close("U0ALAN", ws.alan.form.id)
    await ws.sandbox.remove_app("U0ALAN", "C0SEC")
    await ws.settle()
    await ws.alan.command("/ask-expert")
    assert all("security" not in each for each in await ws.alan.types("channel", "sec"))


async def test_somebody_deactivated_is_neither_asked_nor_found(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.sandbox.deactivate("U0GRACE")
    await ws.settle()
    await ws.ada.asks(QUESTION)
    ws.grace.sees_nothing_of(QUESTION)
    await ws.ada.command("/find-expert", "terraform")
    ws.ada.sees_nothing_of("U0GRACE", "C0HELP")


async def test_somebody_who_moved_is_asked_at_the_hours_of_their_new_zone(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.sandbox.change_user("U0GRACE", tz="Asia/Tokyo")
    await ws.settle()
    await ws.ada.asks(QUESTION)
    ws.grace.sees_nothing_of(QUESTION)
    await ws.tick(hours=9, minutes=5)
    ws.grace.sees(QUESTION)


async def test_who_becomes_an_admin_moderates_from_then_on(ws: Workspace) -> None:
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    answer = await replace(card, who=ws.linus).replies("Use the rotate workflow.")
    alans = replace(answer, who=ws.alan)
    await alans.reacts("white_check_mark")
    assert "Accepted" not in card.text
    await alans.unreacts("white_check_mark")
    await ws.sandbox.change_user("U0ALAN", is_admin=True)
    await alans.reacts("white_check_mark")
    assert "Accepted" in card.text


async def test_a_colleague_with_signs_that_no_database_takes_in_their_name_is_known_all_the_same(ws: Workspace) -> None:
    await ws.sandbox.add_person(Person("U0BOB", "bob", "Bob"))
    await ws.sandbox.change_user("U0BOB", real_name="Bo\0b \ud83d", tz="Europe/Prague")
    await ws.settle()
    await ws.grace.knows("terraform")
    assert await ws.knowhow.ready() == []


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_nothing_is_sent_after_the_app_was_uninstalled(ws: Workspace, error: str) -> None:
    await ws.grace.knows("terraform")
    await ws.ada.asks(QUESTION)
    await ws.sandbox.revoke(error)
    sent = len(ws.sandbox.calls)
    await ws.settle()
    await ws.tick(days=20)
    assert [call.method for call in ws.sandbox.calls[sent:]] == []
