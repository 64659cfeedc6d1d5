"""The words of a cohort: its card in the channel, its page, and lists of cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.cohort_shown import Detail, Known, Overview
from bot.domain.cohorts import Cohort
from bot.domain.ids import PersonId
from bot.domain.rules import ENGLISH
from bot.messages import kit, refusals
from bot.messages.days import day
from bot.messages.links import address
from bot.messages.schedules import at, rhythm, when

ON_A_PAGE = 10
TITLE = "Cohort"
CREATED = ":white_check_mark: It is set up. Its card appears in the channel, so that people can join."
SAVED = ":white_check_mark: Saved."


@dataclass(frozen=True, slots=True)
class Told:
    """A cohort with all that its card tells of it."""

    cohort: Cohort
    facilitators: Sequence[PersonId]
    members: int
    language: str = ENGLISH
    """In which dates are written."""


def card(told: Told) -> kit.Message:
    """A cohort in its channel: who set it up, what happens and when."""
    cohort = told.cohort
    opening = f":mortar_board: {kit.person(cohort.created_by)} set up the cohort *{kit.escape(cohort.name)}* here"
    blocks = [kit.section(f"{opening}.")]
    if cohort.is_over:
        blocks.append(kit.context("It is over. What was said stays."))
        return kit.Message(f"{opening}. It is over.", tuple(blocks))
    what = f"A question to discuss appears here, {_days(cohort, told.language)}.{_pause(cohort, told.language)}"
    led = ", ".join(kit.person(each) for each in told.facilitators)
    count = kit.plural(told.members, "member")
    id_ = str(cohort.id)
    blocks += [
        kit.section(what),
        kit.context(f"Facilitated by {led} · {count}"),
        kit.actions(kit.button("Join", "cohort.join", id_, style="primary"), kit.button("More", "cohort.open", id_)),
    ]
    return kit.Message(f"{opening}. {what}", tuple(blocks))


def overview(found: Overview, page: int = 1, note: str = "") -> kit.Message:
    """The cohorts of a person and those they may join, a page of them counted from 1."""
    every = [*((each, True) for each in found.mine), *((each, False) for each in found.others)]
    shown = kit.page(every, page, ON_A_PAGE)
    blocks = [kit.section(note)] if note else []
    if not every:
        blocks.append(kit.section("There is no cohort yet that you can join. Set one up for a channel that I am in."))
    mine = [each for each, is_mine in shown.items if is_mine]
    others = [each for each, is_mine in shown.items if not is_mine]
    blocks += [kit.header("Your cohorts"), *(_line(each, found.language) for each in mine)] if mine else []
    blocks += [kit.header("You may join"), *(_line(each, found.language) for each in others)] if others else []
    turn = kit.pager(shown, "cohort.list")
    blocks += [turn] if turn else []
    new, bank = kit.button("New cohort", "cohort.new"), kit.button("Prompt bank", "prompts.sets")
    blocks.append(kit.actions(new, *([bank] if any(each.leads for each in found.mine) else [])))
    told = f"You are in {kit.plural(len(found.mine), 'cohort')}, and may join {len(found.others)}."
    return kit.Message(note or told, tuple(blocks))


def page(detail: Detail, note: str = "") -> kit.View:
    """A cohort before somebody, with all that they may do about it."""
    cohort = detail.cohort
    blocks = [kit.section(note)] if note else []
    blocks += [kit.header(cohort.name), kit.section(_about(detail))]
    if cohort.trouble is not None:
        blocks.append(kit.section(f":warning: *It stands still*: {refusals.why_not_posted(cohort.trouble)}."))
    blocks += _coming(detail)
    id_ = str(cohort.id)
    if detail.is_member:
        blocks.append(kit.actions(kit.button("Leave", "cohort.leave", id_)))
    elif not cohort.is_over:
        blocks.append(kit.actions(kit.button("Join", "cohort.join", id_, style="primary")))
    if detail.leads:
        blocks += [kit.divider(), kit.context("You facilitate it."), *_leading(cohort)]
    return kit.modal(TITLE, blocks, "cohort.page", close="Close")


def joined(cohort: Cohort) -> str:
    """Said to somebody who joined."""
    return (
        f":tada: You are in *{kit.escape(cohort.name)}*. Its questions appear in {kit.channel(cohort.channel)}: "
        "join that channel too if you are not in it."
    )


def left(cohort: Cohort) -> str:
    """Said to somebody who left."""
    return f"You are no longer in *{kit.escape(cohort.name)}*. What you said there stays."


def said(text: str) -> kit.Message:
    """A sentence as a message."""
    return kit.Message(text, (kit.section(text),))


def state(cohort: Cohort, language: str) -> str:
    """How it stands with a cohort, in a word or two."""
    if cohort.ended_at is not None:
        return "ended"
    if cohort.trouble is not None:
        return ":warning: stands still"
    if cohort.next_at is None:
        return "over"
    if _is_paused(cohort) and cohort.paused_until:
        return f"paused until {day(cohort.paused_until, language)}"
    return f"next {when(cohort.next_at, cohort)}"


def _line(known: Known, language: str) -> kit.Block:
    cohort = known.cohort
    leads = " · you facilitate it" if known.leads else ""
    about = f"{kit.channel(cohort.channel)} · {kit.plural(known.members, 'member')} · {state(cohort, language)}{leads}"
    text = f"*{kit.escape(cohort.name)}*\n{about}"
    if known.is_member or known.leads:
        return kit.section(text, kit.button("Open", "cohort.open", str(cohort.id)))
    return kit.section(text, kit.button("Join", "cohort.join", str(cohort.id)))


def _days(cohort: Cohort, language: str) -> str:
    """When it asks; not what is next, since a card is not written anew with each question."""
    schedule = cohort.schedule
    until = f" until {day(schedule.last_day, language)}" if schedule.last_day else ""
    return f"{rhythm(schedule)}, from {day(schedule.first_day, language)}{until}"


def _pause(cohort: Cohort, language: str) -> str:
    if cohort.trouble is not None:
        return " It stands still for now."
    if not _is_paused(cohort) or cohort.paused_until is None:
        return ""
    return f" It is paused until {day(cohort.paused_until, language)}."


def _is_paused(cohort: Cohort) -> bool:
    until, following = cohort.paused_until, cohort.next_day
    return until is not None and following is not None and following >= until


def _about(detail: Detail) -> str:
    cohort, language = detail.cohort, detail.language
    led = ", ".join(kit.person(each) for each in detail.facilitators)
    count = kit.plural(detail.members, "member")
    facts = f"{count} · {state(cohort, language)}"
    return f"In {kit.channel(cohort.channel)}, {_days(cohort, language)}.\nFacilitated by {led} · {facts}"


def _coming(detail: Detail) -> list[kit.Block]:
    """The last question, and when the next one comes; what it will be is for facilitators to know."""
    blocks = []
    run = detail.latest
    if run is not None and detail.spot is not None:
        link = kit.link(address(detail.url, detail.spot), f"Question {run.number}")
        answer = kit.button("Add my answer", "run.answer", str(run.id))
        blocks.append(
            kit.section(
                f"{link}, {day(run.day, detail.language)}:\n{kit.quote(kit.cut(kit.escape(run.said.text), 600))}",
                answer,
            )
        )
    following = detail.following
    if following is not None and detail.leads:
        coming = kit.cut(kit.escape(following.said.text), 300) if following.said else ":warning: nothing is left for it"
        blocks.append(kit.section(f"*Next, {at(following.slot.at, detail.cohort, detail.language)}*\n{coming}"))
    return blocks


def _leading(cohort: Cohort) -> list[kit.Block]:
    id_ = str(cohort.id)
    first = [
        kit.button("Next dates", "cohort.dates", id_),
        kit.button("Prompts", "cohort.bank", id_),
        kit.button("How it went", "cohort.results", f"{id_}:0:latest"),
        kit.button("Settings", "cohort.settings", id_),
    ]
    end = kit.confirm("End it?", "No further question comes. You can resume it later.", "End it", "Keep it")
    stands_still = cohort.trouble is not None or cohort.ended_at is not None
    second = (
        [kit.button("Resume", "cohort.resume", id_, style="primary")]
        if stands_still
        else [kit.button("End it", "cohort.end", id_, style="danger", confirm=end)]
    )
    return [kit.actions(*first), kit.actions(*second)]
