"""Where the messages are in which people read questions, answers and tips."""

from bot.domain.answers import Answer
from bot.domain.notices import Kind
from bot.domain.places import Spot
from bot.domain.questions import Question
from bot.domain.runs import Run, RunAnswer
from bot.domain.tips import Tip
from storage.unit_of_work import UnitOfWork


def of_card(question: Question) -> Spot | None:
    """A question's card; ``None`` while there is none."""
    if question.channel is None or question.card_ts is None:
        return None
    return Spot(question.channel, question.card_ts)


def of_answer(uow: UnitOfWork, question: Question, answer: Answer) -> Spot | None:
    """The message of an answer that everybody reads who sees its question."""
    if answer.is_in_place and answer.channel and answer.ts:
        return Spot(answer.channel, answer.ts, question.card_ts)
    posted = uow.notices.of(Kind.ANSWER_IN_THREAD, answer.id)
    if posted is None or posted.channel is None or posted.ts is None:
        return None
    return Spot(posted.channel, posted.ts, question.card_ts)


def of_tip(tip: Tip) -> Spot | None:
    """A tip's card; ``None`` while there is none."""
    return Spot(tip.channel, tip.card_ts) if tip.card_ts else None


def of_run_answer(uow: UnitOfWork, run: Run, answer: RunAnswer) -> Spot | None:
    """The message of an answer to a cohort's question."""
    if answer.channel and answer.ts:
        return Spot(answer.channel, answer.ts, run.card_ts)
    posted = uow.notices.of(Kind.RUN_ANSWER_IN_THREAD, answer.id)
    if posted is None or posted.channel is None or posted.ts is None:
        return None
    return Spot(posted.channel, posted.ts, run.card_ts)
