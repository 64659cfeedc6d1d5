"""The settings of a workspace: which rules its people may change, and how each is written."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.cadence import (
    InvalidDuration,
    InvalidQuietHours,
    QuietHours,
    parse_duration,
    write_duration,
)
from bot.domain.ids import ChannelId, PersonId
from bot.domain.marks import read_emoji
from bot.domain.refusals import Reason, Refused
from bot.domain.rules import ENGLISH, Rules

LANGUAGES = (
    *(ENGLISH, "en_US", "cs", "da", "de", "es", "fi", "fr", "it", "ja", "ko", "nl", "pl", "pt_BR", "sv", "tr"),
    *("uk", "zh_Hans"),
)
"""The locales in which dates can be written, the default first."""
WAVE_SIZES = WAVES = (1, 20)
WEEKLY_CAPS = (1, 100)
FOREVER = "forever"
MOST_EMOJI = 20
MOST_MODERATORS = 50
SHORTEST_KEPT, LONGEST_KEPT = timedelta(days=7), timedelta(days=3_650)
"""Retention in days: below a week what is on its way would be gone, and beyond ten years is for ever."""


class Section(StrEnum):
    """The forms in which settings stand together."""

    ASKING = "asking"
    EMOJI = "emoji"
    UPKEEP = "upkeep"
    RETENTION = "retention"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int
    most: int

    def read(self, text: str) -> int:
        """Read one; raises ``Refused`` for anything else."""
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            raise Refused(Reason.BAD_NUMBER, detail=f"{self.least} to {self.most}")
        return int(text)

    def write(self, value: int) -> str:
        """Write it so that it reads the same; likewise the other kinds."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time, such as ``4h``."""

    def read(self, text: str) -> timedelta:
        """Read one; raises ``Refused`` for anything else."""
        try:
            return parse_duration(text)
        except InvalidDuration as problem:
            raise Refused(Reason.BAD_DURATION, detail=str(problem)) from None

    def write(self, value: timedelta) -> str:
        """Write it in the largest unit that fits."""
        return write_duration(value)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept, or ``forever``."""

    def read(self, text: str) -> timedelta | None:
        """Read it; raises ``Refused`` for what is no duration, or too short a one."""
        if text.casefold() == FOREVER:
            return None
        try:
            kept = parse_duration(text, LONGEST_KEPT)
        except InvalidDuration as problem:
            raise Refused(Reason.BAD_DURATION, detail=str(problem)) from None
        if kept < SHORTEST_KEPT:
            raise Refused(Reason.KEPT_TOO_SHORT, limit=SHORTEST_KEPT.days)
        return kept

    def write(self, value: timedelta | None) -> str:
        """Write it in the largest unit that fits."""
        return FOREVER if value is None else write_duration(value)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours, such as ``18:00-09:00 Sat Sun``."""

    def read(self, text: str) -> QuietHours:
        """Read them; raises ``Refused`` with the reason as the detail."""
        try:
            return QuietHours.parse(text)
        except InvalidQuietHours as problem:
            raise Refused(Reason.BAD_QUIET_HOURS, detail=str(problem)) from None

    def write(self, value: QuietHours) -> str:
        """Write them as they are read."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Emoji:
    """Some emoji, by name."""

    def read(self, text: str) -> frozenset[str]:
        """Read names; raises ``Refused`` for too many of them and for what is no name."""
        names = read_emoji(text)
        if not names:
            raise Refused(Reason.BAD_EMOJI, detail=text)
        if len(names) > MOST_EMOJI:
            raise Refused(Reason.TOO_MANY_EMOJI, limit=MOST_EMOJI)
        return names

    def write(self, value: Iterable[str]) -> str:
        """Write the names, in order."""
        return ", ".join(sorted(value))


@dataclass(frozen=True, slots=True)
class Channel:
    """A public channel that the app is in, by its id; whether it is one is for a service to look up."""

    def read(self, text: str) -> ChannelId:
        """Take what a menu said."""
        return ChannelId(text)

    def write(self, value: ChannelId | None) -> str:
        """Write the id; nothing for no channel."""
        return value or ""


@dataclass(frozen=True, slots=True)
class People:
    """Some of the workspace's people, by id; whether they are there is for a service to look up."""

    def read(self, text: str) -> frozenset[str]:
        """Read ids; raises ``Refused`` for too many."""
        people = frozenset(filter(None, text.split(",")))
        if len(people) > MOST_MODERATORS:
            raise Refused(Reason.TOO_MANY_PEOPLE, limit=MOST_MODERATORS)
        return people

    def write(self, value: Iterable[str]) -> str:
        """Write the ids, in order."""
        return ",".join(sorted(value))


