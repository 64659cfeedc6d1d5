"""What of a workspace's past becomes questions and answers, and what is left, with the reason."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, MessageTs, PersonId
from bot.domain.marks import Kind, meaning
from bot.domain.questions import DETAILS_LIMIT, TEXT_LIMITS
from bot.domain.rules import Rules
from bot.domain.search import analysis

LEAST_ANSWER = 12
"""Characters that an answer has at least, its ends apart."""

_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")
_ASKS = re.compile(
    r"^(?:(?:hi|hello|hey|dear|good\s+\w+)[^.?!\n]{0,40}[,.!:\n]\s*)?"
    r"(?:how|what|what's|where|when|why|who|which|is|are|does|do|did|can|could|should|would|will|has|have|"
    r"any(?:one|body|\s+idea)?|some(?:one|body)|i\s+(?:need|wonder|am\s+looking)|looking\s+for|need\s+help)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^\W*(?:thanks?|thank\s+you|thx|ty|cheers|great|perfect|awesome|nice|\+1|same|same\s+here|following|lol|ok(?:ay)?|yes|no|"
    r"done|got\s+it|will\s+do)\b[\w\s,!.:'@-]{0,40}$",
    re.IGNORECASE,
)


class Left(StrEnum):
    """Why something of the past is left where it is."""

    NO_REPLY = "nobody replied"
    NOT_ASKING = "does not ask anything"
    TOO_SHORT = "too short to be a question"
    NO_PERSON = "written by an app or nobody"
    NO_ANSWER = "no reply is an answer"
    OWN_REPLY = "a reply by the asker"
    SMALL_REPLY = "a reply of thanks or of a few signs"
    UNREADABLE = "can't be read"
    TOO_OLD = "before the date given"
    PRIVATE = "in a private channel that was not named"
    THERE_ALREADY = "is there already"


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the past."""

    channel: ChannelId | None
    ts: MessageTs | None
    """Where it stands; ``None`` for what never was a message in Slack."""
    author: PersonId
    """Blank for what no person wrote."""
    text: str
    at: datetime
    reactions: tuple[tuple[str, tuple[PersonId, ...]], ...] = ()
    """Emoji, each with who reacted."""
    origin: str = ""
    """Its key wherever it comes from; the same whenever it is read."""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer of the past, with whom it helped."""

    said: Said
    useful_to: tuple[PersonId, ...]
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question of the past, with its answers in order."""

    said: Said
    text: str
    details: str
    answers: tuple[PastAnswer, ...]
    topics: tuple[str, ...] = ()
    """Labels given to it."""


def asks(text: str) -> bool:
    """Whether a text asks something: a question mark outside code and addresses, or a beginning that asks."""
    plain = _ADDRESS.sub(" ", _CODE.sub(" ", text)).strip()
    return "?" in plain or bool(_ASKS.match(plain))


def thread(root: Said, replies: Iterable[Said], rules: Rules) -> tuple[PastQuestion | None, list[Left]]:
    """The question that a thread is, if it is one, and why it or some of its replies are left."""
    replies = list(replies)
    if reason := _why_no_question(root, replies):
        return None, [reason]
    answers, left = [], []
    for reply in replies:
        if small := _why_no_answer(root, reply):
            left.append(small)
        else:
            answers.append(_answer(root, reply, rules))
    if not answers:
        return None, [*left, Left.NO_ANSWER]
    text, details = _in_two(root.text)
    return PastQuestion(root, text, details, tuple(answers)), left


def is_too_short(text: str) -> bool:
    """Whether a text is no question of ours for its length."""
    return len(" ".join(text.split())) < TEXT_LIMITS[0]


def _why_no_question(root: Said, replies: list[Said]) -> Left | None:
    reasons = (
        (not root.author, Left.NO_PERSON),
        (not any(reply.author != root.author for reply in replies), Left.NO_REPLY),
        (is_too_short(root.text), Left.TOO_SHORT),
        (not asks(root.text), Left.NOT_ASKING),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _why_no_answer(root: Said, reply: Said) -> Left | None:
    if not reply.author:
        return Left.NO_PERSON
    if reply.author == root.author:
        return Left.OWN_REPLY
    said = reply.text.strip()
    return Left.SMALL_REPLY if len(said) < LEAST_ANSWER or _THANKS.match(said) else None


def _answer(root: Said, reply: Said, rules: Rules) -> PastAnswer:
    by_meaning: dict[Kind, dict[PersonId, None]] = {kind: {} for kind in Kind}
    for emoji, people in reply.reactions:
        if kind := meaning(emoji, rules):
            by_meaning[kind].update(dict.fromkeys(people))
    useful = tuple(person for person in by_meaning[Kind.USEFUL] if person != reply.author)
    return PastAnswer(reply, useful, root.author in by_meaning[Kind.ACCEPTED])


def _in_two(text: str) -> tuple[str, str]:
    """A question in one line, and the whole of it where that line does not hold it."""
    line = " ".join(text.split())
    if len(line) <= TEXT_LIMITS[1]:
        return line, "" if line == text.strip() else text.strip()[:DETAILS_LIMIT]
    head, _ = analysis.headline(text)
    short = " ".join(head.split())
    return (short if not is_too_short(short) else line[: TEXT_LIMITS[1]]), text.strip()[:DETAILS_LIMIT]
