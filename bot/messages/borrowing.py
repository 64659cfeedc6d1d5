"""The words of putting a question into a cohort's bank."""

from bot.domain.cohort_shown import Borrowable
from bot.domain.prompts import TEXT_LIMITS
from bot.messages import kit

_CHOICES = 100
_LABEL = 75


def form(told: Borrowable) -> kit.View:
    """The form of choosing the cohort and the words."""
    question, (least, most) = told.question, TEXT_LIMITS
    options = [kit.option(kit.cut(each.name, _LABEL), str(each.id)) for each in told.cohorts[:_CHOICES]]
    menu = kit.select("cohort", options, initial=options[0]["value"])
    text = kit.text_input("text", multiline=True, initial=question.text[:most], min_length=least, max_length=most)
    note = "It was asked anonymously: whoever asked is asked first whether that is fine, and you are told."
    blocks = [kit.section(note)] if question.is_anonymous else []
    blocks += [
        kit.input_block("Cohort", menu, "cohort", hint="It goes to the end of the cohort's own prompts."),
        kit.input_block("Prompt", text, "text"),
    ]
    return kit.modal("Use as a prompt", blocks, "question.prompt", submit="Add", metadata=str(question.id))


def done(*, is_asked_first: bool) -> kit.Message:
    """Said to the facilitator."""
    text = (
        "Whoever asked is asked first whether that is fine. You are told what they say."
        if is_asked_first
        else ":white_check_mark: It is among the cohort's own prompts now."
    )
    return kit.Message(text, (kit.section(text),))
