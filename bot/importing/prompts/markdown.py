"""Prompts in a Markdown list: each item is one, a heading above names their lesson or their theme."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.prompt_files import Candidate, Found, sort, theme_named
from bot.domain.prompts import TEXT_LIMITS, Theme
from bot.importing.prompts import inline
from bot.importing.prompts.tidy import lines_of, paragraphs, without_comments

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t](?P<said>.*)|$)")
_ITEM = re.compile(r"[ \t>]*+(?:[-*+•◦‣]|\d{1,9}[.)])(?:[ \t]++(?:\[[ xX]\][ \t]++)?+(?P<said>.*)|$)")
"""With the bullets that word processors and Slack paste, and the boxes of task lists."""
_FENCE = re.compile(r"[ \t]*+(?P<fence>`{3,}+|~{3,}+)(?P<more>.*)")
_LONGEST = TEXT_LIMITS[1] * 20
"""Signs of an item with all its marks and addresses, from which on it is too long in any case."""


@dataclass(slots=True)
class _Block:
    """An item, a heading, or a line that is neither."""

    where: int
    rank: int
    """Of a heading how many marks it has, from 1; else 0."""
    is_item: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    lesson: str = ""
    link: str = ""
    theme: Theme | None = None


@dataclass
class _Outline:
    """The headings above a place: each holds until the next one of its rank or above."""

    headings: list[_Heading] = field(default_factory=list)

    def enter(self, block: _Block) -> None:
        """Go below a heading, which is a lesson unless it names a theme."""
        while self.headings and self.headings[-1].rank >= block.rank:
            self.headings.pop()
        words = inline.read(block.lines[0][:_LONGEST])
        theme = theme_named(words.all)
        lesson = _Heading(block.rank, words.all, words.address)
        self.headings.append(_Heading(block.rank, theme=theme) if theme else lesson)

    def lesson(self) -> _Heading:
        """The lowest heading that is a lesson."""
        return next((each for each in reversed(self.headings) if each.theme is None), _Heading(0))

    def theme(self) -> str:
        """The lowest theme, or blank."""
        return next((each.theme.value for each in reversed(self.headings) if each.theme), "")


def read(text: str) -> Found:
    """Read a list, nested items too, or where there is none each line as a prompt.

    A link at the end of an item, or else a heading that is one, leads to the lesson. A heading holds until the next
    of its rank or above, so that themes may stand below lessons or lessons below themes. Front matter, comments,
    code blocks and rules are passed over, and in a file with a list so is all that is outside of it.
    """
    blocks = list(_blocks(text))
    is_list = any(block.is_item for block in blocks)
    return sort(_candidates([block for block in blocks if block.rank or block.is_item or not is_list]))


def _candidates(blocks: Sequence[_Block]) -> Iterator[Candidate]:
    outline = _Outline()
    for block in blocks:
        if block.rank:
            outline.enter(block)
        else:
            yield _candidate(block, outline)


def _candidate(block: _Block, outline: _Outline) -> Candidate:
    source = "\n".join(block.lines).strip()
    if len(source) > _LONGEST:
        return Candidate(block.where, source)
    *before, last = source.split("\n\n")
    end, lesson = inline.read(last), outline.lesson()
    text = paragraphs("\n\n".join([*(inline.read(each).all for each in before), end.text]))
    title = lesson.lesson or (end.label if text else "")  # an item that is nothing but a link says what the link says
    return Candidate(block.where, text or end.label, title, end.address or lesson.link, outline.theme())


def _blocks(text: str) -> Iterator[_Block]:
    """The blocks in their order. An item goes on in the lines below it that are indented."""
    block: _Block | None = None
    blank = False
    for where, line in _visible(text):
        if not line.strip():
            blank = True
            continue
        if block and block.is_item and _goes_on(line):
            block.lines += ["", line] if blank else [line]
        else:
            if block:
                yield block
            block = _block(where, line)
        blank = False
    if block:
        yield block


def _goes_on(line: str) -> bool:
    return line[0] in " \t" and not (_is_rule(line) or _HEADING.match(line) or _ITEM.match(line))


def _block(where: int, line: str) -> _Block | None:
    if _is_rule(line):
        return None
    if heading := _HEADING.match(line):
        return _Block(where, len(heading["marks"]), is_item=False, lines=[_unclosed(heading["said"] or "")])
    if item := _ITEM.match(line):
        return _Block(where, 0, is_item=True, lines=[(item["said"] or "").strip()])
    return _Block(where, 0, is_item=False, lines=[line.strip().lstrip("> ")])


def _unclosed(heading: str) -> str:
    """A heading without the marks with which it may end."""
    said = heading.strip()
    bare = said.rstrip("#")
    return bare.strip() if not bare or bare[-1].isspace() else said


def _is_rule(line: str) -> bool:
    signs = "".join(line.split())
    return len(signs) > 2 and len(set(signs)) == 1 and signs[0] in "-*_="  # noqa: PLR2004 - three make a rule


def _visible(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, but for front matter, comments and blocks of code."""
    lines = lines_of(without_comments(text))
    fence = ""
    for where, line in enumerate(lines[_front(lines) :], _front(lines) + 1):
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark["fence"].startswith(fence) and not mark["more"].strip()
            fence = "" if closes else fence
        elif mark and "`" not in mark["more"]:
            fence = mark["fence"]
        else:
            yield where, line


def _front(lines: Sequence[str]) -> int:
    """How many lines of front matter there are."""
    if lines[0].rstrip() != "---":
        return 0
    ends = (at for at, line in enumerate(lines[1:], 2) if line.rstrip() in {"---", "..."})
    return next(ends, 0)