@dataclass(frozen=True, slots=True)
class Language:
    """A locale of :data:`LANGUAGES`, also written as ``en-gb``."""

    def read(self, text: str) -> str:
        """Read one; raises ``Refused`` for any other."""
        wanted = text.replace("-", "_").casefold()
        found = next((each for each in LANGUAGES if each.casefold() == wanted), None)
        if found is None:
            raise Refused(Reason.UNKNOWN_LANGUAGE)
        return found

    def write(self, value: str) -> str:
        """Write it as it is called here."""
        return value


Kind = Number | Duration | Retention | Quiet | Emoji | Channel | People | Language


@dataclass(frozen=True, slots=True)
class Setting:
    """One of the rules that may be changed, by the name of its field in :class:`Rules`."""

    name: str
    section: Section
    kind: Kind

    def written(self, rules: Rules) -> str:
        """What these rules say of it, as people write it; blank for nothing."""
        write: Callable[[Any], str] = self.kind.write
        return write(getattr(rules, self.name))

    def read(self, text: str) -> Any:
        """Read what somebody wrote; raises ``Refused`` at the field of its name."""
        try:
            return self.kind.read(text.strip())
        except Refused as refused:
            raise Refused(refused.reason, field=self.name, limit=refused.limit, detail=refused.detail) from None

    def chosen(self, text: str, defaults: Rules) -> str | None:
        """What is to be kept of what somebody wrote: ``None`` for nothing, and for what is the default anyway.

        So whoever empties a field, or writes the default there, follows the default from then on.
        """
        if not text.strip():
            return None
        write: Callable[[Any], str] = self.kind.write
        written = write(self.read(text))
        return None if written in {"", self.written(defaults)} else written


SETTINGS = (
    Setting("question_channel", Section.ASKING, Channel()),
    Setting("answer_within", Section.ASKING, Duration()),
    Setting("wave_size", Section.ASKING, Number(*WAVE_SIZES)),
    Setting("waves", Section.ASKING, Number(*WAVES)),
    Setting("weekly_cap", Section.ASKING, Number(*WEEKLY_CAPS)),
    Setting("quiet_hours", Section.ASKING, Quiet()),
    Setting("nudge_after", Section.ASKING, Duration()),
    Setting("close_after", Section.ASKING, Duration()),
    Setting("useful_emoji", Section.EMOJI, Emoji()),
    Setting("accept_emoji", Section.EMOJI, Emoji()),
    Setting("date_language", Section.UPKEEP, Language()),
    Setting("post_within", Section.UPKEEP, Duration()),
    Setting("still_true_after", Section.UPKEEP, Duration()),
    Setting("keep_questions", Section.RETENTION, Retention()),
    Setting("keep_activity", Section.RETENTION, Retention()),
    Setting("keep_logs", Section.RETENTION, Retention()),
    Setting("moderators", Section.MODERATORS, People()),
)
"""All that can be changed in a workspace, as the forms show it."""
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Change:
    """That somebody changed a setting: who, when, from what to what. ``None`` stands for the default."""

    id: int
    name: str
    was: str | None
    became: str | None
    by: PersonId
    at: datetime


def of_section(section: Section) -> tuple[Setting, ...]:
    """The settings of a form, in its order."""
    return tuple(each for each in SETTINGS if each.section is section)


def overlay(defaults: Rules, kept: Mapping[str, str]) -> Rules:
    """The rules of a workspace: what was changed there, over the defaults.

    What this program doesn't know or can't read, such as what a newer one kept, leaves the default.
    """
    changed = {}
    for name, text in kept.items():
        with suppress(Refused, KeyError):
            changed[name] = BY_NAME[name].read(text)
    return replace(defaults, **changed) if changed else defaults


def check(rules: Rules) -> Refused | None:
    """What is wrong with rules as a whole: an emoji that says two things."""
    both = rules.useful_emoji & rules.accept_emoji
    return Refused(Reason.EMOJI_IN_BOTH, field="accept_emoji", detail=", ".join(sorted(both))) if both else None
