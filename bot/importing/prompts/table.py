"""Prompts in a table: CSV with commas, semicolons or tabs, with a line of headings or one column without."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.prompt_files import Candidate, Found, NotPrompts, Why, sort
from bot.importing.prompts.tidy import one_line, paragraphs

_HEADINGS = {
    "text": "text",
    "prompt": "text",
    "question": "text",
    "lesson": "lesson_title",
    "lesson_title": "lesson_title",
    "title": "lesson_title",
    "link": "lesson_link",
    "lesson_link": "lesson_link",
    "url": "lesson_link",
    "theme": "theme",
}
COLUMNS = "text, lesson, link and theme"
_DELIMITERS = ",;\t"
_NO_DELIMITER = "\x1f"
"""For a table of one column, where a comma belongs to the text: a sign that stands in no text."""


@dataclass(frozen=True, slots=True)
class _Row:
    where: int
    """The line on which it begins."""
    cells: Sequence[str] | None
    """``None`` for one that can't be read."""

    def holds_something(self) -> bool:
        return self.cells is None or any(map(one_line, self.cells))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is laid out, as told by its first row."""

    delimiter: str
    first: Sequence[str]
    """The cells of the first row; none in an empty table."""

    def headings(self) -> list[tuple[str, int]]:
        """The columns of ours that are named, each with its place."""
        named = (_HEADINGS.get(one_line(cell).casefold().replace(" ", "_")) for cell in self.first)
        return [(heading, at) for at, heading in enumerate(named) if heading is not None]

    def is_surely_named(self) -> bool:
        """Whether the first row names columns, and is not a sentence that begins with "Question," or the like."""
        known = {heading for heading, _ in self.headings()}
        return len(known) > 1 or ("text" in known and (len(self.first) == 1 or self.delimiter == "\t"))


def read(text: str) -> Found:
    """Read a table; case and underscores in its headings don't matter, and columns that aren't ours are passed over.

    A row that can't be read, such as one with a quote that never ends, is rejected, and reading goes on in the next
    line. Raises :class:`NotPrompts` when it is not told which column holds the text.
    """
    lines = _lines(text)
    layout = _layout(lines)
    columns = _columns(layout)
    rows = (row for row in _rows(lines, layout.delimiter) if row.holds_something())
    if layout.headings():
        rows = (row for row in rows if row.cells != layout.first)  # also where a table was put below another
    return sort(_candidate(row, columns, max(len(layout.first), 1)) for row in rows)


def is_table(text: str) -> bool:
    """Whether a text begins with a line of headings."""
    return _layout(_lines(text)).is_surely_named()


def _candidate(row: _Row, columns: Mapping[str, int], width: int) -> Candidate:
    if row.cells is None:
        return Candidate(row.where, why=Why.UNREADABLE)
    if any(map(one_line, row.cells[width:])):
        return Candidate(row.where, why=Why.TOO_MANY_CELLS)
    told = {heading: row.cells[at] for heading, at in columns.items() if at < len(row.cells)}
    return Candidate(
        row.where,
        text=paragraphs(told.get("text", "")),
        lesson_title=one_line(told.get("lesson_title", "")),
        lesson_link=one_line(told.get("lesson_link", "")),
        theme=one_line(told.get("theme", "")),
    )


def _columns(layout: _Layout) -> dict[str, int]:
    """Where each column stands."""
    headings = layout.headings()
    if not headings and len(layout.first) <= 1:
        return {"text": 0}
    columns = dict(headings)
    if len(columns) < len(headings):
        raise NotPrompts(f"Its first line names two columns of one kind; name each of {COLUMNS} once.")
    if "text" not in columns:
        raise NotPrompts(f"Its first line has to name the columns: {COLUMNS}, of which text is needed.")
    return columns


def _layout(lines: Sequence[str]) -> _Layout:
    """The one by which the first row names the most columns, or else has the most cells."""
    layouts = [_Layout(delimiter, _first(lines, delimiter)) for delimiter in _DELIMITERS]
    best = max(layouts, key=lambda each: (len(each.headings()), len(each.first)))
    return best if len(best.first) > 1 else _Layout(_NO_DELIMITER, _first(lines, _NO_DELIMITER))


def _first(lines: Sequence[str], delimiter: str) -> Sequence[str]:
    """The first row that can be read and holds something."""
    return next((row.cells for row in _rows(lines, delimiter) if row.cells and row.holds_something()), ())


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[_Row]:
    """All rows, blank ones too. After one that can't be read the next *line* is tried: its end is unknown."""
    start = 0
    while start < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(start, len(lines))), delimiter=delimiter, strict=True)
        begins = start
        try:
            for cells in reader:
                yield _Row(begins + 1, cells)
                begins = start + reader.line_num
        except csv.Error:
            yield _Row(begins + 1, None)
            start = begins + 1
        else:
            return


def _lines(text: str) -> list[str]:
    """The lines with their ends, which a quoted cell may hold."""
    return list(io.StringIO(text.replace(_NO_DELIMITER, " "), newline=""))
