"""The words of finding people: who knows a topic, why, and whether they are free."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.expertise import Standing
from bot.domain.ids import PersonId
from bot.domain.routing import Bar
from bot.domain.rules import ENGLISH
from bot.messages import evidence, kit

SHOWN = 5
_CARRIED = 1_900
"""How much of a search a button carries."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a result."""

    person: PersonId
    why: tuple[Standing, ...]
    bar: Bar | None
    is_quiet: bool


def found(
    topics: Sequence[str],
    unknown: Sequence[str],
    people: Sequence[Line],
    *,
    typed: str,
    page: int,
    size: int = SHOWN,
    language: str = ENGLISH,
) -> kit.Message:
    """People in order, each with the evidence; or what to do next when nobody is known."""
    if not people:
        return nobody(typed)
    shown = kit.page(people, page, size)
    names = ", ".join(f"*{kit.escape(each)}*" for each in topics)
    title = f"{kit.plural(len(people), 'person is', 'people are')} known for {names}:"
    if not topics:
        title = f"{kit.plural(len(people), 'person', 'people')} answered questions like this:"
    blocks = [kit.section(title), *(_line(each, typed, language) for each in shown.items)]
    if unknown:
        missing = ", ".join(kit.escape(each) for each in unknown)
        blocks.append(kit.context(f"Nobody is known for {missing} yet."))
    if shown.count > 1:
        blocks.append(_pager(shown, typed))
    summary = ", ".join(kit.person(each.person) for each in shown.items)
    return kit.Message(f"{title} {summary}", tuple(blocks))


def nobody(typed: str) -> kit.Message:
    """Nobody is known: what to do next."""
    text = f"Nobody is known for *{kit.escape(typed)}* yet. Ask anyway: whoever answers becomes known for it."
    ask = kit.button("Ask an expert", "expert.ask_all", typed[:_CARRIED], style="primary")
    mine = kit.button("I know this", "expert.declare", typed[:_CARRIED])
    return kit.Message(text, (kit.section(text), kit.actions(ask, mine)))


def _line(line: Line, typed: str, language: str) -> kit.Block:
    text = f"{kit.person(line.person)}: {evidence.why(line.why, is_you=False, language=language)}{_when(line)}"
    if line.bar is not None:
        return kit.section(text)
    return kit.section(text, kit.button("Ask them", "expert.ask", f"{line.person} {typed[:_CARRIED]}"))


def _when(line: Line) -> str:
    """Whether somebody can be asked, without saying more about them than that."""
    match line.bar:
        case Bar.ASKER:
            return "\n_That is you._"
        case None:
            return "\n_Quiet hours now; a question waits for their end._" if line.is_quiet else "\n_Free to be asked._"
        case _:
            return "\n_Not free to be asked now._"


def _pager(shown: kit.Page[Line], typed: str) -> kit.Block:
    """The pages before and after; each button carries the search, so that it needs no memory of ours."""
    buttons = []
    if shown.has_previous:
        buttons.append(kit.button("Previous", "expert.page.previous", f"{shown.number - 1} {typed[:_CARRIED]}"))
    if shown.has_next:
        buttons.append(kit.button("Next", "expert.page.next", f"{shown.number + 1} {typed[:_CARRIED]}"))
    return kit.actions(*buttons)
