"""All that is said of cohorts and their prompts, in anybody's words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.domain.cohort_shown import (
    AtHome,
    Borrowable,
    Brought,
    Detail,
    Form,
    Known,
    Listed,
    NextDates,
    Outcome,
    Outcomes,
    Overview,
    SetPage,
    Tally,
)
from bot.domain.cohorts import Cohort, Order
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
from bot.domain.news import News, What
from bot.domain.places import Place
from bot.domain.plans import Change, Planned
from bot.domain.prompt_files import Rejected, Why
from bot.domain.prompts import Draft, Prompt, PromptSet, Theme
from bot.domain.questions import Question
from bot.domain.requests import PromptRequest
from bot.domain.runs import Run, RunAnswer, State
from bot.domain.schedules import Schedule, Slot
from bot.messages import borrowing, cohort_form, cohort_news, cohorts, dates, kit, outcomes, prompts, prompts_read, runs

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LINK = "https://knowhow.test/archives/C0HELP/p1772463600000100"
URL = "https://knowhow.test"
ADA, HERE = PersonId("U0ADA"), ChannelId("C0HELP")
CARD = MessageTs("1772463600.000100")


def a_cohort(text: str, **other: Any) -> Cohort:
    """A cohort with these words as its name."""
    schedule = Schedule("UTC", time(15), frozenset(range(5)), date(2026, 3, 2), last_day=date(2026, 6, 1))
    told: dict[str, Any] = {
        "id": CohortId(1),
        "name": text[:60] or "x",
        "channel": HERE,
        "schedule": schedule,
        "order": Order.LISTED,
        "created_by": ADA,
        "created_at": NOW,
        "next_day": NOW.date(),
        "next_at": NOW,
    }
    return Cohort(**told | other)


def a_draft(text: str) -> Draft:
    """A prompt in these words."""
    return Draft(text[:1000] or "x", text[:150], LINK, Theme.APPLY)


def a_run(text: str) -> Run:
    """A posted question in these words."""
    said = a_draft(text)
    return Run(RunId(1), CohortId(1), NOW.date(), NOW, 3, PromptId(1), said, State.POSTED, HERE, CARD)


def a_run_answer(text: str, **other: Any) -> RunAnswer:
    """An answer in these words."""
    told: dict[str, Any] = {
        "id": RunAnswerId(1),
        "run": RunId(1),
        "author": PersonId("U0GRACE"),
        "text": text or "x",
        "source": Source.BUTTON,
        "channel": None,
        "ts": None,
        "given_at": NOW,
        "edited_at": None,
        "is_deleted": False,
        "useful": 2,
        "highlighted_at": NOW,
    }
    return RunAnswer(**told | other)


def planned_of(text: str) -> list[Planned]:
    """Ten dates of every kind."""
    slot, said = Slot(NOW.date(), NOW), a_draft(text)
    kinds = [
        Planned(slot, PromptId(1), said, Change()),
        Planned(slot, PromptId(1), said, Change(prompt=PromptId(1), said=said)),
        Planned(slot, None, None, Change(is_skipped=True)),
        Planned(slot, None, None, Change()),
    ]
    return (kinds * 3)[:10]


def at_homes(text: str) -> list[AtHome]:
    """Cohorts as App Home shows them."""
    cohort, run, empty = a_cohort(text), a_run(text), planned_of(text)[3]
    return [
        AtHome(cohort, leads=True, today=run, has_answered=False, empty=empty),
        AtHome(cohort, leads=False, today=run, has_answered=True, empty=None),
        AtHome(a_cohort(text, trouble=text[:80]), leads=True, today=None, has_answered=False, empty=None),
    ] + [AtHome(cohort, leads=True, today=run, has_answered=False, empty=empty)] * 2


def of_cohorts(text: str) -> Iterator[kit.Message | kit.View]:
    """Cards, pages, lists and forms."""
    states = [
        a_cohort(text),
        a_cohort(text, next_at=None, next_day=None),
        a_cohort(text, trouble="is_archived", next_at=None),
        a_cohort(text, ended_at=NOW, next_at=None),
        a_cohort(text, paused_until=NOW.date()),
    ]
    for cohort in states:
        yield cohorts.card(cohorts.Told(cohort, [ADA], 3))
        for leads in (True, False):
            detail = Detail(
                cohort=cohort,
                facilitators=[ADA] * 10,
                members=12,
                is_member=not leads,
                leads=leads,
                following=planned_of(text)[0 if leads else 3],
                latest=a_run(text),
                url=URL,
            )
            yield cohorts.page(detail, cohorts.joined(cohort))
        yield cohorts.said(cohorts.left(cohort))
    known = [Known(each, 3, is_member=True, leads=True) for each in states]
    for page in (1, 2, 3):
        yield cohorts.overview(
            Overview(known * 3, [replace(each, is_member=False, leads=False) for each in known]), page
        )
    yield cohorts.overview(Overview([], []))
    place, sets = Place(HERE, text[:80] or "x"), [PromptSet(PromptSetId(1), text[:60] or "x", None, None)]
    yield cohort_form.form(Form("UTC", sets, place=place, facilitators=[ADA]), NOW.date(), name=text[:60])
    schedule = replace(states[0].schedule, countries=("GB", "CZ"), free_days=frozenset({date(2026, 12, 24)}))
    told = Form("UTC", sets, replace(states[0], schedule=schedule), place, [ADA], [PromptSetId(1)])
    yield cohort_form.form(told, NOW.date())


def of_prompts(text: str) -> Iterator[kit.Message | kit.View]:
    """Dates, the bank, outcomes, and questions that become prompts."""
    cohort, planned = a_cohort(text, paused_until=NOW.date()), planned_of(text)
    yield from (dates.upcoming(NextDates(cohort, planned)), dates.upcoming(NextDates(cohort, [])))
    for each in planned[:4]:
        yield from (dates.edit_form(cohort, each), dates.swap_form(cohort, each))
    yield dates.pause_form(cohort, NOW.date())
    shared, own = (
        PromptSet(PromptSetId(1), text[:60] or "x", None, ADA),
        PromptSet(PromptSetId(2), "x", CohortId(1), ADA),
    )
    for given in (cohort, None):
        yield prompts.sets([Listed(shared, 3), Listed(own, 0)], given, prompts.brought(Brought(2, 1)))
    yield prompts.sets([])
    several = [Prompt(PromptId(number), PromptSetId(1), a_draft(text), is_retired=number > 6) for number in range(8)]
    several.append(Prompt(PromptId(9), PromptSetId(1), Draft(text[:1000] or "x", text[:150])))
    for is_mine in (True, False):
        yield prompts.page(SetPage(shared, None, several, 30, 1, 3, is_mine), None, "x")
    yield prompts.page(SetPage(own, cohort, [], 0, 0, 1, is_mine=True), CohortId(1))
    yield prompts.prompt_form(PromptSetId(1), 0, CohortId(1), several[0])
    yield from (prompts.prompt_form(PromptSetId(1), 0, None), prompts.paste_form(PromptSetId(1), 0, None))
    yield prompts.set_form(CohortId(1))
    rejected = [Rejected(number, why, 10, text[:50]) for number, why in enumerate(Why)]
    yield cohorts.said(kit.escape(prompts_read.rejected(rejected)))
    run, tally = a_run(text), Tally(answers=3, people=2, members=1, useful=4)
    shown = [
        Outcome(run, tally, is_retired=False),
        Outcome(run, Tally(), is_retired=True),
        Outcome(replace(run, card_ts=None), tally, is_retired=None),
    ]
    for by_merit in (True, False):
        yield outcomes.page(Outcomes(cohort, 4, shown * 2, 20, 1, 3, by_merit, URL))
    yield outcomes.page(Outcomes(cohort, 0, [], 0, 0, 1, by_merit=False, url=""))
    yield from (borrowing.done(is_asked_first=True), borrowing.done(is_asked_first=False))


def of_borrowing(question: Question, text: str) -> Iterator[kit.Message | kit.View]:
    """A question that becomes a prompt, and the asker's word on it."""
    yield borrowing.form(Borrowable(question, [a_cohort(text)] * 3))
    for is_agreed in (None, True, False):
        request = PromptRequest(PromptRequestId(1), QuestionId(1), CohortId(1), ADA, text[:1000] or "x", is_agreed)
        yield cohort_news.request(request, a_cohort(text))


