"""Whether what was asked anonymously may be discussed in a cohort: its asker's to say."""

from dataclasses import dataclass

from bot.domain.ids import CohortId, PersonId, PromptRequestId, QuestionId


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """A request of a facilitator."""

    id: PromptRequestId
    question: QuestionId
    cohort: CohortId
    asked_by: PersonId
    """The facilitator, who never learns who asked the question."""
    text: str
    """The prompt as it would be put."""
    is_agreed: bool | None
    """``None`` until the asker says."""
