"""The words of HTML.

The standard html.parser takes hours for a megabyte of ``<a <a <a``: it looks for the end of each tag in all that
follows. A cartridge comes from anywhere, so this looks at each sign a fixed number of times.
"""

import re
from html import unescape

from bot.importing.prompts.tidy import lines_of, one_line, without_comments

_TAG = re.compile(
    r"""<[!?][^<>]*+>"""  # such as <!doctype html> or Word's <![endif]>
    r"""|<(?P<ends>/?)(?P<name>[a-zA-Z][^\s/<>"']*+)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+(?P<closed>>?)"""
)
"""A tag; or up to where it can't be one any more, so that nothing is looked at again."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
"""As far as there are any: Python refuses to read a number of thousands of digits."""
_BLOCKS = frozenset(
    """
    address article aside blockquote br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr
    legend li main nav ol option p pre section table tr ul
    """.split()  # noqa: SIM905 - a list to read
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"head", "script", "style", "title"})


def words_of(html: str) -> str:
    """What a reader would see of it, with a line for each block."""
    text = without_comments(html)
    said: list[str] = []
    silent, at = "", 0
    for tag in _TAG.finditer(text):
        if not silent:
            said.append(_spaced(text[at : tag.start()]))
        at = tag.end()
        name = (tag["name"] or "").casefold()
        if silent:
            silent = "" if tag["ends"] and name == silent else silent
        elif tag["closed"] == "":
            said.append(_spaced(tag[0]))
        elif name in _SILENT and not tag["ends"]:
            silent = name
        else:
            said.append("\n" if name in _BLOCKS else " " if name in _CELLS else "")
    lines = map(one_line, lines_of("".join([*said, "" if silent else _spaced(text[at:])])))
    return "\n".join(filter(None, lines))


def _spaced(source: str) -> str:
    """A text between tags, in which a line end is a space."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), re.sub(r"[ \t\r\n\f]+", " ", source))
