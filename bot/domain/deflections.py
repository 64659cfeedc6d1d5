"""Questions that were not asked, because somebody found first what answers them."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.marks import Item
from bot.domain.search import analysis, scoring

ASKED_AGAIN_WITHIN = timedelta(days=1)
"""Who asks what is alike within this time was not helped by what they found."""
ALIKE = 0.5
"""From which share of common words on two questions are alike: half of what both say."""


@dataclass(frozen=True, slots=True)
class Deflection:
    """A person's word that an answer or a tip answered what they were about to ask."""

    id: int
    item: Item
    words: str
    """What they were about to ask."""


@dataclass(frozen=True, slots=True)
class Deflected:
    """How many questions were not asked in some time, of all people together."""

    by_answers: int
    by_tips: int
    taken_back: int
    """Those that came to be asked after all, and count in neither of the others."""

    @property
    def total(self) -> int:
        """All that stand."""
        return self.by_answers + self.by_tips


def is_asked_again(words: str, question: str) -> bool:
    """Whether a question is like the one that somebody was about to ask, by the words that carry meaning (Dice)."""
    one, other = frozenset(analysis.terms(words)), frozenset(analysis.terms(question))
    return scoring.alike(one, other) >= ALIKE
