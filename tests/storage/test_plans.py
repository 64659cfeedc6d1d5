"""What runs for each delivery or each second finds its rows by an index, however full the tables are."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from bot.domain.forgetting import Said
from bot.domain.ids import AnswerId, ChannelId, MessageTs, PersonId, QuestionId, TipId, TopicId
from bot.domain.marks import About, Item
from bot.domain.marks import Kind as Mark
from bot.domain.notices import Kind, Owed
from bot.domain.notices import State as NoticeState
from bot.domain.questions import State
from storage import schema
from storage.everywhere import Everywhere
from storage.store import PostgresqlStore, Store
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import HERE, NOW
from tests.storage.history import ADA, HELP
from tests.storage.of_cohorts import PLANS

MANY = 3000
LONG_AGO = NOW - timedelta(days=365)
PARTIAL = (
    "ix_person_",
    "ix_place_nameless",
    "ix_answer_reported",
    "ix_tip_reported",
    "ix_question_first",
    "ix_invitation_suggested",
)
"""Indexes of the few rows that matter."""
GROWING = {
    "activity",
    "answer",
    "cohort",
    "cohort_member",
    "comment",
    "deflection",
    "delivery",
    "evidence",
    "invitation",
    "mark",
    "notice",
    "question",
    "plan_change",
    "reaction",
    "run",
    "run_answer",
    "tip",
    "tip_topic",
    "topic_alias",
}
TS = MessageTs("1.0")

EVERYWHERE: dict[str, Callable[[Everywhere], Any]] = {
    "claim": lambda all_: all_.outgoing.claim(NOW, 32),
    "next chance": lambda all_: all_.outgoing.next_chance(NOW),
    "due questions": lambda all_: all_.questions.due(NOW, 100),
    "due cohorts": lambda all_: all_.cohorts.due(NOW, 50),
    "agenda": lambda all_: all_.agenda.chores(NOW),
    "what is due next": lambda all_: all_.agenda.next_due(),
    "newcomers": lambda all_: all_.newcomers.people(50),
    "new channels": lambda all_: all_.newcomers.with_channels(),
}
HERE_ONLY: dict[str, Callable[[UnitOfWork], Any]] = {
    "deflected lately": lambda uow: uow.deflections.standing(ADA, NOW),
    "how many deflected": lambda uow: uow.deflections.count(NOW),
    "delivery": lambda uow: uow.deliveries.take("event:new", NOW),
    "reaction": lambda uow: uow.marks.react(HELP, TS, ADA, "+1", is_present=True, event_ts="1", now=NOW),
    "reacted": lambda uow: uow.marks.reacted([(HELP, TS)], ADA),
    "answer of a message": lambda uow: uow.answers.seen_at(HELP, TS),
    "answers": lambda uow: uow.answers.of_question(QuestionId(7)),
    "messages of an answer": lambda uow: uow.answers.messages(AnswerId(7)),
    "card of a thread": lambda uow: uow.questions.at(HELP, TS),
    "a message of ours": lambda uow: uow.standing.is_ours(HELP, TS),
    "on its way": lambda uow: uow.notices.is_on_its_way(HELP, NOW),
    "notice of a message": lambda uow: uow.notices.at(HELP, TS),
    "owe": lambda uow: uow.notices.owe(Owed(Kind.HOME, 0, ADA, NOW)),
    "refresh": lambda uow: uow.notices.refresh(Kind.QUESTION_CARD, 7, NOW),
    "refresh a home": lambda uow: uow.notices.refresh_home(ADA, NOW),
    "evidence on topics": lambda uow: uow.evidence.on([TopicId(7)], is_public_only=False),
    "evidence of a person": lambda uow: uow.evidence.of(ADA),
    "declared": lambda uow: uow.evidence.declared(ADA),
    "retract": lambda uow: uow.evidence.retract_item(Item(About.ANSWER, 7)),
    "marks": lambda uow: uow.marks.by(Item(About.TIP, 7), Mark.USEFUL),
    "tip of a card": lambda uow: uow.tips.at(HELP, TS),
    "comment of a message": lambda uow: uow.comments.written_at(HELP, TS),
    "comments": lambda uow: uow.comments.of_tip(TipId(7)),
    "topics of a tip": lambda uow: uow.topics.of_tip(TipId(7)),
    "topics that words mean": lambda uow: uow.topics.meaning(["t1", "t2"]),
    "place turned private": lambda uow: uow.stale.mark_place(ChannelId("C0ELSE")),
    "awaiting": lambda uow: uow.invitations.awaiting(ADA, NOW, limit=5),
    "how many awaiting": lambda uow: uow.invitations.count_awaiting(ADA, NOW),
    "load": lambda uow: uow.invitations.load([ADA], NOW),
    "invitations": lambda uow: uow.invitations.of_question(QuestionId(7)),
    "asked by": lambda uow: uow.questions.of_asker(ADA, limit=5),
    "unanswered": lambda uow: uow.questions.unanswered(ADA, after_wave=3, limit=5),
    "advocates": lambda uow: uow.people.advocates(50),
    "who helped an asker": lambda uow: uow.votes.helped(PersonId("U0ELSE"), limit=3),
    "answers to similar questions": lambda uow: uow.votes.of_answers({QuestionId(7): 1.0, QuestionId(9): 1.0}, NOW),
    "similar tips": lambda uow: uow.votes.of_tips({TipId(7): 1.0}, NOW),
    "practice": lambda uow: uow.practice.of([ADA], [TopicId(7)], NOW, is_public_only=True),
    "leaders": lambda uow: uow.practice.leaders(TopicId(0), 40, is_public_only=False),
    "old": lambda uow: uow.aging.old(LONG_AGO, 10),
    "to be asked about": lambda uow: uow.aging.due(LONG_AGO, LONG_AGO, 200),
    "reported": lambda uow: uow.aging.reported(10),
    "how many reported": lambda uow: uow.aging.count_reported(),
    "reports": lambda uow: uow.reviews.reports(Item(About.TIP, 7)),
    "latest review": lambda uow: uow.reviews.latest(Item(About.TIP, 7)),
    "what somebody said": lambda uow: [uow.erasing.said(said, ADA, 25) for said in Said],
    "what somebody marked": lambda uow: uow.erasing.marked(ADA, 25),
    "questions that are over": lambda uow: uow.expiry.questions(NOW, 9),
    "old activities": lambda uow: uow.expiry.activities(LONG_AGO, 9),
    "old deflections": lambda uow: uow.expiry.deflections(LONG_AGO, 9),
    "what was said once": lambda uow: uow.expiry.notices(NOW, 9),
    "old deliveries": lambda uow: uow.deliveries.forget(LONG_AGO, 9),
    "an old question": lambda uow: uow.expiry.drop_question(QuestionId(7)),
    "a person's record": lambda uow: uow.records.counts(PersonId("U7")),
    "a person's answers": lambda uow: uow.records.answers(PersonId("U7"), 5),
    "a person's tips": lambda uow: uow.records.tips(PersonId("U7"), 5),
} | PLANS


def fill(uow: UnitOfWork) -> None:
    """One workspace's years: what is over is kept, what is due now is little."""
    many = range(1, MANY + 1)
    common = {"workspace": HERE}
    asked = {"asked_at": NOW, "active_at": NOW, "asker": "U0ELSE", "text": "?", "state": State.CLOSED}
    execute = uow._connection.execute
    execute(insert(schema.person), [common | {"id": f"U{n}", "profile_read_at": NOW} for n in many])
    execute(insert(schema.place), [common | {"id": HELP, "name": "help", "has_app": True}])
    execute(insert(schema.topic), [common | {"slug": f"t{n}", "label": "T", "known_since": NOW} for n in range(30)])
    named = [common | {"alias": f"a{n}", "topic": n % 30 + 1} for n in many]
    execute(insert(schema.topic_alias), named)
    execute(insert(schema.question), [common | asked | {"channel": HELP, "card_ts": f"9.{n}"} for n in many])
    given = {"text": "!", "source": "button", "given_at": NOW, "fresh_at": NOW, "useful": 1, "channel": HELP}
    execute(insert(schema.answer), [common | given | {"question": n, "author": f"U{n}", "ts": f"8.{n}"} for n in many])
    called = {"wave": 1, "state": "answered", "why": [], "invited_at": NOW, "sent_from": NOW, "expires_at": NOW}
    execute(insert(schema.invitation), [common | called | {"question": n, "person": f"U{n}"} for n in many])
    known = {"kind": "answered", "at": NOW}
    execute(
        insert(schema.evidence),
        [common | known | {"person": f"U{n}", "topic": n % 30 + 1, "source": f"answer:{n}"} for n in many],
    )
    told = {"kind": Kind.QUESTION_CARD, "recipient": HELP, "state": NoticeState.SETTLED, "due_at": NOW}
    execute(
        insert(schema.notice),
        [common | told | {"key": f"k{n}", "about": n, "channel": HELP, "ts": f"7.{n}"} for n in many],
    )
    marked = {"channel": HELP, "emoji": "+1", "event_ts": "1", "seen_at": NOW, "is_present": True}
    execute(insert(schema.reaction), [common | marked | {"ts": f"6.{n}", "person": f"U{n}"} for n in many])
    useful = {"kind": "useful", "source": "button", "marked_at": NOW}
    execute(insert(schema.mark), [common | useful | {"about": "answer", "item": n, "person": f"U{n}"} for n in many])
    found = {"person": "U0ELSE", "about": "answer", "words": "?", "at": NOW - timedelta(days=90)}
    execute(insert(schema.deflection), [common | found | {"item": n} for n in many])
    shared = {"author": "U0ELSE", "text": "So.", "channel": HELP, "shared_at": NOW, "fresh_at": NOW, "useful": 1}
    execute(insert(schema.tip), [common | shared | {"card_ts": f"5.{n}"} for n in many])
    execute(insert(schema.question_topic), [common | {"question": n, "topic": n % 30 + 1} for n in many])
    execute(insert(schema.tip_topic), [common | {"tip": n, "topic": n % 30 + 1} for n in many])
    added = {"author": "U0ELSE", "text": "Hm.", "source": "thread", "channel": HELP, "given_at": NOW}
    execute(insert(schema.comment), [common | added | {"tip": n, "ts": f"4.{n}"} for n in many])
    execute(insert(schema.activity), [common | {"person": f"U{n}", "verb": "x", "item": "x", "at": NOW} for n in many])
    execute(insert(schema.delivery), [common | {"key": f"event:{n}", "taken_at": NOW} for n in many])
    fill_cohorts(uow)


