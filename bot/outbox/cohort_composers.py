"""The composers of what cohorts owe: their card, their questions, the answers under them, the week, and news."""

from datetime import timedelta

from bot.clock import Clock
from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId, NewsId, PromptRequestId, RunAnswerId, RunId
from bot.domain.notices import Kind, Notice
from bot.domain.runs import Run, RunAnswer, State, monday_of
from bot.messages import cohort_news, cohorts, runs
from bot.messages.links import address
from bot.outbox.composed import Composed, Gone, NotOwed, Post
from bot.services import whereabouts
from bot.services.rules import WorkspaceRules
from storage.unit_of_work import UnitOfWork

MOST_USEFUL = 3
MOST_HIGHLIGHTS = 5
_WEEK = timedelta(days=6)


def card(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, _clock: Clock) -> Composed:
    """A cohort in its channel."""
    cohort = _cohort(uow, CohortId(notice.about))
    led_by, members = uow.cohorts.facilitators(cohort.id), uow.cohorts.members(cohort.id)
    told = cohorts.Told(cohort, led_by, len(members), rules.of(uow).date_language)
    return Post(cohorts.card(told))


def question(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock) -> Composed:
    """A cohort's question; one that is too late by now is left out."""
    run = _run(uow, RunId(notice.about))
    cohort = _cohort(uow, run.cohort)
    is_late = clock.now() > run.due_at + rules.of(uow).post_within
    if notice.ts is None and (is_late or run.state is State.MISSED or cohort.ended_at is not None):
        return NotOwed()
    people = uow.people.some(uow.cohorts.facilitators(cohort.id))
    names = [person.profile.name for person in people if person.profile.name]
    return Post(runs.post(run, cohort, names, rules.of(uow).reaction))


def answer(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    """An answer under a cohort's question, which stands already: nobody could answer it otherwise."""
    found = _answer(uow, notice)
    run = _run(uow, found.run)
    if notice.ts is None and found.is_deleted:
        return NotOwed(run.card_ts)
    return Post(runs.in_thread(found), thread=run.card_ts)


def answer_not_posted(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    """Why an answer stands nowhere."""
    found = _answer(uow, notice)
    refused = uow.notices.of(Kind.RUN_ANSWER_IN_THREAD, found.id)
    return Post(runs.not_posted(found, _run(uow, found.run), (refused.error if refused else None) or ""))


def wrap_up(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, clock: Clock) -> Composed:
    """What a cohort's week brought: once, in that week, when nothing more comes in it, and if somebody took part."""
    last = _run(uow, RunId(notice.about))
    cohort, monday = _cohort(uow, last.cohort), monday_of(last.day)
    week = uow.runs.of_days(cohort.id, monday, monday + _WEEK)
    goes_on = cohort.next_day is not None and monday_of(cohort.next_day) == monday
    is_past = monday_of(clock.now().astimezone(cohort.schedule.timezone).date()) > monday
    if notice.ts is None and (goes_on or is_past or any(_is_wrapped_up(uow, run) for run in week if run.id != last.id)):
        return NotOwed()
    answers = uow.run_answers.of_runs([run.id for run in week])
    if notice.ts is None and not answers:
        return NotOwed()
    by_id = {run.id: run for run in week}

    def lines(chosen: list[RunAnswer]) -> list[runs.Line]:
        spots = ((each, whereabouts.of_run_answer(uow, by_id[each.run], each)) for each in chosen)
        return [runs.Line(each, address(uow.url, spot)) for each, spot in spots]

    best = sorted((each for each in answers if each.useful), key=lambda each: (-each.useful, each.id))
    told = runs.Week(
        cohort=cohort,
        monday=monday,
        questions=len(week),
        answers=len(answers),
        people=len({each.author for each in answers}),
        useful=lines(best[:MOST_USEFUL]),
        highlights=lines([each for each in answers if each.highlighted_at][:MOST_HIGHLIGHTS]),
        next_at=cohort.next_at,
        language=rules.of(uow).date_language,
    )
    return Post(runs.wrap_up(told))


def news(uow: UnitOfWork, notice: Notice, rules: WorkspaceRules, _clock: Clock) -> Composed:
    """Something that a facilitator has to know."""
    told = uow.news.get(NewsId(notice.about))
    if told is None:
        raise Gone
    return Post(cohort_news.news(told, _cohort(uow, told.cohort), rules.of(uow).date_language))


def prompt_request(uow: UnitOfWork, notice: Notice, _rules: WorkspaceRules, _clock: Clock) -> Composed:
    """Whether a question that was asked anonymously may be discussed."""
    told = uow.prompt_requests.get(PromptRequestId(notice.about))
    if told is None:
        raise Gone
    return Post(cohort_news.request(told, _cohort(uow, told.cohort)))


def _is_wrapped_up(uow: UnitOfWork, run: Run) -> bool:
    found = uow.notices.of(Kind.WRAP_UP, run.id)
    return found is not None and found.ts is not None


def _cohort(uow: UnitOfWork, id_: CohortId) -> Cohort:
    cohort = uow.cohorts.get(id_)
    if cohort is None:
        raise Gone
    return cohort


def _run(uow: UnitOfWork, id_: RunId) -> Run:
    run = uow.runs.get(id_)
    if run is None:
        raise Gone
    return run


def _answer(uow: UnitOfWork, notice: Notice) -> RunAnswer:
    found = uow.run_answers.get(RunAnswerId(notice.about))
    if found is None:
        raise Gone
    return found
