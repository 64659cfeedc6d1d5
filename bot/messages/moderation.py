"""The words for moderators: how it stands with the knowledge, and topics that are one."""

from collections.abc import Sequence

from bot.domain.deflections import Deflected
from bot.domain.questions import Question
from bot.messages import kit
from bot.messages.questions import who_asks

TITLE = "Moderate"


def page(
    wanting: Sequence[tuple[str, int]],
    unanswered: Sequence[tuple[Question, str]],
    *,
    unanswered_count: int,
    deflected: Deflected,
    note: str = "",
) -> kit.View:
    """How it stands, and the form that merges topics.

    ``wanting`` are topics with how often they were asked about, ``unanswered`` questions with the addresses of their
    cards, ``note`` is what was just done.
    """
    blocks = [kit.section(note)] if note else []
    blocks += [kit.header("Topics without an expert"), *_wanting(wanting)]
    blocks += [kit.header(f"Questions nobody answered ({unanswered_count})"), *_unanswered(unanswered)]
    blocks += [kit.header("Answered before it was asked"), kit.section(_deflected(deflected))]
    blocks += [kit.header("Two names for one topic"), *_merging()]
    return kit.modal(TITLE, blocks, "moderation.merge", submit="Merge topics", close="Close")


def merged(one: str, other: str) -> str:
    """What was just done."""
    return f":white_check_mark: *{kit.escape(one)}* is another name of *{kit.escape(other)}* now."


def _wanting(wanting: Sequence[tuple[str, int]]) -> list[kit.Block]:
    if not wanting:
        return [kit.context("Every topic asked about lately has somebody who knows it.")]
    lines = "\n".join(
        f"• *{kit.escape(label)}*: {kit.plural(asked, 'question')} in 90 days, and nobody is known for it"
        for label, asked in wanting
    )
    return [kit.section(lines)]


def _unanswered(unanswered: Sequence[tuple[Question, str]]) -> list[kit.Block]:
    if not unanswered:
        return [kit.context("Every question in a public channel that was put to people has an answer.")]
    return [
        kit.section(f"{who_asks(question)}: {kit.link(link, question.text)}", _answer(question))
        for question, link in unanswered
    ]


def _answer(question: Question) -> kit.Block:
    return kit.button("Answer", "question.answer", str(question.id))


def _deflected(deflected: Deflected) -> str:
    told = f"In 30 days {kit.plural(deflected.total, 'question')} found an answer before being asked"
    return f"{told}: {deflected.by_answers:,} by answers, {deflected.by_tips:,} by tips."


def _merging() -> list[kit.Block]:
    return [
        kit.context("Questions, tips and what people are known for move along. This can't be undone."),
        kit.input_block("Topic", kit.external_select("merge_topic", placeholder="Such as k8s"), "topic"),
        kit.input_block("is the same as", kit.external_select("merge_into", placeholder="Such as kubernetes"), "into"),
    ]
