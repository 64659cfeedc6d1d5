"""What is shown of cohorts and the prompt bank: gathered by services, put into words by messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.cohorts import Cohort
from bot.domain.ids import PersonId, PromptSetId
from bot.domain.places import Place, Spot
from bot.domain.plans import Planned
from bot.domain.prompts import Prompt, PromptSet
from bot.domain.questions import Question
from bot.domain.rules import ENGLISH
from bot.domain.runs import Run


@dataclass(frozen=True, slots=True)
class Known:
    """A cohort as a list shows it."""

    cohort: Cohort
    members: int
    is_member: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The cohorts of a person, and those they may join."""

    mine: Sequence[Known]
    others: Sequence[Known]
    language: str = ENGLISH
    """In which dates are written."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A cohort before somebody: its next date, and what they may do."""

    cohort: Cohort
    facilitators: Sequence[PersonId]
    members: int
    is_member: bool
    leads: bool
    """Whether this person may change it."""
    following: Planned | None
    latest: Run | None
    url: str
    """The workspace's own address, for links."""
    language: str = ENGLISH
    """In which dates are written."""

    @property
    def spot(self) -> Spot | None:
        """Where the last question stands."""
        run = self.latest
        return Spot(run.channel, run.card_ts) if run and run.card_ts else None


@dataclass(frozen=True, slots=True)
class AtHome:
    """One of a person's cohorts, as App Home shows it."""

    cohort: Cohort
    leads: bool
    today: Run | None
    """Today's question, by the cohort's own calendar."""
    has_answered: bool
    """Whether the person has answered that."""
    empty: Planned | None
    """For facilitators: the first date that is near and for which nothing is left."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form of a cohort starts with."""

    zone: str
    """The person's own."""
    sets: Sequence[PromptSet]
    """Those of the workspace."""
    cohort: Cohort | None = None
    """The one that is changed."""
    place: Place | None = None
    facilitators: Sequence[PersonId] = ()
    chosen: Sequence[PromptSetId] = ()


@dataclass(frozen=True, slots=True)
class NextDates:
    """The dates to come of a cohort."""

    cohort: Cohort
    dates: Sequence[Planned]
    language: str = ENGLISH
    """In which dates are written."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A set as a list shows it."""

    set: PromptSet
    count: int
    """How many of its prompts are not retired."""


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page of a set."""

    set: PromptSet
    cohort: Cohort | None
    """Whose own set it is."""
    prompts: Sequence[Prompt]
    count: int
    page: int
    pages: int
    is_mine: bool
    """Whether this person may change it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import."""

    new: int
    there_already: int


@dataclass(frozen=True, slots=True)
class Discussed:
    """A question of a cohort before somebody who may answer it."""

    run: Run
    cohort: Cohort


@dataclass(frozen=True, slots=True)
class Tally:
    """What a run brought."""

    answers: int = 0
    people: int = 0
    """How many people answered."""
    members: int = 0
    """How many of them are members of the cohort now."""
    useful: int = 0
    """How many marks the answers have together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run with what it brought."""

    run: Run
    tally: Tally
    is_retired: bool | None
    """Whether its prompt comes no more in the cohort; ``None`` where it is gone from the bank altogether."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A page of what a cohort's questions brought."""

    cohort: Cohort
    members: int
    shown: Sequence[Outcome]
    count: int
    page: int
    pages: int
    by_merit: bool
    """Whether those that worked best stand first; else the latest do."""
    url: str
    language: str = ENGLISH
    """In which dates are written."""


@dataclass(frozen=True, slots=True)
class Borrowable:
    """A question before a facilitator, with the cohorts that may discuss it."""

    question: Question
    cohorts: Sequence[Cohort]
