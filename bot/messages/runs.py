"""The words of a cohort's question: its message, the answers under it, and what its week brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.cohorts import Cohort
from bot.domain.rules import ENGLISH
from bot.domain.runs import TEXT_LIMIT, Run, RunAnswer
from bot.messages import kit, refusals
from bot.messages.answers import pieces, useful_button
from bot.messages.days import day
from bot.messages.prompts import THEMES
from bot.messages.schedules import when

DELETED = "_This was taken back by its author._"
_QUOTED = 1000
_SNIPPET = 250


@dataclass(frozen=True, slots=True)
class Line:
    """An answer as a week's wrap-up lists it."""

    answer: RunAnswer
    link: str


@dataclass(frozen=True, slots=True)
class Week:
    """What a cohort's week brought."""

    cohort: Cohort
    monday: date
    questions: int
    answers: int
    people: int
    useful: Sequence[Line]
    """The most useful answers, best first."""
    highlights: Sequence[Line]
    next_at: datetime | None
    language: str = ENGLISH
    """In which dates are written."""


def post(run: Run, cohort: Cohort, led_by: Sequence[str], reaction: str = "+1") -> kit.Message:
    """A prompt in its channel. ``led_by`` are names: to mention facilitators would call them each day."""
    theme = f" · {THEMES[run.said.theme]}" if run.said.theme else ""
    opening = f":mortar_board: *{kit.escape(cohort.name)}* · question {run.number}{theme}"
    blocks = [kit.context(opening), kit.section(f"*{kit.escape(run.said.text)}*")]
    if run.said.lesson_link:
        label = run.said.lesson_title or kit.cut(run.said.lesson_link, 80)
        blocks.append(kit.section(f":books: {kit.link(run.said.lesson_link, label)}"))
    elif run.said.lesson_title:
        blocks.append(kit.section(f":books: {kit.escape(run.said.lesson_title)}"))
    blocks.append(kit.actions(kit.button("Add my answer", "run.answer", str(run.id), style="primary")))
    led = f" Facilitated by {', '.join(kit.escape(each) for each in led_by)}." if led_by else ""
    blocks.append(kit.context(f"Or reply in the thread. React with :{reaction}: to what is useful.{led}"))
    return kit.Message(f"{kit.escape(cohort.name)}, question {run.number}: {kit.escape(run.said.text)}", tuple(blocks))


def in_thread(answer: RunAnswer) -> kit.Message:
    """An answer under its question, with its author's name."""
    opening = f"{kit.person(answer.author)} answers:"
    if answer.is_deleted:
        return kit.Message(f"{opening} {DELETED}", (kit.context(opening), kit.section(DELETED)))
    blocks = [kit.context(opening), *pieces(answer.text)]
    if answer.highlighted_at is not None:
        blocks.append(kit.context(":star: *Highlight*"))
    blocks.append(kit.actions(useful_button(answer.item, answer.useful), _menu(answer)))
    return kit.Message(f"{opening}\n{kit.escape(answer.text)}", tuple(blocks))


def not_posted(answer: RunAnswer, run: Run, error: str) -> kit.Message:
    """Why an answer stands nowhere, with its words, so that they are not lost."""
    why = refusals.why_not_posted(error)
    said = f"I could not post your answer to question {run.number} in {kit.channel(run.channel)}: {why}."
    quoted = kit.section(kit.quote(kit.cut(kit.escape(answer.text), _QUOTED)))
    return kit.Message(f"{said}\n{kit.escape(answer.text)}", (kit.section(said), quoted))


def answer_form(run: Run, cohort: Cohort) -> kit.View:
    """The form of answering."""
    blocks = [
        kit.context(f":mortar_board: {kit.escape(cohort.name)} · question {run.number}"),
        kit.section(f"*{kit.escape(run.said.text)}*"),
        _text_field(""),
    ]
    return kit.modal("Add my answer", blocks, "run.answer", submit="Answer", metadata=str(run.id))


def edit_form(answer: RunAnswer) -> kit.View:
    """The form of changing one's own answer."""
    return kit.modal(
        "Edit your answer", [_text_field(answer.text)], "run_answer.edit", submit="Save", metadata=str(answer.id)
    )


def delete_form(answer: RunAnswer) -> kit.View:
    """Asks before an answer is gone."""
    blocks = [kit.section(kit.quote(kit.cut(kit.escape(answer.text), _QUOTED)))]
    return kit.modal(
        "Delete your answer?", blocks, "run_answer.delete", submit="Delete", close="Keep it", metadata=str(answer.id)
    )


def highlighted(*, is_new: bool) -> kit.Message:
    """Said to a facilitator who chose a highlight."""
    text = (
        ":star: It is a highlight now, and stands in the week's wrap-up." if is_new else "It is no highlight any more."
    )
    return kit.Message(text, (kit.section(text),))


def wrap_up(week: Week) -> kit.Message:
    """What a week brought. It names people only for what they said here."""
    name = kit.escape(week.cohort.name)
    opening = f":calendar: *{name}: the week of {day(week.monday, week.language)}*"
    people, answers = kit.plural(week.people, "person", "people"), kit.plural(week.answers, "answer")
    told = f"{people} took part, with {answers} to {kit.plural(week.questions, 'question')}."
    blocks = [kit.section(f"{opening}\n{told}")]
    blocks += _lines("Most useful", week.useful)
    blocks += _lines(":star: Highlights", week.highlights)
    coming = (
        f"The next question comes {when(week.next_at, week.cohort)}." if week.next_at else "That was the last question."
    )
    blocks.append(kit.context(coming))
    return kit.Message(f"{opening}\n{told}", tuple(blocks))


def _lines(title: str, lines: Sequence[Line]) -> list[kit.Block]:
    if not lines:
        return []
    return [kit.section(f"*{title}*"), *(kit.section(_line(each)) for each in lines)]


def _line(line: Line) -> str:
    answer = line.answer
    said = kit.cut(kit.escape(" ".join(answer.text.split())), _SNIPPET)
    there = f" ({kit.link(line.link, 'read it there')})" if line.link else ""
    useful = f" · useful to {answer.useful}" if answer.useful else ""
    return f"{kit.person(answer.author)}: {said}{there}{useful}"


def _menu(answer: RunAnswer) -> kit.Block:
    id_ = answer.id
    highlight = "No highlight any more" if answer.highlighted_at else "Highlight (facilitators)"
    named = {
        "edit": "Edit your answer",
        "delete": "Delete your answer",
        "tip": "Save your answer as a tip",
        "highlight": highlight,
    }
    return kit.overflow("run_answer.own", [kit.option(label, f"{what}:{id_}") for what, label in named.items()])


def _text_field(initial: str) -> kit.Block:
    field = kit.text_input("answer", multiline=True, initial=initial, min_length=1, max_length=TEXT_LIMIT)
    return kit.input_block("Your answer", field, "answer", hint="It appears in the thread, with your name.")