def fill_cohorts(uow: UnitOfWork) -> None:
    """Years of groups that discuss: few are due now."""
    many, common, execute = range(1, MANY + 1), {"workspace": HERE}, uow._connection.execute
    often = {"channel": HELP, "zone": "UTC", "at": time(9), "days": 31, "first_day": NOW.date(), "order": "listed"}
    made = {"countries": [], "free_days": [], "created_by": "U0ELSE", "created_at": NOW}
    due = {"next_day": NOW.date(), "next_at": NOW + timedelta(days=1)}
    execute(insert(schema.cohort), [common | often | made | due | {"name": f"c{n}", "slug": f"c{n}"} for n in many])
    for table, told in ((schema.cohort_facilitator, {}), (schema.cohort_member, {"joined_at": NOW})):
        execute(insert(table), [common | told | {"cohort": n, "person": f"U{n}"} for n in many])
    execute(insert(schema.plan_change), [common | {"cohort": n, "day": NOW.date()} for n in many])
    posted = {"day": NOW.date(), "due_at": NOW, "number": 1, "text": "?", "state": "posted", "channel": HELP}
    execute(insert(schema.run), [common | posted | {"cohort": n, "slot": "x", "card_ts": f"3.{n}"} for n in many])
    said = {"author": "U0ELSE", "text": "Hm.", "source": "thread", "channel": HELP, "given_at": NOW}
    execute(insert(schema.run_answer), [common | said | {"run": n, "ts": f"2.{n}"} for n in many])


