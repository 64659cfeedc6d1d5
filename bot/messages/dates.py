"""The words of what is to come in a cohort, and of changing it."""

import json
from datetime import date

from bot.domain.cohort_shown import NextDates
from bot.domain.cohorts import Cohort
from bot.domain.plans import Planned
from bot.domain.prompts import TEXT_LIMITS, TITLE_LIMIT, Prompt
from bot.domain.rules import ENGLISH
from bot.domain.tips import LINK_LIMIT
from bot.messages import kit
from bot.messages.days import day
from bot.messages.schedules import at

_SHOWN = 300
_CHOICE = 75


def upcoming(told: NextDates) -> kit.View:
    """The next dates with their prompts, each with what can be done about it."""
    cohort, id_ = told.cohort, str(told.cohort.id)
    blocks = [kit.header(cohort.name)]
    if not told.dates:
        blocks.append(kit.section("Nothing is to come. Resume it on its page, or change its days in its settings."))
    blocks += [_line(each, told) for each in told.dates]
    now = kit.confirm("Post it now?", "The next prompt appears in the channel right away.", "Post it", "Not yet")
    buttons = [kit.button("Back", "cohort.open", id_)]
    if told.dates:
        buttons += [
            kit.button("Post now", "cohort.post_now", id_, confirm=now),
            kit.button("Pause", "cohort.pause", id_),
        ]
    if cohort.paused_until is not None:
        buttons.append(kit.button("Resume", "cohort.resume", id_, style="primary"))
        blocks.insert(1, kit.context(f"It is paused until {day(cohort.paused_until, told.language)}."))
    blocks.append(kit.actions(*buttons))
    return kit.modal("Next dates", blocks, "cohort.dates", close="Close")


def edit_form(cohort: Cohort, planned: Planned, language: str = ENGLISH) -> kit.View:
    """The form of giving a date words of its own."""
    said = planned.said
    least, most = TEXT_LIMITS
    text = kit.text_input("text", multiline=True, initial=said.text if said else "", min_length=least, max_length=most)
    title = kit.text_input("lesson_title", initial=said.lesson_title if said else "", max_length=TITLE_LIMIT)
    link = kit.text_input("lesson_link", initial=said.lesson_link if said else "", max_length=LINK_LIMIT)
    blocks = [
        kit.section(
            f"*{at(planned.slot.at, cohort, language)}*\nOnly this date changes; the prompt bank keeps its own words."
        ),
        kit.input_block("Prompt", text, "text"),
        kit.input_block("Lesson", title, "lesson_title", optional=True),
        kit.input_block("Link to the lesson", link, "lesson_link", optional=True),
        _back(cohort),
    ]
    return kit.modal("Change one date", blocks, "cohort.date_edit", submit="Save", metadata=_metadata(cohort, planned))


def swap_form(cohort: Cohort, planned: Planned, language: str = ENGLISH) -> kit.View:
    """The form of choosing another prompt for a date."""
    menu = kit.external_select("planned_prompt", placeholder="Choose, or type words of it")
    now = kit.quote(kit.cut(kit.escape(planned.said.text), _SHOWN)) if planned.said else "_nothing yet_"
    hint = "If it was to come on one of the next ten dates, the two change places."
    blocks = [
        kit.section(f"*{at(planned.slot.at, cohort, language)}*, so far:\n{now}"),
        kit.input_block("Instead", menu, "prompt", hint=hint),
        _back(cohort),
    ]
    return kit.modal("Choose a prompt", blocks, "cohort.date_swap", submit="Swap", metadata=_metadata(cohort, planned))


def pause_form(cohort: Cohort, tomorrow: date) -> kit.View:
    """The form of pausing until a day."""
    until = kit.date_picker("until", initial=tomorrow)
    blocks = [
        kit.section(f"*{kit.escape(cohort.name)}* asks nothing before this day, then goes on by itself."),
        kit.input_block("Go on from", until, "until"),
        _back(cohort),
    ]
    return kit.modal("Pause", blocks, "cohort.pause", submit="Pause", metadata=json.dumps({"cohort": cohort.id}))


def choice(prompt: Prompt) -> kit.Block:
    """A prompt to choose."""
    return kit.option(kit.cut(" ".join(prompt.said.text.split()), _CHOICE), str(prompt.id))


def _line(planned: Planned, told: NextDates) -> kit.Block:
    when, key = at(planned.slot.at, told.cohort, told.language), f"{told.cohort.id}:{planned.slot.day}"
    if planned.change.is_skipped:
        back = kit.option("Ask on this date after all", f"unskip:{key}")
        return kit.section(
            f"~{when}~\n_skipped; its prompt comes on the next date_", kit.overflow("cohort.date", [back])
        )
    options = [
        kit.option("Choose another prompt", f"swap:{key}"),
        kit.option("Change the words for this date", f"edit:{key}"),
        kit.option("Skip this date", f"skip:{key}"),
    ]
    if planned.change.prompt is not None or planned.change.said is not None:
        options.append(kit.option("As the order has it", f"restore:{key}"))
    menu = kit.overflow("cohort.date", options)
    if planned.said is None:
        return kit.section(f"*{when}*\n:warning: Nothing is left for it: add prompts.", menu)
    lesson = f"\n:books: {kit.escape(planned.said.lesson_title)}" if planned.said.lesson_title else ""
    own = " _(only on this date)_" if planned.change.said is not None else ""
    return kit.section(f"*{when}*\n{kit.cut(kit.escape(planned.said.text), _SHOWN)}{own}{lesson}", menu)


def _back(cohort: Cohort) -> kit.Block:
    return kit.actions(kit.button("Back", "cohort.dates", str(cohort.id)))


def _metadata(cohort: Cohort, planned: Planned) -> str:
    return json.dumps({"cohort": cohort.id, "day": planned.slot.day.isoformat()})
