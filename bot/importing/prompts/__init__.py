"""Prompts from files: tables, Markdown lists, and the discussion topics of a Common Cartridge."""

from pathlib import Path

from bot.domain.prompt_files import LARGEST, Found, NotPrompts, Rejected, Why
from bot.importing.prompts import cartridge, markdown, table

__all__ = ["Found", "NotPrompts", "Rejected", "Why", "read", "read_text"]

_TABLES = frozenset({".csv", ".tsv"})
_LISTS = frozenset({".md", ".markdown", ".txt"})
_CARTRIDGES = frozenset({".imscc", ".zip"})
_ZIP = b"PK\x03\x04"


def read(file: Path) -> Found:
    """Read a file by the end of its name, or as a cartridge if it is a zip whatever it is called.

    Raises :class:`NotPrompts` with one sentence when it can't be used.
    """
    kind = file.suffix.casefold()
    start = _start(file)
    if kind in _CARTRIDGES or start.startswith(_ZIP):
        return cartridge.read(file)
    if kind not in _TABLES | _LISTS:
        raise NotPrompts(f"{file.name} is of no kind that I read: .csv, .tsv, .md, .txt or .imscc.")
    text = _text(start, file.name)
    return table.read(text) if kind in _TABLES else read_text(text)


def read_text(text: str) -> Found:
    """Read a table if the first line names its columns, else a Markdown list, else each line as a prompt."""
    text = text.removeprefix("\ufeff")
    return table.read(text) if table.is_table(text) else markdown.read(text)


def _start(file: Path) -> bytes:
    """What the file begins with: as much as a text may have, and one byte more."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise NotPrompts(f"There is no file {file}.") from None
    except (OSError, ValueError) as error:  # a directory, no right to read it, or a name that no file can have
        raise NotPrompts(f"{file} can't be read: {type(error).__name__}.") from None


def _text(content: bytes, name: str) -> str:
    if len(content) > LARGEST:
        raise NotPrompts(f"{name} is larger than {LARGEST // 1_000_000} MB. Split it.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPrompts(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
