"""The spaces and signs of a text put in order."""

import re

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
"""Signs that no text needs; PostgreSQL takes neither a zero nor half a surrogate pair."""


def lines_of(text: str) -> list[str]:
    """The lines as an editor counts them, without their ends; str.splitlines also splits at signs within a line."""
    return _LINE_END.split(text)


def one_line(text: str) -> str:
    """A text in one line, without needless spaces and without signs that can't be stored."""
    return " ".join(_UNSTORABLE.sub("", text).split())


def paragraphs(text: str) -> str:
    """A text with its lines, without needless spaces and with at most one blank line in a row."""
    lines = [one_line(line) for line in lines_of(text)]
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line or before).strip()


def without_comments(text: str) -> str:
    """A text without HTML's comments, but with the line ends in them, so that lines keep their numbers.

    One that never ends is none.
    """
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept += [text[at:start], "\n" * (len(lines_of(text[start:end])) - 1)]
        at = end + 3
    return "".join([*kept, text[at:]])
