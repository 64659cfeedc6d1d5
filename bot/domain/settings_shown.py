"""What is shown of a workspace's settings: gathered by services, put into words by messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.places import Place
from bot.domain.settings import Change, Section, Setting


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it holds now, and as it would without anybody's having changed it; both as people write them."""

    setting: Setting
    now: str
    default: str
    is_changed: bool
    """Whether somebody chose it here."""
    is_given: bool
    """Whether the default is one that the environment names."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All settings before somebody who may change them."""

    values: Sequence[Value]
    is_admin: bool
    """Whether this person may also say who moderates."""
    changes: int
    """How often something was changed."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form of a section starts with."""

    section: Section
    values: Sequence[Value]
    version: int
    """The latest change that these values show."""
    place: Place | None = None
    """The channel that stands in it, if one does."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a form."""

    changed: Sequence[Change]
    meanwhile: Sequence[Change]
    """What others changed in it while it was open, which stays."""


@dataclass(frozen=True, slots=True)
class History:
    """A page of who changed what when, latest first; pages are counted from 1."""

    changes: Sequence[Change]
    page: int
    pages: int
