"""The words of the prompt bank."""

import json
from collections.abc import Sequence

from bot.domain.cohort_shown import Brought, Listed, SetPage
from bot.domain.cohorts import Cohort
from bot.domain.ids import CohortId, PromptSetId
from bot.domain.prompts import SET_NAME_LIMITS, TEXT_LIMITS, TITLE_LIMIT, Draft, Prompt, Theme
from bot.domain.tips import LINK_LIMIT
from bot.messages import kit

THEMES = {
    Theme.RECALL: "Recall and explain",
    Theme.APPLY: "Apply at work",
    Theme.REFLECT: "Reflect",
    Theme.SHARE: "Share and compare",
}
STARTER = "Questions for any course"
"""The name of the set that comes along."""
_SHOWN = 400
_NOBODY = 0


def sets(found: Sequence[Listed], cohort: Cohort | None = None, note: str = "") -> kit.View:
    """Sets of prompts: those of a cohort, or of the workspace."""
    blocks = [kit.section(note)] if note else []
    if cohort is not None:
        blocks.append(kit.section(f"*{kit.escape(cohort.name)}* takes its prompts from here."))
    back = cohort.id if cohort else _NOBODY
    for each in found:
        own = " · the cohort's own" if each.set.cohort else ""
        text = f"*{kit.escape(each.set.name)}*\n{kit.plural(each.count, 'prompt')}{own}"
        blocks.append(kit.section(text, kit.button("Open", "prompts.open", f"{each.set.id}:0:{back}")))
    if not found:
        blocks.append(kit.section("There is no set of prompts yet."))
    buttons = [kit.button("Back", "cohort.open", str(cohort.id))] if cohort else []
    blocks.append(kit.actions(*buttons, kit.button("New set", "prompts.new_set", str(back))))
    return kit.modal("Prompt bank", blocks, "prompts.sets", close="Close")


def page(shown: SetPage, back: CohortId | None, note: str = "") -> kit.View:
    """A page of a set; those who may change it have a menu at each prompt."""
    here, of = f"{shown.set.id}:{shown.page}", back or _NOBODY
    blocks = [kit.section(note)] if note else []
    blocks.append(kit.header(shown.set.name))
    if not shown.prompts:
        blocks.append(kit.section("Nothing is in it yet."))
    blocks += [_line(each, f"{shown.page}:{of}", is_mine=shown.is_mine) for each in shown.prompts]
    turn = [kit.button("Back", "prompts.back", str(of))]
    if shown.page > 0:
        turn.append(kit.button("Previous", "prompts.open.previous", f"{shown.set.id}:{shown.page - 1}:{of}"))
    if shown.page + 1 < shown.pages:
        turn.append(kit.button("Next", "prompts.open.next", f"{shown.set.id}:{shown.page + 1}:{of}"))
    blocks.append(kit.context(f"Page {shown.page + 1} of {shown.pages} · {kit.plural(shown.count, 'prompt')} in all"))
    blocks.append(kit.actions(*turn))
    if shown.is_mine:
        add = kit.button("Add a prompt", "prompts.add", f"{here}:{of}", style="primary")
        blocks.append(kit.actions(add, kit.button("Add several", "prompts.paste", f"{here}:{of}")))
    return kit.modal("Prompt bank", blocks, "prompts.page", close="Close")


