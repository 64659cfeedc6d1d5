"""What somebody asked, answered, shared and learned here, as it is shown to them and to nobody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.answers import Answer
from bot.domain.cohorts import Cohort
from bot.domain.ids import PersonId
from bot.domain.questions import Question
from bot.domain.tips import Tip


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of each there is."""

    asked: int
    answered: int
    accepted: int
    """Of the answers, how many were accepted."""
    helped: int
    """How often others found an answer, a tip or something said in a cohort useful."""
    shared: int
    added: int
    """Takes on tips."""
    discussed: int
    """Answers to questions of cohorts."""
    found_useful: int
    """What others wrote and this person found useful."""
    found_before_asking: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what it answers, if its author may see that now."""

    answer: Answer
    question: Question | None


@dataclass(frozen=True, slots=True)
class Record:
    """One person's record: how much there is, and the latest of it."""

    counts: Counts
    asked: tuple[Question, ...]
    answered: tuple[Answered, ...]
    shared: tuple[Tip, ...]
    cohorts: tuple[Cohort, ...]
    url: str
    """The workspace's own address, for links."""


@dataclass(frozen=True, slots=True)
class Export:
    """All that is kept of a person, by part; see storage/exporting.py for the parts."""

    person: PersonId
    at: datetime
    parts: Mapping[str, Sequence[Mapping[str, Any]]]