class Plans:
    """How the engine would run what is said to it."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._is_asking = False

    def note(self, connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if self._is_asking or statement.split(maxsplit=1)[0] not in {"SELECT", "UPDATE", "DELETE"}:
            return
        self._is_asking = True
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        rows = connection.exec_driver_sql(explain + statement, parameters)
        self.found.extend((" ".join(map(str, row)), statement) for row in rows)
        self._is_asking = False

    @property
    def walks(self) -> list[tuple[str, str]]:
        """The steps that look at every row of a table that only grows, or at all rows of the workspace in it."""
        return [
            (step, statement)
            for step, statement in self.found
            for table in GROWING | {"person"}
            if not any(few in step for few in PARTIAL)
            and (
                f"SCAN {table}" in step
                or f"Seq Scan on {table}" in step
                or (f"SEARCH {table} USING" in step and step.endswith("(workspace=?)"))
            )
        ]


@pytest.fixture
async def full(store: Store) -> Store:
    await store.write(HERE, fill)
    if isinstance(store, PostgresqlStore):
        await store.write(HERE, lambda uow: uow._connection.execute(text("ANALYZE")) and None)
    return store


async def plans_of(store: Store, work: Callable[[Everywhere], Any]) -> Plans:
    plans = Plans()

    def noted(all_: Everywhere) -> None:
        event.listen(all_._connection, "before_cursor_execute", plans.note)
        work(all_)

    await store.everywhere(noted)
    return plans


async def test_no_hot_statement_walks_through_a_table(full: Store) -> None:
    for name, work in EVERYWHERE.items():
        assert (await plans_of(full, work)).walks == [], name
    for name, look in HERE_ONLY.items():
        walks = (await plans_of(full, lambda all_, look=look: look(all_.within(HERE)))).walks  # type: ignore[misc] # mypy infers no lambda with a default
        assert walks == [], name


async def test_a_person_is_erased_by_indexes(full: Store) -> None:
    plans = await plans_of(full, lambda all_: all_.within(HERE).erasing.sweep(PersonId("U0NOBODY")))

    assert plans.found
    assert [walk for walk in plans.walks if "cohort" not in walk[0]] == [], "of cohorts there are few"


async def test_a_walk_would_be_seen(full: Store) -> None:
    walked = text("SELECT * FROM notice WHERE error LIKE '%x'")

    assert (await plans_of(full, lambda all_: all_._connection.execute(walked))).walks
