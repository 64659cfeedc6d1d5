"""Questions and answers in the neutral format of docs/import.md: JSON lines, packed or not."""

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.ids import PersonId
from bot.domain.imports import Left, PastAnswer, PastQuestion, Said, is_too_short
from bot.domain.questions import DETAILS_LIMIT, TEXT_LIMITS

LONGEST_TEXT = 40_000
GZIP = b"\x1f\x8b"


class NotQuestions(Exception):  # noqa: N818 - its text is the sentence an operator reads
    """The files can't be read as questions and answers."""


@dataclass
class Read:
    """What the files hold."""

    questions: list[PastQuestion] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def read(paths: Sequence[Path], now: datetime) -> Read:
    """Read questions, and the answers to them wherever among the files they stand.

    Dates that are missing are taken as ``now``. Raises :class:`NotQuestions` for a file that isn't there or that has
    no question at all.
    """
    found = Read()
    rows = [row for path in _files(paths) for row in _rows(path, found)]
    answers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if "question_id" in row:
            answers[str(row["question_id"])].append(row)
    questions = [row for row in rows if "title" in row and "id" in row]
    if not questions:
        raise NotQuestions(f"{paths[0].name} has no questions; docs/import.md shows how they look.")
    for row in questions:
        _take(row, answers[str(row["id"])], now, found)
    return found


def _take(row: Mapping[str, Any], answers: Iterable[Mapping[str, Any]], now: datetime, found: Read) -> None:
    text = " ".join(str(row["title"]).split())
    if is_too_short(text):
        found.left.append(Left.TOO_SHORT)
        return
    asker = PersonId(str(row.get("asker") or ""))
    taken = []
    for answer in answers:
        reason = _why_left(answer, asker)
        if reason is None:
            taken.append(_answer(answer, now))
        else:
            found.left.append(reason)
    if not taken:
        found.left.append(Left.NO_ANSWER)
        return
    body = str(row.get("body") or "").strip()
    details = body if len(text) <= TEXT_LIMITS[1] else f"{text}\n{body}"
    said = Said(None, None, asker, text, _moment(row, now), origin=f"qa:{row['id']}"[:120])
    tags = tuple(str(tag) for tag in row.get("tags") or () if isinstance(tag, str))
    found.questions.append(
        PastQuestion(said, text[: TEXT_LIMITS[1]], details[:DETAILS_LIMIT], tuple(taken), topics=tags)
    )


def _why_left(answer: Mapping[str, Any], asker: PersonId) -> Left | None:
    author = str(answer.get("answerer") or "")
    if not author:
        return Left.NO_PERSON
    return Left.OWN_REPLY if author == asker else None


def _answer(row: Mapping[str, Any], now: datetime) -> PastAnswer:
    said = Said(
        None,
        None,
        PersonId(str(row["answerer"])),
        str(row.get("body") or "")[:LONGEST_TEXT],
        _moment(row, now),
        origin=f"qa:{row.get('id') or row['question_id']}:answer"[:120],
    )
    return PastAnswer(said, (), is_accepted=bool(row.get("accepted")))


def _moment(row: Mapping[str, Any], now: datetime) -> datetime:
    try:
        told = datetime.fromisoformat(str(row.get("created")))
    except ValueError:
        return now
    return min(told if told.tzinfo else told.replace(tzinfo=UTC), now)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if ".jsonl" in each.suffixes)
        else:
            yield path


def _rows(path: Path, found: Read) -> Iterator[Mapping[str, Any]]:
    try:
        packed = path.read_bytes()
        text = gzip.decompress(packed) if packed.startswith(GZIP) else packed
    except FileNotFoundError:
        raise NotQuestions(f"There is no file {path.name}.") from None
    except (OSError, EOFError, zlib.error):
        raise NotQuestions(f"{path.name} can't be read.") from None
    for line in text.decode("utf-8-sig", "replace").splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield row
        else:
            found.left.append(Left.UNREADABLE)
