"""Point 7: my topics, by the command and by the form."""

from datetime import date
from typing import Any

import pytest

from tests.workspace import Workspace

QUESTION = "How do we rotate the terraform state keys?"


async def found(ws: Workspace, topics: str) -> str:
    """What somebody else finds."""
    await ws.alan.command("/find-expert", topics)
    return ws.alan.messages("C0HELP")[-1].text


# By the command


async def test_topics_are_declared_by_the_command(ws: Workspace) -> None:
    outcome = await ws.grace.command("/my-topics", "terraform, Machine Learning")
    assert outcome.reply is not None
    assert "People now find you for *Machine Learning*, *terraform*" in outcome.reply.text
    assert outcome.reply.ephemeral_to == "U0GRACE"
    assert "<@U0GRACE>: named *Machine Learning* as a topic" in await found(ws, "machine learning,")
    assert "<@U0GRACE>" in await found(ws, "ml"), "by its alias too"


async def test_declaring_more_keeps_what_was_declared_before(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.knows("sql")
    assert "<@U0GRACE>" in await found(ws, "terraform")
    assert "<@U0GRACE>" in await found(ws, "sql")


@pytest.mark.parametrize("text", ["help", "?", "!!!", "🙂"])
async def test_what_names_no_topic_gives_the_usage(ws: Workspace, text: str) -> None:
    outcome = await ws.grace.command("/my-topics", text)
    assert outcome.reply is not None
    assert "/my-topics terraform, sql" in outcome.reply.text
    assert ws.sandbox.modal("U0GRACE") is None


async def test_too_many_topics_at_once_are_told_back(ws: Workspace) -> None:
    many = ", ".join(f"topic{number}" for number in range(40))
    outcome = await ws.grace.command("/my-topics", many)
    assert outcome.reply is not None
    assert "at most" in outcome.reply.text
    assert "topic39" in outcome.reply.text
    assert "Nobody is known" in await found(ws, "topic1")
    await ws.grace.knows("topic1")
    assert "<@U0GRACE>" in await found(ws, "topic1")


async def test_topics_declared_little_by_little_still_fit_the_form(ws: Workspace) -> None:
    for first in range(0, 24, 8):
        await ws.grace.knows(*(f"topic{number}" for number in range(first, first + 8)))
    await ws.grace.command("/my-topics")
    assert len(ws.grace.form_value("topics")) == 24
    assert (await ws.grace.fills(weekly_cap="5")).ok
    assert "<@U0GRACE>" in await found(ws, "topic23")


async def test_declaring_a_hidden_topic_shows_it_again(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(hidden=["sql"])
    await ws.grace.knows("sql")
    assert "<@U0GRACE>" in await found(ws, "sql")


# By the form


async def test_the_form_shows_the_defaults_and_one_s_own_zone(ws: Workspace) -> None:
    await ws.grace.command("/my-topics", "terraform")
    await ws.grace.command("/my-topics")
    assert ws.grace.form_value("weekly_cap")["value"] == "3"
    assert ws.grace.form_value("quiet_hours") == "18:00-09:00 Sat Sun"
    assert [each["value"] for each in ws.grace.form_value("topics")] == ["terraform"]
    assert ws.grace.form_value("away_until") is None
    assert "America/New_York" in str(ws.grace.form.blocks)


async def test_a_zone_that_is_not_known_yet_is_not_guessed(ws: Workspace) -> None:
    await ws.mae.command("/my-topics")
    assert "in your time zone. " in str(ws.mae.form.blocks)
    await ws.mae.fills(topics=["physics"])
    await ws.sandbox.close("U0MAE", ws.mae.form.id)
    await ws.mae.command("/my-topics")
    assert "in your time zone (Asia/Tokyo). " in str(ws.mae.form.blocks)


async def test_all_that_the_form_says_is_kept(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    outcome = await ws.grace.fills(
        topics=["terraform", "sql"],
        weekly_cap="1",
        quiet_hours="20:00-08:00 fri",
        away_until="2026-03-06",
        advocate=["advocate"],
        hidden=["excel"],
    )
    assert outcome.ok, outcome.errors
    said = str(ws.grace.form.blocks)
    for told in ("*sql*", "*terraform*", "at most 1 question a week", "20:00-08:00 Fri", "6 March 2026"):
        assert told in said
    await ws.sandbox.close("U0GRACE", ws.grace.form.id)

    await ws.grace.command("/my-topics")
    assert [each["value"] for each in ws.grace.form_value("topics")] == ["sql", "terraform"]
    assert [each["value"] for each in ws.grace.form_value("hidden")] == ["excel"]
    assert ws.grace.form_value("weekly_cap")["value"] == "1"
    assert ws.grace.form_value("quiet_hours") == "20:00-08:00 Fri"
    assert ws.grace.form_value("away_until") == "2026-03-06"
    assert [each["value"] for each in ws.grace.form_value("advocate")] == ["advocate"]


async def test_everything_can_be_taken_back(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], away_until="2026-03-06", advocate=["advocate"], hidden=["excel"])
    await ws.sandbox.close("U0GRACE", ws.grace.form.id)
    await ws.grace.command("/my-topics")
    outcome = await ws.grace.fills(topics=[], away_until=None, advocate=[], hidden=[])
    assert outcome.ok
    await ws.sandbox.close("U0GRACE", ws.grace.form.id)
    await ws.grace.command("/my-topics")
    for field in ("topics", "hidden", "advocate"):
        assert not ws.grace.form_value(field)
    assert ws.grace.form_value("away_until") is None
    assert "Nobody is known" in await found(ws, "terraform")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("quiet_hours", "whenever", "Write them like 18:00-09:00 Sat Sun"),
        ("quiet_hours", "Mon Tue Wed Thu Fri Sat Sun", "can't take all seven days"),
        ("away_until", "2026-03-01", "That day is over"),
        ("topics", [f"topic{number}" for number in range(31)], "no more than 30"),
        ("hidden", ["terraform"], "terraform stands above too"),
    ],
)
async def test_what_can_t_be_taken_is_said_at_its_field_and_nothing_is_lost(
    ws: Workspace, field: str, value: Any, told: str
) -> None:
    await ws.grace.command("/my-topics")
    filled = {"topics": ["terraform"], "weekly_cap": "7", "advocate": ["advocate"]}
    outcome = await ws.grace.fills(**filled | {field: value})
    assert told in outcome.errors[field]
    assert set(outcome.errors) == {field}
    assert ws.grace.form_value("weekly_cap")["value"] == "7"
    assert "Nobody is known" in await found(ws, "terraform")

    mended = {"quiet_hours": "none", "away_until": "2026-03-02", "topics": ["terraform"], "hidden": []}[field]
    assert (await ws.grace.fills(**{field: mended})).ok
    assert "<@U0GRACE>" in await found(ws, "terraform")


