"""What people share without being asked."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.domain.ids import ChannelId, MessageTs, PersonId, TipId
from bot.domain.marks import About, Item
from bot.domain.refusals import Reason, Refused
from bot.domain.search import analysis, scoring

TEXT_LIMITS = (10, 3000)
LINK_LIMIT = 500
NEARLY_THE_SAME = 0.8
"""From which likeness on a tip is shown before another one like it is shared: a word added or changed in a sentence,
or a sentence in a paragraph. What is merely about the same thing stays well below."""

_NOT_IN_LINKS = re.compile(r"[\s<>|\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A tip as its author wrote it."""

    author: PersonId
    text: str
    link: str
    """A web address, or blank. It is shown and never fetched."""
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip as it stands, with what people think of it."""

    id: TipId
    author: PersonId
    text: str
    link: str
    channel: ChannelId
    shared_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    useful: int
    """How many people other than the author marked it useful."""
    fresh_at: datetime
    """When it was last written, or said to be still true."""
    outdated_at: datetime | None = None
    """Since when it is marked as outdated."""
    reports: int = 0
    """How many people report it as outdated, and wait for somebody to look."""
    card_ts: MessageTs | None = None

    @property
    def item(self) -> Item:
        """What marks, reports and reviews of it are about."""
        return Item(About.TIP, self.id)


def check_link(link: str, field: str) -> Refused | None:
    """Refuse what is no address of a web page; a blank link is none at all.

    Nor is one taken that names a user: that is a password given away, or an address that pretends to be another.
    """
    if not link or _is_web_address(link):
        return None
    return Refused(Reason.BAD_LINK, field=field)


def likeness(one: str, other: str) -> float:
    """How far two texts are written alike, from 0 to 1: the runs of three characters they share (Dice).

    Case, signs and spaces don't matter, and the order of words hardly.
    """
    return scoring.alike(analysis.trigrams(one), analysis.trigrams(other))


def is_nearly_the_same(one: str, other: str) -> bool:
    """Whether two tips say the same in nearly the same words."""
    return likeness(one, other) >= NEARLY_THE_SAME


def _is_web_address(link: str) -> bool:
    if len(link) > LINK_LIMIT or _NOT_IN_LINKS.search(link):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:  # such as brackets that hold no address
        return False
