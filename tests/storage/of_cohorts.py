# ruff: noqa: ARG005 - each look has the same signature
"""What happens in cohorts of any workspace, and everything that can be asked and changed of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from bot.domain.cohorts import Draft as CohortDraft
from bot.domain.cohorts import Order
from bot.domain.comments import Source
from bot.domain.ids import (
    ChannelId,
    CohortId,
    MessageTs,
    NewsId,
    PersonId,
    PromptId,
    PromptRequestId,
    PromptSetId,
    QuestionId,
    RunAnswerId,
    RunId,
)
from bot.domain.marks import About, Item
from bot.domain.news import What
from bot.domain.notices import Kind, Owed
from bot.domain.plans import Change
from bot.domain.prompts import Draft, Theme
from bot.domain.runs import Planned, State
from bot.domain.schedules import Schedule, Slot
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import LATER, NOW

ADA, GRACE = PersonId("U0ADA"), PersonId("U0GRACE")
HELP = ChannelId("C0HELP")
RUN_CARD, SAID = MessageTs("1767225604.000100"), MessageTs("1767225605.000100")
DAY = NOW.date()
SCHEDULE = Schedule("UTC", time(9), frozenset({0, 3}), DAY, countries=("GB",), free_days=frozenset({DAY}))
COHORT = CohortDraft("SQL", HELP, (GRACE,), SCHEDULE, (), Order.LISTED)
PROMPT = Draft("What did you try?", "Joins", "https://learn.test/joins", Theme.APPLY)
SLOT = Slot(DAY, LATER)


@dataclass(frozen=True, slots=True)
class CohortIds:
    """What the database numbered."""

    cohort: CohortId
    set: PromptSetId
    prompt: PromptId
    run: RunId
    answer: RunAnswerId
    news: NewsId
    request: PromptRequestId

    @property
    def planned(self) -> Planned:
        """Another run of the cohort."""
        return Planned(self.cohort, "now:2", DAY, NOW, 2, self.prompt, PROMPT)

    @property
    def on_answer(self) -> Item:
        """The answer, to be marked."""
        return Item(About.RUN_ANSWER, self.answer)


def happen_in_cohorts(uow: UnitOfWork, question: QuestionId) -> CohortIds:
    """Fill the tables of cohorts."""
    shared = uow.prompts.add_set("Any course", by=None)
    uow.prompts.add(shared, [PROMPT, Draft("And what else?")], None, NOW)
    cohort = uow.cohorts.add(replace(COHORT, sets=(shared,)), ADA, NOW)
    own = uow.prompts.add_set("SQL", by=ADA, cohort=cohort)
    uow.prompts.add(own, [PROMPT], ADA, NOW)
    uow.cohorts.join(cohort, ADA, NOW)
    uow.cohorts.set_next({cohort: SLOT})
    prompt = uow.prompts.page(shared, limit=1, offset=0)[0].id
    uow.plans.set(cohort, DAY, Change(prompt=prompt, said=PROMPT))
    uow.prompts.retire_in(cohort, prompt, is_retired=True)
    [run] = uow.runs.add([(Planned(cohort, DAY.isoformat(), DAY, NOW, 1, prompt, PROMPT), HELP)])
    uow.runs.change(run, card_ts=RUN_CARD, state=State.POSTED)
    answer = uow.run_answers.add(run, ADA, "This.", source=Source.THREAD, now=NOW, channel=HELP, ts=SAID)
    news = uow.news.tell(cohort, GRACE, What.EMPTY, "empty:0", {"day": DAY.isoformat()}, NOW)
    request = uow.prompt_requests.begin(question, cohort, GRACE, "May we?", NOW)
    assert answer is not None
    assert news is not None
    assert request is not None
    uow.notices.owe(Owed(Kind.RUN, run, HELP, NOW))
    return CohortIds(cohort, shared, prompt, run, answer, news, request)


Call = Callable[[UnitOfWork, CohortIds], Any]

LOOKS: dict[str, Call] = {
    "cohorts.count_members": lambda uow, ids: uow.cohorts.count_members([ids.cohort]),
    "cohorts.facilitators": lambda uow, ids: uow.cohorts.facilitators(ids.cohort),
    "cohorts.get": lambda uow, ids: uow.cohorts.get(ids.cohort),
    "cohorts.in_channel": lambda uow, ids: uow.cohorts.in_channel(HELP),
    "cohorts.is_member": lambda uow, ids: uow.cohorts.is_member(ids.cohort, ADA),
    "cohorts.leads": lambda uow, ids: uow.cohorts.leads(ids.cohort, GRACE),
    "cohorts.joined": lambda uow, ids: uow.cohorts.joined(ADA),
    "cohorts.led": lambda uow, ids: uow.cohorts.led(GRACE),
    "cohorts.led_by": lambda uow, ids: uow.cohorts.led_by(GRACE, 9),
    "cohorts.lock": lambda uow, ids: uow.cohorts.lock(ids.cohort),
    "cohorts.lock_due": lambda uow, ids: uow.cohorts.lock_due([ids.cohort], LATER),
    "cohorts.members": lambda uow, ids: uow.cohorts.members(ids.cohort),
    "cohorts.named": lambda uow, ids: uow.cohorts.named(" sql "),
    "cohorts.of_person": lambda uow, ids: uow.cohorts.of_person(ADA),
    "cohorts.others": lambda uow, ids: uow.cohorts.others(PersonId("U0NEW"), 9),
    "cohorts.sets": lambda uow, ids: uow.cohorts.sets([ids.cohort])[ids.cohort],
    "cohorts.using": lambda uow, ids: uow.cohorts.using(ids.set),
    "news.get": lambda uow, ids: uow.news.get(ids.news),
    "news.was_told": lambda uow, ids: uow.news.was_told(ids.cohort, "empty:0"),
    "places.some": lambda uow, ids: uow.places.some([HELP]),
    "plans.changes": lambda uow, ids: uow.plans.changes([ids.cohort], DAY)[ids.cohort],
    "prompt_requests.get": lambda uow, ids: uow.prompt_requests.get(ids.request),
    "prompts.active": lambda uow, ids: uow.prompts.active([ids.set])[ids.set],
    "prompts.count": lambda uow, ids: uow.prompts.count([ids.set]),
    "prompts.count_all": lambda uow, ids: uow.prompts.count_all(ids.set),
    "prompts.get": lambda uow, ids: uow.prompts.get(ids.prompt),
    "prompts.get_set": lambda uow, ids: uow.prompts.get_set(ids.set),
    "prompts.own_sets": lambda uow, ids: uow.prompts.own_sets([ids.cohort]),
    "prompts.page": lambda uow, ids: uow.prompts.page(ids.set, limit=9, offset=0),
    "prompts.retired_in": lambda uow, ids: uow.prompts.retired_in([ids.cohort])[ids.cohort],
    "prompts.set_named": lambda uow, ids: uow.prompts.set_named("any course"),
    "prompts.set_of": lambda uow, ids: uow.prompts.set_of(ids.cohort),
    "prompts.shared_sets": lambda uow, ids: uow.prompts.shared_sets(),
    "prompts.some_sets": lambda uow, ids: uow.prompts.some_sets([ids.set]),
    "prompts.texts": lambda uow, ids: uow.prompts.texts(ids.set),
    "run_answers.get": lambda uow, ids: uow.run_answers.get(ids.answer),
    "run_answers.has_answered": lambda uow, ids: uow.run_answers.has_answered(ids.run, ADA),
    "run_answers.messages": lambda uow, ids: uow.run_answers.messages(ids.answer),
    "run_answers.of_runs": lambda uow, ids: uow.run_answers.of_runs([ids.run]),
    "run_answers.seen_at": lambda uow, ids: uow.run_answers.seen_at(HELP, SAID),
    "run_answers.tallies": lambda uow, ids: uow.run_answers.tallies(ids.cohort, [ids.run]),
    "run_answers.written_at": lambda uow, ids: uow.run_answers.written_at(HELP, SAID),
    "runs.at": lambda uow, ids: uow.runs.at(HELP, RUN_CARD),
    "runs.get": lambda uow, ids: uow.runs.get(ids.run),
    "runs.latest": lambda uow, ids: uow.runs.latest([ids.cohort]),
    "runs.lock": lambda uow, ids: uow.runs.lock(ids.run),
    "runs.of_days": lambda uow, ids: uow.runs.of_days(ids.cohort, DAY, DAY),
    "runs.posted": lambda uow, ids: uow.runs.posted(ids.cohort),
    "runs.taken": lambda uow, ids: uow.runs.taken([ids.cohort], [DAY.isoformat()]),
    "runs.used": lambda uow, ids: uow.runs.used([ids.cohort])[ids.cohort],
}
"""Each finds something where the history happened."""

CHANGES: dict[str, Call] = {
    "cohorts.add": lambda uow, ids: uow.cohorts.add(replace(COHORT, name="Else"), ADA, NOW),
    "cohorts.change": lambda uow, ids: uow.cohorts.change(ids.cohort, trouble="is_archived"),
    "cohorts.join": lambda uow, ids: uow.cohorts.join(ids.cohort, GRACE, NOW),
    "cohorts.leave": lambda uow, ids: uow.cohorts.leave(ids.cohort, ADA),
    "cohorts.rearrange": lambda uow, ids: uow.cohorts.rearrange(ids.cohort, replace(COHORT, name="Other")),
    "cohorts.set_next": lambda uow, ids: uow.cohorts.set_next({ids.cohort: None}),
    "news.tell": lambda uow, ids: uow.news.tell(ids.cohort, ADA, What.EMPTY, "empty:0", {}, NOW),
    "notices.owe_new": lambda uow, ids: uow.notices.owe_new([Owed(Kind.RUN, ids.run + 1, HELP, LATER)]),
    "plans.set": lambda uow, ids: uow.plans.set(ids.cohort, DAY, Change(is_skipped=True)),
    "prompt_requests.begin": lambda uow, ids: uow.prompt_requests.begin(QuestionId(1), ids.cohort, ADA, "?", NOW),
    "prompt_requests.decide": lambda uow, ids: uow.prompt_requests.decide(ids.request, NOW, is_agreed=True),
    "prompts.add": lambda uow, ids: uow.prompts.add(ids.set, [Draft("Else?")], ADA, NOW),
    "prompts.add_set": lambda uow, ids: uow.prompts.add_set("Else", by=ADA),
    "prompts.exchange": lambda uow, ids: uow.prompts.exchange(ids.prompt, with_next=True),
    "prompts.hold": lambda uow, ids: uow.prompts.hold(),
    "prompts.retire": lambda uow, ids: uow.prompts.retire(ids.prompt, NOW),
    "prompts.retire_in": lambda uow, ids: uow.prompts.retire_in(ids.cohort, ids.prompt, is_retired=False),
    "prompts.reword": lambda uow, ids: uow.prompts.reword(ids.prompt, Draft("Else?")),
    "run_answers.add": lambda uow, ids: uow.run_answers.add(
        ids.run, GRACE, "Hm.", source=Source.THREAD, now=NOW, channel=HELP, ts=SAID
    ),
    "run_answers.change": lambda uow, ids: uow.run_answers.change(ids.answer, text="Changed."),
    "runs.add": lambda uow, ids: uow.runs.add([(ids.planned, HELP)]),
    "runs.change": lambda uow, ids: uow.runs.change(ids.run, state=State.MISSED),
}

FAR = date(2030, 1, 1)
PLANS: dict[str, Callable[[UnitOfWork], Any]] = {
    "run of a message": lambda uow: uow.runs.at(HELP, MessageTs("1.0")),
    "runs of a cohort": lambda uow: uow.runs.latest([CohortId(7)]),
    "prompts used": lambda uow: uow.runs.used([CohortId(7), CohortId(8)]),
    "slots taken": lambda uow: uow.runs.taken([CohortId(7)], [DAY.isoformat()]),
    "answer of a message": lambda uow: uow.run_answers.seen_at(HELP, MessageTs("1.0")),
    "answers to a run": lambda uow: uow.run_answers.of_runs([RunId(7)]),
    "tallies": lambda uow: uow.run_answers.tallies(CohortId(7), [RunId(7)]),
    "cohorts to lock": lambda uow: uow.cohorts.lock_due([CohortId(7)], NOW),
    "a person's cohorts": lambda uow: uow.cohorts.of_person(PersonId("U7")),
    "nobody's cohorts": lambda uow: uow.cohorts.of_person(PersonId("U0ELSE")),
    "a channel's cohorts": lambda uow: uow.cohorts.in_channel(ChannelId("C0ELSE")),
    "changes of dates": lambda uow: uow.plans.changes([CohortId(7)], FAR),
}
"""What runs for each message or each question that is due."""