async def test_away_until_today_is_today_where_the_person_is(ws: Workspace) -> None:
    ws.clock.advance(date(2026, 3, 3) - date(2026, 3, 2))
    await ws.settle()
    await ws.mae.command("/my-topics")
    outcome = await ws.mae.fills(away_until="2026-03-03")
    assert "That day is over" in outcome.errors["away_until"], "it is the 4th in Tokyo"
    assert (await ws.mae.fills(away_until="2026-03-04")).ok


# What it does


async def test_nobody_is_asked_more_often_than_they_said(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], weekly_cap="1")
    await ws.ada.asks(QUESTION)
    await ws.ada.asks("How do we lock the terraform state?")
    ws.grace.sees(QUESTION)
    ws.grace.sees_nothing_of("How do we lock")


async def test_somebody_who_wants_no_questions_is_not_asked_but_found(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], weekly_cap="0")
    assert "You are not asked at all" in str(ws.grace.form.blocks)
    await ws.ada.asks(QUESTION)
    ws.grace.sees_nothing_of(QUESTION)
    assert "Not free to be asked now" in await found(ws, "terraform")


async def test_somebody_away_is_asked_after_they_are_back(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], away_until="2026-03-03")
    await ws.ada.asks(QUESTION)
    ws.grace.sees_nothing_of(QUESTION)
    await ws.tick(days=2)
    await ws.ada.asks("How do we lock the terraform state?")
    ws.grace.sees("How do we lock")


async def test_quiet_hours_delay_an_invitation_to_their_end(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["terraform"], quiet_hours="8:00-12:00")
    await ws.ada.asks(QUESTION)
    ws.grace.sees_nothing_of(QUESTION)
    await ws.tick(hours=1, minutes=55)
    ws.grace.sees_nothing_of(QUESTION)
    await ws.tick(minutes=10)
    ws.grace.sees(QUESTION)


async def test_a_hidden_topic_is_never_shown_nor_asked_whatever_its_person_answers(ws: Workspace) -> None:
    await ws.grace.knows("terraform", "sql")
    await ws.grace.command("/my-topics")
    await ws.grace.fills(topics=["sql"], hidden=["terraform"])
    card = await ws.ada.asks(QUESTION)
    assert card is not None
    ws.grace.sees_nothing_of(QUESTION)
    reply = await ws.grace.says("C0HELP", "Use the rotate workflow.", thread_ts=card.ts)
    assert "1 answer" in card.text, reply
    assert "<@U0GRACE>" not in await found(ws, "terraform")
    assert "<@U0GRACE>" in await found(ws, "sql")


async def test_an_advocate_is_asked_when_nobody_else_is_known(ws: Workspace) -> None:
    await ws.grace.command("/my-topics")
    await ws.grace.fills(advocate=["advocate"])
    await ws.ada.asks("Who orders the coffee around here?")
    assert "you offered to help when nobody else does" in ws.grace.sees("Who orders the coffee").text


async def test_the_answer_to_the_command_leads_to_the_form(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    await ws.grace.sees("People now find you", "C0HELP").presses("Change")
    assert [each["value"] for each in ws.grace.form_value("topics")] == ["terraform"]