def prompt_form(prompt_set: PromptSetId, number: int, back: CohortId | None, prompt: Prompt | None = None) -> kit.View:
    """The form of a new prompt, or of the one that is changed."""
    said = prompt.said if prompt else Draft("")
    least, most = TEXT_LIMITS
    text = kit.text_input(
        "text",
        multiline=True,
        initial=said.text,
        min_length=least,
        max_length=most,
        placeholder="Such as: Which step of the process would you explain first to a newcomer, and why?",
    )
    title = kit.text_input("lesson_title", initial=said.lesson_title, max_length=TITLE_LIMIT)
    link = kit.text_input(
        "lesson_link", initial=said.lesson_link, max_length=LINK_LIMIT, placeholder="https://learn.example.com/lesson-3"
    )
    themes = kit.select("theme", [kit.option(name, theme) for theme, name in THEMES.items()], initial=said.theme)
    blocks = [
        kit.input_block("Prompt", text, "text", hint="A question that two minutes are enough to answer."),
        kit.input_block("Lesson", title, "lesson_title", optional=True),
        kit.input_block("Link to the lesson", link, "lesson_link", optional=True),
        kit.input_block("Theme", themes, "theme", optional=True),
        _back(prompt_set, number, back),
    ]
    heading = "Change a prompt" if prompt else "Add a prompt"
    metadata = _metadata(prompt_set, number, back) | {"prompt": prompt.id if prompt else None}
    return kit.modal(heading, blocks, "prompts.save", submit="Save", metadata=json.dumps(metadata))


def paste_form(prompt_set: PromptSetId, number: int, back: CohortId | None) -> kit.View:
    """The form of adding several prompts at once."""
    lines = kit.text_input(
        "lines", multiline=True, placeholder="- What surprised you this week?\n- Which idea would you try tomorrow?"
    )
    how = "One prompt a line, a Markdown list, or CSV with a first line such as text,lesson,link,theme."
    blocks = [kit.input_block("Prompts", lines, "lines", hint=how), _back(prompt_set, number, back)]
    metadata = json.dumps(_metadata(prompt_set, number, back))
    return kit.modal("Add several", blocks, "prompts.paste", submit="Add", metadata=metadata)


def set_form(back: CohortId | None) -> kit.View:
    """The form of a new set of the workspace."""
    least, most = SET_NAME_LIMITS
    name = kit.text_input("name", min_length=least, max_length=most, placeholder="Such as: Statistics, weeks 1 to 6")
    hint = "Every cohort of the workspace may use it. You and the moderators can change it."
    return kit.modal(
        "New set of prompts",
        [kit.input_block("Name", name, "name", hint=hint)],
        "prompts.set",
        submit="Make it",
        metadata=str(back or _NOBODY),
    )


def brought(came: Brought) -> str:
    """What came of adding several."""
    there = f" {kit.plural(came.there_already, 'was', 'were')} there already." if came.there_already else ""
    return f":white_check_mark: {kit.plural(came.new, 'prompt')} added.{there}"


def _line(prompt: Prompt, here: str, *, is_mine: bool) -> kit.Block:
    said = prompt.said
    text = kit.cut(kit.escape(said.text), _SHOWN)
    text = f"_retired:_ {text}" if prompt.is_retired else text
    facts = [THEMES[said.theme]] if said.theme else []
    if said.lesson_link:
        facts.append(kit.link(said.lesson_link, said.lesson_title or kit.cut(said.lesson_link, 80)))
    elif said.lesson_title:
        facts.append(kit.escape(said.lesson_title))
    about = f"\n_{' · '.join(facts)}_" if facts else ""
    return kit.section(text + about, _menu(prompt, here) if is_mine else None)


def _menu(prompt: Prompt, here: str) -> kit.Block:
    key = f"{prompt.id}:{here}"
    if prompt.is_retired:
        return kit.overflow("prompts.own", [kit.option("Bring it back", f"restore:{key}")])
    named = {"edit": "Change it", "up": "Move it up", "down": "Move it down", "retire": "Retire it"}
    return kit.overflow("prompts.own", [kit.option(label, f"{what}:{key}") for what, label in named.items()])


def _back(prompt_set: PromptSetId, number: int, back: CohortId | None) -> kit.Block:
    return kit.actions(kit.button("Back", "prompts.open", f"{prompt_set}:{number}:{back or _NOBODY}"))


def _metadata(prompt_set: PromptSetId, number: int, back: CohortId | None) -> dict[str, int | None]:
    return {"set": prompt_set, "page": number, "back": back}
