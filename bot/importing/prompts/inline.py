"""What stands within a paragraph of Markdown: links, emphasis, code and escapes, much as CommonMark has them."""

import re
import string
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from bot.importing.prompts.tidy import one_line

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|\\(?=\n)")
_CODE = re.compile(r"(?P<ticks>`++)(?P<code>[^`]++)`++")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<label>[^\[\]]*+)\]"
    r"\(\s*+<?(?P<address>[^\s<>()]*+(?:\([^\s<>()]*+\)[^\s<>()]*+)*+)>?"
    r"(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?+\s*+\)"
)
"""Its repetitions give nothing back: texts come from anywhere, and no text may take long."""
_MARKS = re.compile(r"\*+|_+")
_BEFORE_A_LINK = " \t\n-–—|→"
"""What parts a text from the link with which it ends."""
_SHELTERED = 0x10FF00
_SHELTER = {ord(sign): _SHELTERED + ord(sign) for sign in string.punctuation}
"""Signs that are meant as they are, in code or after a backslash, wait in Unicode's last private places."""
_BACK = {there: here for here, there in _SHELTER.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph without its marks."""

    text: str
    label: str = ""
    """The words of the link with which it ends, which are no part of the text."""
    address: str = ""

    @property
    def all(self) -> str:
        """The text with the words of the link."""
        return f"{self.text} {self.label}".strip()


def read(source: str) -> Words:
    """The words of a paragraph, and the link with which it ends.

    Of a link elsewhere the words are kept.
    """
    sheltered = _CODE.sub(lambda code: code["code"].translate(_SHELTER), _ESCAPED.sub(_sheltered, source)).strip()
    last = _last_link(sheltered)
    if last is None:
        return Words(_plain(sheltered))
    label, address = _plain(last["label"]), one_line(_back(last["address"]))
    text = _plain(sheltered[: last.start()].rstrip(_BEFORE_A_LINK))
    return Words(text, label, address)


def _sheltered(escaped: re.Match[str]) -> str:
    return (escaped[1] or " ").translate(_SHELTER)


def _back(text: str) -> str:
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text).translate(_BACK)


def _plain(sheltered: str) -> str:
    return one_line(_back(_without_emphasis(_LINK.sub(r"\g<label>", sheltered))))


def _last_link(text: str) -> re.Match[str] | None:
    end = len(text.rstrip(". \t\n"))
    links = (link for link in _LINK.finditer(text) if not link["image"] and link.end() == end)
    return next(links, None)


def _without_emphasis(text: str) -> str:
    """Without the asterisks and underscores that stand around words in pairs; a lone one stays."""
    marks = set(_paired(text))
    return "".join(sign for at, sign in enumerate(text) if at not in marks) if marks else text


def _paired(text: str) -> Iterator[int]:
    """Where the marks stand that have a partner."""
    opened: dict[str, list[int]] = defaultdict(list)
    for run in _MARKS.finditer(text):
        sign, (start, end) = run[0][0], run.span()
        before, after = (text[start - 1] if start else " "), text[end : end + 1] or " "
        is_in_word = sign == "_" and before.isalnum() and after.isalnum()
        if not before.isspace() and not is_in_word:
            while start < end and opened[sign]:
                yield from (opened[sign].pop(), start)
                start += 1
        if not after.isspace() and not is_in_word:
            opened[sign] += range(start, end)
