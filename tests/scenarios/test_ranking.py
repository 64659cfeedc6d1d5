"""Points 4 and 5: who is likely to know, by what they answered so far, and why."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.answers import Source
from bot.domain.expertise import Kind
from bot.domain.ids import ChannelId, PersonId, QuestionId, WorkspaceId
from bot.domain.questions import Draft, State
from bot.domain.search import experts, query
from bot.domain.search.experts import DEFAULTS, Past
from bot.services.learning import lived_through
from bot.services.ranking import Asked, gather
from storage.unit_of_work import UnitOfWork
from tests.workspace import Member, Workspace, shown

ROTATE = "How do we rotate the terraform state keys?"
TOKEN = "Where does terraform keep its vault token?"
BADGE = "How do I print a visitor badge at the front desk?"


async def answered(ws: Workspace, asker: Member, expert: Member, question: str, **fields: object) -> None:
    """A question of the past."""
    channel = str(fields.get("channel", "C0HELP"))
    await asker.asks(question, **fields)
    await expert.answers(question, "This is how it is done.", channel)
    await ws.tick(days=3)


def invited(ws: Workspace, question: str) -> set[str]:
    people = (ws.grace, ws.alan, ws.katherine, ws.linus, ws.mae)
    return {each.id for each in people if any(question in seen.text for seen in each.messages())}


async def finds(member: Member, words: str) -> str:
    outcome = await member.command("/find-expert", words)
    assert outcome.reply is not None
    return shown(outcome.reply)


async def test_who_answered_a_question_like_it_is_asked_although_it_names_no_topic(ws: Workspace) -> None:
    await answered(ws, ws.linus, ws.grace, BADGE)

    await ws.ada.asks("How do I print a visitor badge?")

    assert invited(ws, "How do I print a visitor badge?") == {ws.grace.id}
    assert "1 answer to questions like this, last in March 2026" in ws.grace.sees("How do I print").text


async def test_who_only_answered_something_else_is_not_asked(ws: Workspace) -> None:
    await answered(ws, ws.linus, ws.grace, BADGE)
    await ws.ada.asks("When does the canteen open on Fridays?")
    assert invited(ws, "When does the canteen") == set()


async def test_who_shared_tips_on_the_topic_is_asked(ws: Workspace) -> None:
    await ws.grace.shares("Terraform keeps its state keys in the vault: never copy them.", topics=["terraform"])
    await ws.ada.asks(ROTATE)
    assert invited(ws, ROTATE) == {ws.grace.id}
    assert "1 tip on *terraform*, last in March 2026" in ws.grace.sees(ROTATE).text


async def test_people_are_found_by_a_sentence(ws: Workspace) -> None:
    await answered(ws, ws.linus, ws.grace, BADGE)
    told = await finds(ws.ada, "who can help me print a badge for a visitor at the front desk?")
    assert "1 person answered questions like this" in told
    assert f"<@{ws.grace.id}>: 1 answer to questions like this, last in March 2026" in told


async def test_a_topic_in_a_sentence_is_recognised_and_no_other_word_is_missed(ws: Workspace) -> None:
    await ws.grace.knows("terraform")
    told = await finds(ws.ada, "does anybody here know how terraform keeps state?")
    assert f"<@{ws.grace.id}>: named *terraform* as a topic" in told
    assert "Nobody is known" not in told


async def test_a_sentence_finds_nobody_by_what_was_said_in_private(ws: Workspace) -> None:
    await answered(ws, ws.alan, ws.katherine, BADGE, channel="C0SEC")
    words = "How do I print a visitor badge at the front desk?"
    assert ws.katherine.id not in await finds(ws.ada, words)


async def test_what_one_hid_counts_for_nothing_even_in_a_question_like_it(ws: Workspace) -> None:
    await answered(ws, ws.linus, ws.grace, BADGE, topics=["badges"])
    await ws.grace.prefers(topics=[], hidden=["badges"])
    await ws.ada.asks("How do I print a visitor badge?")
    assert invited(ws, "How do I print a visitor badge?") == set()
    assert ws.grace.id not in await finds(ws.ada, BADGE)


async def test_a_newcomer_who_named_the_topic_gets_a_place(ws: Workspace) -> None:
    for number in range(2):
        await answered(ws, ws.linus, ws.grace, f"What is terraform provider {number}?", topics=["terraform"])
        await answered(ws, ws.linus, ws.alan, f"What is terraform module {number}?", topics=["terraform"])
    await ws.katherine.knows("terraform")
    await ws.tick(days=9)  # to a Monday, when those who were asked may be asked again
    await ws.ada.asks(ROTATE)
    assert ws.katherine.id in invited(ws, ROTATE)
    assert len(invited(ws, ROTATE)) == 2


async def test_an_answer_taken_back_counts_no_longer(ws: Workspace) -> None:
    await ws.linus.asks(BADGE)
    reply = await ws.grace.sees(BADGE, "C0HELP").replies("At the desk.")
    await ws.sandbox.delete(ws.grace.id, "C0HELP", reply.ts)
    await ws.settle()
    await ws.ada.asks("How do I print a visitor badge?")
    assert invited(ws, "How do I print a visitor badge?") == set()


async def test_the_past_as_added_up_is_the_past_lived_through(ws: Workspace) -> None:
    """The database's sums for now and the history's for any moment: one and the same."""
    await answered(ws, ws.linus, ws.grace, "What is a terraform provider?", topics=["terraform"])
    await answered(ws, ws.ada, ws.alan, TOKEN, topics=["terraform", "vault"])
    await answered(ws, ws.ada, ws.grace, "What is a terraform module?", topics=["terraform"])
    await answered(ws, ws.linus, ws.alan, BADGE)
    team, now = WorkspaceId(ws.sandbox.team_id), ws.clock.now()
    [terraform] = await ws.store.read(team, lambda uow: list(uow.topics.meaning(["terraform"]).values()))

    def added_up(uow: UnitOfWork) -> Past:
        return gather(uow, Asked(ROTATE, topics=(terraform,), asker=PersonId(ws.ada.id)), now, shelves=None)

    past = await ws.store.read(team, added_up)
    told = await ws.store.read(team, lambda uow: uow.ranking.told(99))
    wanted = query.about(ROTATE, topics=["terraform"])
    hits = await ws.store.read(team, lambda uow: uow.search.find(wanted, None, limit=100))
    similar = {QuestionId(hit.item): hit.score for hit in hits}
    *_, (_, history) = lived_through([*told, replace(told[0], question=QuestionId(10**6), asked_at=now, answers=())])
    lived = history.past(PersonId(ws.ada.id), ["terraform"], similar, now)

    assert sorted(past.votes, key=str) == sorted(lived.votes, key=str)
    assert past.people.keys() == lived.people.keys() - past.not_these
    of_db, of_history = experts.signals(past), experts.signals(replace(lived, not_these=past.not_these))
    assert of_db.keys() == of_history.keys()
    for person, one in of_db.items():
        for name in experts.NAMES:
            assert getattr(one, name) == pytest.approx(getattr(of_history[person], name), abs=1e-6), (person, name)


async def test_a_workspace_learns_from_its_own_past_once_there_is_enough_of_it(ws: Workspace) -> None:
    """Here the same two help the same two askers, whatever it is about: only that tells who will answer."""
    team = WorkspaceId(ws.sandbox.team_id)
    await ws.knowhow.run_job("learn")
    assert await ws.store.read(team, lambda uow: uow.ranking.weights()) == DEFAULTS

    await ws.store.write(team, lambda uow: a_past(uow, ws.clock.now() - timedelta(days=200), 120))
    await ws.settle()
    await ws.knowhow.run_job("learn")
    assert await ws.store.read(team, lambda uow: uow.ranking.weights()) == DEFAULTS  # it learned today already

    ws.clock.advance(timedelta(days=1))
    await ws.knowhow.run_job("learn")
    own = await ws.store.read(team, lambda uow: uow.ranking.weights())
    assert own.affinity > DEFAULTS.affinity
    assert own.votes < DEFAULTS.votes


def a_past(uow: UnitOfWork, begin: datetime, many: int) -> None:
    """Two askers, each with a helper of their own; six others answer whatever comes, by turns."""
    topics = uow.topics.ensure({f"topic-{number}": f"topic {number}" for number in range(3)}, {}, begin)
    for number in range(many):
        at = begin + timedelta(days=number)
        asker = PersonId(f"U1ASKS{number % 2}")
        helper = PersonId(f"U1HELPS{number % 2}" if number % 4 < 3 else f"U1OTHER{number % 6}")
        draft = Draft(asker=asker, text=f"What about thing {number * 7 % 11}?", channel=ChannelId("C0HELP"))
        question = uow.questions.add(draft, at)
        uow.questions.change(question, due_at=None, state=State.CLOSED)
        topic = topics[number * 5 % 3].id
        uow.topics.tag(question, [topic], [])
        for author in (helper, PersonId(f"U1OTHER{number % 6}")) if number < many // 2 else (helper,):
            answer = uow.answers.add(question, author, "So.", source=Source.BUTTON, now=at + timedelta(hours=1))
            source = f"answer:{answer}"
            uow.evidence.add(author, [topic], Kind.ANSWERED, source=source, at=at, is_private=False)
