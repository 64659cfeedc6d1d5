"""What is known already: answered questions and tips, as somebody who looks for an answer finds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.answers import Answer
from bot.domain.ids import PersonId
from bot.domain.marks import Item
from bot.domain.places import Spot
from bot.domain.questions import Question
from bot.domain.search.documents import Hit, Kind
from bot.domain.search.small_words import SMALL_WORDS
from bot.domain.tips import Tip

LIKE_ENOUGH = 1.4
"""The score from which on something is shown to somebody who did not look for it, or named as a reason to ask somebody.

Of the development half of stackfaq (titles alone, all documents on one subject) it shows 6 in 10 of the answers that
there are, and something else for 2 in 10 of the questions that have none; at 1.2 it would be 7 and 4, at 1.6 5 and 1.
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the answers that stand, the best first."""

    question: Question
    answers: tuple[Answer, ...]

    @property
    def best(self) -> Answer:
        """The accepted answer, else the most useful one, else the first."""
        return self.answers[0]


@dataclass(frozen=True, slots=True)
class Found:
    """An answered question or a tip that somebody may see."""

    what: Answered | Tip
    spot: Spot | None
    """The message in which the reader finds it; ``None`` where there is none that they can open."""
    texts: tuple[str, ...]
    """What can be quoted of it beside its title, the most telling first."""
    matched: frozenset[str] = frozenset()
    """The terms of a search that it has."""

    @property
    def kind(self) -> Kind:
        """What it is in the index."""
        return Kind.QUESTION if isinstance(self.what, Answered) else Kind.TIP

    @property
    def id(self) -> int:
        """The question's or tip's own id."""
        return self.what.question.id if isinstance(self.what, Answered) else self.what.id

    @property
    def item(self) -> Item:
        """What is marked useful when it helps."""
        return self.what.best.item if isinstance(self.what, Answered) else self.what.item

    @property
    def author(self) -> PersonId:
        """Who wrote what helps."""
        return self.what.best.author if isinstance(self.what, Answered) else self.what.author

    @property
    def useful(self) -> int:
        """How many people found useful what helps."""
        return self.what.best.useful if isinstance(self.what, Answered) else self.what.useful

    @property
    def written_at(self) -> datetime:
        """When what helps was last written."""
        if isinstance(self.what, Answered):
            return self.what.best.edited_at or self.what.best.given_at
        return self.what.edited_at or self.what.shared_at

    @property
    def fresh_at(self) -> datetime:
        """When what helps was last written, or said to be still true."""
        return self.what.best.fresh_at if isinstance(self.what, Answered) else self.what.fresh_at

    @property
    def is_doubted(self) -> bool:
        """Whether somebody reports what helps as outdated, and nobody has looked yet."""
        return (self.what.best if isinstance(self.what, Answered) else self.what).reports > 0

    def is_own_of(self, person: PersonId) -> bool:
        """Whether it is a person's own question, answer or tip."""
        asked = isinstance(self.what, Answered) and self.what.question.asker == person
        return asked or self.author == person


def in_order(question: Question, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Answers, the best first: the accepted one, then the most useful ones, then in the order given."""
    return tuple(sorted(answers, key=lambda each: (each.id != question.accepted, -each.useful, each.id)))


def is_like_enough(hit: Hit) -> bool:
    """Whether a hit is worth showing unasked: it scores well, and not by small words alone."""
    return hit.score >= LIKE_ENOUGH and not hit.matched <= SMALL_WORDS
