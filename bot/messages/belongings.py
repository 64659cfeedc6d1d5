"""The words about what was brought in of a person."""

from collections.abc import Sequence

from bot.domain.answers import Answer
from bot.domain.questions import Question
from bot.messages import kit

_SHORT = 200


def listed(questions: Sequence[Question], answers: Sequence[Answer]) -> kit.View:
    """The latest of it, each with its way out."""
    if not questions and not answers:
        text = "Nothing of yours that was brought in is left. It will not come back when the import is repeated."
        return kit.modal("Brought in", [kit.section(text)], "belongings.listed", close="Close")
    told = "These are your questions and answers from before Knowhow, brought in so that others find them."
    sure = kit.confirm("Remove all of yours?", "They can't be brought back.", "Remove all", "Keep them", style="danger")
    everything = kit.button("Remove all of mine", "belongings.remove_all", style="danger", confirm=sure)
    blocks = [kit.section(told), kit.actions(everything)]
    if questions:
        blocks += [kit.header("Your questions"), *(_line(each.text, f"question:{each.id}") for each in questions)]
    if answers:
        blocks += [kit.header("Your answers"), *(_line(each.text, f"answer:{each.id}") for each in answers)]
    return kit.modal("Brought in", blocks, "belongings.listed", close="Close")


def _line(text: str, what: str) -> kit.Block:
    shown = kit.cut(kit.escape(" ".join(text.split())), _SHORT) or kit.ELLIPSIS
    return kit.section(shown, kit.button("Remove", "belongings.remove", what))
