# ruff: noqa: ARG005 - each look has the same signature
"""Two workspaces with the same ids never meet, whatever is asked of a repository or changed through it."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from inspect import getmembers, isfunction
from typing import Any, get_type_hints

import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import IntegrityError

from bot.domain.answers import Source
from bot.domain.comments import Source as CommentSource
from bot.domain.expertise import Kind as Expertise
from bot.domain.freshness import Verdict
from bot.domain.ids import ChannelId, TopicId, WorkspaceId
from bot.domain.invitations import State as InvitationState
from bot.domain.marks import Kind as Mark
from bot.domain.marks import Source as MarkSource
from bot.domain.notices import Kind, Owed
from bot.domain.people import Preferences, Profile
from bot.domain.places import Place
from bot.domain.rules import Rules
from bot.domain.search import experts, query
from bot.domain.search.documents import Document
from bot.domain.search.documents import Kind as Indexed
from bot.domain.search.experts import DEFAULTS
from bot.domain.search.learning import Learned
from storage.index import prepared
from storage.repository import Repository
from storage.schema import metadata
from storage.store import Store
from storage.unit_of_work import UnitOfWork
from tests.storage import of_cohorts, of_erasing
from tests.storage.conftest import HERE, LATER, NOW, THERE
from tests.storage.history import (
    ADA,
    CARD,
    CHOICE,
    DRAFT,
    GRACE,
    HELP,
    PAST,
    PAST_ANSWER,
    REPLY,
    TAKE,
    TIP,
    TIP_CARD,
    Ids,
    happen,
)

ANOTHER = replace(PAST, said=replace(PAST.said, origin="qa:2"))
LONG_AGO, MUCH_LATER = NOW - timedelta(days=30), NOW + timedelta(days=30)
Call = Callable[[UnitOfWork, Ids], Any]


def _in_cohorts(call: of_cohorts.Call) -> Call:
    return lambda uow, ids: call(uow, ids.cohorts)


LOOKS: dict[str, Call] = {
    "aging.count_reported": lambda uow, ids: uow.aging.count_reported(),
    "aging.due": lambda uow, ids: uow.aging.due(MUCH_LATER, MUCH_LATER, 9),
    "aging.old": lambda uow, ids: uow.aging.old(MUCH_LATER, 9),
    "aging.reported": lambda uow, ids: uow.aging.reported(9),
    "answers.brought_in": lambda uow, ids: uow.answers.brought_in(GRACE, 9),
    "answers.get": lambda uow, ids: uow.answers.get(ids.answer),
    "answers.messages": lambda uow, ids: uow.answers.messages(ids.answer),
    "answers.of_question": lambda uow, ids: uow.answers.of_question(ids.question),
    "answers.seen_at": lambda uow, ids: uow.answers.seen_at(HELP, REPLY),
    "answers.written_at": lambda uow, ids: uow.answers.written_at(HELP, REPLY),
    "comments.get": lambda uow, ids: uow.comments.get(ids.comment),
    "comments.of_tip": lambda uow, ids: uow.comments.of_tip(ids.tip),
    "comments.written_at": lambda uow, ids: uow.comments.written_at(HELP, TAKE),
    "deflections.count": lambda uow, ids: uow.deflections.count(LONG_AGO).total,
    "deflections.standing": lambda uow, ids: uow.deflections.standing(ADA, LONG_AGO),
    "evidence.declared": lambda uow, ids: uow.evidence.declared(GRACE),
    "evidence.named": lambda uow, ids: uow.evidence.named([ids.topic], is_public_only=False, limit=9),
    "evidence.of": lambda uow, ids: uow.evidence.of(GRACE),
    "evidence.on": lambda uow, ids: uow.evidence.on([ids.topic], is_public_only=False, people=[GRACE]),
    "failures.waiting": lambda uow, ids: uow.failures.waiting(9),
    "invitations.awaiting": lambda uow, ids: uow.invitations.awaiting(GRACE, LATER, limit=9),
    "invitations.channels_awaiting": lambda uow, ids: uow.invitations.channels_awaiting(GRACE, LATER),
    "invitations.count_awaiting": lambda uow, ids: uow.invitations.count_awaiting(GRACE, LATER),
    "invitations.get": lambda uow, ids: uow.invitations.get(ids.invitation),
    "invitations.load": lambda uow, ids: uow.invitations.load([GRACE], LATER),
    "invitations.of": lambda uow, ids: uow.invitations.of(ids.question, GRACE),
    "invitations.of_question": lambda uow, ids: uow.invitations.of_question(ids.question),
    "marks.by": lambda uow, ids: uow.marks.by(ids.on_answer, Mark.USEFUL),
    "marks.has": lambda uow, ids: uow.marks.has(ids.on_tip, ADA, Mark.USEFUL),
    "marks.has_reaction": lambda uow, ids: uow.marks.has_reaction(HELP, REPLY, ADA, "+1"),
    "marks.reacted": lambda uow, ids: uow.marks.reacted([(HELP, REPLY)]),
    "notices.at": lambda uow, ids: uow.notices.at(HELP, CARD),
    "notices.is_on_its_way": lambda uow, ids: uow.notices.is_on_its_way(HELP, MUCH_LATER),
    "notices.of": lambda uow, ids: uow.notices.of(Kind.QUESTION_CARD, ids.question),
    "people.advocates": lambda uow, ids: uow.people.advocates(9),
    "people.get": lambda uow, ids: uow.people.get(ADA).profile_read_at,
    "people.some": lambda uow, ids: uow.people.some([ADA, GRACE]),
    "people.unread": lambda uow, ids: uow.people.unread([ADA], MUCH_LATER, 9),
    "places.get": lambda uow, ids: uow.places.get(HELP),
    "places.is_private": lambda uow, ids: not uow.places.is_private(HELP),
    "places.is_open_to": lambda uow, ids: uow.places.is_open_to(HELP, ADA),
    "places.search": lambda uow, ids: uow.places.search("", 9, among=[]),
    "practice.add_up": lambda uow, ids: uow.practice.add_up([GRACE]),
    "votes.helped": lambda uow, ids: uow.votes.helped(ADA),
    "practice.leaders": lambda uow, ids: uow.practice.leaders(ids.topic, 9, is_public_only=False),
    "practice.of": lambda uow, ids: uow.practice.of([GRACE], [ids.topic], NOW, is_public_only=False),
    "practice.some": lambda uow, ids: uow.practice.some(9),
    "votes.of_tips": lambda uow, ids: uow.votes.of_tips({ids.tip: 1.0}, NOW),
    "votes.of_answers": lambda uow, ids: uow.votes.of_answers({ids.question: 1.0}, NOW),
    "questions.at": lambda uow, ids: uow.questions.at(HELP, CARD),
    "questions.brought_in": lambda uow, ids: uow.questions.brought_in(ADA, 9),
    "questions.count_of_asker": lambda uow, ids: uow.questions.count_of_asker(ADA),
    "questions.count_unanswered": lambda uow, ids: uow.questions.count_unanswered(GRACE, after_wave=3),
    "questions.from_origin": lambda uow, ids: uow.questions.from_origin("qa:1"),
    "questions.get": lambda uow, ids: uow.questions.get(ids.question),
    "questions.lock": lambda uow, ids: uow.questions.lock(ids.question),
    "questions.of_asker": lambda uow, ids: uow.questions.of_asker(ADA, limit=9),
    "questions.open_in": lambda uow, ids: uow.questions.open_in(HELP, 9),
    "questions.unanswered": lambda uow, ids: uow.questions.unanswered(GRACE, after_wave=3, limit=9),
    "ranking.told": lambda uow, ids: uow.ranking.told(9),
    "ranking.weights": lambda uow, ids: uow.ranking.weights() != DEFAULTS,
    "reviews.get": lambda uow, ids: uow.reviews.get(ids.review),
    "reviews.latest": lambda uow, ids: uow.reviews.latest(ids.on_answer),
    "reviews.reports": lambda uow, ids: uow.reviews.reports(ids.on_answer),
    "settings.count": lambda uow, ids: uow.settings.count(),
    "settings.history": lambda uow, ids: uow.settings.history(limit=9),
    "settings.kept": lambda uow, ids: uow.settings.kept(),
    "settings.rules": lambda uow, ids: uow.settings.rules(Rules()) != Rules(),
    "settings.since": lambda uow, ids: uow.settings.since(0),
    "settings.version": lambda uow, ids: uow.settings.version(),
    "standing.is_ours": lambda uow, ids: uow.standing.is_ours(HELP, CARD),
    "search.explain": lambda uow, ids: uow.search.explain(query.parse("rotate keys"), ("question", ids.question)),
    "search.rarities": lambda uow, ids: uow.search.rarities(["sql"])["sql"] != experts.rarity(0, 0),
    "search.find": lambda uow, ids: uow.search.find(query.parse("rotate keys")),
    "search.likeness": lambda uow, ids: any(uow.search.likeness(query.parse("rotate keys")).values()),
    "stale.some": lambda uow, ids: uow.stale.some(9),
    "tips.at": lambda uow, ids: uow.tips.at(HELP, TIP_CARD),
    "tips.get": lambda uow, ids: uow.tips.get(ids.tip),
    "tips.lock": lambda uow, ids: uow.tips.lock(ids.tip),
    "topics.hidden_by": lambda uow, ids: uow.topics.hidden_by(ADA),
    "topics.hiders": lambda uow, ids: uow.topics.hiders([ids.topic]),
    "topics.meaning": lambda uow, ids: uow.topics.meaning(["sql", "postgres"]),
    "topics.of_question": lambda uow, ids: uow.topics.of_question(ids.question),
    "topics.of_tip": lambda uow, ids: uow.topics.of_tip(ids.tip),
    "topics.public": lambda uow, ids: uow.topics.public([ids.topic]),
    "topics.search": lambda uow, ids: uow.topics.search("", 9),
    "topics.wanting": lambda uow, ids: uow.topics.wanting(LONG_AGO, at_least=1, limit=9),
    "topics.some": lambda uow, ids: uow.topics.some([ids.topic]),
}
LOOKS |= {name: _in_cohorts(look) for name, look in of_cohorts.LOOKS.items()} | of_erasing.LOOKS
"""Each finds something where the history happened."""

CHANGES: dict[str, Call] = {
    "activities.record": lambda uow, ids: uow.activities.record("asked", "question:1", person=ADA, at=NOW),
    "answers.add": lambda uow, ids: uow.answers.add(
        ids.question, GRACE, "Hm.", source=Source.THREAD, now=NOW, channel=HELP, ts=REPLY
    ),
    "answers.change": lambda uow, ids: uow.answers.change(ids.answer, text="Changed."),
    "comments.add": lambda uow, ids: uow.comments.add(
        ids.tip, GRACE, "Hm.", source=CommentSource.THREAD, now=NOW, channel=HELP, ts=TAKE
    ),
    "comments.change": lambda uow, ids: uow.comments.change(ids.comment, text="Changed."),
    "deflections.add": lambda uow, ids: uow.deflections.add(ADA, ids.on_tip, "How?", NOW),
    "deflections.take_back": lambda uow, ids: uow.deflections.take_back(1, LATER),
    "answers.bring_in": lambda uow, ids: uow.answers.bring_in(ids.question, [PAST_ANSWER]),
    "deliveries.forget": lambda uow, ids: uow.deliveries.forget(MUCH_LATER, 9),
    "deliveries.take": lambda uow, ids: uow.deliveries.take("event:1", NOW),
    "evidence.add": lambda uow, ids: uow.evidence.add(
        ADA, [ids.topic], Expertise.USEFUL, source="x", at=NOW, is_private=False
    ),
    "evidence.declare": lambda uow, ids: uow.evidence.declare(GRACE, [], NOW),
    "evidence.move": lambda uow, ids: uow.evidence.move(ids.topic, TopicId(ids.topic + 1)),
    "evidence.retract": lambda uow, ids: uow.evidence.retract(f"answer:{ids.answer}"),
    "evidence.retract_item": lambda uow, ids: uow.evidence.retract_item(ids.on_answer),
    "failures.drop": lambda uow, ids: uow.failures.drop("event:9"),
    "failures.forget": lambda uow, ids: uow.failures.forget(MUCH_LATER),
    "failures.keep": lambda uow, ids: uow.failures.keep("event:9", "x", {}, "ValueError", LATER),
    "index.hold": lambda uow, ids: uow.index.hold(),
    "index.put": lambda uow, ids: uow.index.put([prepared(Document(Indexed.QUESTION, ids.question, "rotate keys"))]),
    "index.remove": lambda uow, ids: uow.index.remove(Indexed.QUESTION, [ids.question]),
    "invitations.add": lambda uow, ids: uow.invitations.add(ids.question, CHOICE, wave=2, is_advocate=True, now=NOW),
    "invitations.change": lambda uow, ids: uow.invitations.change(
        ids.invitation, only_if=set(InvitationState), state=InvitationState.PASSED
    ),
    "marks.forget_orphans": lambda uow, ids: uow.marks.forget_orphans(MUCH_LATER),
    "marks.hold": lambda uow, ids: uow.marks.hold(HELP, REPLY),
    "marks.react": lambda uow, ids: uow.marks.react(HELP, REPLY, ADA, "+1", is_present=False, event_ts="2", now=NOW),
    "marks.set": lambda uow, ids: uow.marks.set(ids.on_answer, GRACE, Mark.USEFUL, MarkSource.BUTTON, NOW),
    "marks.take_back": lambda uow, ids: uow.marks.take_back(ids.on_answer, None, Mark.USEFUL),
    "notices.hasten": lambda uow, ids: uow.notices.hasten(Kind.QUESTION_CARD, [ids.question], NOW),
    "notices.owe": lambda uow, ids: uow.notices.owe(Owed(Kind.QUESTION_CARD, ids.question, HELP, LATER)),
    "notices.refresh": lambda uow, ids: uow.notices.refresh(Kind.QUESTION_CARD, ids.question, NOW),
    "notices.refresh_home": lambda uow, ids: uow.notices.refresh_home(ADA, NOW),
    "notices.refresh_homes": lambda uow, ids: uow.notices.refresh_homes([ADA], NOW),
    "people.meet": lambda uow, ids: uow.people.meet(ADA),
    "people.prefer": lambda uow, ids: uow.people.prefer(GRACE, Preferences(weekly_cap=0)),
    "people.read": lambda uow, ids: uow.people.read(Profile(id=ADA, name="Else", zone="UTC"), NOW),
    "people.welcome": lambda uow, ids: uow.people.welcome(ADA, NOW),
    "places.add": lambda uow, ids: uow.places.add(Place(HELP, "else", is_private=True)),
    "places.change": lambda uow, ids: uow.places.change(HELP, name="else"),
    "places.remember": lambda uow, ids: uow.places.remember(Place(ChannelId("C0OLD"), "old")),
    "places.replace_all": lambda uow, ids: uow.places.replace_all([Place(ChannelId("C0ELSE"), "else")]),
    "practice.keep": lambda uow, ids: uow.practice.keep([GRACE], []),
    "practice.mark": lambda uow, ids: uow.practice.mark([GRACE]),
    "practice.take": lambda uow, ids: uow.practice.take(uow.practice.some(9)),
    "questions.add": lambda uow, ids: uow.questions.add(DRAFT, NOW),
    "questions.bring_in": lambda uow, ids: uow.questions.bring_in(ANOTHER),
    "questions.change": lambda uow, ids: uow.questions.change(ids.question, text="Changed?"),
    "questions.keep_pace": lambda uow, ids: uow.questions.keep_pace(was=3, now=1),
    "ranking.keep": lambda uow, ids: uow.ranking.keep(Learned(DEFAULTS, 0), LATER),
    "reviews.begin": lambda uow, ids: uow.reviews.begin(ids.on_answer, GRACE, NOW),
    "reviews.decide": lambda uow, ids: uow.reviews.decide(ids.review, Verdict.TRUE, GRACE, NOW),
    "reviews.hold": lambda uow, ids: uow.reviews.hold(),
    "reviews.report": lambda uow, ids: uow.reviews.report(ids.on_answer, ADA, "Else.", LATER),
    "reviews.settle_reports": lambda uow, ids: uow.reviews.settle_reports(ids.on_answer, NOW),
    "settings.change": lambda uow, ids: uow.settings.change("waves", None, ADA, LATER),
    "settings.hold": lambda uow, ids: uow.settings.hold(),
    "stale.mark": lambda uow, ids: uow.stale.mark(Indexed.QUESTION, ids.question),
    "stale.mark_place": lambda uow, ids: uow.stale.mark_place(HELP),
    "stale.take": lambda uow, ids: uow.stale.take(uow.stale.some(9)),
    "tips.add": lambda uow, ids: uow.tips.add(TIP, NOW),
    "tips.change": lambda uow, ids: uow.tips.change(ids.tip, text="Changed it all."),
    "topics.ensure": lambda uow, ids: uow.topics.ensure({"sql": "Else"}, {"mysql": "sql"}, NOW),
    "topics.hide": lambda uow, ids: uow.topics.hide(ADA, [], NOW),
    "topics.merge": lambda uow, ids: uow.topics.merge(ids.topic, TopicId(ids.topic + 1)),
    "topics.tag": lambda uow, ids: uow.topics.tag(ids.question, [ids.topic], []),
    "topics.tag_tip": lambda uow, ids: uow.topics.tag_tip(ids.tip, [], [ids.topic]),
}
CHANGES |= {name: _in_cohorts(change) for name, change in of_cohorts.CHANGES.items()} | of_erasing.CHANGES


def methods() -> set[str]:
    """Everything that can be asked of a unit of work."""
    found = set()
    for name, part in vars(UnitOfWork).items():
        kind = get_type_hints(part.func)["return"] if isinstance(part, cached_property) else None
        if isinstance(kind, type) and issubclass(kind, Repository):
            found |= {f"{name}.{method}" for method, _ in getmembers(kind, isfunction) if method[0] != "_"}
    return found


def rows_of(workspace: WorkspaceId) -> Callable[[UnitOfWork], dict[str, Collection[Any]]]:
    """Everything kept of a workspace, other than the search index, which is made of it."""

    def work(uow: UnitOfWork) -> dict[str, Collection[Any]]:
        return {
            table.name: set(map(str, uow._connection.execute(select(table).where(table.c.workspace == workspace))))
            for table in metadata.sorted_tables
            if "workspace" in table.c and not table.name.startswith("search_")
        }

    return work


def test_every_method_of_every_repository_is_tried_here() -> None:
    assert methods() == LOOKS.keys() | CHANGES.keys()


async def test_the_history_fills_every_table(store: Store) -> None:
    await store.write(HERE, happen)
    await store.everywhere(lambda all_: all_.outgoing.claim(LATER, 9))

    kept = await store.read(HERE, rows_of(HERE))

    assert [table for table, rows in kept.items() if not rows] == []


async def test_nothing_of_one_workspace_is_seen_from_another(store: Store) -> None:
    ids = await store.write(HERE, happen)
    await store.everywhere(lambda all_: all_.outgoing.claim(LATER, 9))

    here = {name: await store.read(HERE, lambda uow, look=look: look(uow, ids)) for name, look in LOOKS.items()}  # type: ignore[misc] # mypy infers no lambda with a default
    there = {name: await store.read(THERE, lambda uow, look=look: look(uow, ids)) for name, look in LOOKS.items()}  # type: ignore[misc] # mypy infers no lambda with a default

    assert [name for name, seen in here.items() if not seen and name != "notices.at"] == []
    assert [name for name, seen in there.items() if seen] == []


@pytest.mark.parametrize("has_the_same", [False, True])
async def test_nothing_done_in_one_workspace_changes_another(store: Store, has_the_same: bool) -> None:  # noqa: FBT001 - a parameter of the table
    ids = await store.write(HERE, happen)
    if has_the_same:
        await store.write(THERE, happen)
    before = await store.read(HERE, rows_of(HERE))

    for name, change in CHANGES.items():
        with suppress(IntegrityError):  # to refer to a row of elsewhere is refused by the database itself
            await store.write(THERE, lambda uow, change=change: change(uow, ids))  # type: ignore[misc] # mypy infers no lambda with a default
        assert await store.read(HERE, rows_of(HERE)) == before, name


async def test_every_statement_of_a_unit_of_work_names_its_workspace(store: Store) -> None:
    ids = await store.write(HERE, happen)
    statements: list[str] = []

    def note(_c: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for call in [*LOOKS.values(), *CHANGES.values()]:
            with suppress(IntegrityError):
                await store.write(HERE, lambda uow, call=call: call(uow, ids))  # type: ignore[misc] # mypy infers no lambda with a default
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    ours = [each for each in statements if each.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    assert len(ours) > len(methods())
    # A lock's number and a posting's word belong to one workspace each.
    bound = ("SELECT pg_advisory_xact_lock", "INSERT INTO search_posting", "DELETE FROM search_posting")
    assert [each for each in ours if "workspace" not in each and not each.startswith(bound)] == []