def of_runs(text: str) -> Iterator[kit.Message | kit.View]:
    """Questions of cohorts, answers to them, weeks, and news."""
    cohort, run = a_cohort(text), a_run(text)
    yield runs.post(run, cohort, [text[:80] or "x"] * 10)
    yield runs.post(replace(run, said=Draft(text[:1000] or "x", text[:150])), cohort, [])
    yield runs.post(replace(run, said=Draft(text[:1000] or "x", "", LINK)), cohort, [])
    long = a_run_answer(text * 20, highlighted_at=None)
    for answer in (a_run_answer(text), long, a_run_answer(text, is_deleted=True)):
        yield from (runs.in_thread(answer), runs.not_posted(answer, run, "is_archived"))
    yield from (runs.answer_form(run, cohort), runs.edit_form(a_run_answer(text[:3000])), runs.delete_form(long))
    yield from (runs.highlighted(is_new=True), runs.highlighted(is_new=False))
    lines = [runs.Line(a_run_answer(text), LINK), runs.Line(long, "")]
    for next_at in (NOW, None):
        yield runs.wrap_up(runs.Week(cohort, date(2026, 3, 2), 5, 12, 3, lines, lines * 2, next_at))
    told = {"days": [f"2026-03-0{day}" for day in range(1, 8)], "day": "2026-03-02", "error": text[:50], "text": text}
    for what in What:
        yield cohort_news.news(News(NewsId(1), CohortId(1), ADA, what, told, NOW), cohort)
