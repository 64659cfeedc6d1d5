"""The words for moderators: how it stands with the knowledge, and topics that are one."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.answers import Answer
from bot.domain.deflections import Deflected
from bot.domain.freshness import Report
from bot.domain.questions import Question
from bot.domain.tips import Tip
from bot.messages import kit
from bot.messages.questions import who_asks

TITLE = "Moderate"
_SHORT = 200
_REPORTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An answer or tip to look at, as a line of the page."""

    found: Answer | Tip
    title: str
    """The question that it answers; blank for a tip."""
    link: str
    reports: Sequence[Report]


def page(
    wanting: Sequence[tuple[str, int]],
    unanswered: Sequence[tuple[Question, str]],
    *,
    unanswered_count: int,
    reported: Sequence[Doubtful],
    reported_count: int,
    old: Sequence[Doubtful],
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
    blocks += [kit.header(f"Reported as outdated ({reported_count})"), *_reported(reported)]
    blocks += [kit.header("Old, and still found"), *_old(old)]
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


def _reported(reported: Sequence[Doubtful]) -> list[kit.Block]:
    if not reported:
        return [kit.context("Nothing is reported. Anybody can do so, from what they found or from the message.")]
    return [_line(each, _doubts(each.reports)) for each in reported]


def _old(old: Sequence[Doubtful]) -> list[kit.Block]:
    if not old:
        return [kit.context("All that helped people was written or looked over lately.")]
    return [_line(each, f"Last looked over {kit.when(each.found.fresh_at, kit.DATE)}.") for each in old]


def _line(doubtful: Doubtful, told: str) -> kit.Block:
    """One answer or tip with what a moderator may say of it."""
    found, key = doubtful.found, str(doubtful.found.item)
    said = kit.cut(kit.escape(" ".join(found.text.split())), _SHORT)
    if isinstance(found, Tip):
        what = f"{kit.person(found.author)} shared {kit.link(doubtful.link, 'a tip') if doubtful.link else 'a tip'}"
    else:
        title = kit.link(doubtful.link, doubtful.title) if doubtful.link else kit.escape(doubtful.title)
        what = f"{kit.person(found.author)} answered *{title}*"
    choices = [kit.option("It is still true", f"true:{key}"), kit.option("It is outdated", f"outdated:{key}")]
    return kit.section(f"{what}: {said}\n{told}", kit.overflow("moderation.judge", choices))


def _doubts(reports: Sequence[Report]) -> str:
    said = [f"“{kit.escape(' '.join(each.why.split()))}”" for each in reports if each.why][:_REPORTS_SHOWN]
    count = kit.plural(len(reports), "person", "people")
    return f":warning: {count} reported it{': ' if said else ''}{', '.join(said)}"


def _deflected(deflected: Deflected) -> str:
    told = f"In 30 days {kit.plural(deflected.total, 'question')} found an answer before being asked"
    return f"{told}: {deflected.by_answers:,} by answers, {deflected.by_tips:,} by tips."


def _merging() -> list[kit.Block]:
    return [
        kit.context("Questions, tips and what people are known for move along. This can't be undone."),
        kit.input_block("Topic", kit.external_select("merge_topic", placeholder="Such as k8s"), "topic"),
        kit.input_block("is the same as", kit.external_select("merge_into", placeholder="Such as kubernetes"), "into"),
    ]
