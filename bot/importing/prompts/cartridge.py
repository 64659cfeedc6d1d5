"""Discussion topics of a Common Cartridge: 1EdTech's zip of a course, versions 1.0 to 1.3."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote
from xml.parsers import expat

from bot.domain.prompt_files import LARGEST, MOST, Candidate, Found, NotPrompts, Why, sort
from bot.importing.prompts.hypertext import words_of
from bot.importing.prompts.tidy import one_line, paragraphs


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a cartridge is read; in bytes, but for ``members``."""

    zip: int = 500_000_000
    manifest: int = 5_000_000
    contents: int = 8_000_000
    """Of the list of files that ends a zip."""
    members: int = 20_000
    together: int = 100_000_000
    """What all topics together unpack to; small files that unpack to large ones are how a zip does harm."""


LIMITS = Limits()
MANIFEST = "imsmanifest.xml"
_TOPIC = re.compile(r"imsdt_xmlv1p[0-9]+")
"""The resource type of a discussion topic, in every version."""
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The only ways a cartridge is packed; what unpacks the others may ask for any amount of memory."""
_BROKEN = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error, lzma.LZMAError)
"""What zipfile raises for a member that is damaged or encrypted."""


class _UnusableError(Exception):
    """A file of the cartridge that can't be read, or is better not."""


def read(file: Path, limits: Limits = LIMITS) -> Found:
    """Read the discussion topics of a cartridge; a topic's title is its lesson.

    No document type is read, and of each file in it no more than its limit, whatever it says of its size.
    Raises :class:`NotPrompts` for what is no cartridge.
    """
    with _contents(file, limits) as contents, _zip(contents, file.name) as cartridge:
        if len(cartridge.infolist()) > limits.members:
            raise NotPrompts(f"It holds more than {limits.members:,} files.")
        return sort(_topics(_Members(cartridge, limits)))


class _Contents(io.FileIO):
    """A file of which no large piece is read: zipfile takes the list of files in one, before one can count them."""

    def __init__(self, file: Path, limits: Limits) -> None:
        super().__init__(file)
        self._limits = limits

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > self._limits.contents:
            raise NotPrompts(f"It holds more than {self._limits.members:,} files.")
        return super().read(size) or b""


def _contents(file: Path, limits: Limits) -> _Contents:
    try:
        if file.stat().st_size > limits.zip:
            raise NotPrompts(f"{file.name} is larger than {limits.zip // 1_000_000} MB.")
        return _Contents(file, limits)
    except FileNotFoundError:
        raise NotPrompts(f"There is no file {file}.") from None
    except OSError as error:
        raise NotPrompts(f"{file.name} can't be read: {type(error).__name__}.") from None


def _zip(contents: _Contents, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(contents)
    except (ValueError, struct.error, *_BROKEN) as error:
        raise NotPrompts(f"{name} can't be read as a zip file: {type(error).__name__}.") from None


class _Members:
    """The files of a cartridge."""

    def __init__(self, cartridge: zipfile.ZipFile, limits: Limits) -> None:
        self._cartridge = cartridge
        self.limits = limits
        self._by_name = {info.filename: info for info in cartridge.infolist()}
        self._left = limits.together + limits.manifest

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def content(self, name: str, limit: int) -> bytes:
        """Read a file by the name in a manifest, which is an address and looked up as nothing but a name."""
        info = self._by_name.get(name) or self._by_name.get(unquote(name))
        if info is None or info.file_size > limit or info.compress_type not in _PACKED:
            raise _UnusableError
        try:
            with self._cartridge.open(info) as member:
                found = member.read(limit + 1)
        except (ValueError, *_BROKEN):
            raise _UnusableError from None
        self._left -= len(found)
        if self._left < 0:
            raise NotPrompts(f"Its topics unpack to more than {self.limits.together // 1_000_000} MB.")
        if len(found) > limit:
            raise _UnusableError
        return found


def _topics(members: _Members) -> Iterator[Candidate]:
    for where, name in enumerate(_names(members), 1):
        topic = _Topic()
        try:
            _parse(members.content(name, LARGEST), topic)
            words = topic.words()
        except _UnusableError:
            yield Candidate(where, name=name, why=Why.UNREADABLE)
        else:
            yield Candidate(where, words, one_line("".join(topic.title)), name=name)


def _names(members: _Members) -> list[str]:
    """The files of discussion topics, as the manifest lists them, each once."""
    if MANIFEST not in members:
        raise NotPrompts(f"There is no {MANIFEST} in it, so it is no Common Cartridge.")
    listed = _Listed()
    try:
        _parse(members.content(MANIFEST, members.limits.manifest), listed)
    except _UnusableError:
        raise NotPrompts(f"Its {MANIFEST} can't be read.") from None
    if len(listed.names) > MOST:
        raise NotPrompts(f"There are more than {MOST:,} prompts in it. Split it.")
    return list(listed.names)


class _Reader(Protocol):
    """What looks at XML as it goes by; a tree of it could fill the memory."""

    def begin(self, depth: int, tag: str, attributes: Mapping[str, str]) -> None:
        """See an element begin, the root at depth 1; its tag is without the namespace, which differs by version."""

    def end(self, depth: int, tag: str) -> None:
        """See it end."""

    def data(self, said: str) -> None:
        """See text."""


class _Listed:
    """The files of discussion topics, gathered from a manifest."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self._hrefs: list[str] | None = None
        """Of the files of a topic; ``None`` outside of one."""
        self._own = ""
        """Of the topic itself, for one that lists no file."""

    def begin(self, _depth: int, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "resource" and _TOPIC.fullmatch(attributes.get("type", "")):
            self._own, self._hrefs = attributes.get("href", ""), []
        elif tag == "file" and self._hrefs is not None:
            self._hrefs.append(attributes.get("href", ""))

    def end(self, _depth: int, tag: str) -> None:
        if tag == "resource" and self._hrefs is not None:
            self.names[next(filter(None, self._hrefs), self._own)] = None
            self._hrefs = None

    def data(self, said: str) -> None:
        """Nothing that matters is written between the elements of a manifest."""


class _Topic:
    """A topic's title and text, gathered from its file."""

    def __init__(self) -> None:
        self.title: list[str] = []
        self._text: list[str] = []
        self._type = ""
        self._into: list[str] | None = None

    def begin(self, depth: int, tag: str, attributes: Mapping[str, str]) -> None:
        if depth == 1 and tag != "topic":
            raise _UnusableError
        if depth == 2:  # noqa: PLR2004 - right below the topic
            self._into = {"title": self.title, "text": self._text}.get(tag)
            if tag == "text":
                self._type = attributes.get("texttype", "")

    def end(self, depth: int, _tag: str) -> None:
        if depth == 2:  # noqa: PLR2004 - likewise
            self._into = None

    def data(self, said: str) -> None:
        if self._into is not None:
            self._into.append(said)

    def words(self) -> str:
        """The text as a reader would see it."""
        said = "".join(self._text)
        return paragraphs(said) if self._type.casefold().strip() == "text/plain" else words_of(said)


def _parse(content: bytes, reader: _Reader) -> None:
    """Read XML that declares no document type, by which entities of any size could come."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def begin(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        reader.begin(depth, tag.rpartition("}")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        reader.end(depth, tag.rpartition("}")[2])
        depth -= 1

    def refuse(*_declared: object) -> None:
        raise _UnusableError

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, reader.data
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own: this is all of it
    except (expat.ExpatError, LookupError, ValueError):  # the latter two for an encoding that is none
        raise _UnusableError from None
